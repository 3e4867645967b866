// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.joml.FrustumIntersection;
import org.joml.Vector4f;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SamplingLimits;
import passbridge.SyncContext;
import passbridge.gl.DrawingFence;
import passbridge.gl.SharesObjects;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Bounds;
import passbridge.scene.Camera;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.World;

/**
 * Rasterizes with OpenGL 4.1. Each sample is a drawing of the whole scene, moved by a part of a pixel. Combined is their
 * average; the data passes are those of the first sample, which goes through the pixel centres. (Cycles averages Normal and UV as
 * well. Here a pixel of a data pass always belongs to one surface.)
 *
 * <p>Light is that of lights, of what emits or reflects it, and of the world. Each sample has other points of these and shadow maps of its own,
 * so that the average has soft shadows; see {@link Lighting}.
 */
public final class RasterRenderer implements GlRenderer, SharesObjects {
    private static final System.Logger LOG = System.getLogger(RasterRenderer.class.getName());

    /** Pixels that OpenGL may be behind with: more waits cost small frames time, fewer keep a cancelled frame's successor waiting. */
    private static final long MAX_PIXELS_IN_FLIGHT = 1 << 18;

    /** How long programs are waited for before stand-ins are drawn: those that the driver has on its disk are there by then. */
    private static final long STAND_IN_AFTER_NS = 200_000_000;

    /** How long programs are used for the first time in the second picture with stand-ins; in each later one twice as long, up to the most. */
    private static final long LEAST_FIRST_USE_NS = 250_000_000;

    private static final long MOST_FIRST_USE_NS = 2_000_000_000;

    private static final long POLL_NS = 5_000_000;

    private final VertexMemory vertexMemory;
    private final SurfacePrograms surfacePrograms;
    private SharedUploads shared; // null: there was no scene yet
    private boolean drawsStandIns; // what is drawn is shown unfinished, and then drawn anew
    private boolean hasDrawnStandIn; // since this was last asked
    private long firstUseNs; // in the next picture with stand-ins: the driver may finish programs in the first draw call, as llvmpipe does
    private long firstUseUntilNanos; // programs that were not drawn with are used until then, as long as stand-ins are drawn
    private Lighting lighting;
    private SampleAverage sampleAverage;
    private CubePanorama panorama;
    private SeenScene seenScene;
    private Volumes volumes; // null: not needed yet
    private DepthRange depthRange; // of the context; null: not asked for yet
    private SceneResources resources;
    private Exposure exposure; // of the frame
    private long startNanos; // of the frame
    private long pixelsInFlight;

    /** Takes nothing from OpenGL yet. */
    public RasterRenderer() {
        this(new VertexMemory(), SurfaceProgram::new);
    }

    /**
     * For tests.
     *
     * @param vertexMemory of which meshes take parts
     * @param compiler see {@link SurfacePrograms}
     */
    RasterRenderer(VertexMemory vertexMemory, Function<SurfaceProgram.Code, SurfaceProgram> compiler) {
        this.vertexMemory = vertexMemory;
        surfacePrograms = new SurfacePrograms(compiler);
    }

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(
                Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        SceneResources before = resources;
        resources = null; // upload() closes it, also where it fails
        if (shared == null) {
            shared = SharedUploads.ofContext();
        }
        if (lighting != null) {
            lighting.forgetKept();
        }
        resources = SceneResources.upload(scene, before, vertexMemory, shared, context);
        if (scene.instances().isEmpty()) {
            freeLighting(); // shadow maps are large
        }
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        if (resources == null) {
            if (frame.isCancelled()) {
                return;
            }
            throw new IllegalStateException("there is no scene: sync was not called, failed or was cancelled");
        }
        PassFramebuffer framebuffer = frame.framebuffer();
        if (depthRange == null) {
            depthRange = DepthRange.ofContext();
        }
        surfacePrograms.beginFrame();
        exposure = new Exposure(request.view());
        startNanos = System.nanoTime();
        try (DepthBuffer depth = new DepthBuffer(framebuffer.width(), framebuffer.height())) {
            drawSamples(request, frame, depth);
        } finally {
            DrawingFence.await(frame::isCancelled);
            pixelsInFlight = 0;
            surfacePrograms.endFrame();
        }
    }

