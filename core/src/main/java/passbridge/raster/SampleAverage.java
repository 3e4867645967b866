// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import passbridge.PassFramebuffer;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;

/** Adds samples to the framebuffer, so that it holds their average after each, multiplied by the film's exposure. */
final class SampleAverage implements GlResource {
    private final ShaderProgram program;
    private final int emptyVertexArray = glGenVertexArrays();
    private float exposure = 1;

    SampleAverage() {
        program = ShaderProgram.link(
                "average", ShaderSource.load("picture.vert.glsl"), ShaderSource.load("average.frag.glsl"));
        program.use();
        glUniform1i(program.uniform("combinedSample"), ImageUnit.COMBINED_SAMPLE);
    }

    /** Sets what the colours of all samples are multiplied by. */
    void setExposure(float exposure) {
        this.exposure = exposure;
    }

    /** Multiplies a sample that was drawn into the framebuffer itself, which is bound by this call. */
    void expose(DrawTarget framebuffer) {
        framebuffer.bind();
        ImageUnit.bind(ImageUnit.COMBINED_SAMPLE, GL_TEXTURE_2D, 0);
        glBlendColor(exposure, exposure, exposure, 1);
        blend(GL_ZERO, GL_CONSTANT_COLOR);
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
        glBlendColor(0, 0, 0, 1f / sampleNumber);
        blend(GL_CONSTANT_ALPHA, GL_ONE_MINUS_CONSTANT_ALPHA);
    }

    private void blend(int factorOfSample, int factorOfFramebuffer) {
        glEnable(GL_BLEND);
        glBlendFunc(factorOfSample, factorOfFramebuffer);
        glDisable(GL_DEPTH_TEST);
        program.use();
        glUniform1f(program.uniform("exposure"), exposure);
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
