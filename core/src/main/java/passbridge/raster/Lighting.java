// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.joml.Matrix4f;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.View;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Bounds;
import passbridge.scene.Camera;
import passbridge.scene.LightPaths;

/**
 * What lights a sample: lights, points of meshes that emit, directions of the world, and a shadow map for each view of these, side by side
 * in one depth texture. Shaders read them from a uniform block, see {@code light.frag.glsl}.
 *
 * <p>Each sample draws its maps anew, from other points of the lights and with the grid of texels moved, so the edges of texels disappear
 * in the average as well (Haeberli and Akeley 1990, "The Accumulation Buffer").
 */
final class Lighting implements GlResource {
    /** Binding point of the uniform block. */
    private static final int BLOCK = 0;

    /** Texels of all maps, as a share of the picture's pixels; twice as many where there are emitters, whose points have many maps. */
    private static final double TEXELS_PER_PIXEL = 1;

    private static final int MIN_SIDE = 512; // if there are no emitters
    private static final int MAX_SIDE = 4096;

    /** Sides of maps are multiples of this. */
    private static final int SIDE_STEP = 16;

    /** Directions of the world and points of emitters are of many, so their maps have so many texels along the side for one of a light. */
    private static final double SMALL_SIDE_SHARE = 0.5;

    /** Where there are fewer samples the maps' texels are interpolated, as there is no average to do so. */
    private static final int MIN_SAMPLES_OF_NEAREST = 8;

    /**
     * Of the block. A sample has {@link SceneLights#MAX_LIGHTS} lights and points of emitters, with six maps each at most, and 16
     * directions of the world.
     */
    private static final int MAX_LIGHTS = 40;
    private static final int MAX_MAPS = 144;
    private static final int FLOATS_PER_MAP = 5 * 4;
    private static final int BLOCK_FLOATS = MAX_LIGHTS * SampledLight.FLOATS + MAX_MAPS * FLOATS_PER_MAP;

    /** What maps of a moving picture show around what is seen, as a share of its size on each side. */
    private static final float KEPT_MARGIN = 0.1f;

    private static final int JITTER_SEED = -1000; // of the first map
    private static final int MICROFACET_SEED = -2;

    private final int texture = ObjectKind.TEXTURE.make();
    private final int framebuffer = glGenFramebuffers();
    private final int block = ObjectKind.BUFFER.make();
    private int side; // of the texture; 0: it has no memory yet
    private boolean areMapsInterpolated;
    private int lightCount;
    private int worldMapDirectionCount;
    private int worldDirectionCount;
    private Vector3fc evenRadiance = new Vector3f(); // of a world that is the same in all directions
    private Optional<WorldMap> worldMap = Optional.empty();
    private Vector2fc microfacetPoint = new Vector2f();
    private int sampleCount;
    private float greatestIndirect;
    private VirtualLights virtualLights; // null: not needed yet
    private Kept kept; // null: the next sample needs others

    /** Draws what casts shadows in a light, into the bound framebuffer. */
    interface CasterDrawing {
        /** False where the frame was cancelled. */
        boolean draw(ViewTransform view, SampledLight light);
    }

    /**
     * What the lights and maps that are there are good for: as long as the scene is the same, pictures of this size, of what lies in a box.
     */
    private record Kept(int sampleCount, int width, int height, Bounds lit) {
        boolean isGoodFor(Sample sample, int otherWidth, int otherHeight, Bounds seen) {
            return sample.count() == sampleCount && otherWidth == width && otherHeight == height && isIn(seen, lit);
        }

        private static boolean isIn(Bounds inner, Bounds outer) {
            return IntStream.range(0, 3).allMatch(
                    axis -> inner.min().get(axis) >= outer.min().get(axis) && inner.max().get(axis) <= outer.max().get(axis));
        }
    }

    /** A view and where in the texture its map lies. */
    private record ShadowMap(ShadowView view, int mapSide, int x, int y) {}

