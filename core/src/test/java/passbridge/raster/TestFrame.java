// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lwjgl.BufferUtils;
import passbridge.GlFrame;
import passbridge.PassFramebuffer;
import passbridge.RenderRequest;
import passbridge.SyncContext;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.SceneDelta;
import passbridge.scene.StoredImage;

/** One frame as a renderer sees it, and its picture afterwards. */
final class TestFrame implements GlFrame, SyncContext, AutoCloseable {
    private final List<Geometry> requested = new ArrayList<>();

    private final RenderRequest request;
    private final TextureFramebuffer framebuffer;
    private final List<Integer> samplesDone = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean expectsWarnings;
    private Runnable onRefresh = () -> {};
    private boolean isLookedAt;
    private long pollsUntilCancel = Long.MAX_VALUE;

    TestFrame(RenderRequest request) {
        this.request = request;
        this.framebuffer = TextureFramebuffer.open(request.width(), request.height(), request.passes());
    }

    /** Draws with a renderer of its own. */
    static TestFrame draw(Shown shown, RenderRequest request) {
        TestFrame frame = new TestFrame(request);
        try (RasterRenderer renderer = new RasterRenderer()) {
            frame.drawWith(renderer, shown);
        }
        return frame;
    }

    /** One sample through the pixel centres. */
    static TestFrame draw(Shown shown, int size, Pass... passes) {
        return draw(shown, request(size, size, 1, 1.5f, List.of(passes)));
    }

    /** A request for whoever looks at the scene that is drawn. */
    static RenderRequest request(int width, int height, int samples, float filterWidth, List<Pass> passes) {
        return RenderRequest.of(TestScene.perspective(), width, height)
                .withSamples(samples)
                .withFilterWidth(filterWidth)
                .withPasses(passes);
    }

    void drawWith(RasterRenderer renderer, Shown shown) {
        renderer.sync(shown.scene(), this);
        if (pollsUntilCancel > 0) {
            renderer.render(request.withCamera(shown.camera()), this);
        }
    }

    /** Draws, and counts the triangles of all that was. */
    int primitivesDrawnWith(RasterRenderer renderer, Shown shown) {
        int query = glGenQueries();
        try {
            glBeginQuery(GL_PRIMITIVES_GENERATED, query);
            drawWith(renderer, shown);
            glEndQuery(GL_PRIMITIVES_GENERATED);
            return glGetQueryObjecti(query, GL_QUERY_RESULT);
        } finally {
            glDeleteQueries(query);
        }
    }

    void cancelAfterPolls(long count) {
        pollsUntilCancel = count;
    }

    /** Somebody always wants the unfinished picture from now on. */
    void lookAt() {
        isLookedAt = true;
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

    /** Geometries whose values were asked for. */
    List<Geometry> requested() {
        return requested;
    }

    @Override
    public void request(Geometry geometry) {
        if (!geometry.isReadable()) {
            requested.add(geometry);
        }
    }

    @Override
    public Optional<ImagePixels> pixels(Image image) {
        return image instanceof StoredImage stored ? Optional.of(stored.pixels()) : Optional.empty();
    }

    @Override
    public SceneDelta delta() {
        throw new AssertionError("the rasterizer compares scenes itself");
    }

    @Override
    public void status(String text) {
        // shown nowhere
    }

    @Override
    public boolean wantsRefresh() {
        return isLookedAt;
    }

    @Override
    public void refresh() {
        onRefresh.run();
    }

    @Override
    public void metadata(String name, String value) {
        throw new AssertionError("the rasterizer has no metadata");
    }

    /** Warnings are kept, and no longer a failure. */
    List<String> expectWarnings() {
        expectsWarnings = true;
        return warnings;
    }

    @Override
    public void warn(String text) {
        if (!expectsWarnings) {
            throw new AssertionError(text);
        }
        warnings.add(text);
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
