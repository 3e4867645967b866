// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

/** The OpenGL state that this renderer relies on; other renderers may have left another. */
final class PipelineState {
    private static final int[] SWITCHED_OFF = {
        GL_BLEND, GL_COLOR_LOGIC_OP, GL_CULL_FACE, GL_DEPTH_CLAMP, GL_DITHER, GL_FRAMEBUFFER_SRGB, GL_POLYGON_OFFSET_FILL,
        GL_PRIMITIVE_RESTART, GL_RASTERIZER_DISCARD, GL_SAMPLE_ALPHA_TO_COVERAGE, GL_SAMPLE_COVERAGE, GL_SAMPLE_MASK,
        GL_SCISSOR_TEST, GL_STENCIL_TEST,
    };

    private PipelineState() {}

    static void forDrawing(int width, int height, DepthRange depth) {
        for (int capability : SWITCHED_OFF) {
            glDisable(capability);
        }
        int clipDistances = glGetInteger(GL_MAX_CLIP_DISTANCES);
        for (int i = 0; i < clipDistances; i++) {
            glDisable(GL_CLIP_DISTANCE0 + i);
        }
        glEnable(GL_DEPTH_TEST);
        depth.use();
        glDepthMask(true);
        glDepthRangef(0, 1);
        glColorMask(true, true, true, true);
        glFrontFace(GL_CCW);
        glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
        glViewport(0, 0, width, height);
        glBlendEquation(GL_FUNC_ADD);
        glVertexAttrib4f(MeshBuffers.UV_LOCATION, 0, 0, 0, 1); // of meshes without UV map
        for (int unit = 0; unit < ImageUnit.COUNT; unit++) {
            glBindSampler(unit, 0);
        }
    }

    static void forUploading() {
        glActiveTexture(GL_TEXTURE0);
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
        glPixelStorei(GL_UNPACK_SWAP_BYTES, GL_FALSE);
        glPixelStorei(GL_UNPACK_LSB_FIRST, GL_FALSE);
        glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
        glPixelStorei(GL_UNPACK_SKIP_ROWS, 0);
        glPixelStorei(GL_UNPACK_SKIP_PIXELS, 0);
        glPixelStorei(GL_UNPACK_ALIGNMENT, 1); // rows of bytes
    }
}