    private void drawSamples(RenderRequest request, GlFrame frame, DepthBuffer depth) {
        Set<ShaderOutput> outputs = ShaderOutput.of(request.passes());
        // Without a filter all samples would be the same.
        boolean samplesDiffer = request.filterWidth() > 0 || hasTransparency() || request.camera().depthOfField().isPresent()
                || request.camera().shutter().isPresent()
                || resources.lights().differBySample(resources.casterBounds().isPresent());
        int sampleCount = samplesDiffer && outputs.contains(ShaderOutput.COMBINED) ? request.samples() : 1;
        resources.prepareLevels(sampleCount, frame::isCancelled);
        Sample first = new Sample(0, sampleCount, 0, 0);
        requestPrograms(firstDrawings(outputs), request.camera());
        if (!awaitPrograms(outputs, first, request, frame, depth)) {
            return;
        }
        if (sampleCount > 1) {
            requestPrograms(Map.of(EnumSet.of(ShaderOutput.COMBINED), furtherCoverage()), request.camera());
        }
        if (!drawFirstSample(outputs, first, request, frame, depth)) {
            return;
        }
        if (sampleCount == 1) {
            reportSample(request.samples(), request, frame);
        } else if (reportSample(1, request, frame)) {
            drawFurtherSamples(request, frame, depth);
        }
    }

    /** What the first sample draws, and how: with surfaces that are not opaque data passes and Combined apart. */
    private Map<Set<ShaderOutput>, Coverage> firstDrawings(Set<ShaderOutput> outputs) {
        if (!hasTransparency() && !resources.hasShadowCatchers()) {
            return Map.of(outputs, Coverage.OPAQUE);
        }
        Map<Set<ShaderOutput>, Coverage> drawings = new LinkedHashMap<>();
        Set<ShaderOutput> data = EnumSet.copyOf(ShaderOutput.DATA);
        data.retainAll(outputs);
        drawings.put(data, Coverage.THRESHOLD);
        Set<ShaderOutput> combined = EnumSet.of(ShaderOutput.COMBINED);
        combined.retainAll(outputs);
        drawings.put(combined, Coverage.STOCHASTIC);
        return drawings;
    }

    private boolean hasTransparency() {
        return resources.hasTransparency() || resources.hasVolumes();
    }

    private Coverage furtherCoverage() {
        return hasTransparency() ? Coverage.STOCHASTIC : Coverage.OPAQUE;
    }

    /** Draws all passes into the framebuffer, whatever it held; false where the frame was cancelled. */
    private boolean drawFirstSample(Set<ShaderOutput> outputs, Sample first, RenderRequest request, GlFrame frame, DepthBuffer depth) {
        PassFramebuffer framebuffer = frame.framebuffer();
        PipelineState.forDrawing(framebuffer.width(), framebuffer.height(), depthRange);
        clearPasses(framebuffer, resources.background());
        for (Map.Entry<Set<ShaderOutput>, Coverage> drawing : firstDrawings(outputs).entrySet()) {
            if (!drawOnFramebuffer(drawing.getKey(), drawing.getValue(), first, request, frame, depth)) {
                return false;
            }
        }
        if (outputs.contains(ShaderOutput.COMBINED)) {
            expose(framebuffer);
        }
        return true;
    }

    /** Has what is seen compiled; of the rest most is the same. Tiles of panoramas have outputs of their own, which are left until they are drawn. */
    private void requestPrograms(Map<Set<ShaderOutput>, Coverage> drawings, Camera camera) {
        if (camera.type() == Camera.Type.EQUIRECTANGULAR) {
            return;
        }
        record Surface(RayShader shader, Shape shape, boolean deforms) {}
        Set<Surface> requested = new HashSet<>();
        for (InstanceBatch batch : resources.batches()) {
            if (!batch.traits().isSeen() || batch.traits().isShadowCatcher()) {
                continue;
            }
            for (int slot = 0; slot < batch.geometry().slotCount(); slot++) {
                Surface surface = new Surface(batch.shader(slot).seen(), batch.geometry().shape(), batch.deforms(slot));
                if (batch.geometry().isEmpty(slot) || !requested.add(surface)) {
                    continue;
                }
                drawings.forEach((outputs, coverage) -> {
                    if (!outputs.isEmpty()) {
                        surfacePrograms.request(SurfaceProgram.Code.of(
                                surface.shape, surface.deforms, outputs, coverage, surface.shader, resources.lightFeatures()));
                    }
                });
            }
        }
    }

