// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.charset.StandardCharsets;

/** 32 bits out of a name, those of Cycles: {@code hash_uint2(hash_string(name), 0)} of util/hash.h, as of Blender 5.2. */
final class NameHash {
    private static final int START = 0xdeadbeef + 13 + 8; // for two words

    private NameHash() {}

    static int of(String name) {
        int sum = 0;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            sum = sum * 37 + letter;
        }
        return jenkins(sum);
    }

    /** Bob Jenkins, "lookup3.c" (2006, public domain), final mix of a word and 0. */
    private static int jenkins(int word) {
        int a = START + word;
        int b = START;
        int c = (START ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }
}
