// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import static org.lwjgl.opengl.GL41C.*;

import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Ends the JVM while it shows its unfinished picture again and again: most likely while OpenGL writes into memory that is lent. */
public final class HaltingRenderer implements GlRenderer {
    private static final long SHOWING_MS = 300;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of();
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        glBindFramebuffer(GL_FRAMEBUFFER, frame.framebuffer().id());
        glClearBufferfv(GL_COLOR, 0, new float[] {1, 0, 0, 1});
        new Thread(() -> {
            try {
                Thread.sleep(SHOWING_MS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Runtime.getRuntime().halt(3);
        }).start();
        while (!frame.isCancelled()) {
            frame.refresh();
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
