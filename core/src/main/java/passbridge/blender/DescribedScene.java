// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector2f;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.InstanceSource;
import passbridge.scene.Light;
import passbridge.scene.LightLinking;
import passbridge.scene.LightPaths;
import passbridge.scene.Material;
import passbridge.scene.ObjectSelection;
import passbridge.scene.Particle;
import passbridge.scene.Ray;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraph;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.World;

/** Turns a {@link Description} into a {@link Scene}. Thread: the render thread. */
final class DescribedScene {
    private static final Ray[] RAYS = Ray.values();

    private final Description description;
    private final SessionScene.Next parts;
    private final Consumer<String> listener;
    private final Map<Integer, Set<Ray>> visibilities = new HashMap<>(); // by their bits: most objects have the same

    private DescribedScene(Description description, SessionScene.Next parts, Consumer<String> listener) {
        this.description = description;
        this.parts = parts;
        this.listener = listener;
    }

    /**
     * The scene; empty: some of its geometries are {@link SessionScene.Next#missing}.
     *
     * @param parts receives what the scene consists of
     * @param listener hears what can't be drawn as it should be
     * @throws PassbridgeException for a description that leads outside of itself, or that can't be
     */
    static Optional<Scene> read(Description description, SessionScene.Next parts, Consumer<String> listener) {
        try {
            return new DescribedScene(description, parts, listener).scene();
        } catch (IllegalArgumentException refused) {
            throw new PassbridgeException("the description of the scene can't be: " + refused.getMessage());
        }
    }

    private Optional<Scene> scene() {
        if (description.count(Protocol.Lists.SCENES) != 1) {
            throw new PassbridgeException(
                    "the description of the scene has " + description.count(Protocol.Lists.SCENES) + " scenes, not one");
        }
        Description.Struct struct = description.struct(Protocol.Lists.SCENES, 0);
        List<CapturedGeometry> geometries = description.all(Protocol.Lists.GEOMETRIES).map(parts::geometry);
        if (!parts.missing().isEmpty()) {
            return Optional.empty();
        }
        List<Image> images = description.all(Protocol.Lists.IMAGES).map(parts::image);
        DescribedShaderGraphs graphs = new DescribedShaderGraphs(description, images, parts.graphs());
        DescribedMaterials materials = new DescribedMaterials(description, parts, graphs);
        List<SceneObject> objects = description.all(Protocol.Lists.OBJECTS).map(this::object);
        List<Prototype> prototypes = prototypes(
                geometries, objects, materials.materials(), Material.of("", graphs.graph(struct, Protocol.Scene.DEFAULT_GRAPH).orElse(ShaderGraph.EMPTY)));
        List<Float> motionTimes =
                description.all(Protocol.Lists.MOTION_TIMES).map(time -> time.real(0));
        return Optional.of(new Scene(
                world(struct, graphs),
                instances(prototypes, struct, motionTimes.size()),
                lights(objects, graphs, motionTimes.size()),
                lightPaths(struct),
                struct.real(Protocol.Scene.PASS_ALPHA_THRESHOLD),
                motionTimes,
                settings(struct, Protocol.Scene.PROPERTIES)));
    }

    private static LightPaths lightPaths(Description.Struct scene) {
        float clamp = scene.real(Protocol.Scene.CLAMP_INDIRECT);
        return new LightPaths(scene.integer(Protocol.Scene.MAX_BOUNCES), clamp == 0 ? Float.POSITIVE_INFINITY : clamp);
    }

    private World world(Description.Struct scene, DescribedShaderGraphs graphs) {
        boolean isTransparent = scene.integer(Protocol.Scene.TRANSPARENT_FILM) != 0;
        float exposure = scene.real(Protocol.Scene.FILM_EXPOSURE);
        int index = scene.integer(Protocol.Scene.WORLD);
        if (index == Protocol.NONE) {
            return new World(new Vector3f(), isTransparent).withFilmExposure(exposure);
        }
        Description.Struct world = description.struct(Protocol.Lists.WORLDS, index);
        return new World(
                finite(world.vector(Protocol.World.COLOR)), graphs.graph(world, Protocol.World.GRAPH).orElse(ShaderGraph.EMPTY), isTransparent, exposure,
                world.text(Protocol.World.NAME),
                world.text(Protocol.World.LIGHT_GROUP), settings(world, Protocol.World.SETTINGS),
                settings(world, Protocol.World.PROPERTIES));
    }

