// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.glFinish;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import passbridge.gl.ObjectKind;

/**
 * Objects of OpenGL that renderers of a share group have in common: what has equal keys has one, which is freed with its last user and which
 * nobody changes meanwhile. Nobody waits for one that another renderer is about to make: that one may wait for Blender's main thread, and this
 * for whoever waits here. Any thread with a context of the group.
 *
 * @param <K> tells contents apart
 * @param <T> what is shared
 */
final class SharedObjects<K, T extends SharedObjects.Shareable> {
    /** What several contexts may use. */
    interface Shareable extends GlResource {
        ObjectKind kind();

        /** OpenGL's name of it. */
        int name();
    }

    private static final class Entry<T> {
        private final T object;
        private int useCount = 1;

        Entry(T object) {
            this.object = object;
        }
    }

    private final Map<K, Entry<T>> entries = new HashMap<>(); // guarded by this

    /** {@return what has an equal key, to be released; empty where no renderer has made it} */
    synchronized Optional<T> take(K key) {
        Entry<T> entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        entry.useCount++;
        entry.object.kind().use(entry.object.name());
        return Optional.of(entry.object);
    }

    /**
     * Lets other renderers use an object, which is complete. Where another one was quicker this one is freed.
     *
     * @return what to use, to be released
     */
    T offer(K key, T made) {
        glFinish(); // other contexts have it from then on
        synchronized (this) {
            Optional<T> known = take(key);
            if (known.isPresent()) {
                made.close();
                return known.get();
            }
            entries.put(key, new Entry<>(made));
            made.kind().use(made.name());
            return made;
        }
    }

    /** Whether an object has no other use than the caller's. Then nobody takes it any more, so that it may be changed. */
    synchronized boolean claim(K key, T object) {
        if (entries.get(key).useCount > 1) {
            return false;
        }
        entries.remove(key);
        object.kind().own(object.name());
        return true;
    }

    /** Ends the use of an object, whether it was offered or not. */
    synchronized void release(K key, T object) {
        Entry<T> entry = entries.get(key);
        if (entry == null || entry.object != object) {
            object.close();
            return;
        }
        entry.useCount--;
        if (entry.useCount == 0) {
            entries.remove(key);
            object.close();
        } else {
            object.kind().leave(object.name());
        }
    }
}