    /**
     * Draws the shadow maps of a sample and fills the uniform block; false where the frame was cancelled. Changes the viewport and what
     * framebuffer is bound.
     *
     * @param region of the full picture that is drawn
     * @param isMoving the view moves, and this picture is seen for a moment: maps reach beyond what is seen, and stay for the next one where
     *     they show all that it sees. They do not where a view reaches far and has maps for near and far apart
     * @param drawing of all that casts shadows
     * @param reflectorDrawing of all that reflects light
     */
    boolean prepare(SceneResources resources, Camera camera, View.Region region, Sample sample, int width, int height, boolean isMoving,
            DepthRange depthRange, CasterDrawing drawing, VirtualLights.Drawing reflectorDrawing) {
        List<ConvexRegion> lit = litParts(resources, camera, sample, width, height);
        Kept next = null;
        if (isMoving && lit.size() == 1 && !lit.get(0).isEmpty()) {
            Bounds seen = lit.get(0).bounds(new Matrix4f());
            if (kept != null && kept.isGoodFor(sample, width, height, seen)) {
                return true;
            }
            next = new Kept(sample.count(), width, height, around(seen));
            lit = List.of(ConvexRegion.of(next.lit));
        }
        kept = null;
        if (!prepare(resources, camera, region, sample, width, height, lit, depthRange, drawing, reflectorDrawing)) {
            return false;
        }
        kept = next;
        return true;
    }

    /** The scene has changed. */
    void forgetKept() {
        kept = null;
    }

    /** A box, and what may be seen next to it after a small move. */
    private static Bounds around(Bounds seen) {
        Vector3f margin = seen.max().sub(seen.min(), new Vector3f()).mul(KEPT_MARGIN);
        return new Bounds(seen.min().sub(margin, new Vector3f()), seen.max().add(margin, new Vector3f()));
    }