    private SceneObject object(Description.Struct struct) {
        int flags = struct.integer(Protocol.Object.FLAGS);
        return parts.object(new SceneObject(
                struct.integer64(Protocol.Object.ID),
                struct.text(Protocol.Object.NAME),
                struct.text(Protocol.Object.ASSET_NAME),
                struct.integer64(Protocol.Object.PARENT),
                struct.range(Protocol.Object.COLLECTIONS, Protocol.Lists.NAMES).map(name -> name.text(0)),
                struct.integer(Protocol.Object.PASS_INDEX),
                struct.vector4(Protocol.Object.COLOR),
                visibilities.computeIfAbsent(struct.integer(Protocol.Object.VISIBILITY), DescribedScene::visibleTo),
                (flags & Protocol.ObjectFlags.HOLDOUT) != 0,
                (flags & Protocol.ObjectFlags.SHADOW_CATCHER) != 0,
                struct.text(Protocol.Object.LIGHT_GROUP),
                linking(struct, Protocol.Object.RECEIVERS, Protocol.Object.BLOCKERS),
                settings(struct, Protocol.Object.SETTINGS),
                settings(struct, Protocol.Object.PROPERTIES),
                settings(struct, Protocol.Object.INSTANCER_PROPERTIES)));
    }

    private static Set<Ray> visibleTo(int visibility) {
        Set<Ray> visibleTo = EnumSet.noneOf(Ray.class);
        for (Ray ray : RAYS) {
            if ((visibility & 1 << ray.ordinal()) != 0) {
                visibleTo.add(ray);
            }
        }
        return Set.copyOf(visibleTo);
    }

    /** Of the {@code range<PROPERTIES>} that a member is. */
    private static Settings settings(Description.Struct struct, int member) {
        return DescribedSettings.of(struct.range(member, Protocol.Lists.PROPERTIES));
    }

    /** A {@code pb_prototype}. */
    private record Prototype(Geometry geometry, SceneObject object, List<Material> materials) {}

    private List<Prototype> prototypes(
            List<CapturedGeometry> geometries, List<SceneObject> objects, List<Material> materials, Material defaultMaterial) {
        Map<Long, List<Material>> slotLists = new HashMap<>();
        return description.all(Protocol.Lists.PROTOTYPES).map(struct -> {
            Description.Range slots = struct.range(Protocol.Prototype.SLOTS, Protocol.Lists.SLOTS);
            // Immutable, so that instances take it over without a copy: comparing them is cheap then.
            List<Material> slotMaterials = slotLists.computeIfAbsent(slots.key(), key -> slots.count() == 0
                    ? List.of(defaultMaterial)
                    : List.copyOf(slots.map(slot -> slot.element(0, materials, defaultMaterial, "material"))));
            return new Prototype(
                    struct.element(Protocol.Prototype.GEOMETRY, geometries, "geometry").geometry(),
                    struct.element(Protocol.Prototype.OBJECT, objects, "object"), slotMaterials);
        });
    }

