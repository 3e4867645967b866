// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

/**
 * What a session's client keeps beside a render thread; where the thread is given up this goes with it. Thread: that thread, unless said
 * otherwise.
 */
public interface ClientState extends AutoCloseable {
    /** The renderer may have kept anything of the last scene or nothing. */
    default void forgetScene() {}

    /** No frame follows for now: frees what is kept for the next one. */
    default void clear() {}

    /** A renderer's close() has thrown, which fails no frame. */
    default void closeFailed(Throwable failure) {}

    /** The thread ends: frees everything. */
    @Override
    default void close() {}
}