    private boolean prepare(SceneResources resources, Camera camera, View.Region region, Sample sample, int width, int height,
            List<ConvexRegion> lit, DepthRange depthRange, CasterDrawing drawing, VirtualLights.Drawing reflectorDrawing) {
        Optional<Bounds> casters = resources.casterBounds();
        List<SampledLight> emitters = resources.lights().emitters(sample, lit, casters);
        LightPaths paths = resources.scene().lightPaths();
        boolean isReflected = casters.isPresent() && paths.maxBounces() > 0;
        int reflectedCount = isReflected ? VirtualLights.MAX_COUNT : 0;
        List<SampledLight> lights = resources.lights().lights(
                sample, lit, casters, SceneLights.MAX_LIGHTS - emitters.size() - reflectedCount);
        List<SampledLight> world = casters.map(box -> resources.lights().worldDirections(sample, lit, box)).orElse(List.of());
        List<SampledLight> bright = resources.lights().brightDirections(sample, lit, casters);
        ConvexRegion allLit = SceneLights.union(lit);
        Optional<List<SampledLight>> reflected = !isReflected || allLit.isEmpty() ? Optional.of(List.of()) : reflectedLights(resources,
                VirtualLights.Surroundings.of(seenOfFullPicture(resources, camera, region, sample, width, height), casters.get()),
                sample, allLit, depthRange, reflectorDrawing);
        if (reflected.isEmpty()) {
            return false;
        }
        emitters.addAll(reflected.get());
        evenRadiance = resources.lights().evenRadiance();
        lightCount = lights.size() + emitters.size() + bright.size();
        worldMapDirectionCount = bright.size();
        worldMap = resources.worldMap();
        microfacetPoint = new Vector2f((float) OwenSobol.value(sample.index(), 0, MICROFACET_SEED),
                (float) OwenSobol.value(sample.index(), 1, MICROFACET_SEED));
        sampleCount = sample.count();
        greatestIndirect = 3 * paths.clampIndirect();
        worldDirectionCount = world.size();
        List<SampledLight> all = new ArrayList<>(lights);
        all.addAll(emitters);
        all.addAll(bright);
        all.addAll(world);
        double texels = mapTexels(width, height, !emitters.isEmpty());
        List<ShadowMap> maps = mapCount(all) == 0 ? List.of() : placed(all, lights.size(), texels, sample);
        List<ViewTransform> transforms = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            boolean isMoved = sample.count() > 1;
            transforms.add(maps.get(i).view.transform(maps.get(i).mapSide,
                    isMoved ? (float) OwenSobol.value(sample.index(), 0, JITTER_SEED - i) - 0.5f : 0,
                    isMoved ? (float) OwenSobol.value(sample.index(), 1, JITTER_SEED - i) - 0.5f : 0,
                    depthRange));
        }
        fillBlock(all, maps, transforms, depthRange);
        return maps.isEmpty() || drawMaps(all, maps, transforms, depthRange, drawing);
    }

    /** Lights that surfaces are by what they reflect; empty where the frame was cancelled. */
    private Optional<List<SampledLight>> reflectedLights(SceneResources resources, VirtualLights.Surroundings surroundings, Sample sample,
            ConvexRegion lit, DepthRange depthRange, VirtualLights.Drawing drawing) {
        if (virtualLights == null) {
            virtualLights = new VirtualLights();
        }
        SceneLights lights = resources.lights();
        List<ConvexRegion> around = List.of(surroundings.region());
        Optional<Bounds> casters = Optional.of(surroundings.casters());
        List<VirtualLights.Source> sources = new ArrayList<>();
        Stream.of(lights.lights(sample, around, casters, SceneLights.MAX_LIGHTS), lights.emitters(sample, around, casters),
                        lights.brightDirections(sample, around, casters))
                .flatMap(List::stream).forEach(light -> sources.add(new VirtualLights.Source(light, 1, 0)));
        // Each direction of an even world stands for as much of the sphere as the others.
        List<SampledLight> world = lights.worldDirections(sample, around, surroundings.casters());
        world.forEach(light -> sources.add(new VirtualLights.Source(light, (float) (4 * Math.PI / world.size()), 0)));
        return virtualLights.lights(sources, resources.scene().lightPaths().maxBounces(), sample, lit, surroundings, depthRange, drawing);
    }

    /** A box around what the camera sees of the scene in the full picture. */
    private static Bounds seenOfFullPicture(
            SceneResources resources, Camera camera, View.Region region, Sample sample, int width, int height) {
        Bounds seen = resources.seenBounds().orElseThrow();
        if (camera.type() == Camera.Type.EQUIRECTANGULAR) {
            return seen;
        }
        ViewTransform view = ViewTransform.of(camera, sample, width, height);
        Matrix4f partToFull = new Matrix4f().translation((2f * region.left() + width) / region.fullWidth() - 1,
                (2f * region.bottom() + height) / region.fullHeight() - 1, 0)
                .scale((float) width / region.fullWidth(), (float) height / region.fullHeight(), 1);
        ConvexRegion all = ConvexRegion.seen(partToFull.mul(view.projection()).mul(view.worldToCamera()), seen);
        return all.isEmpty() ? seen : all.bounds(new Matrix4f());
    }

    /** What the camera sees of the scene, from near to far. */
    private static List<ConvexRegion> litParts(SceneResources resources, Camera camera, Sample sample, int width, int height) {
        Optional<Bounds> seen = resources.seenBounds();
        if (seen.isEmpty()) {
            return List.of(new ConvexRegion(List.of()));
        }
        if (camera.type() == Camera.Type.EQUIRECTANGULAR) {
            return List.of(ConvexRegion.of(seen.get()));
        }
        ViewTransform view = ViewTransform.of(camera, sample, width, height);
        ConvexRegion all = ConvexRegion.seen(view.projection().mul(view.worldToCamera(), new Matrix4f()), seen.get());
        if (all.isEmpty() || view.isOrthographic()) {
            return List.of(all);
        }
        Bounds box = all.bounds(new Matrix4f(view.worldToCamera()));
        return parts(all, view, Math.max(-box.max().z(), view.clipRange().x()), -box.min().z());
    }

    /** Parts at distances that grow by the same factor, so that a map shows things of about the same size in the picture. */
    private static List<ConvexRegion> parts(ConvexRegion all, ViewTransform view, float nearest, float farthest) {
        double ratio = farthest / Math.max(nearest, 1e-2 * farthest);
        int count = ratio < 4 ? 1 : ratio < 16 ? 2 : 3;
        Vector4f depth = view.worldToDepth();
        List<ConvexRegion> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Vector4fc> planes = new ArrayList<>();
            if (i > 0) {
                planes.add(new Vector4f(depth).sub(0, 0, 0, (float) (farthest * Math.pow(ratio, (double) i / count - 1))));
            }
            if (i < count - 1) {
                planes.add(new Vector4f(depth).negate().add(0, 0, 0, (float) (farthest * Math.pow(ratio, (i + 1.0) / count - 1))));
            }
            parts.add(all.cut(planes));
        }
        return parts;
    }

    private static double mapTexels(int width, int height, boolean hasEmitters) {
        return (hasEmitters ? 2 : 1) * Math.max(TEXELS_PER_PIXEL * width * height, MIN_SIDE * MIN_SIDE);
    }

    private static int mapCount(List<SampledLight> lights) {
        return lights.stream().mapToInt(light -> light.views().size()).sum();
    }

    /**
     * Gives the maps places in the texture, as large ones as fit.
     *
     * @param large how many of the lights, the first ones, are lamps
     * @param texels that all maps are to have together
     */
    private List<ShadowMap> placed(List<SampledLight> all, int large, double texels, Sample sample) {
        int lightMaps = mapCount(all.subList(0, large));
        int smallMaps = mapCount(all) - lightMaps;
        int wanted = (int) Math.round(Math.sqrt(texels) / SIDE_STEP) * SIDE_STEP;
        allocate(Math.min(wanted, Math.min(MAX_SIDE, glGetInteger(GL_MAX_TEXTURE_SIZE))));
        areMapsInterpolated = sample.count() < MIN_SAMPLES_OF_NEAREST;
        int lightSide = side;
        while (!fits(lightSide, lightMaps, smallMaps)) {
            lightSide -= SIDE_STEP;
        }
        List<ShadowMap> maps = new ArrayList<>();
        Shelves shelves = new Shelves(side);
        for (int i = 0; i < all.size(); i++) {
            int mapSide = i < large ? lightSide : smallSide(lightSide);
            for (ShadowView view : all.get(i).views()) {
                shelves.next(mapSide);
                maps.add(new ShadowMap(view, mapSide, shelves.x, shelves.y));
            }
        }
        return maps;
    }

    private static int smallSide(int lightSide) {
        return Math.max((int) (lightSide * SMALL_SIDE_SHARE), 8);
    }

    private boolean fits(int lightSide, int lightMaps, int smallMaps) {
        Shelves shelves = new Shelves(side);
        boolean fits = true;
        for (int i = 0; i < lightMaps; i++) {
            fits &= shelves.next(lightSide);
        }
        for (int i = 0; i < smallMaps; i++) {
            fits &= shelves.next(smallSide(lightSide));
        }
        return fits;
    }

    /** Squares in rows, of which each is as high as its first; sizes do not grow. */
    private static final class Shelves {
        private final int side;
        private int x;
        private int y;
        private int right;
        private int top;

        Shelves(int side) {
            this.side = side;
        }

        /** Places a square; false where there is no room. */
        boolean next(int squareSide) {
            if (right + squareSide > side) {
                right = 0;
                y = top;
            }
            if (right == 0) {
                top = y + squareSide;
            }
            x = right;
            right += squareSide;
            return top <= side;
        }
    }

    private void allocate(int wantedSide) {
        ImageUnit.bind(ImageUnit.SHADOW_MAPS, GL_TEXTURE_2D, texture);
        if (wantedSide == side) {
            return;
        }
        side = 0;
        glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT32F, wantedSide, wantedSide, 0, GL_DEPTH_COMPONENT, GL_FLOAT, 0);
        OpenGlMemory.require((long) wantedSide * wantedSide * Float.BYTES, "shadow maps need a texture of", "make the picture smaller");
        side = wantedSide;
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, texture, 0);
        glDrawBuffer(GL_NONE);
        glReadBuffer(GL_NONE);
        if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
            throw new PassbridgeException("this OpenGL can't draw shadow maps: update the graphics driver");
        }
    }

    private boolean drawMaps(
            List<SampledLight> all, List<ShadowMap> maps, List<ViewTransform> transforms, DepthRange depthRange, CasterDrawing drawing) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        depthRange.clear();
        int index = 0;
        for (SampledLight light : all) {
            for (int i = 0; i < light.views().size(); i++, index++) {
                ShadowMap map = maps.get(index);
                glViewport(map.x, map.y, map.mapSide, map.mapSide);
                if (!drawing.draw(transforms.get(index), light)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void fillBlock(List<SampledLight> all, List<ShadowMap> maps, List<ViewTransform> transforms, DepthRange depthRange) {
        FloatBuffer data = MemoryUtil.memCallocFloat(BLOCK_FLOATS);
        try {
            int firstMap = 0;
            for (SampledLight light : all) {
                light.put(data, firstMap);
                firstMap += light.views().size();
            }
            data.position(MAX_LIGHTS * SampledLight.FLOATS);
            for (int i = 0; i < maps.size(); i++) {
                ShadowMap map = maps.get(i);
                transforms.get(i).worldToClip(depthRange).get(data);
                data.position(data.position() + 16);
                float half = 0.5f * map.mapSide / side;
                float texel = map.view.texelSize(map.mapSide);
                data.put((float) map.x / side + half).put((float) map.y / side + half).put(half)
                        .put(map.view.isParallel() ? texel : -texel);
            }
            data.clear();
            glBindBuffer(GL_UNIFORM_BUFFER, block);
            glBufferData(GL_UNIFORM_BUFFER, data, GL_STREAM_DRAW);
        } finally {
            MemoryUtil.memFree(data);
        }
    }

    /** GLSL that the shaders need: constants. */
    static String declarations() {
        return "#define MAX_LIGHTS " + MAX_LIGHTS + "\n#define MAX_MAPS " + MAX_MAPS + "\n" + LightMaps.declarations();
    }

    /** Lets the program that is current read what was prepared. */
    void use(ShaderProgram program, DepthRange depthRange) {
        program.bindBlock("SampleLights", BLOCK);
        glUniform1i(program.uniform("areMapsReversed"), depthRange == DepthRange.REVERSED ? 1 : 0);
        glUniform1i(program.uniform("areMapsInterpolated"), areMapsInterpolated ? 1 : 0);
        glUniform1f(program.uniform("shadowMapTexels"), side);
        glBindBufferBase(GL_UNIFORM_BUFFER, BLOCK, block);
        glUniform1i(program.uniform("lightCount"), lightCount);
        glUniform3f(program.uniform("worldRadiance"), evenRadiance.x(), evenRadiance.y(), evenRadiance.z());
        glUniform1i(program.uniform("worldDirectionCount"), worldDirectionCount);
        glUniform1i(program.uniform("worldMapDirectionCount"), worldMapDirectionCount);
        glUniform1i(program.uniform("worldMap"), ImageUnit.WORLD_MAP);
        worldMap.ifPresent(map -> map.bind(ImageUnit.WORLD_MAP));
        glUniform2f(program.uniform("microfacetPoint"), microfacetPoint.x(), microfacetPoint.y());
        glUniform1i(program.uniform("sampleCount"), sampleCount);
        glUniform1f(program.uniform("greatestIndirect"), Math.min(greatestIndirect, Float.MAX_VALUE));
        glUniform1i(program.uniform("shadowMaps"), ImageUnit.SHADOW_MAPS);
        ImageUnit.bind(ImageUnit.SHADOW_MAPS, GL_TEXTURE_2D, texture);
    }

    @Override
    public void close() {
        ObjectKind.TEXTURE.free(texture);
        glDeleteFramebuffers(framebuffer);
        ObjectKind.BUFFER.free(block);
        if (virtualLights != null) {
            virtualLights.close();
        }
    }
}
