// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL41C.*;

import java.util.HashMap;
import java.util.Map;
import passbridge.PassbridgeException;

/** A linked program of a vertex and a fragment shader. Thread: the one with the OpenGL context. */
public final class ShaderProgram implements AutoCloseable {
    private final Map<String, Integer> uniforms = new HashMap<>();
    private int program;

    private ShaderProgram(int program) {
        this.program = program;
    }

    /**
     * Compiles and links.
     *
     * @param name for messages
     * @param vertexSource GLSL, {@code #version} first
     * @param fragmentSource GLSL, {@code #version} first
     * @return owned by the caller
     * @throws PassbridgeException where the driver refuses; the message holds its log
     */
    public static ShaderProgram link(String name, String vertexSource, String fragmentSource) {
        int vertex = 0;
        int fragment = 0;
        int program = glCreateProgram();
        try {
            vertex = compile(name + " (vertex shader)", GL_VERTEX_SHADER, vertexSource);
            fragment = compile(name + " (fragment shader)", GL_FRAGMENT_SHADER, fragmentSource);
            glAttachShader(program, vertex);
            glAttachShader(program, fragment);
            glLinkProgram(program);
            if (glGetProgrami(program, GL_LINK_STATUS) == GL_FALSE) {
                throw new PassbridgeException("the driver can't link shader " + name + ": " + glGetProgramInfoLog(program));
            }
            return new ShaderProgram(program);
        } catch (RuntimeException e) {
            glDeleteProgram(program);
            throw e;
        } finally {
            // A linked program keeps what it needs of them.
            glDeleteShader(vertex);
            glDeleteShader(fragment);
        }
    }

    private static int compile(String name, int type, String source) {
        int shader = glCreateShader(type);
        glShaderSource(shader, source);
        glCompileShader(shader);
        if (glGetShaderi(shader, GL_COMPILE_STATUS) == GL_FALSE) {
            String log = glGetShaderInfoLog(shader);
            glDeleteShader(shader);
            throw new PassbridgeException("the driver can't compile shader " + name + ": " + log);
        }
        return shader;
    }

    /** Makes the program the current one. */
    public void use() {
        glUseProgram(program);
    }

    /**
     * {@return location of a uniform; -1, which OpenGL ignores, where the driver found it unused}
     *
     * @param name as in the source
     */
    public int uniform(String name) {
        return uniforms.computeIfAbsent(name, key -> glGetUniformLocation(program, key));
    }

    /**
     * Lets a uniform block read from a binding point. One that the driver found unused is ignored.
     *
     * @param name as in the source
     * @param bindingPoint from 0 on
     */
    public void bindBlock(String name, int bindingPoint) {
        int index = glGetUniformBlockIndex(program, name);
        if (index != GL_INVALID_INDEX) {
            glUniformBlockBinding(program, index, bindingPoint);
        }
    }

    /** Frees the program. Idempotent. */
    @Override
    public void close() {
        glDeleteProgram(program);
        program = 0;
    }
}
