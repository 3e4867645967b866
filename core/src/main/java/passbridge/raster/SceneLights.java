// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Quaternionf;
import org.joml.Quaternionfc;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.scene.Bounds;
import passbridge.scene.Light;
import passbridge.scene.ObjectSelection;
import passbridge.scene.Scene;

/**
 * The lights of a scene, its meshes that emit and its world, and what each sample takes of them: of each light another point, for its
 * shadow, another few points of the emitting meshes and another few directions of the world. What all samples together show are the light's
 * full size, all emitters and the whole world.
 *
 * <p>Blender's units: a point or spot light of P watts has the radiant intensity P / 4π, an area light the radiance P / πA
 * (intern/cycles/kernel/light/point.h, spot.h, area.h, as of Blender 5.2).
 *
 * <p>Thread: any.
 */
final class SceneLights {
    /**
     * Lights and points of emitters that a sample has at most. Where there are more lights, each sample picks some, the brighter and nearer
     * ones more often, and makes up for it by their strength, so that all samples together converge to the light of all.
     */
    static final int MAX_LIGHTS = 20;

    /** Directions of the world that all samples together have at least. */
    private static final int MIN_WORLD_DIRECTIONS = 16;
    private static final int MIN_SAMPLE_WORLD_DIRECTIONS = 4;

    private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

    /** Most things stand upright: no row of directions is to lie along them. */
    private static final Quaternionfc WORLD_TURN = new Quaternionf().rotationXYZ(0.5f, 0.7f, 0.3f);

    /** Points of emitters that all samples together have at least, and each sample has, where they are what lights the scene most. */
    private static final int MIN_EMITTER_POINTS = 16;
    private static final int MIN_SAMPLE_EMITTER_POINTS = 4;

    /** Share of the size of what is lit: how near to it lights are no longer told apart. */
    static final double NEARNESS = 0.1;

    /** Share of what is picked at random, whatever its strength and distance. */
    private static final float EVEN_SHARE = 0.1f;

    /** Keeps the edge of a cone without blend finite. */
    private static final float MIN_BLEND = 1e-4f;

    private static final int PICK_SEED = -100; // of the first pick
    private static final int EMITTER_SEED = -200; // of the first point
    private static final int WORLD_SEED = -1;

    /** Of a spot light with one map; wider ones have those of a point light. */
    private static final float MAX_SPOT_TANGENT = 2.5f;

    private static final double MAX_HALF_SPREAD = Math.toRadians(89.9);
    private static final double MIN_HALF_SPREAD = Math.toRadians(0.5);

    /** A direction of the world stands for what is around it: half the angle of that, radians. */
    private static final float WORLD_SOFTNESS = 0.2f;

    private static final Vector3fc NONE = new Vector3f();

    private final List<Light> lights;
    private final LightMaps maps;
    private final Vector3fc worldRadiance;
    private final ObjectSets sets;
    private final Optional<WorldDirections> worldDirections;
    private final SceneEmitters emitters;

    /**
     * What a scene has.
     *
     * @param worldRadiance of a world that is the same in all directions; about that of another
     * @param worldDirections of a world that is not the same in all directions
     */
    SceneLights(
            Scene scene, LightMaps maps, ObjectSets sets, SceneEmitters emitters, Vector3fc worldRadiance,
            Optional<WorldDirections> worldDirections) {
        this.maps = maps;
        this.worldDirections = worldDirections;
        this.emitters = emitters;
        lights = scene.lights().stream().filter(SceneLights::hasExtent).toList();
        this.worldRadiance = worldRadiance;
        this.sets = sets;
    }

    /** A light that is scaled to nothing, as animators switch one off, shines in no direction; of a point only the place counts. */
    private static boolean hasExtent(Light light) {
        Matrix4fc matrix = light.lightToWorld();
        return light instanceof Light.Point || (light instanceof Light.Sun
                ? matrix.getColumn(2, new Vector3f()).lengthSquared() > 0
                : matrix.determinant3x3() != 0);
    }

    /** Whether samples differ, where something casts shadows or there are many lights. */
    boolean differBySample(boolean hasCasters) {
        return lights.size() > MAX_LIGHTS || worldDirections.isPresent() || !emitters.isEmpty()
                || hasCasters && (isWorldLit() || !lights.isEmpty());
    }

    /** Brings meshes that emit where they are at a time, in frames from the frame, and into the shape that they have there. */
    void moveTo(float time, Pose pose) {
        emitters.moveTo(time, pose);
    }

