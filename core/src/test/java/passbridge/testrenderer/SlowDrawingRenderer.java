// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import static org.lwjgl.opengl.GL41C.*;

import java.util.concurrent.CountDownLatch;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Scene;

/** Queues drawings that keep OpenGL busy for seconds, and offers its unfinished picture while they last. */
public final class SlowDrawingRenderer implements GlRenderer {
    private static final long BUSY_NS = 4_000_000_000L;

    private static final String VERTEX_SHADER = """
            #version 410 core
            void main() {
                gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
            }
            """;

    private static final String FRAGMENT_SHADER = """
            #version 410 core
            layout(location = 0) out vec4 color;
            void main() {
                float sum = gl_FragCoord.x;
                for (int i = 0; i < 20000; i++) {
                    sum = sin(sum) + 0.5;
                }
                color = vec4(sum);
            }
            """;

    private static final CountDownLatch busy = new CountDownLatch(1);
    private static final CountDownLatch asked = new CountDownLatch(1);
    private static final CountDownLatch offered = new CountDownLatch(1);
    private static volatile boolean drewOn;

    /** Waits until OpenGL is busy. */
    public static void awaitBusy() throws InterruptedException {
        busy.await();
    }

    /** Somebody wants to see the picture. */
    public static void ask() {
        asked.countDown();
    }

    /** Whether OpenGL was still drawing when the offer of the unfinished picture returned; waits for that. */
    public static boolean drewOn() throws InterruptedException {
        offered.await();
        return drewOn;
    }

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
        try (ShaderProgram program = ShaderProgram.link("slow", VERTEX_SHADER, FRAGMENT_SHADER)) {
            int vertexArray = glGenVertexArrays();
            glBindVertexArray(vertexArray);
            glBindFramebuffer(GL_FRAMEBUFFER, frame.framebuffer().id());
            glViewport(0, 0, request.width(), request.height());
            program.use();
            draw(); // what is compiled late is compiled now
            glFinish();
            long started = System.nanoTime();
            draw();
            glFinish();
            long count = BUSY_NS / (System.nanoTime() - started) + 1;
            for (long i = 0; i < count; i++) {
                draw();
            }
            long fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
            glFlush();
            busy.countDown();
            asked.await();
            frame.refresh();
            drewOn = glClientWaitSync(fence, 0, 0) == GL_TIMEOUT_EXPIRED;
            offered.countDown();
            glDeleteSync(fence);
            glDeleteVertexArrays(vertexArray);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void draw() {
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
