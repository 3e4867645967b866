// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import org.joml.Matrix4d;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.lwjgl.opengl.ARBClipControl;
import org.lwjgl.opengl.GL45C;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;

/**
 * How depth is kept. Numbers of a perspective picture's depth lie the closer to each other the farther a surface is, and floating-point
 * numbers the closer to 0: so the far end is 0, where OpenGL has 4.5 or ARB_clip_control. Without that clip space reaches from -1 to 1,
 * whatever is done loses the precision near 0, and the near end is 0.
 */
enum DepthRange {
    /** From 1, near, to 0. */
    REVERSED,
    /** From 0, near, to 1. */
    CONVENTIONAL;

    /** {@return the better one that the current context has} */
    static DepthRange ofContext() {
        GLCapabilities capabilities = GL.getCapabilities();
        return capabilities.OpenGL45 || capabilities.GL_ARB_clip_control ? REVERSED : CONVENTIONAL;
    }

    /** Sets the test, and what clip space is. */
    void use() {
        if (this == CONVENTIONAL) {
            glDepthFunc(GL_LESS);
            return;
        }
        glDepthFunc(GL_GREATER);
        if (GL.getCapabilities().OpenGL45) {
            GL45C.glClipControl(GL_LOWER_LEFT, GL45C.GL_ZERO_TO_ONE);
        } else {
            ARBClipControl.glClipControl(GL_LOWER_LEFT, ARBClipControl.GL_ZERO_TO_ONE);
        }
    }

    /**
     * Draws surfaces that the view meets at an angle so much farther away that they are nowhere nearer than they would be if moved across the
     * view.
     *
     * @param texels by which they may be moved; 0: they stay where they are
     */
    void pushBack(float texels) {
        if (texels > 0) {
            glPolygonOffset(this == REVERSED ? -texels : texels, 0);
            glEnable(GL_POLYGON_OFFSET_FILL);
        } else {
            glDisable(GL_POLYGON_OFFSET_FILL);
        }
    }

    /** Clears the bound framebuffer's depth to the far end. */
    void clear() {
        glClearBufferfv(GL_DEPTH, 0, new float[] {this == REVERSED ? 0 : 1});
    }

    /** {@return a projection to this clip space} @param projection to OpenGL's usual one, from -1 to 1 */
    Matrix4f ofClipSpace(Matrix4fc projection) {
        if (this == CONVENTIONAL) {
            return new Matrix4f(projection);
        }
        Matrix4d exact = new Matrix4d(projection);
        // The row of z becomes (w - z) / 2.
        return new Matrix4f(projection)
                .m02((float) ((exact.m03() - exact.m02()) / 2))
                .m12((float) ((exact.m13() - exact.m12()) / 2))
                .m22((float) ((exact.m23() - exact.m22()) / 2))
                .m32((float) ((exact.m33() - exact.m32()) / 2));
    }
}
