// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassFramebuffer;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;

/**
 * The error of an average of samples, estimated by how far the average of half of them is from it (Dammertz et al. 2010, "A Hierarchical
 * Automatic Stopping Condition for Monte Carlo Global Illumination"). Of two halves that differ by chance alone, that difference is as
 * large as the error of both together; evenly spread samples are nearer to the truth than that.
 *
 * <p>The noise of a pixel is relative to the square root of its brightness, as in Cycles, so that a threshold means the same. It is
 * averaged over tiles, and the noisiest tile counts: a small soft shadow in a plain picture would be lost in the average of all.
 */
final class NoiseEstimate implements GlResource {
    /** Width and height of a tile: large enough that single pixels that a sample happens to hit or miss even out. */
    static final int TILE_PIXELS = 16;

    /** Below this brightness, as its square root, noise is absolute; as in Cycles (intern/cycles/kernel/film/adaptive_sampling.h). */
    private static final String DARKEST = "0.0001";

    /** Halves of fewer samples agree by chance. */
    private static final int MIN_SAMPLES = 8;

    /** Between two estimates the samples grow by this part: each waits for OpenGL. */
    private static final double GROWTH = 1.25;

    private final TextureFramebuffer averageOfHalf;
    private final DrawTarget halfTarget;
    private final ShaderProgram program;
    private final int emptyVertexArray = glGenVertexArrays();
    private final int columns;
    private final int rows;
    private final int tiles = ObjectKind.TEXTURE.make();
    private final int tilesFramebuffer = glGenFramebuffers();
    private int halfCount; // samples in averageOfHalf
    private int nextEstimate = MIN_SAMPLES;

    NoiseEstimate(int width, int height) {
        averageOfHalf = TextureFramebuffer.open(width, height, List.of(Pass.COMBINED));
        halfTarget = new DrawTarget(averageOfHalf, Set.of(ShaderOutput.COMBINED), 0);
        columns = (width + TILE_PIXELS - 1) / TILE_PIXELS;
        rows = (height + TILE_PIXELS - 1) / TILE_PIXELS;
        program = ShaderProgram.link("noise", ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("noise.frag.glsl", "#define TILE_PIXELS " + TILE_PIXELS + "\n#define DARKEST " + DARKEST + "\n"));
        ImageUnit.bind(0, GL_TEXTURE_2D, tiles);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, columns, rows, 0, GL_RED, GL_FLOAT, 0);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
        glBindFramebuffer(GL_FRAMEBUFFER, tilesFramebuffer);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, tiles, 0);
    }

    /**
     * Whether a sample belongs to the half. Of each pair that follow each other one does, by chance: any rule would meet regularities of the
     * points that samples take, and find halves equal that are not. The first sample never does.
     */
    static boolean isOfHalf(int sampleIndex) {
        return new SplittableRandom(sampleIndex / 2).nextBoolean() != (sampleIndex % 2 == 1);
    }

    /**
     * Takes note of a sample.
     *
     * @param sample has Combined
     * @param average adds samples up
     */
    void add(PassFramebuffer sample, int sampleIndex, SampleAverage average) {
        if (isOfHalf(sampleIndex)) {
            halfCount++;
            average.add(sample, halfTarget, halfCount);
        }
    }

    /** Whether it is time for another estimate: the halves are of the same size, and there are clearly more samples than at the last one. */
    boolean isDue(int sampleCount) {
        return sampleCount >= nextEstimate && 2 * halfCount == sampleCount;
    }

    /**
     * {@return the noise of the noisiest tile} Waits for OpenGL; changes the framebuffers and the viewport.
     *
     * @param average Combined of the samples so far
     */
    float of(PassFramebuffer average) {
        nextEstimate = (int) Math.ceil(2 * halfCount * GROWTH);
        glBindFramebuffer(GL_FRAMEBUFFER, tilesFramebuffer);
        glViewport(0, 0, columns, rows);
        glDisable(GL_DEPTH_TEST);
        program.use();
        ImageUnit.bind(ImageUnit.COMBINED_SAMPLE, GL_TEXTURE_2D, average.texture(Pass.COMBINED));
        ImageUnit.bind(ImageUnit.FIRST_TILE_TEXTURE, GL_TEXTURE_2D, averageOfHalf.texture(Pass.COMBINED));
        glUniform1i(program.uniform("average"), ImageUnit.COMBINED_SAMPLE);
        glUniform1i(program.uniform("averageOfHalf"), ImageUnit.FIRST_TILE_TEXTURE);
        glBindVertexArray(emptyVertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glEnable(GL_DEPTH_TEST);
        return noisiestTile();
    }

    private float noisiestTile() {
        FloatBuffer noise = MemoryUtil.memAllocFloat(columns * rows);
        try {
            glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
            glPixelStorei(GL_PACK_ALIGNMENT, 4);
            glPixelStorei(GL_PACK_ROW_LENGTH, 0);
            glReadPixels(0, 0, columns, rows, GL_RED, GL_FLOAT, noise);
            float most = 0;
            while (noise.hasRemaining()) {
                most = Math.max(most, noise.get()); // NaN stays NaN: never below a threshold
            }
            return most;
        } finally {
            MemoryUtil.memFree(noise);
        }
    }

    @Override
    public void close() {
        program.close();
        glDeleteVertexArrays(emptyVertexArray);
        halfTarget.close();
        averageOfHalf.close();
        glDeleteFramebuffers(tilesFramebuffer);
        ObjectKind.TEXTURE.free(tiles);
    }
}