    private List<Instance> instances(List<Prototype> prototypes, Description.Struct scene, int motionStepCount) {
        int count = description.count(Protocol.Lists.INSTANCE_PROTOTYPES);
        Description.Range motion = scene.range(Protocol.Scene.INSTANCE_MOTION, Protocol.Lists.MOTION_MATRICES);
        requireCount(Protocol.Lists.INSTANCE_MATRICES, count, false);
        requireCount(Protocol.Lists.INSTANCE_IDS, count, true);
        requireCount(Protocol.Lists.INSTANCE_RANDOM_IDS, count, true);
        if (motion.count() != 0 && motion.count() != (long) count * motionStepCount) {
            throw new PassbridgeException("the description of the scene has " + count + " instances and " + motionStepCount
                    + " motion steps, but " + motion.count() + " matrices of instances that move");
        }
        boolean hasIds = description.count(Protocol.Lists.INSTANCE_IDS) > 0;
        boolean hasRandomIds = description.count(Protocol.Lists.INSTANCE_RANDOM_IDS) > 0;
        Map<Integer, InstanceSource> sources = sources(count);
        List<Instance> instances = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Prototype prototype =
                    description.struct(Protocol.Lists.INSTANCE_PROTOTYPES, i).element(0, prototypes, "prototype");
            Matrix4f objectToWorld = description.struct(Protocol.Lists.INSTANCE_MATRICES, i).matrix(0);
            if (!objectToWorld.isFinite()) {
                listener.accept("'" + prototype.geometry.name() + "': an instance has a place that is no number and is not drawn");
                continue;
            }
            List<Matrix4fc> moved = motion.count() == 0 ? List.of() : motion(motion, i, count, motionStepCount, objectToWorld);
            instances.add(new Instance(
                    prototype.geometry, objectToWorld, moved, prototype.object, prototype.materials,
                    sources.getOrDefault(i, InstanceSource.NONE),
                    randomId(hasRandomIds ? description.struct(Protocol.Lists.INSTANCE_RANDOM_IDS, i).integer(0) : 0, prototype.object),
                    hasIds ? description.struct(Protocol.Lists.INSTANCE_IDS, i).integer64(0) : 0));
        }
        return instances;
    }

    /** By instance. */
    private Map<Integer, InstanceSource> sources(int instanceCount) {
        Map<Integer, InstanceSource> sources = new HashMap<>();
        description.all(Protocol.Lists.INSTANCE_SOURCES).map(struct -> {
            int instance = struct.integer(Protocol.InstanceSource.INSTANCE);
            if (Integer.compareUnsigned(instance, instanceCount) >= 0) {
                throw new PassbridgeException("the description of the scene has " + instanceCount + " instances, but the source of instance "
                        + Integer.toUnsignedString(instance));
            }
            return sources.put(instance, source(struct));
        });
        return sources;
    }

    /** Coordinates are moved as in Cycles (blender/object.cpp, sync_object, as of Blender 5.2). */
    private static InstanceSource source(Description.Struct struct) {
        boolean hasParticle = struct.integer(Protocol.InstanceSource.HAS_PARTICLE) != 0;
        int uv = Protocol.InstanceSource.UV;
        return new InstanceSource(
                struct.vector(Protocol.InstanceSource.GENERATED).mul(0.5f).sub(0.5f, 0.5f, 0.5f), new Vector2f(struct.real(uv), struct.real(uv + Float.BYTES)),
                hasParticle ? Optional.of(particle(struct)) : Optional.empty());
    }

    private static Particle particle(Description.Struct struct) {
        return new Particle(
                struct.integer(Protocol.InstanceSource.PARTICLE_INDEX), struct.real(Protocol.InstanceSource.PARTICLE_AGE),
                struct.real(Protocol.InstanceSource.PARTICLE_LIFETIME), struct.real(Protocol.InstanceSource.PARTICLE_SIZE),
                struct.vector(Protocol.InstanceSource.PARTICLE_LOCATION), struct.vector(Protocol.InstanceSource.PARTICLE_VELOCITY),
                struct.vector(Protocol.InstanceSource.PARTICLE_ANGULAR_VELOCITY));
    }

    /** Blender has a number for what is instanced alone; Cycles then takes one of the object's name (blender/object.cpp, sync_object). */
    private static int randomId(int ofInstance, SceneObject object) {
        return ofInstance != 0 ? ofInstance : NameHash.of(object.name());
    }

    private void requireCount(int list, int count, boolean mayBeEmpty) {
        if (description.count(list) != count && !(mayBeEmpty && description.count(list) == 0)) {
            throw new PassbridgeException("the description of the scene has " + count + " instances, but " + description.count(list)
                    + (list == Protocol.Lists.INSTANCE_MATRICES ? " matrices" : " ids") + " of instances");
        }
    }

    /** An element's matrices, of lists step by step; empty where it does not move, or a number is none. */
    private static List<Matrix4fc> motion(Description.Range matrices, int index, int count, int stepCount, Matrix4fc place) {
        List<Matrix4fc> steps = new ArrayList<>(stepCount);
        boolean moves = false;
        for (int step = 0; step < stepCount; step++) {
            Matrix4f matrix = matrices.struct(step * count + index).matrix(0);
            if (!matrix.isFinite()) {
                return List.of();
            }
            moves |= !matrix.equals(place);
            steps.add(matrix);
        }
        return moves ? List.copyOf(steps) : List.of();
    }

    private List<Light> lights(List<SceneObject> objects, DescribedShaderGraphs graphs, int motionStepCount) {
        List<Light> lights = new ArrayList<>();
        for (int i = 0; i < description.count(Protocol.Lists.LIGHTS); i++) {
            Description.Struct struct = description.struct(Protocol.Lists.LIGHTS, i);
            Light.Source source = source(struct, objects, graphs, motionStepCount);
            try {
                lights.add(light(struct, source));
            } catch (IllegalArgumentException wrong) {
                listener.accept(wrong.getMessage() + ": '" + source.object().name() + "' does not shine");
            }
        }
        return lights;
    }

    private static Light light(Description.Struct struct, Light.Source source) {
        Matrix4fc lightToWorld = struct.matrix(Protocol.Light.LIGHT_TO_WORLD);
        Vector3f power = struct.vector(Protocol.Light.COLOR);
        float radius = struct.real(Protocol.Light.RADIUS);
        boolean softFalloff = (struct.integer(Protocol.Light.FLAGS) & Protocol.LightFlags.SOFT_FALLOFF) != 0;
        return switch (struct.integer(Protocol.Light.TYPE)) {
            case Protocol.LightType.POINT -> new Light.Point(source, lightToWorld, power, radius, softFalloff);
            case Protocol.LightType.SUN -> new Light.Sun(source, lightToWorld, power, struct.real(Protocol.Light.SUN_ANGLE));
            case Protocol.LightType.SPOT -> new Light.Spot(
                    source, lightToWorld, power, radius, softFalloff,
                    struct.real(Protocol.Light.SPOT_ANGLE), struct.real(Protocol.Light.SPOT_BLEND));
            case Protocol.LightType.AREA -> new Light.Area(
                    source, lightToWorld, power, struct.real(Protocol.Light.AREA_SIZE), struct.real(Protocol.Light.AREA_SIZE + Float.BYTES),
                    struct.integer(Protocol.Light.AREA_IS_ELLIPSE) != 0, struct.real(Protocol.Light.AREA_SPREAD));
            default -> throw new PassbridgeException(
                    "the description of the scene has a light of unknown type " + struct.integer(Protocol.Light.TYPE));
        };
    }

    private Light.Source source(
            Description.Struct struct, List<SceneObject> objects, DescribedShaderGraphs graphs, int motionStepCount) {
        Description.Range motion = struct.range(Protocol.Light.MOTION, Protocol.Lists.MOTION_MATRICES);
        if (motion.count() != 0 && motion.count() != motionStepCount) {
            throw new PassbridgeException("the description of the scene has a light with " + motion.count() + " places in "
                    + motionStepCount + " motion steps");
        }
        return new Light.Source(
                struct.integer64(Protocol.Light.ID),
                struct.text(Protocol.Light.NAME),
                struct.element(Protocol.Light.OBJECT, objects, "object"),
                motion(motion, 0, 1, motion.count(), struct.matrix(Protocol.Light.LIGHT_TO_WORLD)),
                (struct.integer(Protocol.Light.FLAGS) & Protocol.LightFlags.CASTS_SHADOW) != 0,
                linking(struct, Protocol.Light.RECEIVERS, Protocol.Light.BLOCKERS),
                graphs.graph(struct, Protocol.Light.GRAPH),
                settings(struct, Protocol.Light.SETTINGS),
                settings(struct, Protocol.Light.PROPERTIES));
    }

    private static LightLinking linking(Description.Struct struct, int receivers, int blockers) {
        LightLinking linking = new LightLinking(selection(struct, receivers), selection(struct, blockers));
        return linking.equals(LightLinking.ALL) ? LightLinking.ALL : linking; // of many objects that are all alike
    }

    private static ObjectSelection selection(Description.Struct struct, int member) {
        Description.Range links = struct.range(member, Protocol.Lists.LIGHT_LINKS);
        Set<Long> included = new HashSet<>();
        Set<Long> excluded = new HashSet<>();
        for (int i = 0; i < links.count(); i++) {
            Description.Struct link = links.struct(i);
            (link.integer(Protocol.LightLink.IS_EXCLUDED) != 0 ? excluded : included).add(link.integer64(Protocol.LightLink.OBJECT));
        }
        return new ObjectSelection(included, excluded);
    }

    /** Black where a number is not finite. */
    private static Vector3f finite(Vector3f color) {
        return color.isFinite() ? color : color.zero();
    }
}
