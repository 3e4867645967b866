// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Bounds;
import passbridge.scene.LightLinking;

/**
 * Light that surfaces reflect onto others: Keller 1997, "Instant Radiosity". Each sample looks from one of its lights, and makes lights of a
 * few of the places that this light or those of earlier samples shine on. Among the lights to look from are those that the sample before has
 * made, so further samples have light that was reflected more often, and their average converges to all of it. What is reflected into a
 * narrow cone makes none.
 *
 * <p>Thread: the one with the OpenGL context.
 */
final class VirtualLights implements GlResource {
    /** How many a sample has at most. */
    static final int MAX_COUNT = 4;

    /** Lights that the first sample looks from, as often as it says: it has no earlier ones, so the first of these are forgotten. */
    private static final int FIRST_LOOK_COUNT = 8;
    private static final int FIRST_ROUND_COUNT = 2;

    /** Lights whose places are kept. */
    private static final int MAX_LOOK_COUNT = 64;

    private static final int LOOK_SEED = -300; // of the first sample's first look; of the others, that of theirs
    private static final int PLACE_SEED = -330; // of the first place

    /** What is lit more flatly is taken as lit so, or a place at the edge of what a light sees would stand for too large an area. */
    private static final float MIN_COSINE = 0.05f;

    /** Of the light on its axis, what a view shows of it at least: only its middle is looked at. */
    private static final double MIN_SHARE = 0.1;

    /** Of the coordinates: so far above its surface a light lies, a few of their last digits, or that would be in its way. */
    private static final float SURFACE_SHARE = 1e-5f;

    /** Of the map's texels: how far from where they are meshes may be drawn. Places lie above their surface by as much. */
    private static final float MAX_DEVIATION_TEXELS = 0.03f;

    /**
     * Of what is seen: virtual lights are no brighter to other places than from so far. In corners few of them would stand for a light that
     * is far too bright.
     */
    private static final float VIRTUAL_SOFTNESS = 0.05f;

    /** Of places that face away from most of what is seen, as a share of what they reflect. */
    private static final float MIN_FACING = 0.2f;

    /** Of places that are all but covered by what shines on them, as a share of what they reflect: some of it leaves by the edges. */
    private static final float MIN_OPEN = 0.15f;

    private final List<ReflectiveShadowMap> maps = new ArrayList<>(); // as many as one round has needed: they are read once all are drawn
    private final Deque<Look> looks = new ArrayDeque<>();
    private List<Source> made = List.of(); // by the sample before, but for those whose light goes no further

    /**
     * A light that surfaces may reflect.
     *
     * @param share by which its strength is to be multiplied
     * @param bounces that its light has behind it
     */
    record Source(SampledLight light, float share, int bounces) {}

    /**
     * What is looked to from a light.
     *
     * @param drawn the view, as its map is drawn
     * @param probability that it was chosen, of all that might have been
     * @param blockingRadius see {@link #blockingRadius}
     */
    private record Aim(Source source, ShadowView view, ViewTransform drawn, double probability, float blockingRadius) {}

    /**
     * A part of a surface that reflects light.
     *
     * @param normal on the side of the light, of length 1
     * @param radiance what it reflects, W/(m² sr)
     * @param area m², divided by how likely it was that its light was looked from
     * @param pathRadiance {@link SampledLight#pathRadiance}
     * @param bounces that its light has behind it, with that at the place
     * @param weight how much it matters
     */
    private record Place(Vector3fc position, Vector3fc normal, Vector3fc radiance, float area, Vector3fc pathRadiance, int bounces,
            double weight) {}

    /** Places that one light shines on, in arrays: many are kept. */
    private static final class Look {
        private static final int FLOATS = 13; // of a place: position, normal, radiance, path radiance, area

        private final int bounces;

        private float[] numbers = new float[FLOATS * ReflectiveShadowMap.TEXEL_COUNT];
        private double[] sums = new double[ReflectiveShadowMap.TEXEL_COUNT]; // of the weights
        private int count;

        /** @param bounces of all of them */
        Look(int bounces) {
            this.bounces = bounces;
        }

        void add(Place place) {
            sums[count] = weight() + place.weight;
            int first = FLOATS * count;
            put(first, place.position);
            put(first + 3, place.normal);
            put(first + 6, place.radiance);
            put(first + 9, place.pathRadiance);
            numbers[first + 12] = place.area;
            count++;
        }

        private void put(int first, Vector3fc vector) {
            numbers[first] = vector.x();
            numbers[first + 1] = vector.y();
            numbers[first + 2] = vector.z();
        }