    private boolean isWorldLit() {
        return worldRadiance.lengthSquared() > 0;
    }

    /**
     * What a sample has of the lights.
     *
     * @param lit what is seen of the scene, from near to far; at least one part
     * @param casters box around all that casts shadows; empty: nothing does
     * @param most how many may be picked, {@link #MAX_LIGHTS} but for points of emitters
     */
    List<SampledLight> lights(Sample sample, List<ConvexRegion> lit, Optional<Bounds> casters, int most) {
        List<SampledLight> sampled = new ArrayList<>();
        float[] weights = weights(sample, box(lit), most);
        for (int i = 0; i < lights.size(); i++) {
            if (weights[i] > 0) {
                LightMaps.Emission emission = maps.of(lights.get(i));
                sampled(lights.get(i), weights[i], i, sample, lit, casters).map(light -> light.with(emission)).ifPresent(sampled::add);
            }
        }
        return sampled;
    }

    /** By how much the light of each is multiplied; 0: it is not picked. */
    private float[] weights(Sample sample, Bounds box, int most) {
        float[] weights = new float[lights.size()];
        if (lights.size() <= most) {
            Arrays.fill(weights, 1);
            return weights;
        }
        double[] importances = new double[lights.size()];
        double sum = 0;
        for (int i = 0; i < importances.length; i++) {
            importances[i] = importance(lights.get(i), box);
            sum += importances[i];
        }
        double even = sum > 0 ? EVEN_SHARE * sum / importances.length : 1;
        for (int i = 0; i < importances.length; i++) {
            importances[i] += even;
        }
        // Those that are as good as picked leave fewer for the rest, of which more may then be.
        boolean[] isSure = new boolean[importances.length];
        int left = most;
        double leftSum = sum + even * importances.length;
        for (int i : descending(importances)) {
            if (importances[i] * left < leftSum) {
                break;
            }
            weights[i] = 1;
            isSure[i] = true;
            left--;
            leftSum -= importances[i];
        }
        // Stratified sampling along the sum of probabilities: one point in each interval of length 1. At a border two may pick the same.
        int picked = 0;
        double walked = 0;
        for (int i = 0; i < importances.length; i++) {
            if (isSure[i]) {
                continue;
            }
            double probability = importances[i] * left / leftSum;
            walked += probability;
            while (picked < left && picked + OwenSobol.value(sample.index(), 0, PICK_SEED - picked) < walked) {
                weights[i] += (float) (1 / probability);
                picked++;
            }
        }
        return weights;
    }

    private static int[] descending(double[] numbers) {
        return IntStream.range(0, numbers.length).boxed()
                .sorted(Comparator.comparingDouble(i -> -numbers[i])).mapToInt(Integer::intValue).toArray();
    }

    /** About the irradiance where the light is nearest to a box. */
    private double importance(Light light, Bounds box) {
        Vector3fc power = light.power().mul(maps.of(light).factor(), new Vector3f());
        double watts = Math.abs(power.x()) + Math.abs(power.y()) + Math.abs(power.z());
        if (light instanceof Light.Sun) {
            return watts;
        }
        Vector3f position = translation(light);
        Vector3f nearest = position.max(box.min(), new Vector3f()).min(box.max());
        double size = NEARNESS * box.max().distance(box.min());
        return watts / (4 * Math.PI) / (position.distanceSquared(nearest) + size * size + Float.MIN_NORMAL);
    }

    private static Bounds box(List<ConvexRegion> lit) {
        ConvexRegion all = union(lit);
        return all.isEmpty() ? new Bounds(NONE, NONE) : all.bounds(new Matrix4f());
    }

