// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.List;
import org.lwjgl.BufferUtils;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;
import passbridge.PassbridgeException;

/** What the contexts of all systems have in common: their functions as LWJGL calls them, their errors, and that they are closed once. */
abstract sealed class DriverContext implements OffscreenContext permits EglContext, WglContext, CglContext {
    private static final ThreadLocal<DriverContext> CURRENT = new ThreadLocal<>();

    private final boolean isDebugged;
    private GLCapabilities capabilities; // null: not current anywhere yet
    private OpenGlErrors errors; // the same
    private boolean closed;

    DriverContext(boolean isDebugged) {
        this.isDebugged = isDebugged;
    }

    /** {@return the one that is current on the calling thread} */
    static DriverContext current() {
        DriverContext last = CURRENT.get();
        if (last == null || !last.isCurrent()) {
            throw new IllegalStateException("no context of Passbridge's is current on this thread: open one and make it current before");
        }
        return last;
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

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (isAttached()) {
            leaveThread();
        }
        destroy();
        if (errors != null) {
            errors.close();
        }
    }
}
