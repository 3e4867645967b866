// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;

/**
 * A picture to sample from: all but its pixels, which a renderer asks its session for while it takes over a scene. Materials that share an
 * image hold the same object; an image whose pixels have not changed since the scene before is the same object as there. Images of several
 * scenes that are equal have the same pixels.
 */
public interface Image {
    /** What the values mean; the order is that of {@code pb_color_space}. */
    enum ColorSpace {
        /** Scene-linear colour, or data. */
        LINEAR,
        /** Encoded with the sRGB transfer function. */
        SRGB
    }

    /** How a number is kept; the order is that of {@code pb_image_format}. */
    enum Format {
        /** A byte that stands for 0 to 1. */
        UINT8(1),
        /** A 32-bit float. */
        FLOAT32(Float.BYTES);

        private final int bytes;

        Format(int bytes) {
            this.bytes = bytes;
        }

        /** {@return bytes of a number} */
        public int bytes() {
            return bytes;
        }
    }

    /** {@return a number that stays from frame to frame, though the pixels may change, and that no other image of the scene has} */
    long id();

    /** {@return name of Blender's image, for messages} */
    String name();

    /** {@return pixels in a row} */
    int width();

    /** {@return rows} */
    int height();

    /** {@return numbers per pixel, 1 to 4; alpha, where there is one, is straight} */
    int channels();

    /** {@return how a number is kept} */
    Format format();

    /** {@return what the values mean} */
    ColorSpace colorSpace();

    /** {@return a number that differs where the pixels of the image with this {@link #id} differ} */
    long state();

    /** {@return UDIM tiles; empty: the image is one picture} Size and pixels of an image that has tiles are those of one of them. */
    default List<ImageTile> tiles() {
        return List.of();
    }

    /** {@return bytes of a row} */
    default long rowBytes() {
        return (long) width() * channels() * format().bytes();
    }
}
