// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.PassbridgeException;

@ExtendWith(CurrentContext.class)
class ShaderProgramTest {
    private static final String VERTEX = "#version 410 core\nuniform vec4 corner;\nvoid main() { gl_Position = corner; }\n";
    private static final String FRAGMENT = "#version 410 core\nout vec4 color;\nvoid main() { color = vec4(1.0); }\n";

    @Test
    void linksAndFindsUniforms() {
        try (ShaderProgram program = ShaderProgram.link("white", VERTEX, FRAGMENT)) {
            program.use();
            assertTrue(program.uniform("corner") >= 0);
            assertEquals(-1, program.uniform("absent"));
        }
        assertEquals(GL_NO_ERROR, glGetError());
    }

    @Test
    void tellsWhatTheCompilerSays() {
        PassbridgeException e = assertThrows(PassbridgeException.class,
                () -> ShaderProgram.link("broken", VERTEX, FRAGMENT.replace("vec4(1.0)", "missingName")));
        assertTrue(e.getMessage().startsWith("the driver can't compile shader broken (fragment shader): "), e.getMessage());
        assertTrue(e.getMessage().contains("missingName"), e.getMessage());
    }

    @Test
    void tellsWhatTheLinkerSays() {
        PassbridgeException e = assertThrows(PassbridgeException.class, () -> ShaderProgram.link("loose",
                "#version 410 core\nout vec3 passed;\nvoid main() { passed = vec3(1.0); gl_Position = vec4(1.0); }\n",
                "#version 410 core\nin vec4 passed;\nout vec4 color;\nvoid main() { color = passed; }\n"));
        assertTrue(e.getMessage().startsWith("the driver can't link shader loose: "), e.getMessage());
    }
}
