// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.gl.Film;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Camera.Projection;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.World;

/**
 * Rasterizes with OpenGL 4.1. Each sample is a drawing of the whole scene, moved by a part of a pixel. Combined is their
 * average; the data passes are those of the first sample, which goes through the pixel centres. (Cycles averages Normal and UV as
 * well. Here a pixel of a data pass always belongs to one surface.)
 *
 * <p>Light is direct and without shadows; the world lights evenly from everywhere. Passes it doesn't know are 0.
 */
public final class RasterRenderer implements Renderer {
    /** Pixels that OpenGL may be behind with: more waits cost small frames time, fewer keep a cancelled frame's successor waiting. */
    private static final long MAX_PIXELS_IN_FLIGHT = 1 << 18;

    private final Map<Set<ShaderOutput>, SurfaceProgram> surfacePrograms = new HashMap<>();
    private SampleAverage sampleAverage;
    private Panorama panorama;
    private SceneResources resources;
    private long pixelsInFlight;

    /** Takes nothing from OpenGL yet. */
    public RasterRenderer() {}

    @Override
    public void sync(Scene scene, RenderSink sink) {
        SceneResources before = resources;
        resources = null; // upload() closes it, also where it fails
        resources = SceneResources.upload(scene, before, sink);
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
        if (resources == null) {
            if (sink.isCancelled()) {
                return;
            }
            throw new IllegalStateException("there is no scene: sync was not called, failed or was cancelled");
        }
        Film film = sink.film();
        PipelineState.forDrawing(film.width(), film.height());
        clearPasses(film, resources.scene().world());
        try (DepthBuffer depth = new DepthBuffer(film.width(), film.height())) {
            drawSamples(request, sink, depth);
        } finally {
            DrawingFence.await(sink::isCancelled);
            pixelsInFlight = 0;
        }
    }

    private void drawSamples(RenderRequest request, RenderSink sink, DepthBuffer depth) {
        Set<ShaderOutput> outputs = ShaderOutput.of(request.passes());
        // Without a filter all samples would be the same.
        int sampleCount = request.filterWidth() == 0 || !outputs.contains(ShaderOutput.COMBINED) ? 1 : request.samples();
        try (DrawTarget target = new DrawTarget(sink.film(), outputs, depth.renderbuffer())) {
            if (!drawSample(target, outputs, new Sample(0, sampleCount, 0, 0), sink)) {
                return;
            }
        }
        if (sampleCount == 1) {
            reportSample(request.samples(), request, sink);
        } else if (reportSample(1, request, sink)) {
            drawFurtherSamples(request, sink, depth);
        }
    }

    private void drawFurtherSamples(RenderRequest request, RenderSink sink, DepthBuffer depth) {
        if (sampleAverage == null) {
            sampleAverage = new SampleAverage();
        }
        Film film = sink.film();
        Set<ShaderOutput> combined = EnumSet.of(ShaderOutput.COMBINED);
        PixelFilter filter = new PixelFilter(request.filterWidth());
        try (Film sample = Film.open(film.width(), film.height(), List.of(Pass.COMBINED));
                DrawTarget sampleTarget = new DrawTarget(sample, combined, depth.renderbuffer());
                DrawTarget filmTarget = new DrawTarget(film, combined, 0)) {
            for (int index = 1; index < request.samples(); index++) {
                clearPasses(sample, resources.scene().world());
                var at = new Sample(index, request.samples(), filter.offsetX(index), filter.offsetY(index));
                if (!drawSample(sampleTarget, combined, at, sink)) {
                    return;
                }
                sampleAverage.add(sample, filmTarget, index + 1);
                if (!reportSample(index + 1, request, sink)) {
                    return;
                }
            }
        }
    }

    /** Draws the camera's picture into a target of the film's size; false where the frame was cancelled. */
    private boolean drawSample(DrawTarget target, Set<ShaderOutput> outputs, Sample sample, RenderSink sink) {
        Scene scene = resources.scene();
        Camera camera = scene.camera();
        Film film = sink.film();
        if (!(camera.clipStart() < camera.clipEnd())) {
            return !sink.isCancelled();
        }
        if (camera.projection() instanceof Projection.Equirectangular) {
            if (panorama == null) {
                panorama = new Panorama();
            }
            return panorama.draw(scene, sample, target, outputs, film.width(), film.height(),
                    (view, faceOutputs) -> drawView(view, faceOutputs, sample, sink), sink::isCancelled);
        }
        target.bind();
        return drawView(View.of(camera, sample, film.width(), film.height()), outputs, sample, sink);
    }

    /** Draws the scene into the bound target; false where the frame was cancelled. */
    private boolean drawView(View view, Set<ShaderOutput> outputs, Sample sample, RenderSink sink) {
        glClearBufferfv(GL_DEPTH, 0, new float[] {1});
        if (outputs.isEmpty()) {
            return !sink.isCancelled();
        }
        SurfaceProgram program = surfacePrograms.computeIfAbsent(outputs, SurfaceProgram::new);
        program.begin(resources, sample, view);
        for (InstanceBatch batch : resources.batches()) {
            for (int slot = 0; slot < batch.mesh().slotCount(); slot++) {
                if (sink.isCancelled()) {
                    return false;
                }
                if (batch.mesh().triangleCount(slot) > 0) {
                    Material material = batch.materials().get(slot);
                    program.surface(resources, batch, material);
                    batch.draw(slot);
                }
            }
        }
        return !sink.isCancelled();
    }

    /** Tells of a sample, and waits where OpenGL is far behind; false where the frame was cancelled. */
    private boolean reportSample(int samplesDone, RenderRequest request, RenderSink sink) {
        pixelsInFlight += (long) request.width() * request.height();
        if (pixelsInFlight >= MAX_PIXELS_IN_FLIGHT) {
            DrawingFence.await(sink::isCancelled);
            pixelsInFlight = 0;
        }
        if (sink.isCancelled()) {
            return false;
        }
        sink.progress(samplesDone, request.samples());
        return true;
    }

    /** Fills a film with what it shows where there is no surface. */
    static void clearPasses(Film film, World world) {
        glBindFramebuffer(GL_FRAMEBUFFER, film.framebuffer());
        for (int i = 0; i < film.passes().size(); i++) {
            glClearBufferfv(GL_COLOR, i, ShaderOutput.background(film.passes().get(i), world));
        }
    }

    private void freeScene() {
        if (resources != null) {
            resources.close();
            resources = null;
        }
    }

    @Override
    public void close() {
        freeScene();
        surfacePrograms.values().forEach(SurfaceProgram::close);
        surfacePrograms.clear();
        if (sampleAverage != null) {
            sampleAverage.close();
            sampleAverage = null;
        }
        if (panorama != null) {
            panorama.close();
            panorama = null;
        }
    }
}
