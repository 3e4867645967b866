// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import org.lwjgl.opengl.GL11;
import org.lwjgl.opengl.GL11C;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.GlFrame;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Calls OpenGL where it is not to be called; LWJGL would end the process. */
public abstract class StrayRenderer extends BrokenRenderer {
    /** On a thread of its own, which has no context. */
    public static final class OtherThread extends StrayRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            RuntimeException[] thrown = new RuntimeException[1];
            Thread other = new Thread(() -> {
                try {
                    GL11C.glClear(GL11C.GL_COLOR_BUFFER_BIT);
                } catch (RuntimeException e) {
                    thrown[0] = e;
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw thrown[0];
        }
    }

    /** In a process that may have no context at all. */
    public static final class WithoutOpenGl implements FilmRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of(pass -> true);
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            // takes nothing
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            GL11C.glClear(GL11C.GL_COLOR_BUFFER_BIT);
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    /** A function that the context lacks. */
    public static final class OldFunction extends StrayRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            GL11.glBegin(GL11.GL_TRIANGLES);
        }
    }
}
