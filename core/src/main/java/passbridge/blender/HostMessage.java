// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.pass.Pass;
import passbridge.scene.Settings;
import passbridge.session.NamedRenderer;

/**
 * A {@code pb_host_message} with what follows it. Members are read in the order in which native/schema declares them.
 *
 * @param signalsAddress of the frame
 * @param scene where the captured {@code pb_description} of FRAME_OPEN is
 * @param payload a copy on the heap, where collecting it costs nothing; of native byte order
 */
record HostMessage(
        Kind kind, long session, long frame, long signalsAddress, CapturedSpan scene, ByteBuffer payload) {
    /** A {@code pb_span} of an arena; empty where {@code sizeBytes} is 0. */
    record CapturedSpan(long segment, long offset, long sizeBytes) {}

    /** What it asks for; the order is that of {@code pb_host_message_kind}. */
    enum Kind {
        SESSION_OPEN,
        SESSION_CLOSE,
        FRAME_OPEN,
        FRAME_RESOLVE,
        FRAME_RELEASE,
        DESCRIBE,
        SESSION_CLEAR,
        END_DRAWING
    }

    /** Reads what {@link Native#receive} brought. */
    static HostMessage read(ByteBuffer message) {
        int kind = message.getInt();
        int payloadBytes = message.getInt();
        long session = message.getLong();
        long frame = message.getLong();
        long signalsAddress = message.getLong();
        CapturedSpan scene = new CapturedSpan(message.getLong(), message.getLong(), message.getLong());
        message.position(Protocol.HostMessage.BYTES);
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes).order(message.order());
        payload.put(message.slice().limit(payloadBytes)).flip();
        return new HostMessage(
                Kind.values()[kind - 1], session, frame, signalsAddress, scene, payload);
    }

    /** Of SESSION_OPEN. */
    NamedRenderer renderer() {
        String[] texts = StandardCharsets.UTF_8.decode(payload.duplicate()).toString().split("\0", 2);
        List<Path> classPath = new ArrayList<>();
        texts[1].lines().map(HostMessage::path).forEach(classPath::add);
        return new NamedRenderer(texts[0], classPath);
    }

    private static Path path(String entry) {
        try {
            return Path.of(entry);
        } catch (InvalidPathException wrong) {
            throw new PassbridgeException("Java can't read the path " + entry + " in this system's locale ("
                    + System.getProperty("sun.jnu.encoding") + "): start Blender with LC_ALL=C.UTF-8, or move the file to a path of ASCII letters",
                    wrong);
        }
    }

    /** Of FRAME_OPEN. */
    DescribedRequest opened() {
        return new DescribedRequest(payload);
    }

    /** Of FRAME_OPEN and FRAME_RESOLVE: {@code pb_pass_target[]}, possibly none. */
    ByteBuffer targets() {
        return kind == Kind.FRAME_OPEN ? opened().targets() : payload.duplicate().order(payload.order());
    }
}
