// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.Optional;
import passbridge.Film;

/** A frame on its way, from its submission until its memory is freed. Any thread. */
public final class SubmittedFrame implements AutoCloseable {
    private final BlenderStandIn standIn;
    private final StandInFrame frame;
    private boolean closed;

    SubmittedFrame(BlenderStandIn standIn, StandInFrame frame) {
        this.standIn = standIn;
        this.frame = frame;
    }

    /**
     * Waits until the frame has ended. One that was cancelled and does not end within the seconds that Blender waits has failed.
     *
     * @return what became of it
     * @throws IllegalStateException where the calling thread is interrupted; the frame is cancelled then
     */
    public FrameResult await() {
        return standIn.await(frame);
    }

    /** What the renderer has drawn so far of a frame that has ended, cancelled ones included; empty: it did not come to draw. */
    Optional<Film> drawn() {
        return standIn.onRenderThread(thread -> frame.copyOfDrawn());
    }

    /** Cancels the frame, as Escape does. Does not wait. */
    public void cancel() {
        standIn.cancel(frame);
    }

    /** Frees the picture's memory for other frames, and cancels the frame where it has not ended. Does not wait. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            standIn.release(frame);
        }
    }
}
