// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import passbridge.pass.Pass;

/** Memory that a pass is delivered into, every word of it {@link #UNTOUCHED} at first; of half floats every one {@link #UNTOUCHED_HALF}. */
final class TargetMemory {
    static final int UNTOUCHED = 0xa5a5a5a5;
    static final int UNTOUCHED_HALF = 0xa5a5;

    /** What is handed to the library. */
    final Abi.pb_pass_target target = new Abi.pb_pass_target();

    private final Memory memory;
    private final int rowWords;
    private final int strideWords;

    /** @param paddingWords words after each row, the last one excepted */
    TargetMemory(Pass pass, int width, int height, int paddingWords) {
        this(pass, width, height, paddingWords, Protocol.PixelFormat.FLOAT32);
    }

    /** @param paddingHalves half floats after each row, the last one excepted */
    static TargetMemory ofHalfFloats(Pass pass, int width, int height, int paddingHalves) {
        return new TargetMemory(pass, width, height, paddingHalves, Protocol.PixelFormat.FLOAT16);
    }

    private TargetMemory(Pass pass, int width, int height, int paddingWords, int format) {
        long wordBytes = format == Protocol.PixelFormat.FLOAT16 ? Short.BYTES : Integer.BYTES;
        rowWords = width * pass.channels();
        strideWords = rowWords + paddingWords;
        int wordCount = strideWords * height - paddingWords;
        memory = new Memory(wordCount * wordBytes);
        memory.setMemory(0, memory.size(), (byte) UNTOUCHED);
        byte[] name = pass.name().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, target.name, 0, name.length);
        target.pixels.offset = Pointer.nativeValue(memory);
        target.pixels.size_bytes = memory.size();
        target.pixels.stride_bytes = paddingWords == 0 ? 0 : strideWords * wordBytes;
        target.width = width;
        target.height = height;
        target.channels = pass.channels();
        target.format = format;
    }

    TargetMemory(Pass pass, int width, int height) {
        this(pass, width, height, 0);
    }

    /** All words, padding included. */
    int[] words() {
        return memory.getIntArray(0, (int) (memory.size() / Integer.BYTES));
    }

    /** All half floats, padding included. */
    int[] halves() {
        short[] halves = memory.getShortArray(0, (int) (memory.size() / Short.BYTES));
        return IntStream.range(0, halves.length).map(i -> Short.toUnsignedInt(halves[i])).toArray();
    }

    /** The half float nearest to a float, by the definition of binary16 in double precision; NaNs become quiet ones. */
    static int nearestHalf(int word) {
        int sign = word >>> 16 & 0x8000;
        int magnitude = word & 0x7fff_ffff;
        if (magnitude > 0x7f80_0000) {
            return sign | 0x7e00 | magnitude >> 13 & 0x3ff;
        }
        double value = Float.intBitsToFloat(magnitude);
        if (value >= 65_520) {
            return sign | 0x7c00;
        }
        int lastBit = Math.max(Math.getExponent(value) - 10, -24);
        return sign | ((lastBit + 24) << 10) + (int) Math.rint(Math.scalb(value, -lastBit)); // a carry goes on into the exponent
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
