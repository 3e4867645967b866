// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Matrix4fc;

/**
 * The eye.
 *
 * @param type kind of projection
 * @param worldToCamera rigid; camera space looks along -Z, Y up
 * @param projection camera space to OpenGL clip space; its unit square is the picture, border, shift and pixel aspect applied
 * @param clipStart metres
 * @param clipEnd metres
 */
public record Camera(Type type, Matrix4fc worldToCamera, Matrix4fc projection, float clipStart, float clipEnd) {
    /** Kinds of projection; the order is that of {@code pb_camera_type}. */
    public enum Type {
        PERSPECTIVE,
        ORTHOGRAPHIC
    }
}