    /**
     * Points of meshes that emit, as a sample has them; each is of a side that is a light of its own. Emitters have their share of all
     * lights that a sample may have, by what they light: at least one point where there are any.
     *
     * @param lit as for {@link #lights}
     * @param casters as for {@link #lights}
     */
    List<SampledLight> emitters(Sample sample, List<ConvexRegion> lit, Optional<Bounds> casters) {
        List<SampledLight> points = new ArrayList<>();
        if (emitters.isEmpty()) {
            return points;
        }
        Bounds box = box(lit);
        SceneEmitters.Choice choice = emitters.choice(box);
        double others = Math.PI * EmissionMap.brightness(worldRadiance)
                + lights.stream().mapToDouble(light -> importance(light, box)).sum();
        double share = choice.importance() > 0 ? choice.importance() / (choice.importance() + others) : 0;
        int most = Math.max(MIN_SAMPLE_EMITTER_POINTS, (MIN_EMITTER_POINTS + sample.count() - 1) / sample.count());
        int count = (int) Math.min(Math.ceil(MAX_LIGHTS * share), most);
        ConvexRegion all = union(lit);
        for (int i = 0; i < count; i++) {
            double unitX = (i + OwenSobol.value(sample.index(), 0, EMITTER_SEED - i)) / count;
            Emitter.Point point = choice.point(unitX, OwenSobol.value(sample.index(), 1, EMITTER_SEED - i));
            int receiverSet = sets.number(point.linking().receivers());
            emitter(point, NONE, count, 0, receiverSet, sample, all, casters.isPresent()).ifPresent(points::add);
        }
        return points;
    }

    /**
     * A point of a surface, by the light that it reflects; empty where nothing that is lit lies before it.
     *
     * @param point its radiance is what it reflects
     * @param pathRadiance {@link SampledLight#pathRadiance}
     * @param count points that the sample has of what is reflected
     * @param lit what is seen of the scene
     */
    static Optional<SampledLight> virtualLight(Emitter.Point point, Vector3fc pathRadiance, int count, Sample sample, ConvexRegion lit) {
        return emitter(point, pathRadiance, count, SampledLight.VIRTUAL, -1, sample, lit, true).map(SampledLight::withoutShadowRays);
    }

    private static Optional<SampledLight> emitter(
            Emitter.Point point, Vector3fc pathRadiance, int count, float shape, int receiverSet, Sample sample, ConvexRegion lit,
            boolean castsShadow) {
        Vector3fc origin = point.position();
        ConvexRegion ahead = lit.cut(List.of(new Vector4f(point.normal(), -point.normal().dot(origin))));
        if (ahead.isEmpty() || !(point.area() > 0)) {
            return Optional.empty();
        }
        float area = point.area() / count;
        // All points of all samples together cover the surface with discs, so the nearest one is no brighter than the surface.
        return Optional.of(new SampledLight(SampledLight.Kind.EMITTER, origin, point.radiance().mul(area, new Vector3f()),
                area / (sample.count() * (float) Math.PI), point.normal(), receiverSet, pathRadiance, shape, NONE, 0, origin, new Vector2f(),
                castsShadow ? ShadowView.around(origin, ahead) : List.of(), point.linking().blockers()));
    }

    private Optional<SampledLight> sampled(
            Light light, float weight, int index, Sample sample, List<ConvexRegion> lit, Optional<Bounds> casters) {
        if (light instanceof Light.Sun sun) {
            return Optional.of(sun(sun, weight, index, sample, lit, castersOf(light, casters)));
        }
        boolean castsShadow = castersOf(light, casters).isPresent();
        ConvexRegion all = union(lit);
        if (light instanceof Light.Point point) {
            Vector3f offset = pointOffset(point.radius(), index, sample);
            Vector3f origin = translation(light).add(offset);
            List<ShadowView> views = castsShadow ? ShadowView.around(origin, all) : List.of();
            Matrix3f worldToLight = inverse(light);
            return Optional.of(new SampledLight(SampledLight.Kind.POINT, translation(light), intensity(light, weight),
                    softening(point.radius(), point.softFalloff()), worldToLight.getRow(2, new Vector3f()).negate(), receiverSet(light),
                    worldToLight.getRow(0, new Vector3f()), 0, worldToLight.getRow(1, new Vector3f()), 0, origin, new Vector2f(), views,
                    light.source().linking().blockers()));
        }
        return light instanceof Light.Spot spot
                ? spot(spot, weight, index, sample, all, castsShadow) : area((Light.Area) light, weight, index, sample, all, castsShadow);
    }

    private static Optional<Bounds> castersOf(Light light, Optional<Bounds> casters) {
        return light.source().castsShadow() ? casters : Optional.empty();
    }

    static ConvexRegion union(List<ConvexRegion> parts) {
        return new ConvexRegion(parts.stream().flatMap(part -> part.polygons().stream()).toList());
    }

