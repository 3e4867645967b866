// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

/** Unwinds the delivery of a frame whose targets may no longer be touched. Renderers never see it. */
final class FrameCancelled extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    static final FrameCancelled INSTANCE = new FrameCancelled();

    private FrameCancelled() {
        super("the frame was cancelled");
    }

    /** One object serves all frames: it has no stack trace. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
