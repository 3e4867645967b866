// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;

/** The segments that a frame's captured scene lies in, held until the lease is closed. Thread: the render thread, unless said otherwise. */
final class SceneSegments implements Arena {
    private final Map<Long, Long> addresses = new HashMap<>();
    private final Lease lease;

    /** @param release ends the use of the scene; called when the lease is closed */
    SceneSegments(Runnable release) {
        lease = new Lease(() -> {
            addresses.keySet().forEach(Native::segmentRelease);
            release.run();
        });
    }

    /** Of all values of the scene. */
    Lease lease() {
        return lease;
    }

    /** What a span of a {@code pb_description} holds. */
    Description description(HostMessage.CapturedSpan span) {
        if (span.sizeBytes() < Protocol.Description.BYTES) {
            throw new PassbridgeException("a captured scene has a description of " + span.sizeBytes() + " bytes");
        }
        long start = address(span.segment(), span.offset() + Protocol.Description.BYTES) + span.offset();
        ByteBuffer struct = MemoryUtil.memByteBuffer(start, Protocol.Description.BYTES).order(ByteOrder.nativeOrder());
        return new Description(struct, this);
    }

    @Override
    public long address(long segment, long endBytes) {
        return addresses.computeIfAbsent(segment, number -> {
            long address = Native.segmentRetain(number);
            if (address == 0) {
                throw new PassbridgeException("the captured scene names segment " + Long.toUnsignedString(number) + ", which is not there");
            }
            return address;
        });
    }

    /** Any thread. */
    @Override
    public void retain(long[] segments) {
        for (long segment : segments) {
            Native.segmentRetain(segment);
        }
    }

    /** Any thread. */
    @Override
    public void release(long[] segments) {
        for (long segment : segments) {
            Native.segmentRelease(segment);
        }
    }
}