    /**
     * Waits for the programs that were requested; false where the frame was cancelled. Who wants to look at the unfinished picture meanwhile
     * gets one in which stand-ins are drawn for what has no program yet, again where some more have. Where nobody looks this thread
     * compiles, too.
     */
    private boolean awaitPrograms(Set<ShaderOutput> outputs, Sample first, RenderRequest request, GlFrame frame, DepthBuffer depth) {
        long sinceNanos = startNanos; // when there was something to see
        boolean isShown = false;
        hasDrawnStandIn = false;
        while (surfacePrograms.pendingCount() > 0 || hasDrawnStandIn) {
            if (frame.isCancelled()) {
                return false;
            }
            boolean isEarly = System.nanoTime() - sinceNanos < STAND_IN_AFTER_NS;
            boolean isDue = isShown ? surfacePrograms.haveUnused() : !isEarly || firstUseNs > 0;
            if (isDue && frame.wantsRefresh()) {
                if (!drawStandIns(outputs, first, request, frame, depth)) {
                    return false;
                }
                frame.refresh();
                isShown = true;
                sinceNanos = System.nanoTime();
            } else if (isEarly || isShown && surfacePrograms.pendingCount() > 0) {
                LockSupport.parkNanos(POLL_NS);
            } else if (surfacePrograms.pendingCount() > 0) {
                surfacePrograms.compileOne();
            } else {
                break; // nobody looks any more
            }
        }
        firstUseNs = 0;
        return true;
    }

    private boolean drawStandIns(Set<ShaderOutput> outputs, Sample first, RenderRequest request, GlFrame frame, DepthBuffer depth) {
        drawsStandIns = true;
        hasDrawnStandIn = false;
        firstUseUntilNanos = System.nanoTime() + firstUseNs;
        firstUseNs = Math.min(firstUseNs == 0 ? LEAST_FIRST_USE_NS : 2 * firstUseNs, MOST_FIRST_USE_NS);
        try {
            return drawFirstSample(outputs, first, request, frame, depth);
        } finally {
            drawsStandIns = false;
        }
    }

    /** False where the frame was cancelled. */
    private boolean drawOnFramebuffer(Set<ShaderOutput> outputs, Coverage coverage, Sample sample, RenderRequest request, GlFrame frame, DepthBuffer depth) {
        try (DrawTarget target = new DrawTarget(frame.framebuffer(), outputs, depth.renderbuffer())) {
            return drawSample(target, outputs, coverage, sample, request, frame);
        }
    }

    /** Brings the first sample's Combined to the film's exposure. */
    private void expose(PassFramebuffer framebuffer) {
        if (resources.background().filmExposure() == 1) {
            return;
        }
        try (DrawTarget target = new DrawTarget(framebuffer, Set.of(ShaderOutput.COMBINED), 0)) {
            sampleAverage().expose(target);
        }
    }

    /** What adds samples of this scene. */
    private SampleAverage sampleAverage() {
        if (sampleAverage == null) {
            sampleAverage = new SampleAverage();
        }
        sampleAverage.setExposure(resources.background().filmExposure());
        return sampleAverage;
    }

    private void drawFurtherSamples(RenderRequest request, GlFrame frame, DepthBuffer depth) {
        SampleAverage average = sampleAverage();
        PassFramebuffer framebuffer = frame.framebuffer();
        Set<ShaderOutput> combined = EnumSet.of(ShaderOutput.COMBINED);
        Coverage coverage = furtherCoverage();
        PixelFilter filter = new PixelFilter(request.filterWidth());
        try (TextureFramebuffer sample = TextureFramebuffer.open(framebuffer.width(), framebuffer.height(), List.of(Pass.COMBINED));
                DrawTarget sampleTarget = new DrawTarget(sample, combined, depth.renderbuffer());
                DrawTarget framebufferTarget = new DrawTarget(framebuffer, combined, 0);
                NoiseEstimate noise = request.samplingLimits().noise() > 0
                        ? new NoiseEstimate(framebuffer.width(), framebuffer.height()) : null) {
            for (int index = 1; index < request.samples() && !isComplete(framebuffer, index, noise, request); index++) {
                clearPasses(sample, resources.background());
                var at = new Sample(index, request.samples(), filter.offsetX(index), filter.offsetY(index));
                if (!drawSample(sampleTarget, combined, coverage, at, request, frame)) {
                    return;
                }
                average.add(sample, framebufferTarget, index + 1);
                if (noise != null) {
                    noise.add(sample, index, average);
                }
                if (!reportSample(index + 1, request, frame)) {
                    return;
                }
            }
        }
    }

