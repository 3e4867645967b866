// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.joml.Vector3f;
import org.joml.Vector4fc;
import passbridge.SyncContext;
import passbridge.scene.ArrayImage;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ObjectSelection;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraph;
import passbridge.scene.VertexValue;
import passbridge.scene.World;
import passbridge.shading.AttributeUse;

/**
 * A scene in OpenGL's memory. Geometries and images that the scene before had are taken over from there; what the new scene doesn't have
 * is freed.
 */
final class SceneResources implements GlResource {
    private static final System.Logger LOG = System.getLogger(SceneResources.class.getName());

    /** As Blender draws what is missing. */
    private static final ArrayImage MISSING =
            ArrayImage.of("missing image", 1, 1, 4, Image.ColorSpace.LINEAR, new float[] {1, 0, 1, 1});

    /** Instances times samples from which on levels of detail save time, if a GPU draws a thousand million triangles a second. */
    private static final int MIN_DRAWINGS_OF_LEVELS = 64;

    private final Scene scene;
    private final VertexMemory memory;
    private final SharedUploads shared;
    private final Map<GeometryKey, GeometryBuffers> geometries = new HashMap<>();
    private final Map<Image, ImageTexture> textures = new IdentityHashMap<>();
    private final Map<BatchKey, InstanceBatch> batches = new LinkedHashMap<>();
    private final Map<GraphKey, MaterialShader> shaders = new HashMap<>();
    private final Map<Material, GraphKey> graphKeys = new IdentityHashMap<>();
    private final Map<Long, GraphKey> graphKeysById = new HashMap<>(); // by Material.id(); of those without one the last
    private boolean hasTransparency;
    private boolean hasRefraction;
    private boolean changesWhatIsBehind;
    private boolean hasVolumes;
    private final ObjectSets sets;
    private final EmissiveMaterials emissiveMaterials;
    private SceneEmitters emitters;
    private LightMaps lightMaps;
    private Set<LightFeature> lightFeatures; // asked for in each draw call
    private SceneLights lights;
    private WorldShaders worldShaders;
    private Optional<EvenWorld> evenWorld = Optional.empty();
    private Optional<WorldVolume> worldVolume = Optional.empty();
    private WorldMap worldMap; // null: it is the same in all directions
    private World background;
    private final Map<SceneObject, ObjectTraits> traits = new IdentityHashMap<>();
    private final Map<List<Material>, List<AttributeUse>> objectProperties = new IdentityHashMap<>(); // that materials read
    private final Timeline<Integer> motionSteps;
    private Optional<Bounds> seenBounds = Optional.empty();
    private Optional<Bounds> casterBounds = Optional.empty();

    private SceneResources(Scene scene, VertexMemory memory, SharedUploads shared, SceneResources before) {
        this.scene = scene;
        this.memory = memory;
        this.shared = shared;
        emissiveMaterials = new EmissiveMaterials(scene, before == null ? null : before.emissiveMaterials);
        sets = new ObjectSets(scene);
        motionSteps = Timeline.around(0, scene.motionTimes(), IntStream.rangeClosed(1, scene.motionTimes().size()).boxed().toList());
    }

    /**
     * Uploads a scene.
     *
     * @param before of the scene before, or null; closed on return, whatever happens
     * @param memory of which geometries take parts, those of the scene before, too
     * @param shared with renderers of other sessions, what the scene before has of it, too
     * @return null where the frame was cancelled
     */
    static SceneResources upload(
            Scene scene, SceneResources before, VertexMemory memory, SharedUploads shared, SyncContext context) {
        SceneResources resources = new SceneResources(scene, memory, shared, before);
        boolean complete = false;
        try {
            complete = resources.uploadAll(before, context);
        } finally {
            if (before != null) {
                before.close();
            }
            if (!complete) {
                resources.close();
            }
        }
        return complete ? resources : null;
    }

