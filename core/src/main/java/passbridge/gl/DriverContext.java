// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lwjgl.BufferUtils;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;
import passbridge.PassbridgeException;

/** What the contexts of all systems have in common: their functions as LWJGL calls them, their errors, and that they are closed once. */
abstract sealed class DriverContext implements OffscreenContext permits EglContext, WglContext, CglContext {
    private static final ThreadLocal<DriverContext> CURRENT = new ThreadLocal<>();

    private final boolean isDebugged;
    private final Map<ObjectKind, ObjectNames> names = new EnumMap<>(ObjectKind.class);
    private ShareGroup group = new ShareGroup();
    private Runnable leaveGroup; // null: the context is no member of the process's
    private GLCapabilities capabilities; // null: not current anywhere yet
    private OpenGlErrors errors; // the same
    private boolean closed;

    DriverContext(boolean isDebugged) {
        this.isDebugged = isDebugged;
        for (ObjectKind kind : ObjectKind.values()) {
            names.put(kind, new ObjectNames());
        }
    }

    /** {@return the one that is current on the calling thread} */
    static DriverContext current() {
        return ofThread().orElseThrow(() -> new IllegalStateException(
                "no context of Passbridge's is current on this thread: open one and make it current before"));
    }

    /** {@return the one that is current on the calling thread; empty: none of Passbridge's is} */
    static Optional<DriverContext> ofThread() {
        return Optional.ofNullable(CURRENT.get()).filter(DriverContext::isCurrent);
    }

    /** Opens a context that has the objects of this one, which is current on the calling thread, and stays so. */
    final DriverContext openSharing() {
        DriverContext opened = openSharingThis();
        opened.group = group;
        return opened;
    }

    /**
     * Opens a context that has the objects of this one, which is current nowhere. None is current on the calling thread afterwards.
     *
     * @param leave called when the other one has ended
     */
    final DriverContext openMember(Runnable leave) {
        makeCurrent();
        try {
            DriverContext opened = openSharing();
            opened.leaveGroup = leave;
            return opened;
        } finally {
            leaveThread();
        }
    }

    final ShareGroup group() {
        return group;
    }

    /** {@return what {@link ObjectKind} has made in this context, or uses in it} */
    final ObjectNames names(ObjectKind kind) {
        return names.get(kind);
    }

    /** {@return whether other renderers' contexts have the same objects} */
    final boolean isMember() {
        return leaveGroup != null;
    }

    /** Opens a context that has this one's objects; this one is current on the calling thread, and stays so. */
    abstract DriverContext openSharingThis();

    final boolean isDebugged() {
        return isDebugged;
    }

    /**
     * Makes the context the system's current one on the calling thread.
     *
     * @throws PassbridgeException where the driver refuses
     */
    abstract void attach();

    /** Leaves the calling thread without a context of the system. */
    abstract void detach();

    /** {@return whether the context is the system's current one on the calling thread} */
    abstract boolean isAttached();

    /** Gives back all that the system holds for the context, which is current nowhere. Called once. */
    abstract void destroy();

    @Override
    public final void makeCurrent() {
        if (closed) {
            throw new IllegalStateException("the context is closed");
        }
        attach();
        if (capabilities == null) {
            capabilities = createCapabilities();
            errors = new OpenGlErrors(isDebugged);
        } else {
            GL.setCapabilities(capabilities);
        }
        CURRENT.set(this);
    }

    /** Finds out whether the driver makes the context current, too: it may create one and refuse that. The context is closed where it does. */
    final void tryOut() {
        try {
            makeCurrent();
            leaveThread();
        } catch (PassbridgeException e) {
            close();
            throw e;
        }
    }

    /** Leaves the calling thread, where this context is current, without any. */
    final void leaveThread() {
        detach();
        GL.setCapabilities(null);
        CURRENT.remove();
    }

    private static GLCapabilities createCapabilities() {
        PointerBuffer[] functions = new PointerBuffer[1];
        try {
            GLCapabilities created = GL.createCapabilities(count -> functions[0] = BufferUtils.createPointerBuffer(count));
            MissingFunctions.replaceIn(functions[0]);
            return created;
        } catch (LinkageError e) {
            throw new PassbridgeException("the OpenGL library is missing: " + EglContext.INSTALL, e);
        }
    }

    @Override
    public final boolean isCurrent() {
        return capabilities != null && isAttached() && areCalled(capabilities);
    }

    private static boolean areCalled(GLCapabilities functions) {
        try {
            return GL.getCapabilities() == functions;
        } catch (IllegalStateException none) {
            return false;
        }
    }

    @Override
    public final List<String> takeErrors() {
        return errors.take();
    }

    /** Frees what a renderer has left behind, but for what others may use. */
    private void freeUnshared() {
        names.forEach((kind, ofKind) -> Arrays.stream(ofKind.unshared().toArray()).forEach(kind::free));
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (isAttached()) {
            if (isMember() && isCurrent()) {
                freeUnshared();
            }
            leaveThread();
        }
        destroy();
        if (errors != null) {
            errors.close();
        }
        if (isMember()) {
            leaveGroup.run();
        }
    }
}
