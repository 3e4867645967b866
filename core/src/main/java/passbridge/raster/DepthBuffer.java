// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import passbridge.PassbridgeException;
import passbridge.gl.ObjectKind;

/** 32-bit floating-point depth for hidden-surface removal. */
final class DepthBuffer implements GlResource {
    private final int renderbuffer = ObjectKind.RENDERBUFFER.make();

    DepthBuffer(int width, int height) {
        glBindRenderbuffer(GL_RENDERBUFFER, renderbuffer);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, width, height);
        try {
            OpenGlMemory.require((long) width * height * Float.BYTES, "a frame of " + width + "x" + height + " needs a depth buffer of",
                    "make it smaller");
        } catch (PassbridgeException e) {
            close();
            throw e;
        }
    }

    int renderbuffer() {
        return renderbuffer;
    }

    @Override
    public void close() {
        ObjectKind.RENDERBUFFER.free(renderbuffer);
    }
}