    private boolean uploadAll(SceneResources before, SyncContext context) {
        PipelineState.forUploading();
        if (!uploadGeometries(before, context) || !uploadImages(before, context)) {
            return false;
        }
        boolean isSameWorld = before != null && before.scene.world().equals(scene.world());
        worldShaders = isSameWorld ? before.worldShaders : WorldShaders.of(scene.world().graph());
        worldShaders.warnings().forEach(warning -> context.warn("World '" + scene.world().name() + "': " + warning));
        worldVolume = isSameWorld ? before.worldVolume : WorldVolume.of(scene.world());
        hasVolumes |= worldVolume.isPresent();
        if (worldVolume.filter(volume -> !volume.isEven()).isPresent()) {
            context.warn("World '" + scene.world().name() + "': a volume that differs from place to place is taken as the same everywhere");
        }
        boolean isHidden = worldVolume.filter(WorldVolume::hidesWorld).isPresent();
        evenWorld = isSameWorld ? before.evenWorld : isHidden ? Optional.of(EvenWorld.BLACK) : EvenWorld.of(scene.world(), worldShaders);
        background = evenWorld.map(even -> even.behind(scene.world())).orElse(scene.world());
        if (evenWorld.isEmpty()) {
            worldMap = takeOverWorldMap(before);
            worldMap = worldMap == null ? new WorldMap(worldShaders, textures::get) : worldMap;
        }
        List<Bounds> boxes = batches.values().stream().map(InstanceBatch::bounds).flatMap(Optional::stream).toList();
        emitters = new SceneEmitters(scene, emissiveMaterials, before == null ? null : before.emitters, textures::get, boxes, context);
        lightMaps = new LightMaps(scene.lights(), before == null ? null : before.lightMaps, textures::get, context);
        lightFeatures = findLightFeatures();
        lights = new SceneLights(scene, lightMaps, sets, emitters,
                evenWorld.map(EvenWorld::radiance).orElse(scene.world().color()), worldMap().map(WorldMap::directions));
        seenBounds = bounds(ObjectTraits::isSeen).map(box -> worldVolume.isPresent() ? withSurroundings(box) : box);
        casterBounds = bounds(ObjectTraits::castsShadow).filter(box -> worldVolume.isPresent() || isSolid(box));
        return !context.isCancelled();
    }

    private Set<LightFeature> findLightFeatures() {
        Set<LightFeature> features = EnumSet.noneOf(LightFeature.class);
        for (Light light : scene.lights()) {
            if (light instanceof Light.Area) {
                features.add(LightFeature.AREA_LIGHTS);
            } else if (light instanceof Light.Spot) {
                features.add(LightFeature.SPOT_LIGHTS);
            }
        }
        if (lightMaps.hasLayers()) {
            features.add(LightFeature.LIGHT_MAPS);
        }
        if (worldMap != null) {
            features.add(LightFeature.WORLD_MAP);
        }
        return features;
    }

    /** Of the scene before, if the world is the same; null where there is none. */
    private WorldMap takeOverWorldMap(SceneResources before) {
        if (before == null || before.worldMap == null || !before.scene.world().graph().equals(scene.world().graph())) {
            return null;
        }
        WorldMap map = before.worldMap;
        before.worldMap = null;
        return map;
    }

    private Optional<Bounds> bounds(Predicate<ObjectTraits> chosen) {
        return batches.values().stream().filter(batch -> chosen.test(batch.traits()))
                .map(InstanceBatch::bounds).flatMap(Optional::stream).reduce(Bounds::union);
    }

    /** What fills the world is lit around what is in it, too. */
    private static Bounds withSurroundings(Bounds box) {
        float margin = box.min().distance(box.max());
        return new Bounds(box.min().sub(margin, margin, margin, new Vector3f()), box.max().add(margin, margin, margin, new Vector3f()));
    }

    /** What lies in one plane casts no shadow on itself. */
    private static boolean isSolid(Bounds box) {
        return box.min().x() < box.max().x() && box.min().y() < box.max().y() && box.min().z() < box.max().z();
    }

