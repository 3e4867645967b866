// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.session.FrameState;
import passbridge.session.SessionFrame;

/** One frame as the host sees it. Thread: the render thread, unless said otherwise. */
final class HostFrame extends SessionFrame {
    private final long address;
    private final FrameSignals signals;
    private final StageTimes times = new StageTimes();
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
    private final boolean isDeliveredAtOnce;
    private final Object pixelsLock = new Object();
    private volatile boolean released;
    private HostState state; // of the render thread
    private SceneSegments segments; // of the render thread; null: no scene was captured for this frame
    private FrameState told = FrameState.QUEUED; // this and what follows: guarded by this object's lock
    private int samplesDone;
    private String answer = "";

    HostFrame(HostMessage message) {
        this.address = message.frame();
        this.signals = new FrameSignals(message.signalsAddress());
        this.isDeliveredAtOnce = message.kind() != HostMessage.Kind.DESCRIBE && message.targets().hasRemaining();
    }

    /** What is done with the frame's address. */
    @FunctionalInterface
    interface AddressUse {
        void with(long address);
    }

    /**
     * Does something with the frame's address, which stays valid meanwhile: threads that a renderer has left behind may come late. Any thread.
     *
     * @throws FrameCancelled where the frame is gone
     */
    void use(AddressUse use) {
        lifetime.readLock().lock();
        try {
            if (released) {
                throw FrameCancelled.INSTANCE;
            }
            use.with(address);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    /** The last call: C forgets the frame. */
    @Override
    protected void released() {
        lifetime.writeLock().lock();
        try {
            released = true;
            Native.frameRelease(address);
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    StageTimes times() {
        return times;
    }

    /** Decodes what is to be drawn by the thread with this state. */
    void begin(HostMessage message, HostState thread) {
        state = thread;
        setRequest(message.opened().renderRequest());
    }

    /** Lends the frame's captured scene until {@link #endSync}. @param end called then, once nobody reads any more */
    SceneSegments lendScene(Runnable end) {
        segments = new SceneSegments(() -> {
            use(Native::frameReleaseScene);
            end.run();
        });
        return segments;
    }

    @Override
    protected void endSync() {
        if (segments != null) {
            segments.lease().close();
        }
    }

    @Override
    protected void tellWanted(Set<Long> geometryIds) {
        LongBuffer ids = MemoryUtil.memAllocLong(geometryIds.size());
        try {
            geometryIds.forEach(ids::put);
            use(frame -> Native.frameWant(frame, ids.flip()));
        } finally {
            MemoryUtil.memFree(ids);
        }
    }

    @Override
    protected Optional<ImagePixels> openPixels(Image image) {
        return image instanceof CapturedImage captured ? awaitPixels(captured) : super.openPixels(image);
    }

    /** Any thread, one at a time. */
    private Optional<ImagePixels> awaitPixels(CapturedImage image) {
        synchronized (pixelsLock) {
            long[] segmentAndBytes = new long[2];
            try (MemoryStack stack = MemoryStack.stackPush()) {
                LongBuffer answer = stack.callocLong(2);
                use(frame -> {
                    if (Native.frameAwaitPixels(frame, image.id(), answer)) {
                        answer.get(0, segmentAndBytes);
                    }
                });
            }
            return segmentAndBytes[0] == 0
                    ? Optional.empty()
                    : Optional.of(CapturedPixels.open(image, segmentAndBytes[0], segmentAndBytes[1]));
        }
    }

    /** Any thread. */
    @Override
    public boolean isCancelled() {
        return released || signals.isCancelled();
    }

    /** Resolves the frame with a text. Any thread. */
    void answer(String text) {
        synchronized (this) {
            answer = text;
        }
        resolved();
    }

    @Override
    protected FrameState endedBy(Throwable thrown) {
        return thrown instanceof FrameCancelled ? FrameState.CANCELLED : FrameState.FAILED;
    }

    /** That the picture is drawn matters only where it is not delivered at once. */
    @Override
    protected void tell(FrameState reached) {
        times.reach(reached);
        if (reached == FrameState.DRAWN && isDeliveredAtOnce || released) {
            return;
        }
        told = reached;
        if (reached == FrameState.FAILED || reached == FrameState.RESOLVED) {
            FrameText.use(reached == FrameState.FAILED ? report() : answer, this::update);
        } else {
            update(null, 0);
        }
    }

    /** Tells C all that it knows of the frame: the state that was told last among it, and no other. */
    private synchronized void update(ByteBuffer text, int textBytes) {
        use(frame -> Native.frameUpdate(
                frame, told, samplesDone, request() == null ? 0 : request().samples(), times, openGlBytes(), text, textBytes));
    }

    @Override
    protected synchronized void tellProgress(int samplesDone, int sampleCount) {
        if (!released && !state().hasEnded()) {
            this.samplesDone = samplesDone;
            times.drawing();
            update(null, 0);
        }
    }

    @Override
    protected void tellStatus(String text) {
        ByteBuffer bytes = direct(text.lines().findFirst().orElse(""));
        if (!released) {
            use(frame -> Native.frameStatus(frame, bytes));
        }
    }

    /** Hands over what is to be kept beside the picture. */
    void tellMetadata() {
        if (!metadata().isEmpty()) {
            StringBuilder texts = new StringBuilder();
            metadata().forEach((name, value) -> texts.append(name).append('\0').append(value).append('\0'));
            ByteBuffer bytes = direct(texts.toString());
            use(frame -> Native.frameMetadata(frame, bytes));
        }
    }

    @Override
    protected boolean wantsRefresh() {
        return !released && signals.wantsRefresh() && !isCancelled();
    }

    @Override
    protected void showRefresh() {
        state.refresh(this);
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
