// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The right to read blocks of an arena, until it is closed. Any thread; as many at once as like. */
final class Lease implements AutoCloseable {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Runnable release; // null: closed; guarded by the lock

    /** @param release lets go of the blocks; called once */
    Lease(Runnable release) {
        this.release = release;
    }

    /**
     * Does something with the blocks, which stay meanwhile.
     *
     * @return false: the lease is closed, and nothing was done
     */
    boolean use(Runnable reader) {
        lock.readLock().lock();
        try {
            if (release == null) {
                return false;
            }
            reader.run();
            return true;
        } finally {
            lock.readLock().unlock();
        }
    }

    boolean isOpen() {
        return use(() -> {});
    }

    /** Waits for readers, and lets go of the blocks. Idempotent. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (release != null) {
                release.run();
                release = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
