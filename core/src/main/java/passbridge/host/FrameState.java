// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

/** How far a frame is; the order is that of {@code pb_frame_state}. */
enum FrameState {
    QUEUED,
    SYNCING,
    DRAWING,
    DRAWN,
    RESOLVING,
    RESOLVED,
    CANCELLED,
    FAILED,
    INCOMPLETE
}
