// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.WGL.wglCreateContext;
import static org.lwjgl.opengl.WGL.wglDeleteContext;
import static org.lwjgl.opengl.WGL.wglGetCurrentContext;
import static org.lwjgl.opengl.WGL.wglMakeCurrent;
import static org.lwjgl.opengl.WGLARBCreateContext.WGL_CONTEXT_DEBUG_BIT_ARB;
import static org.lwjgl.opengl.WGLARBCreateContext.WGL_CONTEXT_FLAGS_ARB;
import static org.lwjgl.opengl.WGLARBCreateContext.WGL_CONTEXT_MAJOR_VERSION_ARB;
import static org.lwjgl.opengl.WGLARBCreateContext.WGL_CONTEXT_MINOR_VERSION_ARB;
import static org.lwjgl.opengl.WGLARBCreateContext.wglCreateContextAttribsARB;
import static org.lwjgl.opengl.WGLARBCreateContextProfile.WGL_CONTEXT_CORE_PROFILE_BIT_ARB;
import static org.lwjgl.opengl.WGLARBCreateContextProfile.WGL_CONTEXT_PROFILE_MASK_ARB;
import static org.lwjgl.system.windows.GDI32.ChoosePixelFormat;
import static org.lwjgl.system.windows.GDI32.DescribePixelFormat;
import static org.lwjgl.system.windows.GDI32.PFD_DRAW_TO_WINDOW;
import static org.lwjgl.system.windows.GDI32.PFD_GENERIC_ACCELERATED;
import static org.lwjgl.system.windows.GDI32.PFD_GENERIC_FORMAT;
import static org.lwjgl.system.windows.GDI32.PFD_SUPPORT_OPENGL;
import static org.lwjgl.system.windows.GDI32.PFD_TYPE_RGBA;
import static org.lwjgl.system.windows.GDI32.SetPixelFormat;

import java.nio.IntBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.windows.PIXELFORMATDESCRIPTOR;
import org.lwjgl.system.windows.User32;
import passbridge.PassbridgeException;

/** A context of Windows, which has contexts of windows alone: this one's is never shown. Run under Wine so far, not on Windows. */
final class WglContext extends DriverContext {
    private static final String DRIVER = "install the graphics driver of the card's maker; Windows' own and remote desktops may have none";

