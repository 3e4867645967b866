// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Memory outside of Java, for what is handed to the C library. It stays for as long as this. */
final class NativeMemory {
    private final List<Memory> kept = new ArrayList<>();

    /** Structs one after the other. */
    Abi.pb_span put(Structure... structs) {
        Memory memory = allocate((long) structs.length * structs[0].size());
        for (int i = 0; i < structs.length; i++) {
            structs[i].write();
            byte[] bytes = structs[i].getPointer().getByteArray(0, structs[i].size());
            memory.write((long) i * bytes.length, bytes, 0, bytes.length);
        }
        return span(memory);
    }

    Abi.pb_span put(float... values) {
        Memory memory = allocate((long) values.length * Float.BYTES);
        memory.write(0, values, 0, values.length);
        return span(memory);
    }

    Abi.pb_span put(int... values) {
        Memory memory = allocate((long) values.length * Integer.BYTES);
        memory.write(0, values, 0, values.length);
        return span(memory);
    }

    Abi.pb_span put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return new Abi.pb_span();
        }
        Memory memory = allocate(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return span(memory);
    }

    private Memory allocate(long byteCount) {
        Memory memory = new Memory(byteCount);
        kept.add(memory);
        return memory;
    }

    private static Abi.pb_span span(Memory memory) {
        Abi.pb_span span = new Abi.pb_span();
        span.offset = Pointer.nativeValue(memory);
        span.size_bytes = memory.size();
        return span;
    }
}
