// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.Objects;
import passbridge.scene.Camera;

/**
 * From where a picture is drawn, and what part of the full picture it is. Not part of the scene: a camera that moves changes no scene.
 *
 * @param camera the eye; its projection shows the part that is drawn
 * @param name of the view in a stereo or multi-view picture, "left" for example; empty: there is only one
 * @param region where the drawn picture lies in the full one
 */
public record View(Camera camera, String name, Region region) {
    /**
     * A rectangle of the full picture.
     *
     * @param left first column, 0 or more
     * @param bottom first row from the bottom, 0 or more
     * @param fullWidth pixels in a row of the full picture, at least 1
     * @param fullHeight rows of the full picture, at least 1
     */
    public record Region(int left, int bottom, int fullWidth, int fullHeight) {
        /**
         * Refuses numbers out of their range.
         *
         * @param left {@link #left()}
         * @param bottom {@link #bottom()}
         * @param fullWidth {@link #fullWidth()}
         * @param fullHeight {@link #fullHeight()}
         */
        public Region {
            if (left < 0 || bottom < 0 || left >= fullWidth || bottom >= fullHeight) {
                throw new IllegalArgumentException("a full picture of " + fullWidth + "x" + fullHeight + " has no pixel " + left + ", " + bottom);
            }
        }
    }

    /**
     * Refuses null.
     *
     * @param camera {@link #camera()}
     * @param name {@link #name()}
     * @param region {@link #region()}
     */
    public View {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(region, "region");
    }

    /**
     * {@return the only view of a picture, drawn in full}
     *
     * @param camera the eye
     * @param width pixels in a row
     * @param height rows
     */
    public static View of(Camera camera, int width, int height) {
        return new View(camera, "", new Region(0, 0, width, height));
    }
}