    private SampledLight sun(
            Light.Sun sun, float weight, int index, Sample sample, List<ConvexRegion> lit, Optional<Bounds> casters) {
        Vector3f toLight = direction(sun).negate();
        Vector3f toPoint = new Vector3f(toLight);
        if (sample.count() > 1 && sun.angle() > 0) {
            Vector2f disc = disc(OwenSobol.value(sample.index(), 0, index), OwenSobol.value(sample.index(), 1, index))
                    .mul((float) Math.tan(Math.min(sun.angle() / 2, 1.5)));
            Vector3f across = perpendicular(toLight);
            toPoint.add(across.mul(disc.x, new Vector3f())).add(toLight.cross(across, new Vector3f()).mul(disc.y)).normalize();
        }
        return new SampledLight(SampledLight.Kind.SUN, NONE, sun.power().mul(weight, new Vector3f()), sun.angle() / 2, direction(sun),
                receiverSet(sun), NONE, 0, NONE, 0, toPoint, new Vector2f(), parallelViews(toPoint, lit, casters),
                sun.source().linking().blockers());
    }

    private static List<ShadowView> parallelViews(Vector3fc toLight, List<ConvexRegion> lit, Optional<Bounds> casters) {
        return casters.map(box -> lit.stream().filter(part -> !part.isEmpty())
                .map(part -> ShadowView.parallel(toLight, part, box)).toList()).orElse(List.of());
    }

    private Optional<SampledLight> spot(
            Light.Spot spot, float weight, int index, Sample sample, ConvexRegion lit, boolean castsShadow) {
        float cosHalfAngle = (float) Math.cos(spot.coneAngle() / 2);
        float edge = Math.max(spot.blend(), MIN_BLEND) * (1 - cosHalfAngle);
        Matrix4fc matrix = spot.lightToWorld();
        Matrix3f worldToLight = inverse(spot);
        Vector3f origin = translation(spot).add(pointOffset(spot.radius(), index, sample));
        List<ShadowView> views = List.of();
        if (castsShadow) {
            float tangent = (float) Math.tan(Math.min(spot.coneAngle() / 2, 1.5));
            float lengthZ = matrix.getColumn(2, new Vector3f()).length();
            float tangentX = tangent * matrix.getColumn(0, new Vector3f()).length() / lengthZ;
            float tangentY = tangent * matrix.getColumn(1, new Vector3f()).length() / lengthZ;
            boolean isNarrow = Math.max(tangentX, tangentY) < MAX_SPOT_TANGENT && isOrthogonal(matrix);
            views = isNarrow
                    ? ShadowView.within(rotation(matrix).translate(-origin.x, -origin.y, -origin.z), tangentX, tangentY, lit)
                    : ShadowView.around(origin, lit);
            if (views.isEmpty()) {
                return Optional.empty(); // nothing that is seen is in its cone
            }
        }
        return Optional.of(new SampledLight(SampledLight.Kind.SPOT, translation(spot), intensity(spot, weight),
                softening(spot.radius(), spot.softFalloff()), worldToLight.getRow(2, new Vector3f()).negate(), receiverSet(spot),
                worldToLight.getRow(0, new Vector3f()), cosHalfAngle, worldToLight.getRow(1, new Vector3f()), 1 / edge, origin,
                new Vector2f(), views, spot.source().linking().blockers()));
    }

    /** Of directions; 0 where the light is scaled to nothing. */
    private static Matrix3f inverse(Light light) {
        Matrix3f lightToWorld = light.lightToWorld().get3x3(new Matrix3f());
        return lightToWorld.determinant() == 0 ? lightToWorld.zero() : lightToWorld.invert();
    }

    private static boolean isOrthogonal(Matrix4fc matrix) {
        Vector3f x = matrix.getColumn(0, new Vector3f()).normalize();
        Vector3f y = matrix.getColumn(1, new Vector3f()).normalize();
        Vector3f z = matrix.getColumn(2, new Vector3f()).normalize();
        return Math.abs(x.dot(y)) + Math.abs(x.dot(z)) + Math.abs(y.dot(z)) < 1e-4f;
    }

    /** The inverse of a matrix's rotation, whose columns are orthogonal. */
    private static Matrix4f rotation(Matrix4fc matrix) {
        Matrix4f inverse = new Matrix4f();
        for (int axis = 0; axis < 3; axis++) {
            inverse.setRow(axis, new Vector4f(matrix.getColumn(axis, new Vector3f()).normalize(), 0));
        }
        return inverse;
    }

