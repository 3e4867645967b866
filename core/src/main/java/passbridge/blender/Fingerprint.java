// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** {@code pb_mesh_fingerprint} and its like: equal where the contents are. */
record Fingerprint(long first, long second) {
    static Fingerprint of(HostFrame frame, GeometryMessage message) {
        LongBuffer words = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
        frame.use(address -> Native.frameFingerprint(address, message.kind(), message.memory(), message.offset(), words));
        return new Fingerprint(words.get(0), words.get(1));
    }
}
