// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import passbridge.pass.Pass;
import passbridge.session.FrameState;

/** Does through the C ABI what the add-on does: a session with this process's host. */
final class HostClient implements AutoCloseable {
    /** How long one wait may take; more than any needs. */
    private static final int TIMEOUT_MS = 60_000;

    private static boolean hostStarted;

    private final Pointer session;

    /** @param renderer binary name of a class */
    HostClient(String renderer) {
        this(renderer, "");
    }

    /** @param classPath one entry a line */
    HostClient(String renderer, String classPath) {
        startHost();
        NativeMemory memory = new NativeMemory();
        PointerByReference opened = new PointerByReference();
        check(Abi.LIBRARY.pb_session_open(sessionRequest(memory, renderer, classPath), opened));
        Reference.reachabilityFence(memory);
        session = opened.getValue();
    }

    HostClient(Class<?> renderer) {
        this(renderer.getName());
    }

    /** A request for a session whose texts lie in {@code memory}. */
    static Abi.pb_session_request sessionRequest(NativeMemory memory, String renderer, String classPath) {
        Abi.pb_session_request request = new Abi.pb_session_request();
        request.size_bytes = request.size();
        request.version = Protocol.MESSAGE_VERSION;
        request.renderer = memory.put(renderer);
        request.class_path = memory.put(classPath);
        return request;
    }

    /** There is one host per process. */
    private static synchronized void startHost() {
        if (hostStarted) {
            return;
        }
        Native.load(Abi.PATH);
        Thread host = new Thread(Host::listen, "passbridge-host");
        host.setDaemon(true);
        host.start();
        while (Abi.LIBRARY.pb_jvm_is_running() == 0) {
            Thread.onSpinWait();
        }
        hostStarted = true;
    }