    /**
     * Whether so many samples are enough; then the log says why.
     *
     * @param noise of them; null: nobody asked for a threshold
     */
    private boolean isComplete(PassFramebuffer average, int samplesDone, NoiseEstimate noise, RenderRequest request) {
        SamplingLimits limits = request.samplingLimits();
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        if (limits.seconds() > 0 && seconds >= limits.seconds()) {
            LOG.log(System.Logger.Level.DEBUG, "{0} of {1} samples: the time limit of {2,number,0.###} s is reached", samplesDone, request.samples(),
                    limits.seconds());
            return true;
        }
        float error = noise != null && noise.isDue(samplesDone) ? noise.of(average) : Float.POSITIVE_INFINITY;
        if (error < limits.noise()) {
            LOG.log(System.Logger.Level.INFO, "{0} of {1} samples: the noise of {2,number,0.#####} is below the threshold", samplesDone, request.samples(),
                    error);
            return true;
        }
        return false;
    }

    /**
     * Draws the camera's picture into a target of the framebuffer's size; false where the frame was cancelled.
     *
     * @param outputs of the target
     * @param coverage of surfaces that are not opaque
     */
    private boolean drawSample(
            DrawTarget target, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, RenderRequest request, GlFrame frame) {
        float time = exposure.time(sample);
        resources.moveTo(time);
        Camera camera = exposure.camera(time);
        if (lighting == null) {
            lighting = new Lighting();
        }
        if (seenScene == null) {
            seenScene = new SeenScene();
        }
        boolean isMoving = request.samplingLimits().isFirstSampleEnough() && !drawsStandIns && camera.shutter().isEmpty();
        if (outputs.contains(ShaderOutput.COMBINED) && !lighting.prepare(resources, camera, request.view().region(), sample,
                request.width(), request.height(), isMoving, depthRange, (view, light) -> drawCasters(view, light, sample, frame),
                (view, light) -> drawReflectors(view, light, sample, frame))) {
            return false;
        }
        glViewport(0, 0, request.width(), request.height());
        if (camera.type() == Camera.Type.EQUIRECTANGULAR) {
            if (sample.index() == 0 && camera.depthOfField().filter(PanoramaLens::isShaped).isPresent()) {
                frame.warn("The aperture's blades and ratio are not supported in panoramas: it is drawn round, of the same area");
            }
            if (panorama == null) {
                panorama = new CubePanorama();
            }
            return panorama.draw(camera, resources.background(), sample, target, outputs, request.width(), request.height(),
                    (view, tileOutputs) -> drawView(view, true, tileOutputs, coverage, sample, frame), frame::isCancelled);
        }
        target.bind();
        return drawView(ViewTransform.of(camera, sample, request.width(), request.height()), false, outputs, coverage, sample, frame);
    }

    /**
     * Draws the scene into the bound target; false where the frame was cancelled.
     *
     * @param isPanorama the view shows a part of it, one of several
     */
    private boolean drawView(
            ViewTransform view, boolean isPanorama, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, GlFrame frame) {
        if (outputs.contains(ShaderOutput.COMBINED) && resources.hasRefraction() && !isPanorama && !drawBackFaces(view, sample, frame)) {
            return false;
        }
        depthRange.clear();
        if (outputs.contains(ShaderOutput.COMBINED) && !resources.background().transparentFilm()) {
            resources.worldMap().ifPresent(map -> map.drawBackdrop(view, resources::texture));
        }
        if (outputs.isEmpty()) {
            return !frame.isCancelled();
        }
        if (outputs.contains(ShaderOutput.COMBINED) && resources.hasShadowCatchers()
                && !drawShadowCatchers(view, coverage, sample, frame)) {
            return false;
        }
        if (!drawSurfaces(view, isPanorama, outputs, coverage, sample, frame)) {
            return false;
        }
        return coverage != Coverage.STOCHASTIC || !outputs.contains(ShaderOutput.COMBINED) || !resources.changesWhatIsBehind()
                || drawPassed(view, sample, frame);
    }

    /** Keeps the depth of the nearest back faces of what refracts, by which a shell is told from a ball; false where the frame was cancelled. */
    private boolean drawBackFaces(ViewTransform view, Sample sample, GlFrame frame) {
        depthRange.clear();
        glColorMask(false, false, false, false);
        glEnable(GL_CULL_FACE);
        boolean isComplete = true;
        for (boolean isMirrored : new boolean[] {false, true}) {
            glCullFace(isMirrored == view.handedness() < 0 ? GL_FRONT : GL_BACK);
            isComplete = isComplete && drawBatches(view, Set.of(), Coverage.OPAQUE, sample, frame, MaterialShader::seen,
                    batch -> batch.traits().isSeen() && batch.geometry().shape() == Shape.MESH && batch.isMirrored() == isMirrored,
                    RayShader::isRefractive);
        }
        glDisable(GL_CULL_FACE);
        glCullFace(GL_BACK);
        glColorMask(true, true, true, true);
        seenScene.copyBackDepth(view);
        return isComplete;
    }

