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

    /** Whoever waits for the picture need not wait any longer. */
    public boolean hasEnded() {
        return this == RESOLVED || isFinal();
    }

    /** Whether this state may come after another one. A frame goes forward; what was resolved may be resolved again. */
    boolean follows(FrameState before) {
        return !before.isFinal() && (compareTo(before) > 0 || this == RESOLVED && before == RESOLVED);
    }
}
