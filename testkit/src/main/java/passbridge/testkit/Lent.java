// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import passbridge.scene.Retention;
import passbridge.session.SessionFrame;

/** Data that is lent to a renderer while it takes over a scene, as Blender lends it. Any thread. */
abstract class Lent {
    private final Consumer<String> lateReads;
    private volatile StandInFrame frame;
    private String warning; // null: there is nothing wrong
    private int retentionCount; // guarded by this object's lock

    /** @param lateReads hears what was read too late: what that throws may stay in a thread of the renderer's own */
    Lent(StandInFrame frame, Consumer<String> lateReads) {
        this.frame = frame;
        this.lateReads = lateReads;
    }

    /** What the data is called in messages. */
    abstract String description();

    /** The same content in a later frame. */
    final synchronized void moveTo(StandInFrame laterFrame) {
        frame = laterFrame;
        if (warning != null) {
            frame.warn(warning);
        }
    }

    /** Tells in this frame, and in all later ones that have this content, what can't be drawn. */
    final synchronized void warn(String text) {
        warning = text;
        frame.warn(text);
    }

    /** Whether data can be read now. */
    public final synchronized boolean isReadable() {
        return retentionCount > 0 || frame.isReadable();
    }

    /** Keeps the data readable. */
    public final Retention retain() {
        requireReadable();
        synchronized (this) {
            retentionCount++;
        }
        AtomicBoolean isClosed = new AtomicBoolean();
        return () -> {
            if (!isClosed.getAndSet(true)) {
                synchronized (this) {
                    retentionCount--;
                }
            }
        };
    }

    /** To be called before data is read. */
    final void requireReadable() {
        if (isReadable()) {
            return;
        }
        lateReads.accept(description());
        throw SessionFrame.unreadable(description());
    }

    /** Whether gathering may write so many bytes into a buffer. */
    static boolean holds(ByteBuffer buffer, long byteCount) {
        return buffer.isDirect() && buffer.remaining() >= byteCount;
    }

    /** The buffer, in native byte order: C takes no notice of the buffer's own. */
    static ByteBuffer nativeOrder(ByteBuffer buffer) {
        return buffer.duplicate().order(ByteOrder.nativeOrder());
    }
}
