// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

/** How far a frame is; the order is that of {@code pb_frame_state}. */
public enum FrameState {
    QUEUED,
    SYNCING,
    DRAWING,
    DRAWN,
    RESOLVING,
    RESOLVED,
    CANCELLED,
    FAILED,
    INCOMPLETE;

    /** Nothing will become of the frame any more. */
    public boolean isFinal() {
        return this == CANCELLED || this == FAILED || this == INCOMPLETE;
    }
}
