// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import passbridge.PassbridgeException;

/**
 * Contexts that have buffers, textures, shaders and programs in common, and what whoever works with them keeps of these together. Each context
 * is in one, most are alone there; renderers that are {@link SharesObjects} have one group for the process. Any thread.
 */
public final class ShareGroup {
    private static final System.Logger LOG = System.getLogger(ShareGroup.class.getName());

    private static final Object LOCK = new Object(); // guards what follows
    /** Holds the group together as long as it has members; null: it has none. A driver may refuse to share with what is current elsewhere: this is not. */
    private static DriverContext root;
    private static int memberCount;

    private final Map<Class<?>, Object> kept = new HashMap<>(); // guarded by itself

    ShareGroup() {}

    /**
     * {@return that of the context which is current on the calling thread}
     *
     * @throws IllegalStateException where that is none of Passbridge's
     */
    public static ShareGroup current() {
        return DriverContext.current().group();
    }

    /**
     * {@return what the group keeps of this type, as long as it has a context}
     *
     * @param <T> the type
     * @param type of which the group keeps one
     * @param maker called where it keeps none yet
     */
    public <T> T keep(Class<T> type, Supplier<T> maker) {
        synchronized (kept) {
            return type.cast(kept.computeIfAbsent(type, none -> maker.get()));
        }
    }

    /** Opens a context of the process's group, or one by itself where the driver refuses that. As {@link OffscreenContext#open}. */
    static OffscreenContext openMember() {
        synchronized (LOCK) {
            if (root == null) {
                root = (DriverContext) OffscreenContext.open();
            }
            try {
                DriverContext member = root.openMember(ShareGroup::leave);
                memberCount++;
                return member;
            } catch (PassbridgeException refused) {
                LOG.log(System.Logger.Level.WARNING, "sessions share nothing on the graphics device: {0}", refused.getMessage());
                closeUnused();
                return OffscreenContext.open();
            }
        }
    }

    /** A member has ended. */
    private static void leave() {
        synchronized (LOCK) {
            memberCount--;
            closeUnused();
        }
    }

    private static void closeUnused() {
        if (memberCount == 0) {
            root.close();
            root = null;
        }
    }
}
