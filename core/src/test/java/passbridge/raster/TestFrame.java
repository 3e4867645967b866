// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lwjgl.BufferUtils;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.gl.PassFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Scene;

/** One frame as a renderer sees it, and its picture afterwards. */
final class TestFrame implements RenderSink, AutoCloseable {
    private final RenderRequest request;
    private final PassFramebuffer framebuffer;
    private final List<Integer> samplesDone = new ArrayList<>();
    private Runnable onRefresh = () -> {};
    private long pollsUntilCancel = Long.MAX_VALUE;

    TestFrame(RenderRequest request) {
        this.request = request;
        this.framebuffer = PassFramebuffer.open(request.width(), request.height(), request.passes());
    }

    /** Draws with a renderer of its own. */
    static TestFrame draw(Scene scene, RenderRequest request) {
        TestFrame frame = new TestFrame(request);
        try (RasterRenderer renderer = new RasterRenderer()) {
            frame.drawWith(renderer, scene);
        }
        return frame;
    }

    /** One sample through the pixel centres. */
    static TestFrame draw(Scene scene, int size, Pass... passes) {
        return draw(scene, new RenderRequest(size, size, 1, 1.5f, List.of(passes)));
    }

    void drawWith(RasterRenderer renderer, Scene scene) {
        renderer.sync(scene, this);
        if (pollsUntilCancel > 0) {
            renderer.render(request, this);
        }
    }

    void cancelAfterPolls(long count) {
        pollsUntilCancel = count;
    }

    void onRefresh(Runnable action) {
        onRefresh = action;
    }

    List<Integer> samplesDone() {
        return samplesDone;
    }

    /** The stored channels of a pixel. */
    float[] pixel(Pass pass, int x, int y) {
        int channels = PassFramebuffer.storedChannels(pass);
        int first = (y * framebuffer.width() + x) * channels;
        return Arrays.copyOfRange(picture(pass), first, first + channels);
    }

    /** First channel of a pixel. */
    float value(Pass pass, int x, int y) {
        return pixel(pass, x, y)[0];
    }

    float[] picture(Pass pass) {
        FloatBuffer pixels = BufferUtils.createFloatBuffer(framebuffer.width() * framebuffer.height() * PassFramebuffer.storedChannels(pass));
        framebuffer.readRows(pass, 0, framebuffer.height(), pixels);
        float[] values = new float[pixels.remaining()];
        pixels.get(values);
        return values;
    }

    @Override
    public PassFramebuffer framebuffer() {
        return framebuffer;
    }

    @Override
    public Film film() {
        throw new IllegalStateException("the rasterizer draws with OpenGL");
    }

    @Override
    public void status(String text) {
        // shown nowhere
    }

    @Override
    public void refresh() {
        onRefresh.run();
    }

    @Override
    public void metadata(String name, String value) {
        throw new AssertionError("the rasterizer has no metadata");
    }

    @Override
    public void warn(String text) {
        throw new AssertionError(text);
    }

    @Override
    public boolean isCancelled() {
        pollsUntilCancel = Math.max(pollsUntilCancel - 1, 0);
        return pollsUntilCancel == 0;
    }

    @Override
    public void progress(int done, int sampleCount) {
        if (sampleCount != request.samples()) {
            throw new AssertionError("of " + sampleCount + " samples");
        }
        samplesDone.add(done);
    }

    @Override
    public void close() {
        framebuffer.close();
    }
}
