// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import static org.lwjgl.opengl.GL20C.*;

import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Compiles programs until it is cancelled, each of them another one. */
public final class CompilingRenderer implements GlRenderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        for (int i = 0; !frame.isCancelled(); i++) {
            int shader = glCreateShader(GL_FRAGMENT_SHADER);
            glShaderSource(shader, "#version 410 core\nout vec4 color;\nvoid main() {\n    color = sin(gl_FragCoord * " + i + ".0);\n}\n");
            glCompileShader(shader);
            glDeleteShader(shader);
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