    private static Abi.pb_pass_request passRequest(Pass pass) {
        Abi.pb_pass_request request = new Abi.pb_pass_request();
        byte[] name = pass.name().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, request.name, 0, name.length);
        request.channels = pass.channels();
        return request;
    }

    /** A frame of an empty scene. */
    Frame submit(int width, int height, Pass... passes) {
        return open(new DescriptionBuilder(0), width, height, passes);
    }

    /** A frame of an empty scene. @param memory that the request leads into */
    Frame submit(NativeMemory memory, Abi.pb_render_request request) {
        return open(new DescriptionBuilder(0), request, memory);
    }

    /** A request as {@link #open} sends it, to be changed. */
    static Abi.pb_render_request request(NativeMemory memory, int width, int height, List<Pass> passes) {
        Abi.pb_render_request request = new Abi.pb_render_request();
        request.size_bytes = request.size();
        request.version = Protocol.MESSAGE_VERSION;
        request.width = width;
        request.height = height;
        request.samples = 2;
        request.filter_width = 1.5f;
        request.fps = 24;
        request.view.full_width = width;
        request.view.full_height = height;
        for (int i = 0; i < 4; i++) {
            request.view.camera.world_to_camera[i * 5] = 1;
            request.view.camera.projection[i * 5] = 1;
        }
        request.view.camera.clip_start = 0.1f;
        request.view.camera.clip_end = 100;
        request.passes = memory.put(passes.stream().map(HostClient::passRequest).toArray(Abi.pb_pass_request[]::new));
        return request;
    }

    /** Captures a scene, null: none, and opens a frame with it. */
    Frame open(DescriptionBuilder described, int width, int height, Pass... passes) {
        NativeMemory memory = new NativeMemory();
        return open(described, request(memory, width, height, List.of(passes)), memory);
    }

    /** @param memory that the request leads into */
    Frame open(DescriptionBuilder described, Abi.pb_render_request request, NativeMemory memory) {
        PointerByReference capture = new PointerByReference();
        PointerByReference frame = new PointerByReference();
        if (described != null) {
            check(Abi.LIBRARY.pb_capture_open(session, capture));
        }
        try {
            if (described != null) {
                capture(capture.getValue(), described);
            }
            check(Abi.LIBRARY.pb_frame_open(session, request, capture.getValue(), frame));
        } finally {
            Abi.LIBRARY.pb_capture_close(capture.getValue());
        }
        return new Frame(frame.getValue(), memory);
    }

    private static void capture(Pointer capture, DescriptionBuilder described) {
        ByteBuffer bytes = described.build();
        Abi.pb_description description = new Abi.pb_description();
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        description.getPointer().write(0, copy, 0, copy.length);
        description.read();
        check(Abi.LIBRARY.pb_capture_scene(capture, description));
        LongByReference left = new LongByReference();
        do {
            check(Abi.LIBRARY.pb_capture_run(capture, 10, left));
        } while (left.getValue() > 0);
        Reference.reachabilityFence(described);
    }

    /** The next capture copies these geometries again. */
    void forget(long... ids) {
        check(Abi.LIBRARY.pb_session_forget(session, ids, ids.length));
    }

    /** No frame follows for now. */
    void clear() {
        check(Abi.LIBRARY.pb_session_clear(session));
    }

    /** A frame of one pixel. */
    Frame submitSmall() {
        return submit(1, 1, Pass.COMBINED);
    }

    String describe() {
        byte[] text = new byte[4096];
        check(Abi.LIBRARY.pb_session_describe(session, TIMEOUT_MS, text, text.length));
        return com.sun.jna.Native.toString(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Abi.LIBRARY.pb_session_close(session);
    }

    private static void check(int status) {
        if (status != Protocol.Status.OK) {
            throw new IllegalStateException("status " + status + ": " + Abi.LIBRARY.pb_error_text());
        }
    }

    /** A frame under way. */
    static final class Frame implements AutoCloseable {
        private final Pointer frame;
        private final NativeMemory memory;
        private List<TargetMemory> targets = List.of();

        private Frame(Pointer frame, NativeMemory memory) {
            this.frame = frame;
            this.memory = memory;
        }

        /** Waits until it is there; fails where the frame ends otherwise. */
        Abi.pb_frame_progress waitFor(FrameState state) {
            Abi.pb_frame_progress progress = new Abi.pb_frame_progress();
            FrameState reached;
            do {
                check(Abi.LIBRARY.pb_frame_wait(frame, TIMEOUT_MS, progress));
                reached = FrameState.values()[progress.state];
            } while (reached.compareTo(state) < 0);
            assertEquals(state, reached, this::errorText);
            return progress;
        }

        /** Waits until the frame is drawn, or ends otherwise. */
        FrameState waitForEnd() {
            Abi.pb_frame_progress progress = new Abi.pb_frame_progress();
            FrameState reached;
            do {
                check(Abi.LIBRARY.pb_frame_wait(frame, TIMEOUT_MS, progress));
                reached = FrameState.values()[progress.state];
            } while (reached.compareTo(FrameState.DRAWN) < 0);
            return reached;
        }

        /** Ids of the geometries that an incomplete frame lacks. */
        Set<Long> wanted() {
            long[] ids = new long[100];
            IntByReference count = new IntByReference();
            check(Abi.LIBRARY.pb_frame_wanted(frame, ids, ids.length, count));
            return LongStream.of(ids).limit(count.getValue()).boxed().collect(Collectors.toSet());
        }

        /** Waits until the renderer wants the pixels of an image, and gives its id. */
        long waitForWantedImage() {
            Abi.pb_frame_progress progress = new Abi.pb_frame_progress();
            do {
                check(Abi.LIBRARY.pb_frame_wait(frame, TIMEOUT_MS, progress));
            } while (progress.wanted_image == 0);
            return progress.wanted_image;
        }

        /** Gives the pixels of an image, as floats; none: it can't be read. */
        void providePixels(long image, int width, int height, int channels, int format, float... values) {
            NativeMemory memory = new NativeMemory();
            Abi.pb_image_pixels pixels = new Abi.pb_image_pixels();
            pixels.size_bytes = pixels.size();
            pixels.version = Protocol.MESSAGE_VERSION;
            pixels.image = image;
            pixels.width = width;
            pixels.height = height;
            pixels.channels = channels;
            pixels.format = format;
            if (values.length > 0) {
                pixels.values = memory.put(values);
            }
            check(Abi.LIBRARY.pb_frame_provide_pixels(frame, pixels));
            Reference.reachabilityFence(memory);
        }

        /** Waits until it failed, and tells why. */
        String waitForFailure() {
            waitFor(FrameState.FAILED);
            return errorText();
        }

        Abi.pb_frame_progress resolve(TargetMemory... into) {
            startResolve(into);
            return waitFor(FrameState.RESOLVED);
        }

        void startResolve(TargetMemory... into) {
            targets = List.of(into);
            check(Abi.LIBRARY.pb_frame_resolve(frame, messages(into), into.length));
        }

        void refresh(TargetMemory... into) {
            targets = List.of(into);
            check(Abi.LIBRARY.pb_frame_refresh(frame, messages(into), into.length));
        }

        private static Memory messages(TargetMemory... targets) {
            int targetBytes = targets[0].target.size();
            Memory messages = new Memory((long) targets.length * targetBytes);
            for (int i = 0; i < targets.length; i++) {
                targets[i].target.write();
                messages.write(
                        (long) i * targetBytes, targets[i].target.getPointer().getByteArray(0, targetBytes), 0, targetBytes);
            }
            return messages;
        }

        /** Waits until so many refreshes were served. */
        void waitForRefresh(long serial) {
            while (waitForNews().refresh_serial < serial) {
                continue;
            }
        }

        /** Waits until the frame has anything to tell. */
        Abi.pb_frame_progress waitForNews() {
            Abi.pb_frame_progress progress = new Abi.pb_frame_progress();
            check(Abi.LIBRARY.pb_frame_wait(frame, TIMEOUT_MS, progress));
            return progress;
        }

        /** Names and values. */
        Map<String, String> metadata() {
            Abi.pb_span span = new Abi.pb_span();
            check(Abi.LIBRARY.pb_frame_metadata(frame, span));
            Map<String, String> metadata = new LinkedHashMap<>();
            String[] texts = new String(new Pointer(span.offset).getByteArray(0, (int) span.size_bytes), StandardCharsets.UTF_8)
                    .split("\0");
            for (int i = 0; i + 1 < texts.length; i += 2) {
                metadata.put(texts[i], texts[i + 1]);
            }
            return metadata;
        }

        void cancel() {
            Abi.LIBRARY.pb_frame_cancel(frame);
        }

        String errorText() {
            return Abi.LIBRARY.pb_frame_text(frame);
        }

        @Override
        public void close() {
            Abi.LIBRARY.pb_frame_close(frame);
            Reference.reachabilityFence(memory);
            Reference.reachabilityFence(targets);
        }
    }
}
