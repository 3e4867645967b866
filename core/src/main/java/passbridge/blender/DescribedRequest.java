// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import passbridge.FrameTime;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.SamplingLimits;
import passbridge.View;
import passbridge.pass.Pass;
import passbridge.scene.Camera;

/** Turns a {@code pb_render_request} with its lists behind it into a {@link RenderRequest}. {@code pb_frame_open} has checked its ranges. */
final class DescribedRequest {
    private final ByteBuffer passes;
    private final ByteBuffer targets;
    private final ByteBuffer cameraSteps;
    private final Description.Struct struct;

    /** @param payload the struct, then passes, targets, camera steps, properties and text; native byte order */
    DescribedRequest(ByteBuffer payload) {
        int[] end = {Protocol.RenderRequest.BYTES};
        passes = list(payload, Protocol.RenderRequest.PASSES, end);
        targets = list(payload, Protocol.RenderRequest.TARGETS, end);
        cameraSteps = list(payload, Protocol.RenderRequest.CAMERA_STEPS, end);
        ByteBuffer properties = list(payload, Protocol.RenderRequest.PROPERTIES, end);
        ByteBuffer text = list(payload, Protocol.RenderRequest.TEXT, end);
        struct = Description.request(payload, properties, text);
    }

    private static ByteBuffer list(ByteBuffer payload, int span, int[] end) {
        int bytes = (int) payload.getLong(span + Protocol.Span.SIZE_BYTES);
        ByteBuffer list = payload.slice(end[0], bytes).order(payload.order());
        end[0] += bytes;
        return list;
    }

    /** {@code pb_pass_target[]}, possibly none. */
    ByteBuffer targets() {
        return targets.duplicate().order(targets.order());
    }

    RenderRequest renderRequest() {
        try {
            return request();
        } catch (IllegalArgumentException refused) {
            throw new PassbridgeException("the frame can't be drawn: " + refused.getMessage());
        }
    }

    private RenderRequest request() {
        return new RenderRequest(
                view(),
                struct.integer(Protocol.RenderRequest.WIDTH),
                struct.integer(Protocol.RenderRequest.HEIGHT),
                struct.integer(Protocol.RenderRequest.SAMPLES),
                new SamplingLimits(
                        struct.real64(Protocol.RenderRequest.TIME_LIMIT_S), struct.real(Protocol.RenderRequest.NOISE_THRESHOLD)),
                struct.real(Protocol.RenderRequest.FILTER_WIDTH),
                passes(),
                DescribedSettings.of(struct.range(Protocol.RenderRequest.SETTINGS, Protocol.Lists.PROPERTIES)),
                struct.integer(Protocol.RenderRequest.SEED),
                new FrameTime(
                        struct.integer(Protocol.RenderRequest.FRAME), struct.real(Protocol.RenderRequest.SUBFRAME),
                        (float) struct.real64(Protocol.RenderRequest.FPS)),
                struct.text(Protocol.RenderRequest.SCENE_NAME),
                struct.text(Protocol.RenderRequest.VIEW_LAYER),
                file());
    }

    /** Empty also for a path that this system's Java can't name. */
    private Optional<Path> file() {
        String path = struct.text(Protocol.RenderRequest.FILE_PATH);
        try {
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        } catch (InvalidPathException unnameable) {
            return Optional.empty();
        }
    }

    private List<Pass> passes() {
        ByteBuffer in = passes.duplicate().order(passes.order());
        List<Pass> wanted = new ArrayList<>();
        while (in.hasRemaining()) {
            wanted.add(new Pass(NameMember.read(in), in.getInt()));
            in.getInt();
        }
        return wanted;
    }

    private View view() {
        int view = Protocol.RenderRequest.VIEW;
        View.Region region = new View.Region(
                struct.integer(view + Protocol.View.X), struct.integer(view + Protocol.View.Y),
                struct.integer(view + Protocol.View.FULL_WIDTH), struct.integer(view + Protocol.View.FULL_HEIGHT));
        View.CameraObject object = new View.CameraObject(
                struct.integer64(view + Protocol.View.CAMERA_ID),
                struct.text(view + Protocol.View.CAMERA_NAME),
                DescribedSettings.of(struct.range(Protocol.RenderRequest.CAMERA_SETTINGS, Protocol.Lists.PROPERTIES)),
                DescribedSettings.of(struct.range(Protocol.RenderRequest.CAMERA_PROPERTIES, Protocol.Lists.PROPERTIES)));
        return new View(
                camera(view + Protocol.View.CAMERA), struct.text(Protocol.RenderRequest.VIEW_NAME), region, motion(), object);
    }

    private List<View.CameraStep> motion() {
        List<View.CameraStep> steps = new ArrayList<>();
        for (int at = 0; at < cameraSteps.limit(); at += Protocol.CameraStep.BYTES) {
            ByteBuffer step = cameraSteps.slice(at, Protocol.CameraStep.BYTES).order(cameraSteps.order());
            steps.add(new View.CameraStep(
                    step.getFloat(Protocol.CameraStep.TIME_FRAMES),
                    matrix(step, Protocol.CameraStep.WORLD_TO_CAMERA), matrix(step, Protocol.CameraStep.PROJECTION)));
        }
        return steps;
    }

    private static Matrix4f matrix(ByteBuffer from, int offset) {
        float[] numbers = new float[16];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from.getFloat(offset + i * Float.BYTES);
        }
        return new Matrix4f().set(numbers);
    }

    private Camera camera(int at) {
        Camera.Type type = struct.constant(at + Protocol.Camera.TYPE, Camera.Type.values(), "camera type");
        Optional<Camera.Panorama> panorama = type == Camera.Type.EQUIRECTANGULAR
                ? Optional.of(new Camera.Panorama(
                        struct.real(at + Protocol.Camera.LONGITUDE), struct.real(at + Protocol.Camera.LONGITUDE + Float.BYTES),
                        struct.real(at + Protocol.Camera.LATITUDE), struct.real(at + Protocol.Camera.LATITUDE + Float.BYTES)))
                : Optional.empty();
        float apertureRadius = struct.real(at + Protocol.Camera.APERTURE_RADIUS);
        Optional<Camera.DepthOfField> depthOfField = apertureRadius > 0
                ? Optional.of(new Camera.DepthOfField(
                        apertureRadius, struct.real(at + Protocol.Camera.FOCUS_DISTANCE), struct.integer(at + Protocol.Camera.APERTURE_BLADES),
                        struct.real(at + Protocol.Camera.APERTURE_ROTATION), struct.real(at + Protocol.Camera.APERTURE_RATIO)))
                : Optional.empty();
        float shutterFrames = struct.real(at + Protocol.Camera.SHUTTER_FRAMES);
        Optional<Camera.Shutter> shutter = shutterFrames > 0
                ? Optional.of(new Camera.Shutter(
                        shutterFrames,
                        struct.constant(at + Protocol.Camera.SHUTTER_POSITION, Camera.Shutter.Position.values(), "shutter position")))
                : Optional.empty();
        return new Camera(
                type, struct.matrix(at + Protocol.Camera.WORLD_TO_CAMERA), struct.matrix(at + Protocol.Camera.PROJECTION),
                struct.real(at + Protocol.Camera.CLIP_START), struct.real(at + Protocol.Camera.CLIP_END), panorama, depthOfField, shutter);
    }
}