    /** A window is destroyed on the thread that made it, or never. */
    private static final ExecutorService WINDOWS = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "Passbridge's windows for OpenGL");
        thread.setDaemon(true);
        return thread;
    });

    private final Window window;
    private final long context;

    private WglContext(Window window, long context, boolean isDebugged) {
        super(isDebugged);
        this.window = window;
        this.context = context;
    }

    static WglContext open(boolean isDebugged) {
        Window window = Window.open();
        WglContext opened;
        try {
            opened = new WglContext(window, create(window, isDebugged), isDebugged);
        } catch (PassbridgeException e) {
            window.close();
            throw e;
        }
        opened.tryOut();
        return opened;
    }

    @Override
    WglContext openSharingThis() {
        Window other = Window.open();
        try {
            return new WglContext(other, createCore(other, context, isDebugged()), isDebugged());
        } catch (PassbridgeException e) {
            other.close();
            throw e;
        }
    }

    /** The function that makes a core context is known to a context alone: a plain one is made first. */
    private static long create(Window window, boolean isDebugged) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer error = stack.callocInt(1);
            long plain = wglCreateContext(error, window.device());
            if (plain == 0 || !wglMakeCurrent(error, window.device(), plain)) {
                throw failure("gives no OpenGL context", error);
            }
            try {
                if (!GL.createCapabilitiesWGL().WGL_ARB_create_context_profile) {
                    throw new PassbridgeException("this graphics driver has no OpenGL 4.1: " + DRIVER);
                }
                return createCore(window, 0, isDebugged);
            } finally {
                wglMakeCurrent(error, 0, 0);
                wglDeleteContext(error, plain);
            }
        }
    }

    /**
     * While a context is current.
     *
     * @param shared a context whose objects the new one has; 0: none
     */
    private static long createCore(Window window, long shared, boolean isDebugged) {
        int[] attributes = {
            WGL_CONTEXT_MAJOR_VERSION_ARB, 4,
            WGL_CONTEXT_MINOR_VERSION_ARB, 1,
            WGL_CONTEXT_PROFILE_MASK_ARB, WGL_CONTEXT_CORE_PROFILE_BIT_ARB,
            WGL_CONTEXT_FLAGS_ARB, isDebugged ? WGL_CONTEXT_DEBUG_BIT_ARB : 0,
            0
        };
        long created = wglCreateContextAttribsARB(window.device(), shared, attributes);
        if (created == 0) {
            throw new PassbridgeException("this graphics driver gives no OpenGL 4.1 core context"
                    + (shared == 0 ? "" : " that shares objects") + ": " + DRIVER);
        }
        return created;
    }

    /**
     * @param flags of a pixel format
     * @throws PassbridgeException where it is one of Windows itself, whose OpenGL is of 1997
     */
    static void requireDriver(int flags) {
        if ((flags & (PFD_GENERIC_FORMAT | PFD_GENERIC_ACCELERATED)) == PFD_GENERIC_FORMAT) {
            throw new PassbridgeException("there is no graphics driver with OpenGL, only Windows' own OpenGL 1.1: " + DRIVER);
        }
    }

    private static PassbridgeException failure(String what, IntBuffer error) {
        return new PassbridgeException("Windows " + what + " (error " + error.get(0) + "): " + DRIVER);
    }

    @Override
    void attach() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer error = stack.callocInt(1);
            if (!wglMakeCurrent(error, window.device(), context)) {
                throw new PassbridgeException("the graphics driver refuses to make its OpenGL context current (error "
                        + error.get(0) + "): is it current on another thread?");
            }
        }
    }

    @Override
    void detach() {
        wglMakeCurrent(null, 0, 0);
    }

    @Override
    boolean isAttached() {
        return wglGetCurrentContext(null) == context;
    }

    @Override
    void destroy() {
        wglDeleteContext(null, context);
        window.close();
    }

    @Override
    public String description() {
        return "WGL";
    }

    /**
     * One that is never shown.
     *
     * @param device what Windows calls a device context, of a pixel format that OpenGL draws to
     */
    private record Window(long handle, long device) {
        static Window open() {
            return onItsThread(Window::make);
        }

        void close() {
            onItsThread(() -> {
                User32.ReleaseDC(handle, device);
                return User32.DestroyWindow(null, handle);
            });
        }

        private static Window make() {
            try (MemoryStack stack = MemoryStack.stackPush()) {
                IntBuffer error = stack.callocInt(1);
                // A class that Windows itself has. No style: not even a hidden entry in the taskbar.
                long handle = User32.CreateWindowEx(error, 0, "STATIC", "Passbridge", 0, 0, 0, 1, 1, 0, 0, 0, 0);
                if (handle == 0) {
                    throw failure("makes no window for OpenGL", error);
                }
                Window made = new Window(handle, User32.GetDC(handle));
                try {
                    made.choosePixelFormat(stack, error);
                    return made;
                } catch (PassbridgeException e) {
                    User32.DestroyWindow(null, handle);
                    throw e;
                }
            }
        }

        /** Any does: nothing is drawn to the window. */
        private void choosePixelFormat(MemoryStack stack, IntBuffer error) {
            PIXELFORMATDESCRIPTOR wanted = PIXELFORMATDESCRIPTOR.calloc(stack)
                    .nSize((short) PIXELFORMATDESCRIPTOR.SIZEOF)
                    .nVersion((short) 1)
                    .dwFlags(PFD_DRAW_TO_WINDOW | PFD_SUPPORT_OPENGL)
                    .iPixelType(PFD_TYPE_RGBA)
                    .cColorBits((byte) 32);
            int format = ChoosePixelFormat(error, device, wanted);
            PIXELFORMATDESCRIPTOR found = PIXELFORMATDESCRIPTOR.calloc(stack);
            if (format == 0 || DescribePixelFormat(error, device, format, found) == 0 || !SetPixelFormat(error, device, format, found)) {
                throw failure("gives no pixel format for OpenGL", error);
            }
            requireDriver(found.dwFlags());
        }

        private static <T> T onItsThread(Callable<T> task) {
            try {
                return WINDOWS.submit(task).get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof PassbridgeException cause ? cause : new PassbridgeException("no window for OpenGL", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PassbridgeException("interrupted while a window for OpenGL was made", e);
            }
        }
    }
}
