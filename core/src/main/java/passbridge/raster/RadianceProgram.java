// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lwjgl.system.MemoryUtil;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Image;
import passbridge.shading.AttributeUse;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/** Draws what shaders of the same code emit where there is no surface: over a picture, or into a map that is read. */
final class RadianceProgram implements GlResource {
    /** What there is to draw; the names are macros of the shader. */
    enum Extent {
        /** The directions that a picture shows. */
        PICTURE,
        /** All directions, in a latitude-longitude map. */
        MAP_OF_DIRECTIONS,
        /** A light's directions in a cone around its axis. */
        MAP_OF_CONE,
        /** What reaches places along a light's axis, by their distance. */
        MAP_OF_DISTANCES,
        /** All of a UV map, as far as it goes from 0 to 1. */
        MAP_OF_UVS
    }

    /** What the shader takes from a place, as GLSL expressions of {@code vec3 at}; null: 0. */
    interface Inputs {
        String of(SurfaceInput input);

        String of(AttributeUse attribute);

        /** Further macros of the shader. */
        default String declarations() {
            return "";
        }
    }

    private final ShaderProgram program;
    private final int emptyVertexArray = glGenVertexArrays();

    RadianceProgram(SurfaceShader shader, Extent extent, Inputs inputs) {
        this(shader, extent, inputs, "surfaceEmission");
    }

    /** @param result GLSL of what is drawn, a {@code vec3} */
    RadianceProgram(SurfaceShader shader, Extent extent, Inputs inputs, String result) {
        String globals = shader.inputs().stream().sorted()
                .map(input -> input.glslType() + " " + input.glslName() + " = " + input.glslType() + "(0.0);\n")
                .collect(Collectors.joining());
        String assignments = shader.inputs().stream().sorted()
                .map(input -> assignment(input.glslName(), inputs.of(input))).collect(Collectors.joining());
        List<AttributeUse> attributes = shader.attributes();
        String attributeGlobals = IntStream.range(0, attributes.size())
                .mapToObj(i -> "vec4 attributeValue" + i + " = vec4(0.0);\n").collect(Collectors.joining());
        String attributeAssignments = IntStream.range(0, attributes.size())
                .mapToObj(i -> assignment("attributeValue" + i, inputs.of(attributes.get(i)))).collect(Collectors.joining());
        program = ShaderProgram.link("radiance", ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("radiance.frag.glsl", "#define " + extent + "\n#define WRITE_COMBINED\n" + inputs.declarations())
                        + globals + attributeGlobals + shader.fragmentCode()
                        + "void setInputs(vec3 at) {\n" + assignments + attributeAssignments + "}\n"
                        + "vec3 emittedRadiance() {\n    evaluateSurface();\n    return " + result + ";\n}\n");
    }

    private static String assignment(String name, String expression) {
        return expression == null ? "" : "    " + name + " = " + expression + ";\n";
    }

    /** Lets the program draw over all of the viewport, once uniforms of the extent are set; the parameters are of a shader of its code. */
    void use(ShaderParameters parameters, Function<Image, ImageTexture> textures) {
        program.use();
        glBindVertexArray(emptyVertexArray);
        glUniform1f(program.uniform("mipmapBias"), 0);
        ShaderParameters.connect(program);
        parameters.bind(textures);
    }

    int uniform(String name) {
        return program.uniform(name);
    }

    /**
     * {@return red, green and blue of each texel, rows from the bottom up; finite, and but for lights not negative} Changes what is bound and the state for
     * drawing.
     *
     * @param shader of the program's code; drawn into a map
     * @param textures of the images, which stay the caller's
     */
    float[] map(SurfaceShader shader, Function<Image, ImageTexture> textures, int width, int height) {
        return map(shader, textures, width, height, () -> {});
    }

    /**
     * As {@link #map(SurfaceShader, Function, int, int)}.
     *
     * @param uniforms sets those that the inputs need, while the program is current
     */
    float[] map(SurfaceShader shader, Function<Image, ImageTexture> textures, int width, int height, Runnable uniforms) {
        int texture = ObjectKind.TEXTURE.make();
        int framebuffer = glGenFramebuffers();
        FloatBuffer pixels = MemoryUtil.memAllocFloat(width * height * 3);
        try (ShaderParameters parameters = new ShaderParameters(shader)) {
            ImageUnit.bind(0, GL_TEXTURE_2D, texture);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, width, height, 0, GL_RGBA, GL_FLOAT, 0);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
            PipelineState.forDrawing(width, height, DepthRange.ofContext());
            glDisable(GL_DEPTH_TEST);
            use(parameters, textures);
            glUniform2f(program.uniform("mapSize"), width, height);
            uniforms.run();
            glDrawArrays(GL_TRIANGLES, 0, 3);
            glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
            glPixelStorei(GL_PACK_ALIGNMENT, 4);
            glPixelStorei(GL_PACK_ROW_LENGTH, 0);
            glReadPixels(0, 0, width, height, GL_RGB, GL_FLOAT, pixels);
            float[] radiance = new float[width * height * 3];
            pixels.get(radiance);
            return radiance;
        } finally {
            MemoryUtil.memFree(pixels);
            glDeleteFramebuffers(framebuffer);
            ObjectKind.TEXTURE.free(texture);
        }
    }

    @Override
    public void close() {
        program.close();
        glDeleteVertexArrays(emptyVertexArray);
    }
}
