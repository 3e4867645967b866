// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import passbridge.PassbridgeException;
import passbridge.gl.Film;
import passbridge.pass.Pass;

/**
 * A {@code pb_pass_target}: memory of a render pass, in the size of the frame's film. Its address may be used while the frame is
 * borrowed only.
 *
 * @param index among the targets of the resolve
 * @param address of the first row
 * @param rowStrideBytes from row to row
 */
record PassTarget(int index, Pass pass, long address, long rowStrideBytes) {
    /** {@code sizeof} of the struct; a test holds it against the library's. */
    static final int BYTES = 112;

    /** Reads a target of the resolve under way; PassbridgeException where the frame's film doesn't fit it. */
    static PassTarget read(HostFrame frame, int index) {
        ByteBuffer in = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        Native.frameReadTarget(frame.address(), index, in);
        String name = NameMember.read(in);
        Span pixels = Span.read(in);
        int width = in.getInt();
        int height = in.getInt();
        int channels = in.getInt();
        Film film = frame.film();
        Pass pass = film.passes().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PassbridgeException("pass " + name + " was not asked for: the frame has " + film.passes()));
        if (width != film.width() || height != film.height() || channels != pass.channels()) {
            throw new PassbridgeException("pass " + name + " has " + film.width() + "x" + film.height() + " pixels of "
                    + pass.channels() + " channels, its target " + width + "x" + height + " of " + channels);
        }
        long tightBytes = (long) width * channels * Float.BYTES;
        return new PassTarget(index, pass, pixels.address(), pixels.strideBytes() == 0 ? tightBytes : pixels.strideBytes());
    }

    /** Whether rows of this many floats can be written one after the other. */
    boolean holdsRowsOf(long floatCount) {
        return rowStrideBytes == floatCount * Float.BYTES && Film.storedChannels(pass) == pass.channels();
    }

    long rowAddress(int row) {
        return address + row * rowStrideBytes;
    }

    long rowBytes(int rowCount) {
        return rowCount * rowStrideBytes;
    }
}
