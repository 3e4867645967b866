// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import passbridge.gl.ShaderProgram;
import passbridge.scene.ShaderTable;

/** Runs a surface's code at one place, in the context that is current. What is not set there is 0, but for normals and view, which are Z.
 * */
final class ShadedPoint implements AutoCloseable {
    /** Expressions of what is read. */
    static final String EMISSION = "surfaceEmission";

    private static final String VERTEX =
            "#version 410 core\nvoid main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, "
                    + "0.0, 1.0); }\n";

    private final SurfaceShader shader;
    private final ShaderProgram program;
    private final Map<SurfaceInput, float[]> inputs = new EnumMap<>(SurfaceInput.class);
    private final int vertexArray = glGenVertexArrays();
    private final int texture = glGenTextures();
    private final int block = glGenBuffers();
    private final int framebuffer = glGenFramebuffers();
    private int tables;

    /** @param result a vec3 of GLSL, after evaluateSurface() */
    ShadedPoint(SurfaceShader shader, String result) {
        this(shader, result, "");
    }

    /**
     * A place that is part of a surface.
     *
     * @param result a vec3 of GLSL, after evaluateSurface()
     * @param moved a statement before, which sets inputs that differ from fragment to fragment
     */
    ShadedPoint(SurfaceShader shader, String result, String moved) {
        this.shader = shader;
        program = ShaderProgram.link("shaded point", VERTEX, source(shader, result, moved));
        inputs.put(SurfaceInput.NORMAL, new float[] {0, 0, 1});
        inputs.put(SurfaceInput.TRUE_NORMAL, new float[] {0, 0, 1});
        inputs.put(SurfaceInput.INCOMING, new float[] {0, 0, 1});
        inputs.put(SurfaceInput.TANGENT, new float[] {1, 0, 0, 1});
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, 1, 1, 0, GL_RGBA, GL_FLOAT, (FloatBuffer) null);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    }

    static String source(SurfaceShader shader, String result) {
        return source(shader, result, "");
    }

    private static String source(SurfaceShader shader, String result, String moved) {
        StringBuilder code = new StringBuilder("#version 410 core\n#define WRITE_COMBINED\nuniform float mipmapBias;\nout vec4 result;\n");
        StringBuilder main = new StringBuilder();
        for (SurfaceInput input : shader.inputs()) {
            code.append("uniform ").append(input.glslType()).append(" given_").append(input.glslName()).append(";\n")
                    .append(input.glslType()).append(' ').append(input.glslName()).append(";\n");
            main.append("    ").append(input.glslName()).append(" = given_").append(input.glslName()).append(";\n");
        }
        for (int i = 0; i < shader.attributes().size(); i++) {
            code.append("uniform vec4 attributeValue").append(i).append(";\n");
        }
        return code + shader.fragmentCode() + "void main() {\n" + main + "    " + moved + "\n    evaluateSurface();\n    result = vec4("
                + result + ", 1.0);\n}\n";
    }

    /** A number, vector or matrix, whatever the input is. */
    ShadedPoint set(SurfaceInput input, float... numbers) {
        inputs.put(input, numbers);
        return this;
    }

    /** Uses another shader's values, of the same code. */
    float[] resultWith(float[] values) {
        program.use();
        if (values.length > 0) {
            program.bindBlock("ShaderValues", 0);
            glBindBufferBase(GL_UNIFORM_BUFFER, 0, block);
            glBufferData(GL_UNIFORM_BUFFER, values, GL_STREAM_DRAW);
        }
        inputs.forEach((input, numbers) -> {
            int location = program.uniform("given_" + input.glslName());
            switch (input.glslType()) {
                case "float" -> glUniform1fv(location, numbers);
                case "vec3" -> glUniform3fv(location, numbers);
                case "vec4" -> glUniform4fv(location, numbers);
                default -> glUniformMatrix4x3fv(location, false, numbers);
            }
        });
        if (!shader.tables().isEmpty()) {
            bindTables(shader.tables());
            glUniform1i(program.uniform("shaderTables"), 0);
        }
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glViewport(0, 0, 1, 1);
        glBindVertexArray(vertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            FloatBuffer pixel = stack.mallocFloat(4);
            glReadPixels(0, 0, 1, 1, GL_RGBA, GL_FLOAT, pixel);
            return new float[] {pixel.get(0), pixel.get(1), pixel.get(2)};
        }
    }

    float[] result() {
        return resultWith(shader.values());
    }

    void attribute(int index, float... numbers) {
        program.use();
        glUniform4fv(program.uniform("attributeValue" + index), numbers);
    }

    private void bindTables(List<ShaderTable> rows) {
        glActiveTexture(GL_TEXTURE0);
        if (tables != 0) {
            glBindTexture(GL_TEXTURE_2D, tables);
            return;
        }
        tables = glGenTextures();
        glBindTexture(GL_TEXTURE_2D, tables);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        int width = rows.stream().mapToInt(ShaderTable::size).max().orElseThrow();
        FloatBuffer pixels = MemoryUtil.memCallocFloat(4 * width * rows.size());
        for (int row = 0; row < rows.size(); row++) {
            pixels.position(4 * width * row).put(rows.get(row).values());
        }
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, width, rows.size(), 0, GL_RGBA, GL_FLOAT, pixels.rewind());
        MemoryUtil.memFree(pixels);
    }

    /** {@return what a surface emits} */
    static float[] emission(SurfaceShader shader) {
        try (ShadedPoint point = new ShadedPoint(shader, EMISSION)) {
            return point.result();
        }
    }

    @Override
    public void close() {
        program.close();
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
        glDeleteFramebuffers(framebuffer);
        glDeleteTextures(texture);
        glDeleteBuffers(block);
        glDeleteTextures(tables);
        glDeleteVertexArrays(vertexArray);
    }
}
