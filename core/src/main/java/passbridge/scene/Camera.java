// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * The eye.
 *
 * @param type kind of projection
 * @param worldToCamera rigid; camera space looks along -Z, Y up
 * @param projection camera space to OpenGL clip space; its unit square is the picture, border, shift and pixel aspect applied. Means
 *     nothing to {@link Type#EQUIRECTANGULAR}
 * @param clipStart metres
 * @param clipEnd metres; where the range is empty nothing is seen
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
    public record Panorama(float left, float right, float bottom, float top) {
        /**
         * Checks the components.
         *
         * @param left {@link #left()}
         * @param right {@link #right()}
         * @param bottom {@link #bottom()}
         * @param top {@link #top()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Panorama {
            if (!Float.isFinite(left) || !Float.isFinite(right) || !Float.isFinite(bottom) || !Float.isFinite(top)) {
                throw new IllegalArgumentException("the edges of a panorama have to be finite numbers");
            }
        }
    }

    /**
     * What is out of focus.
     *
     * @param apertureRadius metres, above 0
     * @param focusDistance metres along the view axis
     * @param bladeCount corners of the aperture; 0: it is round
     * @param rotation of the aperture, radians
     * @param ratio height over width of the bokeh, above 0; 1: as high as wide
     */
    public record DepthOfField(float apertureRadius, float focusDistance, int bladeCount, float rotation, float ratio) {
        /**
         * Checks the components.
         *
         * @param apertureRadius {@link #apertureRadius()}
         * @param focusDistance {@link #focusDistance()}
         * @param bladeCount {@link #bladeCount()}
         * @param rotation {@link #rotation()}
         * @param ratio {@link #ratio()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public DepthOfField {
            Finite.require(apertureRadius, Float.MIN_VALUE, Float.MAX_VALUE, "the radius of an aperture");
            Finite.require(focusDistance, -Float.MAX_VALUE, Float.MAX_VALUE, "the focus distance");
            Finite.require(rotation, -Float.MAX_VALUE, Float.MAX_VALUE, "the rotation of an aperture");
            Finite.require(ratio, Float.MIN_VALUE, Float.MAX_VALUE, "the ratio of an aperture");
            if (bladeCount < 0) {
                throw new IllegalArgumentException("an aperture can't have " + bladeCount + " corners");
            }
        }
    }

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

        /**
         * Checks the components.
         *
         * @param frames {@link #frames()}
         * @param position {@link #position()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Shutter {
            Finite.require(frames, Float.MIN_VALUE, Float.MAX_VALUE, "the time of exposure in frames");
            Objects.requireNonNull(position, "position");
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
        Objects.requireNonNull(type, "type");
        Finite.require(worldToCamera, "the place of a camera");
        Objects.requireNonNull(projection, "projection");
        Objects.requireNonNull(depthOfField, "depthOfField");
        Objects.requireNonNull(shutter, "shutter");
        if (type != Type.EQUIRECTANGULAR) {
            Finite.require(projection, "the projection of a camera");
        }
        if (panorama.isPresent() != (type == Type.EQUIRECTANGULAR)) {
            throw new IllegalArgumentException("a panorama belongs to an equirectangular camera, and to no other");
        }
    }

    /**
     * {@return the {@link #worldToCamera} of a camera at one place that looks at another} +Z is up in the picture, or +Y where it
     * looks along Z.
     *
     * @param eye where the camera is
     * @param target what is in the middle of the picture
     * @throws IllegalArgumentException where the two are the same
     */
    public static Matrix4f lookAt(Vector3fc eye, Vector3fc target) {
        Vector3f view = target.sub(eye, new Vector3f());
        if (!(view.length() > 0) || !view.isFinite()) {
            throw new IllegalArgumentException("from " + eye + " nothing can look at " + target);
        }
        boolean isVertical = Math.abs(view.normalize().z) > 1 - 1e-6f; // there X is no longer a stable direction
        return new Matrix4f().setLookAt(eye, target, isVertical ? new Vector3f(0, 1, 0) : new Vector3f(0, 0, 1));
    }

    /**
     * {@return a perspective camera that shows everything sharp}
     *
     * @param worldToCamera rigid, {@link #lookAt} for example
     * @param verticalAngle between the lower and the upper edge of the picture, radians, between 0 and pi
     * @param aspect width over height of the picture, above 0
     * @param clipStart metres, above 0
     * @param clipEnd metres, above clipStart
     */
    public static Camera perspective(Matrix4fc worldToCamera, float verticalAngle, float aspect, float clipStart, float clipEnd) {
        if (!(verticalAngle > 0 && verticalAngle < Math.PI && aspect > 0 && clipStart > 0 && clipEnd > clipStart)) {
            throw new IllegalArgumentException("there is no perspective with an angle of " + verticalAngle + " radians, an aspect of "
                    + aspect + " and a view from " + clipStart + " m to " + clipEnd + " m");
        }
        return sharp(Type.PERSPECTIVE, new Matrix4f(worldToCamera),
                new Matrix4f().setPerspective(verticalAngle, aspect, clipStart, clipEnd), clipStart, clipEnd);
    }

    /**
     * {@return an orthographic camera}
     *
     * @param worldToCamera rigid, {@link #lookAt} for example
     * @param height that the picture shows, metres, above 0
     * @param aspect width over height of the picture, above 0
     * @param clipStart metres
     * @param clipEnd metres, above clipStart
     */
    public static Camera orthographic(Matrix4fc worldToCamera, float height, float aspect, float clipStart, float clipEnd) {
        if (!(height > 0 && aspect > 0 && clipEnd > clipStart)) {
            throw new IllegalArgumentException("there is no orthographic picture of " + height + " m with an aspect of "
                    + aspect + " and a view from " + clipStart + " m to " + clipEnd + " m");
        }
        return sharp(Type.ORTHOGRAPHIC, new Matrix4f(worldToCamera),
                new Matrix4f().setOrthoSymmetric(height * aspect, height, clipStart, clipEnd), clipStart, clipEnd);
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
