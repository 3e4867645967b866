// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/**
 * Keeps the data of a geometry in memory. While one is open, the geometry can be read on any thread, whatever became of the scene.
 * Where the program loses it without closing it, the garbage collector closes it some day.
 */
public interface Retention extends AutoCloseable {
    /** Lets go of the data. Any thread; idempotent. Waits for readers that are at it. */
    @Override
    void close();
}