    private Optional<SampledLight> area(
            Light.Area area, float weight, int index, Sample sample, ConvexRegion lit, boolean castsShadow) {
        Matrix4fc matrix = area.lightToWorld();
        Vector3f halfX = matrix.getColumn(0, new Vector3f()).mul(area.sizeX() / 2);
        Vector3f halfY = matrix.getColumn(1, new Vector3f()).mul(area.sizeY() / 2);
        float surface = (area.ellipse() ? (float) Math.PI : 4) * halfX.length() * halfY.length();
        double unitX = sample.count() == 1 ? 0.5 : OwenSobol.value(sample.index(), 0, index);
        double unitY = sample.count() == 1 ? 0.5 : OwenSobol.value(sample.index(), 1, index);
        Vector2f point = area.ellipse()
                ? sample.count() == 1 ? new Vector2f() : disc(unitX, unitY)
                : new Vector2f((float) (2 * unitX - 1), (float) (2 * unitY - 1));
        Vector3f origin = translation(area).add(halfX.mul(point.x, new Vector3f())).add(halfY.mul(point.y, new Vector3f()));
        Vector3f axisZ = direction(area);
        List<ShadowView> views = List.of();
        if (castsShadow) {
            ConvexRegion ahead = lit.cut(List.of(new Vector4f(axisZ, -axisZ.dot(origin))));
            if (ahead.isEmpty()) {
                return Optional.empty();
            }
            views = ShadowView.around(origin, ahead);
        }
        // Cycles integrates cos(x) (1 - tan(x) / tan(a)) sin(x) over the spread's half angle a (intern/cycles/scene/light.cpp).
        double halfSpread = area.spread() / 2;
        boolean isSpreadAll = halfSpread > MAX_HALF_SPREAD;
        float tangent = (float) Math.tan(Math.max(halfSpread, MIN_HALF_SPREAD));
        float gain = (float) (1 / (tangent - Math.max(halfSpread, MIN_HALF_SPREAD)));
        return Optional.of(new SampledLight(
                area.ellipse() ? SampledLight.Kind.AREA_ELLIPSE : SampledLight.Kind.AREA_RECTANGLE, translation(area),
                area.power().mul(weight / (float) Math.PI, new Vector3f()), surface / (float) Math.PI, axisZ, receiverSet(area),
                halfX, isSpreadAll ? 0 : tangent, halfY, isSpreadAll ? 0 : gain, origin, new Vector2f((float) unitX, (float) unitY), views,
                area.source().linking().blockers()));
    }

    /** Of a world that is the same in all directions; of another 0. */
    Vector3fc evenRadiance() {
        return isWorldEven() ? worldRadiance : NONE;
    }

    private boolean isWorldEven() {
        return worldDirections.isEmpty();
    }

    /**
     * Directions that a sample has of a world that is not the same in all of them, as suns; none where it is black.
     *
     * @param lit as for {@link #lights}
     * @param casters as for {@link #lights}
     */
    List<SampledLight> brightDirections(Sample sample, List<ConvexRegion> lit, Optional<Bounds> casters) {
        List<SampledLight> directions = new ArrayList<>();
        if (isWorldEven() || worldDirections.get().isBlack()) {
            return directions;
        }
        int count = Math.max(4, (MIN_WORLD_DIRECTIONS + sample.count() - 1) / sample.count());
        ConvexRegion all = union(lit);
        for (int i = 0; i < count; i++) {
            int index = sample.index() * count + i;
            WorldDirections.Direction direction = worldDirections.get().pick(OwenSobol.value(index, 2, WORLD_SEED),
                    OwenSobol.value(index, 0, WORLD_SEED), OwenSobol.value(index, 1, WORLD_SEED));
            Vector3fc toLight = direction.toLight();
            SampledLight light = new SampledLight(SampledLight.Kind.SUN, NONE, direction.radiance().div(count, new Vector3f()), WORLD_SOFTNESS,
                    toLight.negate(new Vector3f()), -1, NONE, direction.steradians(), NONE, 0, toLight, new Vector2f(),
                    parallelViews(toLight, List.of(all), casters), ObjectSelection.ALL);
            directions.add(OwenSobol.value(index, 3, WORLD_SEED) < direction.shadowRayShare() ? light : light.withoutShadowRays());
        }
        return directions;
    }

