// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import passbridge.pass.Pass;

/** Memory that a pass is delivered into, every word of it {@link #UNTOUCHED} at first. */
final class TargetMemory {
    static final int UNTOUCHED = 0xa5a5a5a5;

    /** What is handed to the library. */
    final Abi.pb_pass_target target = new Abi.pb_pass_target();

    private final Memory memory;
    private final int rowWords;
    private final int strideWords;

    /** @param paddingWords words after each row, the last one excepted */
    TargetMemory(Pass pass, int width, int height, int paddingWords) {
        rowWords = width * pass.channels();
        strideWords = rowWords + paddingWords;
        int wordCount = strideWords * height - paddingWords;
        memory = new Memory((long) wordCount * Integer.BYTES);
        memory.setMemory(0, memory.size(), (byte) UNTOUCHED);
        byte[] name = pass.name().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, target.name, 0, name.length);
        target.pixels.offset = Pointer.nativeValue(memory);
        target.pixels.size_bytes = memory.size();
        target.pixels.stride_bytes = paddingWords == 0 ? 0 : (long) strideWords * Integer.BYTES;
        target.width = width;
        target.height = height;
        target.channels = pass.channels();
    }

    TargetMemory(Pass pass, int width, int height) {
        this(pass, width, height, 0);
    }

    /** All words, padding included. */
    int[] words() {
        return memory.getIntArray(0, (int) (memory.size() / Integer.BYTES));
    }

    boolean isPadding(int position) {
        return position % strideWords >= rowWords;
    }

    /** Which pixel a word belongs to, from the bottom left, row by row. */
    int pixelOf(int position) {
        return position / strideWords * target.width + position % strideWords / target.channels;
    }

    int channelOf(int position) {
        return position % strideWords % target.channels;
    }
}
