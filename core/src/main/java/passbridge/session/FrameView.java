// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import passbridge.gl.DrawingTurn;

/**
 * What a renderer is handed of a frame, for the time of one call. Threads that it has left behind may use it for ever: once it is closed
 * the frame counts as cancelled and nothing is told any more. Any thread, unless said otherwise.
 */
abstract class FrameView {
    final SessionFrame frame;
    final Thread thread;
    private volatile boolean isClosed;

    /** @param thread that the renderer is called on */
    FrameView(SessionFrame frame, Thread thread) {
        this.frame = frame;
        this.thread = thread;
    }

    /** The call is over; waits for what another thread is just telling. */
    final synchronized void close() {
        isClosed = true;
    }

    final boolean isClosed() {
        return isClosed;
    }

    final void requireThread(String what) {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    what + " belongs to the thread that render() is called on, not to " + Thread.currentThread().getName());
        }
    }

    public final boolean isCancelled() {
        DrawingTurn.offer();
        return isClosed || frame.pollCancelled();
    }

    public final synchronized void progress(int samplesDone, int sampleCount) {
        if (!isClosed) {
            frame.tellProgress(samplesDone, sampleCount);
        }
    }

    public final synchronized void status(String text) {
        if (!isClosed) {
            frame.tellStatus(text);
        }
    }

    public final synchronized void metadata(String name, String value) {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("metadata needs a name, and can't hold zero characters");
        }
        if (!isClosed) {
            frame.addMetadata(name, value);
        }
    }

    public final synchronized void warn(String text) {
        if (!isClosed) {
            frame.warn(text);
        }
    }

    public final boolean wantsRefresh() {
        return !isClosed && frame.wantsRefresh();
    }

    /** Thread: the render thread. */
    public final void refresh() {
        if (wantsRefresh()) {
            requireThread("refresh()");
            beforeRefresh();
            frame.showRefresh();
        }
    }

    /** The unfinished picture is about to be shown. Thread: the render thread. */
    void beforeRefresh() {
        // nothing has to be looked at
    }
}
