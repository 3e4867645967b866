// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.lwjgl.opengl.GL11C;
import passbridge.PassbridgeException;
import passbridge.gl.DrawingTurn;
import passbridge.gl.OffscreenContext;

/**
 * The programs that surfaces are drawn with, by what they are made of. They are compiled by threads that have OpenGL contexts of their own,
 * which share programs with the renderer's, and by the render thread where it needs one that none of these has begun. Where the driver
 * shares nothing the render thread compiles them all.
 *
 * <p>Thread: the render thread, with its context current.
 */
final class SurfacePrograms implements GlResource {
    private static final System.Logger LOG = System.getLogger(SurfacePrograms.class.getName());

    /** Programs that are kept, but for a frame that needs more: compiling one takes longer than drawing with it. */
    static final int MAX_KEPT = 64;

    /** As many as the machine has cores beside the render thread's, and no more than this. */
    private static final int MAX_THREADS = 4;

    /** Programs that wait for each thread before another one is started: a context takes some drivers as long as a program. */
    private static final int BACKLOG = 8;

    private static final Compilation END = new Compilation(() -> null);

    /** One program, begun or not. */
    private static final class Compilation extends FutureTask<SurfaceProgram> {
        private boolean isUsed; // it was asked for since it is ready

        Compilation(Callable<SurfaceProgram> compiler) {
            super(compiler);
        }
    }

    private final Function<SurfaceProgram.Code, SurfaceProgram> compiler;
    private final Map<SurfaceProgram.Code, Compilation> programs = new LinkedHashMap<>(16, 0.75f, true); // used last comes last
    private final Set<Compilation> programsOfFrame = new HashSet<>();
    private final Thread renderThread = Thread.currentThread();
    private final BlockingQueue<Compilation> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean isSharing = true; // the driver refused no context

    /** @param compiler throws a {@link PassbridgeException} where the driver refuses the code; on any thread that has a context */
    SurfacePrograms(Function<SurfaceProgram.Code, SurfaceProgram> compiler) {
        this.compiler = compiler;
    }

    /** What the frame before has used may be freed. */
    void beginFrame() {
        programsOfFrame.clear();
    }

    /** Has a program compiled, where that has not begun, and does not wait for it. */
    void request(SurfaceProgram.Code code) {
        if (!programs.containsKey(code)) {
            queue.add(taskOf(code));
            int coreCount = Runtime.getRuntime().availableProcessors() - 1;
            if (isSharing && queue.size() > BACKLOG * threads.size() && threads.size() < Math.max(1, Math.min(MAX_THREADS, coreCount))) {
                startThread();
            }
        }
    }

    private Compilation taskOf(SurfaceProgram.Code code) {
        return programs.computeIfAbsent(code, wanted -> new Compilation(() -> {
            SurfaceProgram compiled = compiler.apply(wanted);
            if (Thread.currentThread() != renderThread) {
                GL11C.glFinish(); // the renderer's context has the program from then on
            }
            return compiled;
        }));
    }

    /** Whether {@link #get} has nothing to wait for. */
    boolean isReady(SurfaceProgram.Code code) {
        Compilation known = programs.get(code);
        return known != null && known.isDone();
    }

    /** Whether it was drawn with: where not, the driver may have to finish it in the first draw call. */
    boolean isUsed(SurfaceProgram.Code code) {
        Compilation known = programs.get(code);
        return known != null && known.isUsed;
    }

    /** Whether programs are ready that were not drawn with. */
    boolean haveUnused() {
        return programs.values().stream().anyMatch(task -> task.isDone() && !task.isUsed);
    }

    /** How many programs that were requested are not ready; 0 where no thread compiles them. */
    long pendingCount() {
        return threads.stream().anyMatch(Thread::isAlive) ? programs.values().stream().filter(task -> !task.isDone()).count() : 0;
    }

    /** Compiles one of those that no thread has begun, where there is one, on this thread. */
    void compileOne() {
        Compilation next = queue.poll();
        if (next != null) {
            next.run();
        }
    }

    /**
     * {@return a program, compiled now where it was not requested} It stays open until the end of the next frame that does not use it, at least.
     *
     * @throws PassbridgeException where the driver refuses the code
     */
    SurfaceProgram get(SurfaceProgram.Code code) {
        Compilation task = taskOf(code);
        task.run(); // where no other thread has begun it
        task.isUsed = true;
        programsOfFrame.add(task);
        try {
            return resultOf(task);
        } catch (ExecutionException e) {
            programs.remove(code);
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for it; an interrupt is kept for later. */
    private static SurfaceProgram resultOf(Compilation task) throws ExecutionException {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Frees what was used longest ago, and takes back what was requested and not begun. */
    void endFrame() {
        programs.values().removeIf(task -> queue.remove(task) && task.cancel(false));
        Iterator<Compilation> oldestFirst = programs.values().iterator();
        int spareCount = programs.size() - MAX_KEPT;
        for (; spareCount > 0; spareCount--) {
            Compilation oldest = oldestFirst.next();
            if (programsOfFrame.contains(oldest) || !oldest.isDone()) {
                return;
            }
            oldestFirst.remove();
            free(oldest);
        }
    }

    private static void free(Compilation task) {
        try {
            resultOf(task).close();
        } catch (ExecutionException | CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "there is no program to free", e);
        }
    }

    private void startThread() {
        try {
            OffscreenContext context = OffscreenContext.openSharing();
            Thread thread = new Thread(() -> compileAll(context), "passbridge-compiler-" + (threads.size() + 1));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        } catch (PassbridgeException | IllegalStateException refused) {
            isSharing = false;
            LOG.log(System.Logger.Level.WARNING, "programs are compiled by {0} threads beside the render thread: {1}", threads.size(),
                    refused.getMessage());
        }
    }

    private void compileAll(OffscreenContext context) {
        DrawingTurn.beginBeside();
        try (context) {
            context.makeCurrent();
            for (Compilation task = next(); task != END; task = next()) {
                task.run();
            }
        } catch (PassbridgeException | InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the render thread compiles programs itself: {0}", e.getMessage());
        } finally {
            DrawingTurn.end();
        }
    }

    /** For a thread that compiles, which has a turn to draw while there is something to compile. After the end the render thread's is enough. */
    private Compilation next() throws InterruptedException {
        DrawingTurn.end();
        Compilation next = queue.take();
        if (next != END) {
            DrawingTurn.beginBeside();
        }
        return next;
    }

    /** Waits for programs that are being compiled. */
    @Override
    public void close() {
        queue.clear();
        threads.forEach(thread -> queue.add(END));
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        threads.clear();
        queue.clear(); // of threads that had ended before
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        programs.values().forEach(task -> task.cancel(false));
        programs.values().forEach(SurfacePrograms::free);
        programs.clear();
    }
}
