// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import java.util.Optional;
import org.joml.Matrix4fc;

/**
 * The eye.
 *
 * @param type kind of projection
 * @param worldToCamera rigid; camera space looks along -Z, Y up
 * @param projection camera space to OpenGL clip space; its unit square is the picture, border, shift and pixel aspect applied. Means
 *     nothing to {@link Type#EQUIRECTANGULAR}
 * @param clipStart metres
 * @param clipEnd metres
 * @param panorama what the picture shows, for {@link Type#EQUIRECTANGULAR} and for no other
 * @param depthOfField empty: everything is sharp
 * @param shutter empty: nothing is blurred by its motion
 */
public record Camera(
        Type type,
        Matrix4fc worldToCamera,
        Matrix4fc projection,
        float clipStart,
        float clipEnd,
        Optional<Panorama> panorama,
        Optional<DepthOfField> depthOfField,
        Optional<Shutter> shutter) {
    /** Kinds of projection; the order is that of {@code pb_camera_type}. */
    public enum Type {
        /** Lines of view meet in the camera. */
        PERSPECTIVE,
        /** Lines of view are parallel. */
        ORTHOGRAPHIC,
        /** Longitude across, latitude upwards. */
        EQUIRECTANGULAR
    }

    /**
     * The part of the sphere around the camera that the picture shows; both angles change evenly over it.
     *
     * @param left longitude of the left edge, radians, to the right of -Z
     * @param right longitude of the right edge
     * @param bottom latitude of the lower edge, radians, upwards from the XZ plane
     * @param top latitude of the upper edge
     */
    public record Panorama(float left, float right, float bottom, float top) {}

    /**
     * What is out of focus.
     *
     * @param apertureRadius metres, above 0
     * @param focusDistance metres along the view axis
     * @param bladeCount corners of the aperture; 0: it is round
     * @param rotation of the aperture, radians
     * @param ratio height over width of the bokeh; 1: as high as wide
     */
    public record DepthOfField(float apertureRadius, float focusDistance, int bladeCount, float rotation, float ratio) {}

    /**
     * How long the film is exposed.
     *
     * @param frames duration, in frames, above 0
     * @param position where in that time the frame lies
     */
    public record Shutter(float frames, Position position) {
        /** The order is that of {@code pb_shutter_position}. */
        public enum Position {
            /** At its start. */
            START,
            /** In its middle. */
            CENTER,
            /** At its end. */
            END
        }
    }

    /**
     * Checks that the components go together.
     *
     * @param type {@link #type()}
     * @param worldToCamera {@link #worldToCamera()}
     * @param projection {@link #projection()}
     * @param clipStart {@link #clipStart()}
     * @param clipEnd {@link #clipEnd()}
     * @param panorama {@link #panorama()}
     * @param depthOfField {@link #depthOfField()}
     * @param shutter {@link #shutter()}
     * @throws IllegalArgumentException where an equirectangular camera has no panorama, or another one has
     */
    public Camera {
        Objects.requireNonNull(worldToCamera);
        Objects.requireNonNull(projection);
        if (panorama.isPresent() != (type == Type.EQUIRECTANGULAR)) {
            throw new IllegalArgumentException("a panorama belongs to an equirectangular camera, and to no other");
        }
    }

    /**
     * {@return a camera that shows everything sharp}
     *
     * @param type perspective or orthographic
     * @param worldToCamera rigid; camera space looks along -Z, Y up
     * @param projection camera space to OpenGL clip space
     * @param clipStart metres
     * @param clipEnd metres
     */
    public static Camera sharp(Type type, Matrix4fc worldToCamera, Matrix4fc projection, float clipStart, float clipEnd) {
        return new Camera(type, worldToCamera, projection, clipStart, clipEnd, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
