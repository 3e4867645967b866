// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import passbridge.PassbridgeException;

/**
 * A {@code pb_span}: memory of the process that sent a message.
 *
 * @param address first byte
 * @param sizeBytes 0 where there is nothing
 * @param strideBytes from element to element, or row to row; 0: tightly packed
 */
record Span(long address, long sizeBytes, long strideBytes) {
    static final Span NOTHING = new Span(0, 0, 0);

    /** Reads a span at the buffer's position. */
    static Span read(ByteBuffer message) {
        long segment = message.getLong();
        long address = message.getLong();
        long sizeBytes = message.getLong();
        long strideBytes = message.getLong();
        if (segment != 0) {
            throw new PassbridgeException("a message names memory segment " + segment + ", which this host doesn't have");
        }
        return new Span(address, sizeBytes, strideBytes);
    }
}
