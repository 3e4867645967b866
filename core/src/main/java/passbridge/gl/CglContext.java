// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.lwjgl.opengl.CGL.CGLChoosePixelFormat;
import static org.lwjgl.opengl.CGL.CGLCreateContext;
import static org.lwjgl.opengl.CGL.CGLDestroyPixelFormat;
import static org.lwjgl.opengl.CGL.CGLErrorString;
import static org.lwjgl.opengl.CGL.CGLGetCurrentContext;
import static org.lwjgl.opengl.CGL.CGLReleaseContext;
import static org.lwjgl.opengl.CGL.CGLSetCurrentContext;
import static org.lwjgl.opengl.CGL.kCGLPFAAllowOfflineRenderers;
import static org.lwjgl.opengl.CGL.kCGLPFAOpenGLProfile;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import passbridge.PassbridgeException;

/** A context of macOS, which needs neither window nor surface. Written after Apple's CGL reference; it was never run. */
final class CglContext extends DriverContext {
    private static final int kCGLOGLPVersion_GL4_Core = 0x4100; // of CGLTypes.h; LWJGL lacks it

    private final long context;

    private CglContext(long context, boolean isDebugged) {
        super(isDebugged);
        this.context = context;
    }

    static CglContext open(boolean isDebugged) {
        CglContext opened = new CglContext(create(0), isDebugged);
        opened.tryOut();
        return opened;
    }

    @Override
    CglContext openSharingThis() {
        return new CglContext(create(context), isDebugged());
    }

    /** @param shared a context whose objects the new one has; 0: none */
    private static long create(long shared) {
        int[] attributes = {kCGLPFAOpenGLProfile, kCGLOGLPVersion_GL4_Core, kCGLPFAAllowOfflineRenderers, 0};
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer format = stack.callocPointer(1);
            PointerBuffer created = stack.callocPointer(1);
            check(CGLChoosePixelFormat(attributes, format, new int[1]));
            if (format.get(0) == 0) {
                throw new PassbridgeException("this Mac gives no OpenGL 4.1 core context: macOS 10.9 and a graphics card of 2012 have one");
            }
            int error = CGLCreateContext(format.get(0), shared, created);
            CGLDestroyPixelFormat(format.get(0));
            check(error);
            return created.get(0);
        }
    }

    private static void check(int error) {
        if (error != 0) {
            throw new PassbridgeException("macOS refuses an OpenGL context: " + CGLErrorString(error));
        }
    }

    @Override
    void attach() {
        check(CGLSetCurrentContext(context));
    }

    @Override
    void detach() {
        CGLSetCurrentContext(0);
    }

    @Override
    boolean isAttached() {
        return CGLGetCurrentContext() == context;
    }

    @Override
    void destroy() {
        CGLReleaseContext(context);
    }

    @Override
    public String description() {
        return "CGL";
    }
}
