// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lwjgl.opengl.GL33C;

/** The objects that an OpenGL context has. */
final class OpenGlObjects {
    /** Drivers give the names of objects from 1 on, and those that have become free first. */
    private static final int HIGHEST_NAME = 4096;

    private OpenGlObjects() {}

    /** How many there are of each kind. Thread: the one with the context. */
    static Map<String, Integer> count() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("textures", count(GL33C::glIsTexture));
        counts.put("buffers", count(GL33C::glIsBuffer));
        counts.put("vertex arrays", count(GL33C::glIsVertexArray));
        counts.put("framebuffers", count(GL33C::glIsFramebuffer));
        counts.put("renderbuffers", count(GL33C::glIsRenderbuffer));
        counts.put("programs", count(GL33C::glIsProgram));
        counts.put("shaders", count(GL33C::glIsShader));
        counts.put("samplers", count(GL33C::glIsSampler));
        counts.put("queries", count(GL33C::glIsQuery));
        return counts;
    }

    private static int count(IntPredicate exists) {
        return (int) IntStream.rangeClosed(1, HIGHEST_NAME).filter(exists).count();
    }
}
