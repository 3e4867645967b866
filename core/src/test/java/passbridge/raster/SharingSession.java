// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lwjgl.opengl.GL41C;
import passbridge.RenderRequest;
import passbridge.gl.DrawingTurn;
import passbridge.gl.OffscreenContext;
import passbridge.pass.Pass;

/** A session's thread, with its context in the process's share group and its renderer. */
final class SharingSession implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final RenderRequest request;
    private OffscreenContext context;
    private RasterRenderer renderer;

    /** @param request of all frames, with Combined among the passes */
    SharingSession(RenderRequest request) {
        this.request = request;
        call(() -> {
            context = OffscreenContext.openShared();
            context.makeCurrent();
            DrawingTurn.begin();
            renderer = new RasterRenderer();
            return null;
        });
    }

    RasterRenderer renderer() {
        return renderer;
    }

    <T> T call(Callable<T> task) {
        return resultOf(thread.submit(() -> {
            DrawingTurn.begin();
            try {
                return task.call();
            } finally {
                DrawingTurn.end();
            }
        }));
    }

    /** What was thrown is the cause of what this throws. */
    static <T> T resultOf(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return Combined} */
    float[] draw(Shown shown) {
        return call(() -> {
            try (TestFrame frame = new TestFrame(request)) {
                frame.drawWith(renderer, shown);
                return frame.picture(Pass.COMBINED);
            }
        });
    }

    /** Of the whole share group; in a thread of one. */
    static long objectCount() {
        List<IntPredicate> kinds = List.of(
                GL41C::glIsTexture, GL41C::glIsBuffer, GL41C::glIsRenderbuffer, GL41C::glIsProgram, GL41C::glIsShader);
        return kinds.stream().mapToLong(kind -> IntStream.range(1, 10_000).filter(kind).count()).sum();
    }

    @Override
    public void close() {
        call(() -> {
            renderer.close();
            assertEquals(List.of(), context.takeErrors());
            context.close();
            return null;
        });
        thread.shutdown();
    }
}
