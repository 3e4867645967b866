// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Optional;
import org.joml.Matrix4fc;

/**
 * The eye. Camera space is right-handed: it looks along -Z, Y up.
 *
 * @param worldToCamera rigid
 * @param projection camera space to the picture
 * @param clipStart metres along the view axis, for {@link Projection.Equirectangular} from the camera; nothing is seen where it is
 *     at {@code clipEnd} or beyond
 * @param clipEnd the same
 * @param depthOfField empty: everything is sharp
 * @param shutter empty: no motion blur
 */
public record Camera(
        Matrix4fc worldToCamera,
        Projection projection,
        float clipStart,
        float clipEnd,
        Optional<DepthOfField> depthOfField,
        Optional<Shutter> shutter) {

    /** How camera space comes into the picture. Border, lens shift, pixel aspect and stereo view are already applied. */
    public sealed interface Projection {
        /** @param toClip camera space to OpenGL clip space, whose unit square is the picture */
        record Perspective(Matrix4fc toClip) implements Projection {}

        /** @param toClip camera space to OpenGL clip space, whose unit square is the picture */
        record Orthographic(Matrix4fc toClip) implements Projection {}

        /**
         * A panorama: longitude goes evenly with x, latitude with y. The direction of both is
         * (cos latitude · sin longitude, sin latitude, -cos latitude · cos longitude), for any values.
         *
         * @param left longitude of the picture's left edge, radians
         * @param right longitude of its right edge, radians
         * @param bottom latitude of its lower edge, radians
         * @param top latitude of its upper edge, radians
         */
        record Equirectangular(float left, float right, float bottom, float top) implements Projection {}
    }

    /**
     * The lens's aperture, which blurs what is out of focus.
     *
     * @param apertureRadius metres, above 0
     * @param focusDistance metres along the view axis, for {@link Projection.Equirectangular} from the camera
     * @param blades corners of the aperture, at least 3; 0: it is a circle
     * @param rotation of the corners, radians
     * @param ratio height over width of the blur: 2 is an anamorphic lens's
     */
    public record DepthOfField(float apertureRadius, float focusDistance, int blades, float rotation, float ratio) {}

    /**
     * The shutter, which blurs what moves.
     *
     * @param frames how long it is open, above 0
     * @param position when
     */
    public record Shutter(float frames, Position position) {
        /** What the frame's time is to the shutter; the order is that of {@code pb_shutter_position}. */
        public enum Position {
            /** It opens. */
            START,
            /** Half of its time has passed. */
            CENTER,
            /** It closes. */
            END
        }
    }
}