    /** Draws what is seen into the bound target; false where the frame was cancelled. */
    private boolean drawSurfaces(
            ViewTransform view, boolean isPanorama, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, GlFrame frame) {
        boolean isPicture = outputs.contains(ShaderOutput.COMBINED);
        Predicate<InstanceBatch> isSeen = batch -> batch.traits().isSeen() && !(isPicture && batch.traits().isShadowCatcher());
        if (!isPicture) {
            return drawBatches(view, outputs, coverage, sample, frame, MaterialShader::seen, isSeen, shader -> true);
        }
        if (sample.index() > 0 && !isPanorama) {
            seenScene.usePicture(frame.framebuffer().texture(Pass.COMBINED), resources.background().filmExposure());
        } else {
            seenScene.clear();
        }
        if (!drawNearest(view, isPanorama, outputs, coverage, sample, frame, isSeen, shader -> !shader.isRefractive())) {
            return false;
        }
        boolean isLookedUp = resources.hasRefraction() || sample.count() > 1; // by what follows
        if (isLookedUp && (sample.index() == 0 || isPanorama)) {
            seenScene.copyDepth(view);
        }
        if (!drawVolumes(view, sample, false, frame)) {
            return false;
        }
        if (!resources.hasRefraction()) {
            return true;
        }
        seenScene.copyPicture(view);
        return drawNearest(view, isPanorama, outputs, coverage, sample, frame, isSeen, RayShader::isRefractive)
                && drawVolumes(view, sample, true, frame);
    }

