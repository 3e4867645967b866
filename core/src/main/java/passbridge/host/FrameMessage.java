// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;

/** A {@code pb_frame_request}. Width, height and samples were checked to be at least 1 by {@code pb_frame_submit}. */
record FrameMessage(int width, int height, int samples, float filterWidth, Span scene, Span passes) {
    static FrameMessage read(ByteBuffer message) {
        message.position(message.position() + 2 * Integer.BYTES); // size and version: checked by pb_frame_submit
        return new FrameMessage(
                message.getInt(), message.getInt(), message.getInt(), message.getFloat(), Span.read(message), Span.read(message));
    }
}
