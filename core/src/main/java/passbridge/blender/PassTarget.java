// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.pass.Pass;

/**
 * A {@code pb_pass_target}: memory of a render pass, in the size of the frame's picture. Its address may be used while the frame is
 * borrowed only.
 *
 * @param index among the targets of the resolve
 * @param channelBytes of a channel: 4 of a float, 2 of a half float
 * @param address of the first row
 * @param rowStrideBytes from row to row
 */
record PassTarget(int index, Pass pass, int channelBytes, long address, long rowStrideBytes) {
    /** Reads {@code pb_pass_target[]}; PassbridgeException where the frame's picture doesn't fit one of them. */
    static List<PassTarget> read(HostFrame frame, ByteBuffer list) {
        List<PassTarget> targets = new ArrayList<>();
        while (list.hasRemaining()) {
            targets.add(read(frame.request(), targets.size(), list));
        }
        return targets;
    }

    private static PassTarget read(RenderRequest request, int index, ByteBuffer in) {
        String name = NameMember.read(in);
        Span pixels = Span.read(in);
        int width = in.getInt();
        int height = in.getInt();
        int channels = in.getInt();
        int channelBytes = in.getInt() == Protocol.PixelFormat.FLOAT16 ? Short.BYTES : Float.BYTES; // C has refused all others
        Pass pass = request.passes().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PassbridgeException(
                        "pass " + name + " was not asked for: the frame has " + request.passes()));
        if (width != request.width() || height != request.height() || channels != pass.channels()) {
            throw new PassbridgeException("pass " + name + " has " + request.width() + "x" + request.height() + " pixels of "
                    + pass.channels() + " channels, its target " + width + "x" + height + " of " + channels);
        }
        long tightBytes = (long) width * channels * channelBytes;
        return new PassTarget(index, pass, channelBytes, pixels.address(), pixels.strideBytes() == 0 ? tightBytes : pixels.strideBytes());
    }

    /**
     * Whether OpenGL may write rows of this many floats into it, one after the other. C makes half floats: it rounds alike everywhere, and
     * llvmpipe took twice as long for the same.
     */
    boolean holdsRowsOf(long floatCount) {
        return channelBytes == Float.BYTES
                && rowStrideBytes == floatCount * Float.BYTES && PassFramebuffer.storedChannels(pass) == pass.channels();
    }

    long rowAddress(int row) {
        return address + row * rowStrideBytes;
    }

    long rowBytes(int rowCount) {
        return rowCount * rowStrideBytes;
    }
}
