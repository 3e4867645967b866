// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import passbridge.PassFramebuffer;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;

/** Adds samples to the framebuffer, so that it holds their average after each. */
final class SampleAverage implements GlResource {
    private final ShaderProgram program;
    private final int emptyVertexArray = glGenVertexArrays();

    SampleAverage() {
        program = ShaderProgram.link(
                "average", ShaderSource.load("picture.vert.glsl"), ShaderSource.load("average.frag.glsl"));
        program.use();
        glUniform1i(program.uniform("combinedSample"), ImageUnit.COMBINED_SAMPLE);
    }

    /**
     * Blends a sample over the average of those before it.
     *
     * @param sample has Combined
     * @param framebuffer Combined of the framebuffer, without depth buffer; bound by this call
     * @param sampleNumber samples with this one
     */
    void add(PassFramebuffer sample, DrawTarget framebuffer, int sampleNumber) {
        framebuffer.bind();
        ImageUnit.bind(ImageUnit.COMBINED_SAMPLE, GL_TEXTURE_2D, sample.texture(Pass.COMBINED));
        glEnable(GL_BLEND);
        glBlendColor(0, 0, 0, 1f / sampleNumber);
        glBlendFunc(GL_CONSTANT_ALPHA, GL_ONE_MINUS_CONSTANT_ALPHA);
        glDisable(GL_DEPTH_TEST);
        program.use();
        glBindVertexArray(emptyVertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
    }

    @Override
    public void close() {
        program.close();
        glDeleteVertexArrays(emptyVertexArray);
    }
}
