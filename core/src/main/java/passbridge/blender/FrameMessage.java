// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;

/**
 * A {@code pb_frame_request}; its lists follow in the host's message. Width, height and samples were checked to be at least 1 by
 * {@code pb_frame_submit}.
 */
record FrameMessage(int width, int height, int samples, float filterWidth, int passesBytes, int settingsBytes) {
    static FrameMessage read(ByteBuffer message) {
        message.position(message.position() + 2 * Integer.BYTES); // size and version: checked by pb_frame_submit
        int width = message.getInt();
        int height = message.getInt();
        int samples = message.getInt();
        float filterWidth = message.getFloat();
        Span.read(message); // the scene
        int passesBytes = (int) Span.read(message).sizeBytes();
        int settingsBytes = (int) Span.read(message).sizeBytes();
        Span.read(message); // the targets
        return new FrameMessage(width, height, samples, filterWidth, passesBytes, settingsBytes);
    }
}
