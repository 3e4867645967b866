// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import passbridge.PassbridgeException;
import passbridge.session.RenderThread;

/**
 * A renderer's session as C knows it: hands the messages on to its worker, and takes another worker where the renderer does not come
 * back. Any thread.
 */
final class HostSession implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(HostSession.class.getName());

    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passbridge-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final HostMessage opening;
    private final Map<Long, HostWorker> owners = new HashMap<>(); // of open frames; this and what follows: guarded by this object's lock
    private HostWorker worker;
    private boolean isClosed;

    /** @param opening says which renderer */
    HostSession(HostMessage opening) {
        this.opening = opening;
        this.worker = new HostWorker(opening.renderer());
    }

    /** A message on its way to a worker. */
    private static final class Task implements Runnable {
        private final HostMessage message;
        private final BiConsumer<HostWorker, HostMessage> action;
        private HostWorker worker;

        Task(HostMessage message, BiConsumer<HostWorker, HostMessage> action) {
            this.message = message;
            this.action = action;
        }

        void executeOn(HostWorker chosen) {
            worker = chosen;
            chosen.thread().execute(this);
        }

        @Override
        public void run() {
            action.accept(worker, message);
        }
    }

    void render(HostMessage message) {
        begin(new Task(message, HostWorker::render));
    }

    void open(HostMessage message) {
        begin(new Task(message, HostWorker::open));
    }

    void describe(HostMessage message) {
        begin(new Task(message, HostWorker::describe));
    }

    private synchronized void begin(Task task) {
        owners.put(task.message.frame(), worker);
        task.executeOn(worker);
    }

    synchronized void resolve(HostMessage message) {
        new Task(message, HostWorker::resolve).executeOn(owners.get(message.frame()));
    }

    synchronized void release(HostMessage message) {
        HostWorker owner = owners.remove(message.frame());
        new Task(message, HostWorker::release).executeOn(owner);
        HostFrame running = owner.busyWith();
        if (running != null && owner.has(message.frame())) {
            WATCH.schedule(() -> giveUpIfStillBusy(owner, running), RenderThread.GRACE_MS, TimeUnit.MILLISECONDS);
        }
        endIfDone();
    }

    private void giveUpIfStillBusy(HostWorker current, HostFrame running) {
        if (current.busyWith() == running && running.isCancelled()) {
            giveUp(current, current.thread().overdue());
        }
    }

    /** Where a worker's thread hangs in an end of the process that doesn't come: gives it up. */
    synchronized void giveUpIfExiting() {
        for (StackTraceElement frame : worker.thread().thread().getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                IllegalStateException call = new IllegalStateException("System.exit was called");
                call.setStackTrace(worker.thread().thread().getStackTrace());
                giveUp(worker, new PassbridgeException(opening.renderer().name()
                        + " called System.exit, which would end Blender: its thread was given up. Throw an exception instead", call));
                return;
            }
        }
    }

    /** Leaves a worker to its thread, with the frames that it has begun, and goes on with a new one. */
    private synchronized void giveUp(HostWorker given, PassbridgeException reason) {
        if (worker != given) {
            return;
        }
        LOGGER.log(Level.WARNING, reason.getMessage());
        worker = new HostWorker(opening.renderer());
        for (Runnable waiting : given.thread().takeTasks()) {
            if (waiting instanceof Task task && !given.has(task.message.frame())) {
                owners.replace(task.message.frame(), worker);
                task.executeOn(worker);
            } else {
                given.thread().execute(waiting);
            }
        }
        given.thread().close();
        given.giveUp(reason);
        endIfDone();
    }

    /** Closes the renderer as soon as no frame is open any more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        endIfDone();
    }

    /** Whether nothing of this session is needed any more. */
    synchronized boolean isDone() {
        return isClosed && owners.isEmpty();
    }

    private void endIfDone() {
        if (isDone()) {
            worker.thread().close();
        }
    }
}
