// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.gl.Film;

/** One frame as the host sees it. Thread: the render thread, but for {@link #isCancelled}. */
final class HostFrame implements RenderSink {
    private final long address;
    private final StageTimes times = new StageTimes();
    private final Set<String> warnings = new LinkedHashSet<>();
    private RenderRequest request;
    private Film film;
    private FrameState state = FrameState.QUEUED;
    private int samplesDone;

    HostFrame(long address) {
        this.address = address;
    }

    long address() {
        return address;
    }

    StageTimes times() {
        return times;
    }

    /** The request, once it was decoded. */
    RenderRequest request() {
        return request;
    }

    /** Names something that can't be drawn; told once the picture is taken out. */
    void warn(String text) {
        warnings.add(text);
    }

    Set<String> warnings() {
        return Collections.unmodifiableSet(warnings);
    }

    void setRequest(RenderRequest request) {
        this.request = request;
    }

    @Override
    public Film film() {
        return film;
    }

    void setFilm(Film film) {
        this.film = film;
    }

    FrameState state() {
        return state;
    }

    void setState(FrameState state) {
        this.state = state;
        update();
    }

    @Override
    public boolean isCancelled() {
        return Native.frameIsCancelled(address);
    }

    @Override
    public void progress(int samplesDone, int sampleCount) {
        this.samplesDone = samplesDone;
        update();
    }

    private void update() {
        Native.frameUpdate(address, state, samplesDone, request == null ? 0 : request.samples(), times);
    }

    /** Data of geometries and images may be read during {@link passbridge.Renderer#sync} only. */
    void requireSyncing() {
        if (state != FrameState.SYNCING) {
            throw new IllegalStateException("geometry and image data can be read during sync() only");
        }
    }

    /** Copies memory of the request into a new direct buffer of native byte order. */
    ByteBuffer read(Span span) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(span.sizeBytes())).order(ByteOrder.nativeOrder());
        if (span.sizeBytes() > 0) {
            Native.frameRead(address, span.address(), span.sizeBytes(), bytes);
        }
        return bytes;
    }

    String readText(Span span) {
        return StandardCharsets.UTF_8.decode(read(span)).toString();
    }
}
