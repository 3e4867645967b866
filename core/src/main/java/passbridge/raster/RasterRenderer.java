// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.gl.PassFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Scene;
import passbridge.scene.World;

/**
 * Rasterizes with OpenGL 4.1. Each sample is a drawing of the whole scene, moved by a part of a pixel. Combined is their
 * average; the data passes are those of the first sample, which goes through the pixel centres. (Cycles averages Normal and UV as
 * well. Here a pixel of a data pass always belongs to one surface.)
 *
 * <p>Light is direct and without shadows; the world lights evenly from everywhere. 
 */
public final class RasterRenderer implements Renderer {
    /** Pixels that OpenGL may be behind with: more waits cost small frames time, fewer keep a cancelled frame's successor waiting. */
    private static final long MAX_PIXELS_IN_FLIGHT = 1 << 18;

    private final Map<ProgramKey, SurfaceProgram> surfacePrograms = new HashMap<>();
    private SampleAverage sampleAverage;
    private CubePanorama panorama;
    private SceneResources resources;
    private long pixelsInFlight;

    /** Takes nothing from OpenGL yet. */
    public RasterRenderer() {}

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.openGl(
                Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX);
    }

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
        PassFramebuffer framebuffer = sink.framebuffer();
        PipelineState.forDrawing(framebuffer.width(), framebuffer.height());
        clearPasses(framebuffer, resources.scene().world());
        try (DepthBuffer depth = new DepthBuffer(framebuffer.width(), framebuffer.height())) {
            drawSamples(request, sink, depth);
        } finally {
            DrawingFence.await(sink::isCancelled);
            pixelsInFlight = 0;
        }
    }

    private void drawSamples(RenderRequest request, RenderSink sink, DepthBuffer depth) {
        Set<ShaderOutput> outputs = ShaderOutput.of(request.passes());
        boolean hasTransparency = resources.hasTransparency();
        // Without a filter all samples would be the same.
        boolean samplesDiffer = request.filterWidth() > 0 || hasTransparency;
        int sampleCount = samplesDiffer && outputs.contains(ShaderOutput.COMBINED) ? request.samples() : 1;
        Sample first = new Sample(0, sampleCount, 0, 0);
        if (hasTransparency) {
            Set<ShaderOutput> data = EnumSet.copyOf(ShaderOutput.DATA);
            data.retainAll(outputs);
            Set<ShaderOutput> combined = EnumSet.of(ShaderOutput.COMBINED);
            combined.retainAll(outputs);
            if (!drawOnFramebuffer(data, Coverage.THRESHOLD, first, sink, depth)
                    || !drawOnFramebuffer(combined, Coverage.STOCHASTIC, first, sink, depth)) {
                return;
            }
        } else if (!drawOnFramebuffer(outputs, Coverage.OPAQUE, first, sink, depth)) {
            return;
        }
        if (sampleCount == 1) {
            reportSample(request.samples(), request, sink);
        } else if (reportSample(1, request, sink)) {
            drawFurtherSamples(request, sink, depth);
        }
    }

    /** False where the frame was cancelled. */
    private boolean drawOnFramebuffer(Set<ShaderOutput> outputs, Coverage coverage, Sample sample, RenderSink sink, DepthBuffer depth) {
        try (DrawTarget target = new DrawTarget(sink.framebuffer(), outputs, depth.renderbuffer())) {
            return drawSample(target, outputs, coverage, sample, sink);
        }
    }

    private void drawFurtherSamples(RenderRequest request, RenderSink sink, DepthBuffer depth) {
        if (sampleAverage == null) {
            sampleAverage = new SampleAverage();
        }
        PassFramebuffer framebuffer = sink.framebuffer();
        Set<ShaderOutput> combined = EnumSet.of(ShaderOutput.COMBINED);
        Coverage coverage = resources.hasTransparency() ? Coverage.STOCHASTIC : Coverage.OPAQUE;
        PixelFilter filter = new PixelFilter(request.filterWidth());
        try (PassFramebuffer sample = PassFramebuffer.open(framebuffer.width(), framebuffer.height(), List.of(Pass.COMBINED));
                DrawTarget sampleTarget = new DrawTarget(sample, combined, depth.renderbuffer());
                DrawTarget framebufferTarget = new DrawTarget(framebuffer, combined, 0)) {
            for (int index = 1; index < request.samples(); index++) {
                clearPasses(sample, resources.scene().world());
                var at = new Sample(index, request.samples(), filter.offsetX(index), filter.offsetY(index));
                if (!drawSample(sampleTarget, combined, coverage, at, sink)) {
                    return;
                }
                sampleAverage.add(sample, framebufferTarget, index + 1);
                if (!reportSample(index + 1, request, sink)) {
                    return;
                }
            }
        }
    }

    /**
     * Draws the camera's picture into a target of the framebuffer's size; false where the frame was cancelled.
     *
     * @param outputs of the target
     * @param coverage of surfaces that are not opaque
     */
    private boolean drawSample(
            DrawTarget target, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, RenderSink sink) {
        Scene scene = resources.scene();
        PassFramebuffer framebuffer = sink.framebuffer();
        if (scene.camera().type() == Camera.Type.EQUIRECTANGULAR) {
            if (panorama == null) {
                panorama = new CubePanorama();
            }
            return panorama.draw(scene, sample, target, outputs, framebuffer.width(), framebuffer.height(),
                    (view, tileOutputs) -> drawView(view, tileOutputs, coverage, sample, sink), sink::isCancelled);
        }
        target.bind();
        return drawView(View.of(scene.camera(), sample, framebuffer.width(), framebuffer.height()), outputs, coverage, sample, sink);
    }

    /** Draws the scene into the bound target; false where the frame was cancelled. */
    private boolean drawView(View view, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, RenderSink sink) {
        glClearBufferfv(GL_DEPTH, 0, new float[] {1});
        if (outputs.isEmpty()) {
            return !sink.isCancelled();
        }
        Set<SurfaceProgram> begun = new HashSet<>();
        int surfaceSeed = 0;
        for (InstanceBatch batch : resources.batches()) {
            for (int slot = 0; slot < batch.geometry().slotCount(); slot++) {
                if (sink.isCancelled()) {
                    return false;
                }
                if (!batch.geometry().isEmpty(slot)) {
                    SurfaceValues values = batch.values(slot);
                    SurfaceProgram program = program(
                            batch.geometry().shape(), outputs, values.isOpaque() ? Coverage.OPAQUE : coverage, values);
                    if (begun.add(program)) {
                        program.begin(resources, sample, view);
                    } else {
                        program.use();
                    }
                    program.surface(resources, batch, slot, surfaceSeed++);
                    batch.draw(slot);
                }
            }
        }
        return true;
    }

    private SurfaceProgram program(Shape shape, Set<ShaderOutput> outputs, Coverage coverage, SurfaceValues values) {
        return surfacePrograms.computeIfAbsent(
                new ProgramKey(shape, outputs, coverage, values.fragmentCode()),
                key -> new SurfaceProgram(shape, outputs, coverage, values));
    }

    /** What one program draws. */
    private record ProgramKey(Shape shape, Set<ShaderOutput> outputs, Coverage coverage, String fragmentCode) {}

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
        sink.refresh();
        return true;
    }

    /** Fills a framebuffer with what it shows where there is no surface. */
    static void clearPasses(PassFramebuffer framebuffer, World world) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
        for (int i = 0; i < framebuffer.passes().size(); i++) {
            glClearBufferfv(GL_COLOR, i, ShaderOutput.background(framebuffer.passes().get(i), world));
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
