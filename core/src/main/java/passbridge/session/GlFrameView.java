// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import passbridge.GlFrame;
import passbridge.PassFramebuffer;

/** A frame as a renderer with OpenGL sees it. */
final class GlFrameView extends FrameView implements GlFrame {
    private final PassFramebuffer framebuffer;

    GlFrameView(SessionFrame frame, Thread thread, PassFramebuffer framebuffer) {
        super(frame, thread);
        this.framebuffer = framebuffer;
    }

    @Override
    public PassFramebuffer framebuffer() {
        requireThread("framebuffer()");
        if (isClosed()) {
            throw new IllegalStateException("framebuffer() can be had during render() only");
        }
        return framebuffer;
    }
}
