// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A {@code char name[PB_NAME_BYTES]} in a struct. */
final class NameMember {
    private NameMember() {}

    /** Reads the name at the buffer's position and moves behind it. */
    static String read(ByteBuffer in) {
        byte[] bytes = new byte[Protocol.NAME_BYTES];
        in.get(bytes);
        int length = 0;
        while (length < Protocol.NAME_BYTES && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