    private boolean uploadGeometries(SceneResources before, SyncContext context) {
        Map<Geometry, Integer> userCounts = new IdentityHashMap<>();
        List<Instance> drawn = new ArrayList<>(scene.instances().size());
        for (Instance instance : scene.instances()) {
            ObjectTraits of = traits(instance);
            if (of.isSeen() || of.castsShadow()) {
                drawn.add(instance);
                userCounts.merge(instance.geometry(), 1, Integer::sum);
            }
        }
        // What they read of objects decides what is drawn at once.
        Set<List<Material>> slotLists = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Instance instance : drawn) {
            if (slotLists.add(instance.materials())) {
                if (context.isCancelled()) {
                    return false;
                }
                instance.materials().forEach(material -> shader(material, before, context));
            }
        }
        for (List<Instance> group : groups(drawn)) {
            if (context.isCancelled()) {
                return false;
            }
            Instance first = group.get(0);
            boolean isOnlyInstance = userCounts.get(first.geometry()) == 1;
            InstanceBatch batch = batch(key(first), before, context);
            if (batch != null) {
                batch.update(group, scene.motionTimes(), isOnlyInstance);
            }
        }
        return true;
    }

    private BatchKey key(Instance instance) {
        List<AttributeUse> uses = objectProperties.computeIfAbsent(instance.materials(), materials -> materials.stream()
                .flatMap(material -> shaders.get(graphKeys.get(material)).attributes().stream())
                .filter(ObjectProperty::isOne).distinct().toList());
        return new BatchKey(instance, traits(instance),
                uses.isEmpty() ? List.of() : uses.stream().map(use -> ObjectProperty.value(instance.object(), use)).toList());
    }

    private ObjectTraits traits(Instance instance) {
        return traits.computeIfAbsent(instance.object(), object -> ObjectTraits.of(object, sets));
    }

    /** Null where its geometry was asked for. */
    private InstanceBatch batch(BatchKey key, SceneResources before, SyncContext context) {
        List<MaterialShader> slotShaders = new ArrayList<>(key.materials.size());
        for (Material material : key.materials) {
            MaterialShader shader = shader(material, before, context);
            slotShaders.add(shader);
            hasTransparency |= !shader.isOpaque();
            hasRefraction |= shader.seen().isRefractive();
            hasVolumes |= shader.seen().hasVolume() || shader.blocking().hasVolume();
            changesWhatIsBehind |= shader.seen().changesWhatIsBehind();
        }
        GeometryBuffers geometry = geometry(key.geometry, slotShaders, before, context);
        if (geometry == null) {
            return null;
        }
        InstanceBatch earlier = before == null ? null : before.batches.get(key);
        if (earlier != null && earlier.geometry() == geometry) { // it is another one where motion steps come or go
            before.batches.remove(key);
        } else {
            earlier = null;
        }
        InstanceBatch batch = earlier == null ? new InstanceBatch(geometry, slotShaders, key.traits) : earlier;
        batches.put(key, batch);
        return batch;
    }

    private MaterialShader shader(Material material, SceneResources before, SyncContext context) {
        GraphKey key = graphKeys.get(material);
        if (key == null) {
            GraphKey known = before == null ? null : before.graphKeys.get(material);
            key = known == null ? new GraphKey(material.graph()) : known;
            graphKeys.put(material, key);
            graphKeysById.put(material.id(), key);
            MaterialShader shader = shaders.computeIfAbsent(key, of -> takeOverShader(of, material, before));
            shader.warnings().forEach(warning -> context.warn("Material '" + material.name() + "': " + warning));
        }
        return shaders.get(key);
    }

    private MaterialShader takeOverShader(GraphKey key, Material material, SceneResources before) {
        MaterialShader taken = before == null ? null : before.shaders.remove(key);
        return taken == null ? new MaterialShader(key.graph, before == null ? null : earlierShader(material, before)) : taken;
    }

    /** Of the same material in the scene before; null where it had none. */
    private MaterialShader earlierShader(Material material, SceneResources before) {
        GraphKey earlier = before.graphKeysById.get(material.id());
        MaterialShader left = before.shaders.get(earlier);
        return left == null ? shaders.get(earlier) : left; // another material has the same and has taken it over
    }

    /** Brings everything where it is, and into the shape that it has, at a time, in frames from the frame. */
    void moveTo(float time) {
        Pose pose = pose(time);
        geometries.values().forEach(geometry -> geometry.setPose(pose));
        batches.values().forEach(batch -> batch.moveTo(time));
        lights.moveTo(time, pose);
    }

    /**
     * Makes levels of detail of meshes that cast shadows, where that takes less time than they save: a triangle takes about a microsecond,
     * and is drawn a few dozen times in each of the frame's samples. Leaves it where the frame was cancelled.
     */
    void prepareLevels(int sampleCount, BooleanSupplier isCancelled) {
        Map<MeshBuffers, Integer> drawings = new IdentityHashMap<>();
        for (InstanceBatch batch : batches.values()) {
            if (batch.geometry() instanceof MeshBuffers mesh && mesh.lacksLevels() && batch.traits().castsShadow()) {
                drawings.merge(mesh, sampleCount * batch.instanceCount(), Integer::sum);
            }
        }
        int least = UploadBuffer.drawsInSoftware() ? 1 : MIN_DRAWINGS_OF_LEVELS;
        drawings.values().removeIf(count -> count < least);
        List<MeshBuffers> meshes = drawings.keySet().stream().filter(mesh -> !mesh.takeLevels()).toList();
        List<MeshLevels.Source> sources = meshes.stream().map(MeshBuffers::levelSource).toList();
        List<List<MeshLevels.Level>> levels = sources.parallelStream().map(source -> MeshLevels.of(source, isCancelled)).toList();
        for (int i = 0; i < meshes.size() && !isCancelled.getAsBoolean(); i++) {
            meshes.get(i).setLevels(levels.get(i));
        }
    }

    private Pose pose(float time) {
        return time == 0 ? Pose.OF_FRAME : motionSteps.at(time, Pose::new);
    }

    /** Motion steps that a geometry has beside the frame: those of the scene, or 0. */
    private int stepCount(Geometry geometry) {
        return geometry.motionStepCount() == scene.motionTimes().size() ? geometry.motionStepCount() : 0;
    }

    /** What of a geometry its materials need, and where it is at each motion step. */
    private List<VertexValue> values(Geometry geometry, List<MaterialShader> slotShaders) {
        if (!(geometry instanceof Mesh mesh)) {
            return List.of();
        }
        List<MeshAttribute> motion = stepCount(mesh) > 0 ? mesh.motionAttributes() : List.of();
        Set<VertexValue> wanted = new LinkedHashSet<>(motion.size() < Mesh.MAX_GATHERED_ATTRIBUTES ? motion : List.of());
        mesh.uvMap().ifPresent(wanted::add);
        for (MaterialShader shader : slotShaders) {
            for (AttributeUse use : shader.attributes()) {
                MaterialShader.valueIn(mesh, use).ifPresent(wanted::add);
            }
        }
        if (wanted.size() > Mesh.MAX_GATHERED_ATTRIBUTES) {
            LOG.log(System.Logger.Level.WARNING,
                    "mesh {0} has materials of {1} attributes together, those of its motion steps among them: those beyond {2} are drawn as 0",
                    mesh.name(), wanted.size(), Mesh.MAX_GATHERED_ATTRIBUTES);
        }
        List<VertexValue> all = List.copyOf(wanted);
        return all.subList(0, Math.min(all.size(), Mesh.MAX_GATHERED_ATTRIBUTES));
    }

    /** What of curves its materials need that isn't drawn of all; empty for other geometries. */
    private static Set<AttributeUse> usesOfCurves(Geometry geometry, List<MaterialShader> slotShaders) {
        Set<AttributeUse> uses = new HashSet<>();
        if (geometry instanceof Curves) {
            slotShaders.forEach(shader -> uses.addAll(shader.attributes()));
            uses.retainAll(Set.of(RayShader.CURVE, RayShader.UNDEFORMED_POSITION));
        }
        return uses;
    }

    /** What the scene before had of the geometry is taken over. Null where it was asked for: the scene follows once more. */
    private GeometryBuffers geometry(
            Geometry geometry, List<MaterialShader> slotShaders, SceneResources before, SyncContext context) {
        if (stepCount(geometry) > 0 && slotShaders.stream().anyMatch(shader -> !RayShader.leavesRoomForPose(shader.attributes()))) {
            context.warn("'" + geometry.name() + "' has a material that reads more than "
                    + (RayShader.NEXT_LOCATION - RayShader.FIRST_ATTRIBUTE_LOCATION)
                    + " attributes: where it deforms while the shutter is open, that is drawn as in the frame");
        }
        GeometryKey key = new GeometryKey(geometry.id(), slotShaders.size(), values(geometry, slotShaders), usesOfCurves(geometry, slotShaders));
        GeometryBuffers buffers = geometries.get(key);
        if (buffers == null && before != null && before.geometries.containsKey(key)) {
            buffers = before.geometries.remove(key);
            geometries.put(key, buffers);
            if (!buffers.takeOver(geometry)) {
                geometries.remove(key).close();
                buffers = null;
            }
        }
        if (buffers == null && !geometry.isReadable()) {
            context.request(geometry);
        } else if (buffers == null) {
            buffers = GeometryBuffers.upload(geometry, key.slotCount, key.values, key.usesOfCurves, stepCount(geometry), memory, shared);
            geometries.put(key, buffers);
        }
        return buffers;
    }

    /** Instances of one geometry with the same materials, in the order of the first of each. */
    private Collection<List<Instance>> groups(List<Instance> instances) {
        Map<BatchKey, List<Instance>> groups = new LinkedHashMap<>();
        Instance last = null;
        List<Instance> group = null;
        for (Instance instance : instances) {
            // Long runs are of one prototype and share the list: comparing materials one by one takes longer than all the rest.
            if (last == null || instance.geometry() != last.geometry() || instance.materials() != last.materials()
                    || instance.object() != last.object() && !key(instance).equals(key(last))) {
                group = groups.computeIfAbsent(key(instance), key -> new ArrayList<>());
            }
            group.add(instance);
            last = instance;
        }
        return groups.values();
    }

    private boolean uploadImages(SceneResources before, SyncContext context) {
        for (MaterialShader shader : shaders.values()) {
            if (!uploadImages(shader.seen().images(), before, context) || !uploadImages(shader.blocking().images(), before, context)) {
                return false;
            }
        }
        for (Light light : scene.lights()) {
            if (!uploadImages(light.source().graph().map(ShaderGraph::images).orElse(List.of()), before, context)) {
                return false;
            }
        }
        return uploadImages(emissiveMaterials.images(), before, context)
                && uploadImages(scene.world().graph().images(), before, context);
    }

    private boolean uploadImages(List<Image> images, SceneResources before, SyncContext context) {
        for (Image image : images) {
            if (!textures.containsKey(image)) {
                if (context.isCancelled()) {
                    return false;
                }
                ImageTexture texture = before == null ? null : before.textures.remove(image);
                if (texture == null) {
                    Optional<ImageTexture> known = shared.textures().take(image);
                    texture = known.isPresent() ? known.get() : upload(image, context);
                    if (texture == null) {
                        return false;
                    }
                    texture.warning().ifPresent(context::warn);
                }
                textures.put(image, texture);
            }
        }
        return true;
    }

    /** Null where the frame is cancelled. */
    private ImageTexture upload(Image image, SyncContext context) {
        Optional<ImageTexture> texture = image.tiles().isEmpty() ? uploadPicture(image, context) : TiledTexture.upload(image, context);
        if (context.isCancelled()) { // it may be unfinished
            texture.ifPresent(ImageTexture::close);
            return null;
        }
        if (texture.isPresent()) {
            return shared.textures().offer(image, texture.get());
        }
        context.warn("Image '" + image.name() + "' can't be read and is drawn in magenta");
        return new ImageTexture(MISSING, MISSING.pixels(), context::isCancelled);
    }

    private static Optional<ImageTexture> uploadPicture(Image image, SyncContext context) {
        Optional<ImagePixels> available = context.pixels(image);
        if (available.isEmpty()) {
            return Optional.empty();
        }
        try (ImagePixels pixels = available.get()) {
            return Optional.of(new ImageTexture(image, pixels, context::isCancelled));
        }
    }

    /** Whether there is a surface whose alpha may be below 1. */
    boolean hasTransparency() {
        return hasTransparency;
    }

    /** Whether the camera sees an object that shows nothing but shadows. */
    boolean hasShadowCatchers() {
        return batches.values().stream().anyMatch(batch -> batch.traits().isSeen() && batch.traits().isShadowCatcher());
    }

    /** Whether there is a surface that may refract. */
    boolean hasRefraction() {
        return hasRefraction;
    }

    /** Whether there is a surface through which things are seen otherwise than they are. */
    boolean changesWhatIsBehind() {
        return changesWhatIsBehind;
    }

    /** What fills the world. */
    Optional<WorldVolume> worldVolume() {
        return worldVolume;
    }

    /** Whether there is a surface that encloses a volume, or one fills the world. */
    boolean hasVolumes() {
        return hasVolumes;
    }

    Scene scene() {
        return scene;
    }

    /** The world as the picture shows it where there is no surface, but for {@link #worldMap}. */
    World background() {
        return background;
    }

    /** Empty where the world is the same in all directions. */
    Optional<WorldMap> worldMap() {
        return Optional.ofNullable(worldMap);
    }

    /** What of the scene's light surfaces have to be compiled for. */
    Set<LightFeature> lightFeatures() {
        return lightFeatures;
    }

    LightMaps lightMaps() {
        return lightMaps;
    }

    SceneLights lights() {
        return lights;
    }

    /** A box around what the camera may see; empty where there is nothing. */
    Optional<Bounds> seenBounds() {
        return seenBounds;
    }

    /** A box around what casts shadows; empty where nothing does. */
    Optional<Bounds> casterBounds() {
        return casterBounds;
    }

    /** Whether an object is among the selected, which belong to a light of the scene. */
    boolean isAmong(ObjectTraits object, ObjectSelection selection) {
        return object.isIn(sets.number(selection));
    }

    Collection<InstanceBatch> batches() {
        return Collections.unmodifiableCollection(batches.values());
    }

    ImageTexture texture(Image image) {
        return textures.get(image);
    }

    @Override
    public void close() {
        batches.values().forEach(InstanceBatch::close);
        batches.clear();
        geometries.values().forEach(GeometryBuffers::close);
        geometries.clear();
        emissiveMaterials.close();
        if (worldMap != null) {
            worldMap.close();
            worldMap = null;
        }
        if (lightMaps != null) {
            lightMaps.close();
            lightMaps = null;
        }
        shaders.values().forEach(MaterialShader::close);
        shaders.clear();
        textures.forEach(shared.textures()::release);
        textures.clear();
    }

    /** What is uploaded once: a geometry, with as many slots as its instances have and what their materials need. */
    private record GeometryKey(long id, int slotCount, List<VertexValue> values, Set<AttributeUse> usesOfCurves) {}

    /** A graph by its values. The hash is computed once: it takes longer than all the rest where there are many materials. */
    private static final class GraphKey {
        private final ShaderGraph graph;
        private final int hash;

        GraphKey(ShaderGraph graph) {
            this.graph = graph;
            hash = graph.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof GraphKey key && hash == key.hash && graph.equals(key.graph);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * What is drawn at once: a geometry (the object) with the same materials (the objects), of objects with the same traits and the same of the
     * properties that the materials read.
     */
    private static final class BatchKey {
        private final Geometry geometry;
        private final List<Material> materials;
        private final ObjectTraits traits;
        private final List<Optional<Vector4fc>> properties;

        BatchKey(Instance instance, ObjectTraits traits, List<Optional<Vector4fc>> properties) {
            geometry = instance.geometry();
            materials = instance.materials();
            this.traits = traits;
            this.properties = properties;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof BatchKey key)
                    || geometry != key.geometry || !traits.equals(key.traits) || !properties.equals(key.properties)
                    || materials.size() != key.materials.size()) {
                return false;
            }
            for (int i = 0; i < materials.size(); i++) {
                if (materials.get(i) != key.materials.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            int hash = System.identityHashCode(geometry);
            for (Material material : materials) {
                hash = 31 * hash + System.identityHashCode(material);
            }
            return hash;
        }
    }
}
