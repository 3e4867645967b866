// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        Kind kind, long session, long frame, long signalsAddress, FrameMessage request, CapturedSpan scene, ByteBuffer payload) {
    /** A {@code pb_span} of an arena; empty where {@code sizeBytes} is 0. */
    record CapturedSpan(long segment, long offset, long sizeBytes) {}

    /** What it asks for; the order is that of {@code pb_host_message_kind}. */
    enum Kind {
        SESSION_OPEN,
        SESSION_CLOSE,
        FRAME_RENDER,
        FRAME_RESOLVE,
        FRAME_RELEASE,
        DESCRIBE,
        FRAME_OPEN,
        SESSION_CLEAR
    }

    /** Reads what {@link Native#receive} brought. */
    static HostMessage read(ByteBuffer message) {
        int kind = message.getInt();
        int payloadBytes = message.getInt();
        long session = message.getLong();
        long frame = message.getLong();
        long signalsAddress = message.getLong();
        FrameMessage request = FrameMessage.read(message);
        CapturedSpan scene = new CapturedSpan(message.getLong(), message.getLong(), message.getLong());
        message.position(Protocol.HostMessage.BYTES);
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes).order(message.order());
        payload.put(message.slice().limit(payloadBytes)).flip();
        return new HostMessage(
                Enumerated.element(Kind.values(), kind - 1, "kind"), session, frame, signalsAddress, request, scene, payload);
    }

    /** Of SESSION_OPEN. */
    NamedRenderer renderer() {
        String[] texts = StandardCharsets.UTF_8.decode(payload.duplicate()).toString().split("\0", 2);
        List<Path> classPath = new ArrayList<>();
        texts[1].lines().map(Path::of).forEach(classPath::add);
        return new NamedRenderer(texts[0], classPath);
    }

    /** Of FRAME_RENDER: the {@code pb_lent_scene}. */
    ByteBuffer lentScene() {
        return part(0, Protocol.LentScene.BYTES);
    }

    /** Of FRAME_OPEN. */
    DescribedRequest opened() {
        return new DescribedRequest(payload);
    }

    /** Of FRAME_RENDER. @param frame to read the texts of settings */
    RenderRequest renderRequest(HostFrame frame) {
        ByteBuffer in = part(Protocol.LentScene.BYTES, request.passesBytes());
        List<Pass> passes = new ArrayList<>();
        while (in.hasRemaining()) {
            passes.add(new Pass(NameMember.read(in), in.getInt()));
            in.getInt();
        }
        ByteBuffer chosen = part(Protocol.LentScene.BYTES + request.passesBytes(), request.settingsBytes());
        Map<String, Object> settings = new LinkedHashMap<>();
        while (chosen.hasRemaining()) {
            String name = NameMember.read(chosen);
            settings.put(name, setting(frame, name, chosen));
        }
        return RenderRequest.of(SceneDecoder.camera(lentScene()), request.width(), request.height())
                .withSamples(request.samples())
                .withFilterWidth(request.filterWidth())
                .withPasses(passes)
                .withSettings(Settings.of(settings));
    }

    /** The value of a {@code pb_setting}, from behind its name on. */
    private static Object setting(HostFrame frame, String name, ByteBuffer in) {
        int type = in.getInt();
        in.getInt();
        double x = in.getDouble();
        double y = in.getDouble();
        double z = in.getDouble();
        in.getDouble();
        Span text = Span.read(in);
        return switch (type) {
            case Protocol.SettingType.BOOL -> x != 0;
            case Protocol.SettingType.INT -> (int) x;
            case Protocol.SettingType.FLOAT -> (float) x;
            case Protocol.SettingType.COLOR -> new Vector3f((float) x, (float) y, (float) z);
            case Protocol.SettingType.TEXT -> frame.readText(text);
            default -> throw new PassbridgeException("setting " + name + " is of unknown type " + type);
        };
    }

    /** Of FRAME_OPEN, FRAME_RENDER and FRAME_RESOLVE: {@code pb_pass_target[]}, possibly none. */
    ByteBuffer targets() {
        if (kind == Kind.FRAME_RESOLVE) {
            return part(0, payload.limit());
        }
        if (kind == Kind.FRAME_OPEN) {
            return opened().targets();
        }
        int before = Protocol.LentScene.BYTES + request.passesBytes() + request.settingsBytes();
        return part(before, payload.limit() - before);
    }

    private ByteBuffer part(int offset, int byteCount) {
        return payload.slice(offset, byteCount).order(payload.order());
    }
}
