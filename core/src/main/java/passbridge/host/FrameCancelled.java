// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

/** Unwinds a frame whose memory may no longer be touched. Never leaves this package's frame handling. */
final class FrameCancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final FrameCancelled INSTANCE = new FrameCancelled();

    private FrameCancelled() {
        super("the frame was cancelled", null, false, false);
    }
}
