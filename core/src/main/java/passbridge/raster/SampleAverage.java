// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Map;
import java.util.Set;
import passbridge.gl.Film;
import passbridge.gl.ShaderProgram;

/** Adds samples to the film, so that it holds their average after each. */
final class SampleAverage implements GlResource {
    private static final Map<ShaderOutput, ImageUnit> UNITS = Map.of(
            ShaderOutput.COMBINED, ImageUnit.COMBINED_SAMPLE,
            ShaderOutput.NORMAL, ImageUnit.NORMAL_SAMPLE,
            ShaderOutput.UV, ImageUnit.UV_SAMPLE);

    private final ShaderProgram program;
    private final int emptyVertexArray = glGenVertexArrays();

    SampleAverage() {
        program = ShaderProgram.link(
                "average", ShaderSource.load("average.vert.glsl"), ShaderSource.load("average.frag.glsl"));
        program.use();
        glUniform1i(program.uniform("combinedSample"), ImageUnit.COMBINED_SAMPLE.ordinal());
        glUniform1i(program.uniform("normalSample"), ImageUnit.NORMAL_SAMPLE.ordinal());
        glUniform1i(program.uniform("uvSample"), ImageUnit.UV_SAMPLE.ordinal());
    }

    /**
     * Blends a sample over the average of those before it.
     *
     * @param sample holds the averaged outputs
     * @param film where they are averaged, bound as the draw target, without depth buffer
     * @param sampleNumber samples with this one
     */
    void add(Film sample, Set<ShaderOutput> averaged, DrawTarget film, int sampleNumber) {
        film.bind();
        for (ShaderOutput output : averaged) {
            UNITS.get(output).bind(GL_TEXTURE_2D, sample.texture(output.pass()));
        }
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
