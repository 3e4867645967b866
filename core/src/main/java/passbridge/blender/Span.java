// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;

/**
 * A {@code pb_span} of memory of the process. The library has checked that it is.
 *
 * @param address first byte
 * @param strideBytes from element to element, or row to row; 0: tightly packed
 */
record Span(long address, long strideBytes) {
    /** Reads a span at the buffer's position. */
    static Span read(ByteBuffer message) {
        message.getLong(); // segment 0
        long address = message.getLong();
        message.getLong(); // size
        return new Span(address, message.getLong());
    }
}
