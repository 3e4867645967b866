// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.lwjgl.system.MemoryUtil;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import passbridge.pass.Pass;

/** Finished pixels and the memory of a Combined pass that they go into, every page of both touched. Any thread. */
@State(Scope.Benchmark)
public class Picture {
    private static final int PAGE_BYTES = 4096;

    /** 1x1 shows what a call costs; there is next to nothing to copy. */
    @Param({"1x1", "64x64", "640x480", "1920x1080", "3840x2160", "7680x4320"})
    public String size;

    int width;
    int height;

    /** Four floats a pixel, tightly packed, no part of them zero. Position 0. */
    ByteBuffer source;

    /** As many bytes as the source. Position 0. */
    ByteBuffer target;

    /** The target as the C library takes it. */
    Abi.pb_pass_target passTarget;

    @Setup
    public void allocate() {
        String[] sides = size.split("x");
        width = Integer.parseInt(sides[0]);
        height = Integer.parseInt(sides[1]);
        int byteCount = Math.multiplyExact(width * height, Pass.COMBINED.channels() * Float.BYTES);
        // Where memory starts decides how fast a small copy is, and malloc's start differs from run to run.
        source = MemoryUtil.memAlignedAlloc(PAGE_BYTES, byteCount);
        target = MemoryUtil.memAlignedAlloc(PAGE_BYTES, byteCount);
        MemoryUtil.memSet(source, 0x3f);
        MemoryUtil.memSet(target, 0);
        passTarget = new Abi.pb_pass_target();
        byte[] name = Pass.COMBINED.name().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, passTarget.name, 0, name.length);
        passTarget.pixels.offset = targetAddress();
        passTarget.pixels.size_bytes = byteCount;
        passTarget.width = width;
        passTarget.height = height;
        passTarget.channels = Pass.COMBINED.channels();
        passTarget.write();
    }

    long sourceAddress() {
        return MemoryUtil.memAddress(source);
    }

    long targetAddress() {
        return MemoryUtil.memAddress(target);
    }

    /** The source as {@code pb_pass_write} takes it. */
    Abi.pb_pixel_source passSource() {
        Abi.pb_pixel_source pixels = new Abi.pb_pixel_source();
        pixels.size_bytes = pixels.size();
        pixels.version = Protocol.MESSAGE_VERSION;
        pixels.pixels.offset = sourceAddress();
        pixels.pixels.size_bytes = source.capacity();
        pixels.channels = Pass.COMBINED.channels();
        pixels.write();
        return pixels;
    }

    /** Fails where the benchmark did not copy: its figure would be worth nothing. */
    @TearDown
    public void checkAndFree() {
        int difference = source.clear().mismatch(target.clear());
        MemoryUtil.memAlignedFree(source);
        MemoryUtil.memAlignedFree(target);
        if (difference != -1) {
            throw new IllegalStateException("byte " + difference + " did not arrive");
        }
    }
}