        /** Lets go of what no place needs; none is added any more. */
        Look complete() {
            numbers = Arrays.copyOf(numbers, FLOATS * count);
            sums = Arrays.copyOf(sums, count);
            return this;
        }

        /** Of all places. */
        double weight() {
            return count == 0 ? 0 : sums[count - 1];
        }

        /**
         * Picks a place; there is one.
         *
         * @param unit 0 to below 1
         */
        Place pick(double unit) {
            int index = Picks.index(sums, 0, count, unit * weight());
            int first = FLOATS * index;
            return new Place(vector(first), vector(first + 3), vector(first + 6), numbers[first + 12], vector(first + 9), bounces,
                    sums[index] - (index == 0 ? 0 : sums[index - 1]));
        }

        private Vector3f vector(int first) {
            return new Vector3f(numbers[first], numbers[first + 1], numbers[first + 2]);
        }
    }

    /**
     * Where light is reflected.
     *
     * @param seen what the whole picture shows of the scene, whatever part of it is drawn, so that all parts get the same light
     * @param casters box around all that casts shadows
     * @param region what is as far from what is seen as that is large: what is farther reflects little light to there; may be empty
     */
    record Surroundings(Bounds seen, Bounds casters, ConvexRegion region) {
        static Surroundings of(Bounds seen, Bounds casters) {
            float distance = extent(seen);
            List<Vector4fc> planes = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                Vector3f normal = new Vector3f().setComponent(axis, 1);
                planes.add(new Vector4f(normal, distance - seen.min().get(axis)));
                planes.add(new Vector4f(normal.negate(), seen.max().get(axis) + distance));
            }
            return new Surroundings(seen, casters, ConvexRegion.of(casters).cut(planes));
        }
    }

    /** Draws {@link ReflectiveShadowMap#OUTPUTS} of what reflects the light of a light, into the bound framebuffer. */
    interface Drawing {
        /** False where the frame was cancelled. */
        boolean draw(ViewTransform view, SampledLight light);
    }

    /**
     * The virtual lights of a sample; empty where the frame was cancelled. Changes the viewport and what framebuffer is bound.
     *
     * @param sources the sample's lights of what the surroundings have
     * @param maxBounces {@link passbridge.scene.LightPaths#maxBounces}, not 0
     * @param lit what is seen of the scene, not empty
     */
    Optional<List<SampledLight>> lights(List<Source> sources, int maxBounces, Sample sample, ConvexRegion lit, Surroundings surroundings,
            DepthRange depthRange, Drawing drawing) {
        if (sample.index() == 0) {
            made = List.of();
        }
        List<SampledLight> lights = List.of();
        for (int round = sample.index() == 0 ? FIRST_ROUND_COUNT : 1; round > 0; round--) {
            if (sample.index() == 0) {
                looks.clear();
            }
            List<Source> all = new ArrayList<>(sources);
            all.addAll(made);
            int lookCount = sample.index() == 0 ? FIRST_LOOK_COUNT : 1;
            List<Optional<Aim>> aims = new ArrayList<>();
            for (int i = 0; i < lookCount; i++) {
                aims.add(aim(all, sample, round * FIRST_LOOK_COUNT + i, surroundings, depthRange));
            }
            if (!draw(aims, depthRange, drawing)) {
                return Optional.empty();
            }
            for (int i = 0; i < lookCount; i++) {
                ReflectiveShadowMap map = maps.get(i);
                looks.add(aims.get(i).map(aim -> look(aim, map, surroundings.seen)).orElseGet(() -> new Look(0).complete()));
            }
            while (looks.size() > MAX_LOOK_COUNT) {
                looks.remove();
            }
            List<Source> picked = picked(sample, lit);
            lights = picked.stream().map(Source::light).toList();
            made = picked.stream().filter(source -> source.bounces < maxBounces).toList();
        }
        return Optional.of(lights);
    }

    /** Chooses one of the lights, and where it is to be looked to from there. */
    private static Optional<Aim> aim(List<Source> sources, Sample sample, int number, Surroundings surroundings, DepthRange depthRange) {
        double[] powers = Picks.sums(sources, source -> power(source, surroundings.seen));
        if (surroundings.region.isEmpty() || powers.length == 0 || !(powers[powers.length - 1] > 0)) {
            return Optional.empty();
        }
        int seed = LOOK_SEED - number;
        int chosen = Picks.index(powers, 0, powers.length, OwenSobol.value(sample.index(), 0, seed) * powers[powers.length - 1]);
        Source source = sources.get(chosen);
        List<ShadowView> views = views(source.light, surroundings);
        if (views.isEmpty()) {
            return Optional.empty();
        }
        double[] shares = Picks.sums(views, seenFromThere -> views.size() == 1 ? 1 : share(source.light, seenFromThere));
        int face = Picks.index(shares, 0, shares.length, OwenSobol.value(sample.index(), 1, seed) * shares[shares.length - 1]);
        ViewTransform drawn = views.get(face).transform(ReflectiveShadowMap.SIDE,
                (float) OwenSobol.value(sample.index(), 2, seed) - 0.5f, (float) OwenSobol.value(sample.index(), 3, seed) - 0.5f, depthRange)
                .withMaxDeviationTexels(MAX_DEVIATION_TEXELS);
        return Optional.of(new Aim(source, views.get(face), drawn, Picks.probability(powers, chosen) * Picks.probability(shares, face),
                blockingRadius(source.light, sample, surroundings.seen)));
    }

    /** Draws the map of each aim, without waiting for any; false where the frame was cancelled. */
    private boolean draw(List<Optional<Aim>> aims, DepthRange depthRange, Drawing drawing) {
        while (maps.size() < aims.size()) {
            maps.add(new ReflectiveShadowMap());
        }
        for (int i = 0; i < aims.size(); i++) {
            if (aims.get(i).isPresent()) {
                Aim aim = aims.get(i).get();
                maps.get(i).begin(depthRange);
                if (!drawing.draw(aim.drawn, aim.source.light)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** About what of a light falls on the ball around a box, as it adds up over colours. */
    private static double power(Source source, Bounds box) {
        SampledLight light = source.light;
        double brightness = Math.max(source.share * EmissionMap.brightness(light.strength()), 0);
        double radius = 0.5 * box.min().distance(box.max());
        if (light.kind() == SampledLight.Kind.SUN) {
            return brightness * Math.PI * radius * radius;
        }
        double distance = light.shadowOrigin().distance(box.min().lerp(box.max(), 0.5f, new Vector3f()));
        double reaching = distance > radius ? 0.5 * (1 - Math.sqrt(1 - radius * radius / (distance * distance))) : 1;
        return brightness * light.steradians() * reaching;
    }

    /** About how much of a light a view shows, never 0. */
    private static double share(SampledLight light, ShadowView view) {
        double along = EmissionMap.brightness(light.intensity(view.direction())) / EmissionMap.brightness(light.strength());
        return view.steradians() * Math.max(along, MIN_SHARE);
    }

    private static List<ShadowView> views(SampledLight light, Surroundings surroundings) {
        ConvexRegion around = surroundings.region;
        Vector3fc origin = light.shadowOrigin();
        return switch (light.kind()) {
            case SUN -> List.of(ShadowView.parallel(origin, around, surroundings.casters));
            case POINT -> ShadowView.around(origin, around);
            case SPOT -> ShadowView.cone(origin, light.axisZ(), light.shapeX(), around);
            case AREA_RECTANGLE, AREA_ELLIPSE, EMITTER ->
                ShadowView.around(origin, around.cut(List.of(new Vector4f(light.axisZ(), -light.axisZ().dot(origin)))));
        };
    }

    /** All places of a map, which was drawn, that reflect light. */
    private static Look look(Aim aim, ReflectiveShadowMap map, Bounds seen) {
        map.read();
        Look look = new Look(aim.source.bounces + 1);
        Matrix4fc projection = aim.drawn.projection();
        float texelArea = 4 / (Math.abs(projection.m00() * projection.m11()) * ReflectiveShadowMap.TEXEL_COUNT);
        for (int texel = 0; texel < ReflectiveShadowMap.TEXEL_COUNT; texel++) {
            Vector3f albedo = map.albedo(texel);
            Vector3f position = map.position(texel);
            if (EmissionMap.brightness(albedo) > 0 && aim.view.contains(position)) {
                Place place = place(aim, albedo, position, map.normal(texel), texelArea, seen);
                if (place.weight > 0) {
                    look.add(place);
                }
            }
        }
        return look.complete();
    }

    /** @param texelArea across the light, m²; where its rays are not parallel, at a distance of a metre along the view's axis */
    private static Place place(Aim aim, Vector3fc albedo, Vector3fc position, Vector3fc normal, float texelArea, Bounds seen) {
        Source source = aim.source;
        ViewTransform view = aim.drawn;
        SampledLight light = source.light;
        float size = extent(seen);
        Vector3f direction;
        Vector3f irradiance; // of a surface that faces the light
        float across;        // area of the texel there
        float open = 1;      // share of the hemisphere over the place that what shines on it leaves free
        if (light.kind() == SampledLight.Kind.SUN) {
            direction = light.shadowOrigin().negate(new Vector3f());
            irradiance = new Vector3f(light.strength());
            across = texelArea;
        } else {
            direction = position.sub(light.shadowOrigin(), new Vector3f());
            float distance = Math.max(direction.length(), Float.MIN_NORMAL);
            direction.div(distance);
            float along = -view.worldToCamera().transformPosition(position, new Vector3f()).z;
            float softening = Math.max(light.softening(), light.isVirtual() ? square(VIRTUAL_SOFTNESS * size) : 0);
            irradiance = light.intensity(direction).div(light.kind() == SampledLight.Kind.EMITTER
                    ? Math.max(distance * distance, softening) : distance * distance + softening + Float.MIN_NORMAL);
            across = texelArea * along * along * along / distance;
            if (light.kind() == SampledLight.Kind.EMITTER) {
                float blocked = square(aim.blockingRadius) / (square(aim.blockingRadius) + distance * distance + Float.MIN_NORMAL);
                open = 1 - blocked * Math.max(light.axisZ().dot(direction), 0) * Math.max(-normal.dot(direction), 0);
            }
        }
        float cosine = Math.max(-normal.dot(direction), MIN_COSINE);
        Vector3f radiance = irradiance.mul(albedo).mul(source.share * cosine / (float) Math.PI);
        float area = across / cosine / (float) aim.probability;
        float texel = view.texelSize() * (view.isOrthographic() ? 1 : -view.worldToCamera().transformPosition(position, new Vector3f()).z);
        Vector3f above = new Vector3f(normal).mul(MAX_DEVIATION_TEXELS * texel).add(position);
        Vector3fc pathRadiance = light.isVirtual() ? light.pathRadiance().mul(albedo, new Vector3f()) : radiance;
        return new Place(above, normal, radiance, area, pathRadiance, source.bounces + 1,
                EmissionMap.brightness(radiance) * area * Math.max(open, MIN_OPEN) * nearness(position, normal, seen));
    }

    /**
     * How far around itself a surface that shines is taken to reach: it hides what it shines on from near, as the light between a lamp and the
     * ceiling that it hangs from hardly gets out. Lamps without a surface hide nothing.
     */
    private static float blockingRadius(SampledLight light, Sample sample, Bounds seen) {
        return light.isVirtual() ? VIRTUAL_SOFTNESS * extent(seen) : (float) Math.sqrt(light.softening() * sample.count());
    }

    private static float square(float value) {
        return value * value;
    }

    /** About how much of what is seen a place lights: 1 by the squared distance, or 0 where all of it is behind the place. */
    private static double nearness(Vector3fc position, Vector3fc normal, Bounds seen) {
        float size = extent(seen);
        Vector3f foremost = new Vector3f();
        for (int axis = 0; axis < 3; axis++) {
            foremost.setComponent(axis, normal.get(axis) > 0 ? seen.max().get(axis) : seen.min().get(axis));
        }
        float facing = foremost.sub(position).dot(normal) / (0.5f * size + Float.MIN_NORMAL);
        float nearest = position.max(seen.min(), new Vector3f()).min(seen.max()).distance(position);
        double blur = SceneLights.NEARNESS * size;
        return facing <= 0 ? 0 : Math.min(Math.max(facing, MIN_FACING), 1) / (nearest * nearest + blur * blur + Float.MIN_NORMAL);
    }

    private static float extent(Bounds box) {
        return box.min().distance(box.max());
    }

    private List<Source> picked(Sample sample, ConvexRegion lit) {
        List<Look> all = List.copyOf(looks);
        double[] sums = Picks.sums(all, Look::weight);
        double sum = sums[sums.length - 1];
        List<Source> lights = new ArrayList<>();
        for (int i = 0; i < MAX_COUNT && sum > 0; i++) {
            double wanted = (i + OwenSobol.value(sample.index(), 0, PLACE_SEED - i)) / MAX_COUNT * sum;
            int index = Picks.index(sums, 0, sums.length, wanted);
            Place place = all.get(index).pick(OwenSobol.value(sample.index(), 1, PLACE_SEED - i));
            Vector3f position = place.position.fma(SURFACE_SHARE * place.position.length(), place.normal, new Vector3f());
            float area = (float) (place.area * sum / (place.weight * all.size()));
            SceneLights.virtualLight(new Emitter.Point(position, place.normal, place.radiance, area, LightLinking.ALL), place.pathRadiance,
                            MAX_COUNT, sample, lit)
                    .ifPresent(light -> lights.add(new Source(light, 1, place.bounces)));
        }
        return lights;
    }

    @Override
    public void close() {
        maps.forEach(ReflectiveShadowMap::close);
        maps.clear();
    }
}
