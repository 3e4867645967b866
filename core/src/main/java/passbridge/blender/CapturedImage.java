// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.List;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.ImageTile;

/**
 * An image that Blender has. The same object while nothing about it changes; those of other sessions are equal where Blender says the same of
 * them. Any thread.
 */
final class CapturedImage implements Image {
    private final Facts facts;

    /** All that a {@code pb_image} says. */
    private record Facts(
            long id, long state, String name, int width, int height, int channels, Format format, ColorSpace colorSpace,
            List<ImageTile> tiles) {}

    private CapturedImage(Facts facts) {
        this.facts = facts;
    }

    /**
     * Reads a {@code pb_image}.
     *
     * @param before of the session's scene before, with the same id; null: there is none
     * @param described the images that come before this one
     */
    static CapturedImage of(Description.Struct struct, CapturedImage before, List<CapturedImage> described) {
        Facts facts = new Facts(
                struct.integer64(Protocol.Image.ID),
                struct.integer64(Protocol.Image.STATE),
                struct.text(Protocol.Image.NAME),
                struct.integer(Protocol.Image.WIDTH),
                struct.integer(Protocol.Image.HEIGHT),
                struct.integer(Protocol.Image.CHANNELS),
                format(struct.integer(Protocol.Image.FORMAT)),
                struct.constant(Protocol.Image.COLOR_SPACE, ColorSpace.values(), "colour space"),
                struct.range(Protocol.Image.TILES, Protocol.Lists.IMAGE_TILES).map(tile -> tile(tile, described)));
        if (facts.width < 1 || facts.height < 1 || facts.channels < 1 || facts.channels > 4) {
            throw new PassbridgeException("image '" + facts.name + "' can't have " + Integer.toUnsignedString(facts.width) + "x"
                    + Integer.toUnsignedString(facts.height) + " pixels of " + Integer.toUnsignedString(facts.channels) + " channels");
        }
        return before != null && before.facts.equals(facts) ? before : new CapturedImage(facts);
    }

    private static ImageTile tile(Description.Struct struct, List<CapturedImage> described) {
        int number = struct.integer(Protocol.ImageTile.NUMBER);
        try {
            return new ImageTile(number, struct.element(Protocol.ImageTile.IMAGE, described, "image of a tile"));
        } catch (IllegalArgumentException e) {
            throw new PassbridgeException("the description of the scene has a tile of an image with number " + number, e);
        }
    }

    private static Format format(int number) {
        return switch (number) {
            case Protocol.PixelFormat.FLOAT32 -> Format.FLOAT32;
            case Protocol.PixelFormat.UINT8 -> Format.UINT8;
            default -> throw new PassbridgeException("the description of the scene has an image of unknown format " + number);
        };
    }

    @Override
    public long id() {
        return facts.id;
    }

    @Override
    public String name() {
        return facts.name;
    }

    @Override
    public int width() {
        return facts.width;
    }

    @Override
    public int height() {
        return facts.height;
    }

    @Override
    public int channels() {
        return facts.channels;
    }

    @Override
    public Format format() {
        return facts.format;
    }

    @Override
    public ColorSpace colorSpace() {
        return facts.colorSpace;
    }

    @Override
    public List<ImageTile> tiles() {
        return facts.tiles;
    }

    @Override
    public long state() {
        return facts.state;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CapturedImage image && facts.equals(image.facts);
    }

    @Override
    public int hashCode() {
        return facts.hashCode();
    }

    @Override
    public String toString() {
        return "image '" + facts.name + "' of " + facts.width + "x" + facts.height;
    }
}
