// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import passbridge.GlFrame;
import passbridge.PassFramebuffer;

/** A frame as a renderer with OpenGL sees it. */
final class GlFrameView extends FrameView implements GlFrame {
    private final PassFramebuffer framebuffer;
    private final Runnable beforeRefresh;

    /** @param beforeRefresh looks at what the renderer has done so far, before OpenGL is used to show it */
    GlFrameView(SessionFrame frame, Thread thread, PassFramebuffer framebuffer, Runnable beforeRefresh) {
        super(frame, thread);
        this.framebuffer = framebuffer;
        this.beforeRefresh = beforeRefresh;
    }

    @Override
    void beforeRefresh() {
        beforeRefresh.run();
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