    /**
     * Directions of an even world that a sample has, as suns; empty where the world is black. Those of all samples together are Fibonacci's
     * lattice on the sphere (Keinert and others 2015, "Spherical Fibonacci Mapping"): so few directions are nowhere else spread as evenly.
     *
     * @param lit as for {@link #lights}
     */
    List<SampledLight> worldDirections(Sample sample, List<ConvexRegion> lit, Bounds casters) {
        List<SampledLight> directions = new ArrayList<>();
        ConvexRegion all = union(lit);
        if (!isWorldLit() || !isWorldEven() || all.isEmpty()) {
            return directions;
        }
        int sampleCount = sample.count();
        int perSample = Math.max(MIN_SAMPLE_WORLD_DIRECTIONS, (MIN_WORLD_DIRECTIONS + sampleCount - 1) / sampleCount);
        // Steps along the lattice, so that samples that follow each other are far from each other.
        int first = (int) (sample.index() * (long) coprimeStep(sampleCount) % sampleCount);
        for (int i = 0; i < perSample; i++) {
            Vector3f toLight = latticePoint(first + i * sampleCount, perSample * sampleCount);
            directions.add(new SampledLight(SampledLight.Kind.SUN, NONE, worldRadiance, 0, toLight.negate(new Vector3f()), -1, NONE, 0,
                    NONE, 0, toLight, new Vector2f(), List.of(ShadowView.parallel(toLight, all, casters)), ObjectSelection.ALL).withoutShadowRays());
        }
        return directions;
    }

    private static int coprimeStep(int count) {
        int step = Math.max((int) (count / GOLDEN_RATIO), 1);
        while (BigInteger.valueOf(step).gcd(BigInteger.valueOf(count)).intValue() != 1) {
            step++;
        }
        return step;
    }

    private static Vector3f latticePoint(int index, int count) {
        double z = 1 - (2 * index + 1.0) / count;
        double angle = 2 * Math.PI * (index / GOLDEN_RATIO % 1);
        double aside = Math.sqrt(1 - z * z);
        return new Vector3f((float) (aside * Math.cos(angle)), (float) (aside * Math.sin(angle)), (float) z).rotate(WORLD_TURN);
    }

    /**
     * From the centre of a ball to a point in it. Seen from anywhere the points are spread evenly over a disc, as Cycles samples such
     * lights: so they have the density 1 / (π² √(1 - r²)), the inverse of Abel's transform of an even disc.
     */
    private static Vector3f pointOffset(float radius, int index, Sample sample) {
        if (radius == 0 || sample.count() == 1) {
            return new Vector3f();
        }
        double share = OwenSobol.value(sample.index(), 2, index);
        double low = 0;
        double high = 1;
        for (int i = 0; i < 24; i++) {
            double middle = (low + high) / 2;
            // The integral of r² / √(1 - r²), as a share of that up to 1.
            if ((Math.asin(middle) - middle * Math.sqrt(1 - middle * middle)) * 2 / Math.PI < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double z = 2 * OwenSobol.value(sample.index(), 0, index) - 1;
        double angle = 2 * Math.PI * OwenSobol.value(sample.index(), 1, index);
        double aside = Math.sqrt(1 - z * z);
        return new Vector3f((float) (aside * Math.cos(angle)), (float) (aside * Math.sin(angle)), (float) z).mul((float) low * radius);
    }

    /** A point of the disc of radius 1, evenly spread: areas stay areas. */
    private static Vector2f disc(double unitX, double unitY) {
        double angle = 2 * Math.PI * unitX;
        double radius = Math.sqrt(unitY);
        return new Vector2f((float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle)));
    }

    private static Vector3f perpendicular(Vector3fc direction) {
        Vector3f aside = Math.abs(direction.z()) < 0.9f ? new Vector3f(0, 0, 1) : new Vector3f(0, 1, 0);
        return aside.cross(direction).normalize();
    }

    private int receiverSet(Light light) {
        return sets.number(light.source().linking().receivers());
    }

    /** What is added to the square of the distance. */
    private static float softening(float radius, boolean softFalloff) {
        return softFalloff ? radius * radius : 0;
    }

    private static Vector3f intensity(Light light, float weight) {
        return light.power().mul(weight / (4 * (float) Math.PI), new Vector3f());
    }

    private static Vector3f translation(Light light) {
        return light.lightToWorld().getTranslation(new Vector3f());
    }

    private static Vector3f direction(Light light) {
        return light.lightToWorld().getColumn(2, new Vector3f()).normalize().negate();
    }
}
