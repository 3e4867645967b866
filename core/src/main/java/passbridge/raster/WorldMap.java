// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.lwjgl.system.MemoryUtil;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Image;
import passbridge.scene.ShaderGraph;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/**
 * A world that is not the same in all directions: its shader draws it behind the scene, and into a latitude-longitude map, by whose
 * brightness directions are picked that light the scene.
 */
final class WorldMap implements GlResource {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 512;

    private final ShaderProgram backdrop;
    private final int emptyVertexArray = glGenVertexArrays();
    private final ShaderParameters parameters; // of what is seen
    private final int map = glGenTextures(); // from the nadir up; in each row from -X over -Y, X and Y back to -X
    private final WorldDirections directions;

    /** @param textures of the images, which stay the caller's */
    WorldMap(ShaderGraph graph, Function<Image, ImageTexture> textures) {
        SurfaceShader seen = SurfaceShader.emissionOf(graph, RayKind.CAMERA);
        SurfaceShader lighting = SurfaceShader.emissionOf(graph, RayKind.DIFFUSE);
        backdrop = program(seen, "");
        parameters = new ShaderParameters(seen);
        try (ShaderProgram map = program(lighting, "#define DRAW_MAP\n");
                ShaderParameters ofLighting = new ShaderParameters(lighting)) {
            directions = drawn(map, ofLighting, textures);
        }
    }

    /** Whether a world is more than a Background of constants, whose colour the scene tells. */
    static boolean isNeeded(ShaderGraph graph) {
        return graph.nodes().size() > 1;
    }

    private static ShaderProgram program(SurfaceShader shader, String definitions) {
        String inputs = shader.inputs().stream().sorted()
                .map(input -> input.glslType() + " " + input.glslName() + " = " + input.glslType() + "(0.0);\n")
                .collect(Collectors.joining());
        String assignments = shader.inputs().stream().sorted().map(WorldMap::assignment).collect(Collectors.joining());
        return ShaderProgram.link("world", ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("world.frag.glsl", definitions + "#define WRITE_COMBINED\n") + inputs + shader.fragmentCode()
                        + "void setDirection(vec3 direction) {\n" + assignments + "}\n"
                        + "vec3 worldRadiance() {\n    evaluateSurface();\n    return surfaceEmission;\n}\n");
    }

    private static String assignment(SurfaceInput input) {
        return switch (input) {
            case POSITION, GENERATED, OBJECT_POSITION, NORMAL, TRUE_NORMAL -> "    " + input.glslName() + " = direction;\n";
            case INCOMING -> "    " + input.glslName() + " = -direction;\n";
            default -> "";
        };
    }

    private WorldDirections drawn(ShaderProgram program, ShaderParameters ofLighting, Function<Image, ImageTexture> textures) {
        int framebuffer = glGenFramebuffers();
        FloatBuffer pixels = MemoryUtil.memAllocFloat(WIDTH * HEIGHT * 3);
        try {
            ImageUnit.bind(0, GL_TEXTURE_2D, map);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, WIDTH, HEIGHT, 0, GL_RGBA, GL_FLOAT, 0);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, map, 0);
            PipelineState.forDrawing(WIDTH, HEIGHT, DepthRange.ofContext());
            glDisable(GL_DEPTH_TEST);
            use(program, ofLighting, textures);
            glUniform2f(program.uniform("mapSize"), WIDTH, HEIGHT);
            glDrawArrays(GL_TRIANGLES, 0, 3);
            glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
            glPixelStorei(GL_PACK_ALIGNMENT, 4);
            glPixelStorei(GL_PACK_ROW_LENGTH, 0);
            glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGB, GL_FLOAT, pixels);
            float[] radiance = new float[WIDTH * HEIGHT * 3];
            pixels.get(radiance);
            ImageUnit.bind(0, GL_TEXTURE_2D, map);
            glGenerateMipmap(GL_TEXTURE_2D);
            return new WorldDirections(radiance, WIDTH, HEIGHT);
        } finally {
            MemoryUtil.memFree(pixels);
            glDeleteFramebuffers(framebuffer);
        }
    }

    private void use(ShaderProgram program, ShaderParameters read, Function<Image, ImageTexture> textures) {
        program.use();
        glBindVertexArray(emptyVertexArray);
        glUniform1f(program.uniform("mipmapBias"), 0);
        ShaderParameters.connect(program);
        read.bind(textures);
    }

    /** The map as a texture that is filtered with mipmaps. @param unit of {@link ImageUnit} */
    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D, map);
    }

    /** Directions that light the scene. */
    WorldDirections directions() {
        return directions;
    }

    /** Draws what a view shows of the world into Combined of the bound framebuffer, whatever was there before. */
    void drawBackdrop(ViewTransform view, Function<Image, ImageTexture> textures) {
        for (ShaderOutput output : ShaderOutput.values()) {
            boolean isCombined = output == ShaderOutput.COMBINED;
            glColorMaski(output.ordinal(), isCombined, isCombined, isCombined, isCombined);
        }
        glDisable(GL_DEPTH_TEST);
        use(backdrop, parameters, textures);
        glUniform2f(backdrop.uniform("pictureSize"), view.width(), view.height());
        glUniform1i(backdrop.uniform("isOrthographic"), view.isOrthographic() ? 1 : 0);
        glUniformMatrix4fv(backdrop.uniform("clipToCamera"), false, new Matrix4f(view.projection()).invert().get(new float[16]));
        Matrix3f worldToCamera = view.worldToCamera().get3x3(new Matrix3f());
        glUniformMatrix3fv(backdrop.uniform("cameraToWorld"), false, worldToCamera.transpose().get(new float[9]));
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glEnable(GL_DEPTH_TEST);
        glColorMask(true, true, true, true);
    }

    @Override
    public void close() {
        backdrop.close();
        glDeleteVertexArrays(emptyVertexArray);
        glDeleteTextures(map);
        parameters.close();
    }
}
