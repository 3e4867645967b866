// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.GL43C.*;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;
import org.lwjgl.opengl.GLDebugMessageCallback;
import org.lwjgl.opengl.KHRDebug;

/**
 * The errors of one context. OpenGL tells that there was one, and of what kind; where it is debugged, the driver says what was wrong, and
 * Java where it was called. Thread: the one with the context.
 */
final class OpenGlErrors implements AutoCloseable {
    /** One flag of each kind at most; some drivers tell of a lost context for ever. */
    private static final int KIND_COUNT = 8;

    private static final int MOST_MESSAGES = 20;

    private final Set<String> messages = new LinkedHashSet<>();
    private final GLDebugMessageCallback callback; // null: the driver tells nothing

    /** @param isDebugged whether the driver is asked to tell, which slows it down */
    OpenGlErrors(boolean isDebugged) {
        GLCapabilities capabilities = GL.getCapabilities();
        callback = isDebugged && (capabilities.OpenGL43 || capabilities.GL_KHR_debug) ? GLDebugMessageCallback.create(this::hear) : null;
        if (callback != null) {
            glEnable(GL_DEBUG_OUTPUT);
            glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS); // in the call that is wrong
            if (capabilities.OpenGL43) {
                glDebugMessageCallback(callback, 0);
            } else {
                KHRDebug.glDebugMessageCallback(callback, 0);
            }
        }
    }

    /** Whatever it would throw had to pass through the driver. */
    private void hear(int source, int type, int id, int severity, int length, long message, long userParameter) {
        if (type != GL_DEBUG_TYPE_ERROR || messages.size() >= MOST_MESSAGES) {
            return;
        }
        Optional<StackTraceElement> caller = StackWalker.getInstance().walk(frames -> frames
                .map(StackWalker.StackFrame::toStackTraceElement)
                .filter(frame -> !frame.getClassName().startsWith("org.lwjgl.") && !frame.getClassName().startsWith("passbridge.gl."))
                .findFirst());
        messages.add("OpenGL error: " + GLDebugMessageCallback.getMessage(length, message).strip()
                + caller.map(frame -> " at " + frame).orElse(""));
    }

    /** {@return the errors since the last call, one line each} */
    List<String> take() {
        List<String> taken = new ArrayList<>(messages);
        messages.clear();
        for (int i = 0; i < KIND_COUNT; i++) {
            int error = glGetError();
            if (error == GL_NO_ERROR) {
                break;
            }
            if (callback == null) {
                taken.add("OpenGL error " + name(error));
            }
        }
        return taken;
    }

    private static String name(int error) {
        return switch (error) {
            case GL_INVALID_ENUM -> "GL_INVALID_ENUM";
            case GL_INVALID_VALUE -> "GL_INVALID_VALUE";
            case GL_INVALID_OPERATION -> "GL_INVALID_OPERATION";
            case GL_STACK_OVERFLOW -> "GL_STACK_OVERFLOW";
            case GL_STACK_UNDERFLOW -> "GL_STACK_UNDERFLOW";
            case GL_OUT_OF_MEMORY -> "GL_OUT_OF_MEMORY";
            case GL_INVALID_FRAMEBUFFER_OPERATION -> "GL_INVALID_FRAMEBUFFER_OPERATION";
            default -> "0x" + Integer.toHexString(error);
        };
    }

    /** Comes after the end of the context, which may tell until then. */
    @Override
    public void close() {
        if (callback != null) {
            callback.free();
        }
    }
}
