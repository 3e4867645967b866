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
 * @param address of the first row
 * @param rowStrideBytes from row to row
 */
record PassTarget(int index, Pass pass, long address, long rowStrideBytes) {
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
        in.getInt();
        Pass pass = request.passes().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PassbridgeException(
                        "pass " + name + " was not asked for: the frame has " + request.passes()));
        if (width != request.width() || height != request.height() || channels != pass.channels()) {
            throw new PassbridgeException("pass " + name + " has " + request.width() + "x" + request.height() + " pixels of "
                    + pass.channels() + " channels, its target " + width + "x" + height + " of " + channels);
        }
        long tightBytes = (long) width * channels * Float.BYTES;
        return new PassTarget(index, pass, pixels.address(), pixels.strideBytes() == 0 ? tightBytes : pixels.strideBytes());
    }

    /** Whether rows of this many floats can be written one after the other. */
    boolean holdsRowsOf(long floatCount) {
        return rowStrideBytes == floatCount * Float.BYTES && PassFramebuffer.storedChannels(pass) == pass.channels();
    }

    long rowAddress(int row) {
        return address + row * rowStrideBytes;
    }

    long rowBytes(int rowCount) {
        return rowCount * rowStrideBytes;
    }
}