    /**
     * Draws volumes over the bound target, the farthest first; false where the frame was cancelled.
     *
     * @param isOnlyBeforeNew see {@link Volumes#begin}
     */
    private boolean drawVolumes(ViewTransform view, Sample sample, boolean isOnlyBeforeNew, GlFrame frame) {
        if (!resources.hasVolumes()) {
            return true;
        }
        int target = glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING);
        volumes().begin(view, isOnlyBeforeNew);
        Vector4f distance = view.worldToDepth();
        List<InstanceBatch> farthestFirst = resources.batches().stream()
                .filter(batch -> batch.hasVolume(shader -> shader.seen().showsVolume()) && batch.traits().isSeen() && !batch.traits().isShadowCatcher() && !batch.traits().isHoldout())
                .sorted(Comparator.comparingDouble(batch -> -distance.dot(centre(batch.bounds().orElseThrow())))).toList();
        resources.worldVolume().ifPresent(volume -> {
            volumes.beginBody(Optional.empty(), ShaderOutput.VOLUME, view);
            volumes.drawWorld(volume, ShaderOutput.VOLUME, view, sample, depthRange);
            volumes.addToPicture(target, 0, Optional.empty(), view, sample, lighting, resources.lightMaps(), depthRange);
        });
        for (InstanceBatch batch : farthestFirst) {
            volumes.beginBody(batch.bounds(), ShaderOutput.VOLUME, view);
            boolean isComplete = drawBatches(List.of(batch), view, ShaderOutput.VOLUME, Coverage.OPAQUE, sample, frame, MaterialShader::seen,
                    each -> true, RayShader::showsVolume);
            volumes.addToPicture(target, batch.traits().sets(), resources.worldVolume(), view, sample, lighting, resources.lightMaps(), depthRange);
            if (!isComplete) {
                return false;
            }
        }
        return true;
    }

    private static Vector4f centre(Bounds box) {
        return new Vector4f(box.min(), 1).lerp(new Vector4f(box.max(), 1), 0.5f);
    }

    /**
     * Draws batches into the bound target, of what is opaque the depth first: of surfaces behind each other only the nearest is lit. False
     * where the frame was cancelled.
     *
     * @param isPanorama fragments beyond the clip range are left out, whose depth can't be drawn without them
     */
    private boolean drawNearest(ViewTransform view, boolean isPanorama, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, GlFrame frame,
            Predicate<InstanceBatch> chosen, Predicate<RayShader> chosenShaders) {
        if (isPanorama) {
            return drawBatches(view, outputs, coverage, sample, frame, MaterialShader::seen, chosen, chosenShaders);
        }
        Predicate<InstanceBatch> hasVertexDepth = batch -> batch.geometry().shape() != Shape.SPHERES; // their fragments compute it
        Predicate<RayShader> isOpaque = chosenShaders.and(RayShader::isOpaque);
        glColorMask(false, false, false, false);
        boolean isComplete = drawBatches(
                view, Set.of(), Coverage.OPAQUE, sample, frame, MaterialShader::seen, chosen.and(hasVertexDepth), isOpaque);
        glColorMask(true, true, true, true);
        glDepthFunc(GL_EQUAL);
        isComplete = isComplete
                && drawBatches(view, outputs, coverage, sample, frame, MaterialShader::seen, chosen.and(hasVertexDepth), isOpaque);
        depthRange.use();
        return isComplete
                && drawBatches(view, outputs, coverage, sample, frame, MaterialShader::seen, chosen.and(hasVertexDepth.negate()), isOpaque)
                && drawBatches(view, outputs, coverage, sample, frame, MaterialShader::seen, chosen,
                        chosenShaders.and(shader -> !shader.isOpaque()));
    }

    /**
     * Darkens the background by the shadows that fall on catchers, or where it is not shown makes alpha of them; false where the frame was
     * cancelled. They hide what is behind them, as in Cycles.
     */
    private boolean drawShadowCatchers(ViewTransform view, Coverage coverage, Sample sample, GlFrame frame) {
        glColorMask(false, false, false, false);
        boolean isComplete = drawShadowCatchersOnce(view, coverage, sample, frame);
        ShaderOutput.writeCombinedAlone();
        glDepthFunc(GL_EQUAL); // of those behind each other the nearest
        glEnable(GL_BLEND);
        if (resources.background().transparentFilm()) {
            glBlendFuncSeparate(GL_ZERO, GL_ZERO, GL_ONE, GL_ZERO);
        } else {
            glBlendFuncSeparate(GL_ZERO, GL_SRC_COLOR, GL_ZERO, GL_ONE);
        }
        isComplete = isComplete && drawShadowCatchersOnce(view, coverage, sample, frame);
        glDisable(GL_BLEND);
        depthRange.use();
        glColorMask(true, true, true, true);
        return isComplete;
    }

    private boolean drawShadowCatchersOnce(ViewTransform view, Coverage coverage, Sample sample, GlFrame frame) {
        return drawBatches(view, EnumSet.of(ShaderOutput.COMBINED), coverage, sample, frame, MaterialShader::seen,
                batch -> batch.traits().isSeen() && batch.traits().isShadowCatcher(), shader -> true);
    }

    /**
     * Multiplies what is drawn with what the surfaces before it let through, in any order; false where the frame was cancelled. (Bodies that
     * refract show what they do without this.)
     */
    private boolean drawPassed(ViewTransform view, Sample sample, GlFrame frame) {
        ShaderOutput.writeCombinedAlone();
        glDepthMask(false);
        glEnable(GL_BLEND);
        glBlendFunc(GL_ZERO, GL_SRC_COLOR);
        boolean isComplete = drawBatches(view, EnumSet.of(ShaderOutput.COMBINED), Coverage.PASSED, sample, frame, MaterialShader::seen,
                batch -> batch.traits().isSeen() && !batch.traits().isShadowCatcher(), RayShader::changesWhatIsBehind);
        glDisable(GL_BLEND);
        glDepthMask(true);
        glColorMask(true, true, true, true);
        return isComplete;
    }

    /** Draws the depth of what blocks a light, as the light sees it, into the bound framebuffer; false where the frame was cancelled. */
    private boolean drawCasters(ViewTransform view, SampledLight light, Sample sample, GlFrame frame) {
        FrustumIntersection frustum = view.frustum();
        Predicate<InstanceBatch> isBlocker = batch -> batch.traits().castsShadow() && resources.isAmong(batch.traits(), light.blockers())
                && isIn(frustum, batch);
        return drawBatches(view, Set.of(), coverage(light), sample, frame, MaterialShader::blocking, isBlocker, shader -> true)
                && (!resources.hasVolumes() || drawVolumeShadows(view, isBlocker, sample, frame));
    }

    /** Draws the depths at which volumes block a light into the viewport of the bound framebuffer; false where the frame was cancelled. */
    private boolean drawVolumeShadows(ViewTransform view, Predicate<InstanceBatch> isBlocker, Sample sample, GlFrame frame) {
        int[] viewport = new int[4];
        glGetIntegerv(GL_VIEWPORT, viewport);
        int target = glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING);
        boolean isComplete = true;
        int bodyCount = 1;
        resources.worldVolume().ifPresent(volume -> {
            volumes().beginShadow(Optional.empty(), view);
            volumes().drawWorld(volume, ShaderOutput.VOLUME_SHADOW, view, sample, depthRange);
            volumes().addToShadows(target, viewport, 0, true, view, sample, depthRange);
        });
        for (InstanceBatch batch : resources.batches()) {
            if (isComplete && batch.hasVolume(shader -> shader.blocking().hasVolume()) && isBlocker.test(batch)) {
                volumes().beginShadow(batch.bounds(), view);
                isComplete = drawBatches(List.of(batch), view, ShaderOutput.VOLUME_SHADOW, Coverage.OPAQUE, sample, frame,
                        MaterialShader::blocking, each -> true, RayShader::hasVolume);
                volumes.addToShadows(target, viewport, bodyCount++, false, view, sample, depthRange);
            }
        }
        return isComplete;
    }

    private Volumes volumes() {
        volumes = volumes == null ? new Volumes() : volumes;
        return volumes;
    }

    /** Draws what reflects the light of a light onto other things, as the light sees it, into the bound framebuffer, as drawCasters does. */
    private boolean drawReflectors(ViewTransform view, SampledLight light, Sample sample, GlFrame frame) {
        FrustumIntersection frustum = view.frustum();
        return drawBatches(view, ReflectiveShadowMap.OUTPUTS, coverage(light), sample, frame, MaterialShader::seen,
                batch -> batch.traits().reflectsLight() && batch.traits().isIn(light.receiverSet()) && isIn(frustum, batch), shader -> true);
    }

    /** Of what is in the way of a light. */
    private static Coverage coverage(SampledLight light) {
        return light.hasShadowRays() ? Coverage.OPAQUE_SHADOW : Coverage.STOCHASTIC;
    }

    private static boolean isIn(FrustumIntersection frustum, InstanceBatch batch) {
        return batch.bounds().map(box -> frustum.testAab(box.min(), box.max())).orElse(true);
    }

    /** Draws batches of the scene into the bound framebuffer; false where the frame was cancelled. */
    private boolean drawBatches(ViewTransform view, Set<ShaderOutput> outputs, Coverage coverage, Sample sample, GlFrame frame,
            Function<MaterialShader, RayShader> rays, Predicate<InstanceBatch> chosen, Predicate<RayShader> chosenShaders) {
        return drawBatches(resources.batches(), view, outputs, coverage, sample, frame, rays, chosen, chosenShaders);
    }

    private boolean drawBatches(Collection<InstanceBatch> batches, ViewTransform view, Set<ShaderOutput> outputs, Coverage coverage,
            Sample sample, GlFrame frame, Function<MaterialShader, RayShader> rays, Predicate<InstanceBatch> chosen,
            Predicate<RayShader> chosenShaders) {
        FrustumIntersection frustum = view.frustum();
        Set<SurfaceProgram> begun = new HashSet<>();
        Drawn drawn = null; // for the next four
        Shape shape = null;
        boolean deforms = false;
        RayShader shader = null;
        Coverage covered = null;
        int surfaceSeed = 0;
        for (InstanceBatch batch : batches) {
            if (!chosen.test(batch)) {
                surfaceSeed += batch.geometry().slotCount(); // a surface keeps its own, whatever else is drawn
                continue;
            }
            for (int slot = 0; slot < batch.geometry().slotCount(); slot++) {
                if (frame.isCancelled()) {
                    return false;
                }
                surfaceSeed++;
                if (!batch.geometry().isEmpty(slot) && chosenShaders.test(rays.apply(batch.shader(slot)))) {
                    Coverage wanted = coverage(coverage, batch, slot);
                    if (rays.apply(batch.shader(slot)) != shader || wanted != covered || batch.geometry().shape() != shape
                            || batch.deforms(slot) != deforms) {
                        shape = batch.geometry().shape();
                        deforms = batch.deforms(slot);
                        covered = wanted;
                        drawn = drawn(batch, slot, outputs, covered, rays, frame);
                        shader = rays.apply(batch.shader(slot));
                        if (drawn != null && begun.add(drawn.program)) {
                            drawn.program.begin(resources, lighting, seenScene, sample, view, depthRange);
                        } else if (drawn != null) {
                            drawn.program.use();
                        }
                    }
                    if (drawn == null) {
                        continue;
                    }
                    drawn.program.surface(resources, batch, slot, drawn.shader, surfaceSeed);
                    for (InstanceBatch.Run run : batch.runs(slot, view, frustum)) {
                        boolean deviates = run.level() > 0 && view.isOfLight();
                        depthRange.pushBack(deviates ? view.maxDeviationTexels() : 0);
                        drawn.program.instances(run.first(), deviates);
                        batch.draw(slot, run);
                    }
                }
            }
        }
        depthRange.pushBack(0);
        return true;
    }

    /** Of a slot: in Cycles a material with a volume lets light through whatever its surface is said to do. */
    private static Coverage coverage(Coverage coverage, InstanceBatch batch, int slot) {
        boolean passesLight = batch.materials().get(slot).transparentShadow() || batch.shader(slot).blocking().hasVolume();
        return coverage == Coverage.OPAQUE_SHADOW && passesLight ? Coverage.STOCHASTIC : coverage;
    }

    /** What a surface is drawn with. */
    private record Drawn(SurfaceProgram program, RayShader shader) {}

    /**
     * What a slot is drawn with: where that is compiling and stand-ins are drawn, its approximation, or null where that shows nothing. A
     * material whose code the driver refuses is drawn by its approximation from then on.
     */
    private Drawn drawn(InstanceBatch batch, int slot, Set<ShaderOutput> outputs, Coverage coverage, Function<MaterialShader, RayShader> rays,
            GlFrame frame) {
        MaterialShader shader = batch.shader(slot);
        Material material = batch.materials().get(slot);
        SurfaceProgram.Code code = code(batch, slot, outputs, coverage, rays.apply(shader));
        if (drawsStandIns && !isAtHand(code)) {
            surfacePrograms.request(code);
            hasDrawnStandIn = true;
            // Without the volume that it encloses a body is not there, and what is seen through a surface is not coloured by its stand-in.
            return rays.apply(shader).hasVolume() || coverage == Coverage.PASSED ? null
                    : drawn(batch, slot, outputs, coverage, shader.standIn(material.approximation()));
        }
        try {
            return drawn(batch, slot, outputs, coverage, rays.apply(shader));
        } catch (PassbridgeException refused) {
            LOG.log(System.Logger.Level.WARNING, "material {0}: {1}\n{2}", material.name(), refused.getMessage(), code.fragmentSource());
            frame.warn("Material '" + material.name()
                    + "': the graphics driver does not compile its nodes, it is drawn without their differences; the log has the code");
            shader.replace(material.approximation());
            return drawn(batch, slot, outputs, coverage, rays.apply(shader));
        }
    }

    private boolean isAtHand(SurfaceProgram.Code code) {
        return surfacePrograms.isUsed(code) || System.nanoTime() - firstUseUntilNanos < 0 && surfacePrograms.isReady(code);
    }

    private Drawn drawn(InstanceBatch batch, int slot, Set<ShaderOutput> outputs, Coverage coverage, RayShader shader) {
        return new Drawn(surfacePrograms.get(code(batch, slot, outputs, coverage, shader)), shader);
    }

    private SurfaceProgram.Code code(InstanceBatch batch, int slot, Set<ShaderOutput> outputs, Coverage coverage, RayShader shader) {
        return SurfaceProgram.Code.of(
                batch.geometry().shape(), batch.deforms(slot), outputs, coverage, shader, resources.lightFeatures());
    }

    /** Tells of a sample, and waits where OpenGL is far behind; false where the frame was cancelled. */
    private boolean reportSample(int samplesDone, RenderRequest request, GlFrame frame) {
        pixelsInFlight += (long) request.width() * request.height();
        if (pixelsInFlight >= MAX_PIXELS_IN_FLIGHT) {
            DrawingFence.await(frame::isCancelled);
            pixelsInFlight = 0;
        }
        if (frame.isCancelled()) {
            return false;
        }
        frame.progress(samplesDone, request.samples());
        frame.refresh();
        return true;
    }

    /** Fills a framebuffer with what it shows where there is no surface. */
    static void clearPasses(PassFramebuffer framebuffer, World world) {
        List<Pass> passes = framebuffer.passes();
        for (int first = 0; first < passes.size(); first += framebuffer.maxPassesAtOnce()) {
            List<Pass> cleared = passes.subList(first, Math.min(first + framebuffer.maxPassesAtOnce(), passes.size()));
            glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id(cleared));
            for (int i = 0; i < cleared.size(); i++) {
                glClearBufferfv(GL_COLOR, i, ShaderOutput.background(cleared.get(i), world));
            }
        }
    }

    private void freeScene() {
        if (resources != null) {
            resources.close();
            resources = null;
        }
    }

    private void freeLighting() {
        if (lighting != null) {
            lighting.close();
            lighting = null;
        }
    }

    @Override
    public void close() {
        freeScene();
        surfacePrograms.close();
        freeLighting();
        if (sampleAverage != null) {
            sampleAverage.close();
            sampleAverage = null;
        }
        if (panorama != null) {
            panorama.close();
            panorama = null;
        }
        if (seenScene != null) {
            seenScene.close();
            seenScene = null;
        }
        if (volumes != null) {
            volumes.close();
            volumes = null;
        }
    }
}
