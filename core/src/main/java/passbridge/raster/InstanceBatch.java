// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.joml.FrustumIntersection;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4fc;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.gl.ObjectKind;
import passbridge.scene.Bounds;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.SceneObject;
import passbridge.shading.AttributeUse;

/** Instances that share geometry and materials, drawn with one call per material slot. */
final class InstanceBatch implements GlResource {
    private static final int MATRIX_ATTRIBUTE = 3;
    private static final int DATA_ATTRIBUTE = 7; // pass index, random number, two pairs of halves of the colour; see instance.vert.glsl
    private static final int DATA_INTS = 4;
    private static final int MATRIX_BYTES = 12 * Float.BYTES;
    private static final int INSTANCE_BYTES = MATRIX_BYTES + DATA_INTS * Integer.BYTES;

    /** Instances are drawn in clusters of at least so many triangles: a call takes as long as some thousands. */
    private static final long MIN_CLUSTER_TRIANGLES = 8192;

    private static final int MAX_CLUSTERS = 256;

    /**
     * What is nearer to a light than this share of a cluster's size does not decide in what detail all of it is drawn. Lights on a surface must
     * not get behind it, which ribbons are not.
     */
    private static final float NEAR_SHARE = 0.1f;
    private static final float NEAR_SHARE_OF_RIBBONS = 0.3f;

    private final GeometryBuffers geometry;
    private final int[] vertexArrays; // by material slot
    private final int[] scalarAttributes;
    private final List<List<Absent>> absent = new ArrayList<>();
    private final List<MaterialShader> shaders;
    private final ObjectTraits traits;
    private int buffer; // of what differs between instances; 0: the only one is told by constants, and the vertex arrays are the geometry's
    private InstanceSources sources; // null: no shader reads them
    private List<Instance> given = List.of();
    private List<Instance> instances = List.of(); // the same in the order in which they are drawn
    private int[] onlyData = {}; // of the only instance
    private boolean isOnlyInstance;
    private Optional<Bounds> geometryBounds = Optional.empty();
    private Optional<Extent> extent = Optional.empty();
    private List<Cluster> clusters = List.of(); // of all instances; none: there is nothing to draw, or no telling where
    private List<MotionPath> paths = List.of(); // of the instances; empty: none moves
    private List<Matrix4fc> places = List.of(); // of the instances at the time that is drawn; empty: those of the frame
    private float placedTime; // that they stand at, frames from the frame

    /**
     * Prepares the drawing of instances, of which there are none yet.
     *
     * @param geometry stays the caller's; has what the shaders read, as far as it has it at all
     * @param shaders of the material in each slot; stay the caller's
     * @param traits of all their objects
     */
    InstanceBatch(GeometryBuffers geometry, List<MaterialShader> shaders, ObjectTraits traits) {
        this.traits = traits;
        this.geometry = geometry;
        this.shaders = shaders;
        vertexArrays = new int[shaders.size()];
        scalarAttributes = new int[shaders.size()];
        for (int slot = 0; slot < vertexArrays.length; slot++) {
            List<AttributeUse> attributes = shaders.get(slot).attributes();
            List<Absent> missing = attributes.isEmpty() ? List.of() : new ArrayList<>();
            for (int i = 0; i < attributes.size(); i++) {
                int floatCount = geometry.floatCount(attributes.get(i));
                if (floatCount == 0) {
                    missing.add(new Absent(RayShader.FIRST_ATTRIBUTE_LOCATION + i, attributes.get(i)));
                }
                scalarAttributes[slot] |= floatCount == 1 ? 1 << i : 0;
            }
            absent.add(missing);
        }
    }

    private void useGeometryVertexArrays() {
        closeInstances();
        for (int slot = 0; slot < vertexArrays.length; slot++) {
            vertexArrays[slot] = geometry.vertexArray(shaders.get(slot).attributes());
        }
    }

    private void makeVertexArrays() {
        if (buffer != 0) {
            return;
        }
        buffer = ObjectKind.BUFFER.make();
        for (int slot = 0; slot < vertexArrays.length; slot++) {
            List<AttributeUse> attributes = shaders.get(slot).attributes();
            if (slot > 0 && attributes.equals(shaders.get(slot - 1).attributes())) {
                vertexArrays[slot] = vertexArrays[slot - 1];
            } else {
                vertexArrays[slot] = glGenVertexArrays();
                glBindVertexArray(vertexArrays[slot]);
                geometry.attach(attributes);
                for (int column = 0; column < 4; column++) {
                    makePerInstance(MATRIX_ATTRIBUTE + column);
                }
                makePerInstance(DATA_ATTRIBUTE);
            }
        }
        glBindVertexArray(0);
    }

    /** Lets the bound vertex array object read instances from one on: OpenGL can't be told another one to begin with before 4.2. */
    private void readInstances(int first) {
        long firstByte = (long) first * INSTANCE_BYTES;
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        for (int column = 0; column < 4; column++) {
            glVertexAttribPointer(MATRIX_ATTRIBUTE + column, 3, GL_FLOAT, false, INSTANCE_BYTES, firstByte + column * 3L * Float.BYTES);
        }
        glVertexAttribIPointer(DATA_ATTRIBUTE, DATA_INTS, GL_UNSIGNED_INT, INSTANCE_BYTES, firstByte + MATRIX_BYTES);
    }

    private static void makePerInstance(int attribute) {
        glVertexAttribDivisor(attribute, 1);
        glEnableVertexAttribArray(attribute);
    }

    /** An attribute that the geometry lacks. */
    private record Absent(int location, AttributeUse use) {
        Vector4fc value(SceneObject object) {
            return ObjectProperty.value(object, use).orElse(use.absent());
        }
    }

    /**
     * Uploads instances unless they are what was uploaded before.
     *
     * @param changed at least one, all with the materials of the first
     * @param motionTimes of the scene
     * @param isOnlyInstance there is one, and no other of its geometry in the scene
     */
    void update(List<Instance> changed, List<Float> motionTimes, boolean isOnlyInstance) {
        boolean isSameList = changed.equals(given);
        given = changed;
        updateInOrder(isSameList ? instances : ordered(changed), motionTimes, isOnlyInstance);
    }

    /** Instances that are far more than one call draws quickly are ordered, so that those beside each other are near each other. */
    private List<Instance> ordered(List<Instance> unordered) {
        if (geometry.bounds().isEmpty() || clusterSize(unordered.size()) == unordered.size()) {
            return unordered;
        }
        float[] centres = new float[3 * unordered.size()];
        Vector3f centre = geometry.bounds().get().min().lerp(geometry.bounds().get().max(), 0.5f, new Vector3f());
        for (int i = 0; i < unordered.size(); i++) {
            Vector3f placed = unordered.get(i).objectToWorld().transformPosition(centre, new Vector3f());
            if (!placed.isFinite()) {
                return unordered;
            }
            for (int axis = 0; axis < 3; axis++) {
                centres[3 * i + axis] = placed.get(axis);
            }
        }
        return Arrays.stream(MortonOrder.of(centres)).mapToObj(unordered::get).toList();
    }

    /** Instances of a cluster. */
    private int clusterSize(int count) {
        int ofTriangles = (int) (MIN_CLUSTER_TRIANGLES / Math.max(geometry.triangleCount(), 1));
        return Math.min(Math.max(Math.max(ofTriangles, 1), (count + MAX_CLUSTERS - 1) / MAX_CLUSTERS), count);
    }

    private List<Cluster> clusters(List<Instance> all, Bounds bounds) {
        int size = clusterSize(all.size());
        List<Cluster> parts = new ArrayList<>();
        for (int first = 0; first < all.size(); first += size) {
            List<Instance> some = all.subList(first, Math.min(first + size, all.size()));
            parts.add(new Cluster(first, some.size(), Extent.of(some, bounds)));
        }
        return parts;
    }

    private void updateInOrder(List<Instance> changed, List<Float> motionTimes, boolean isOnlyInstance) {
        this.isOnlyInstance = isOnlyInstance;
        boolean moves = changed.stream().anyMatch(instance -> !instance.motionTransforms().isEmpty());
        boolean isEqual = changed.equals(instances);
        boolean isPlaced = paths.isEmpty() && !moves && isEqual;
        paths = moves ? changed.stream().map(instance -> path(instance, motionTimes)).toList() : List.of();
        places = List.of();
        placedTime = 0;
        if (!isEqual || !geometry.bounds().equals(geometryBounds)) {
            geometryBounds = geometry.bounds();
            clusters = geometryBounds.map(bounds -> clusters(changed, bounds)).orElse(List.of());
            extent = clusters.stream().map(Cluster::extent).reduce(Extent::union);
        }
        if (changed.size() == 1) {
            useGeometryVertexArrays();
            onlyData = data(changed.get(0));
        } else if (!isPlaced) {
            makeVertexArrays();
            upload(changed);
        }
        if (!isEqual && shaders.stream().anyMatch(shader -> shader.seen().readsInstanceSource() || shader.blocking().readsInstanceSource())) {
            closeSources();
            sources = new InstanceSources(changed);
        }
        instances = changed;
    }

    private static MotionPath path(Instance instance, List<Float> motionTimes) {
        boolean moves = !instance.motionTransforms().isEmpty();
        return MotionPath.of(instance.objectToWorld(), moves ? motionTimes : List.of(), instance.motionTransforms());
    }

    /** Brings the instances where they are at a time, in frames from the frame. */
    void moveTo(float time) {
        if (paths.isEmpty() || time == placedTime) {
            return;
        }
        placedTime = time;
        places = time == 0 ? List.of() : paths.stream().map(path -> (Matrix4fc) path.at(time)).toList();
        if (buffer != 0) {
            upload(instances);
        }
    }

    private Matrix4fc place(List<Instance> list, int index) {
        return places.isEmpty() ? list.get(index).objectToWorld() : places.get(index);
    }

    private void upload(List<Instance> list) {
        long sizeBytes = (long) list.size() * INSTANCE_BYTES;
        if (sizeBytes > Integer.MAX_VALUE) {
            throw new PassbridgeException(list.size() + " instances of " + list.get(0).geometry().name()
                    + " are more than fit in 2 GiB: render fewer");
        }
        ByteBuffer data = MemoryUtil.memAlloc((int) sizeBytes);
        try {
            for (int i = 0; i < list.size(); i++) {
                place(list, i).get4x3(i * INSTANCE_BYTES, data);
                int[] numbers = data(list.get(i));
                for (int number = 0; number < DATA_INTS; number++) {
                    data.putInt(i * INSTANCE_BYTES + MATRIX_BYTES + number * Integer.BYTES, numbers[number]);
                }
            }
            glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
            glBufferData(GL_COPY_WRITE_BUFFER, data, GL_STATIC_DRAW);
            requireMemory(list, INSTANCE_BYTES);
        } finally {
            MemoryUtil.memFree(data);
        }
    }

    /** Requires that OpenGL had the memory that was asked for. */
    static void requireMemory(List<Instance> instances, int bytesPerInstance) {
        OpenGlMemory.require((long) instances.size() * bytesPerInstance,
                instances.size() + " instances of " + instances.get(0).geometry().name() + " need", "render fewer");
    }

    /** What the vertex shader gets of an instance beside its place. */
    private static int[] data(Instance instance) {
        Vector4fc color = instance.object().color();
        // As Cycles: scene/object.cpp, ObjectManager::device_update_object_transform, as of Blender 5.2.
        float random = Integer.toUnsignedLong(instance.randomId()) * (1f / 0xFFFFFFFFL);
        return new int[] {
            Float.floatToRawIntBits(instance.object().passIndex()), Float.floatToRawIntBits(random),
            HalfFloat.pack(color.x(), color.y()), HalfFloat.pack(color.z(), color.w())
        };
    }

    GeometryBuffers geometry() {
        return geometry;
    }

    int instanceCount() {
        return instances.size();
    }

    /** Material of each slot. */
    List<Material> materials() {
        return instances.get(0).materials();
    }

    /** Of the material in a slot. */
    MaterialShader shader(int slot) {
        return shaders.get(slot);
    }

    /** Bit n is set where attribute n of a slot's shader is a single number in the mesh. */
    int scalarAttributes(int slot) {
        return scalarAttributes[slot];
    }

    /**
     * Whether a volume is enclosed, which meshes alone do.
     *
     * @param encloses of the material in a slot
     */
    boolean hasVolume(Predicate<MaterialShader> encloses) {
        return geometry.shape() == Shape.MESH && extent.isPresent() && shaders.stream().anyMatch(encloses);
    }

    /** Whether what is in a slot is drawn between two motion steps of the geometry. */
    boolean deforms(int slot) {
        return geometry.deforms(shaders.get(slot).attributes());
    }

    ObjectTraits traits() {
        return traits;
    }

    /** A box of the world that all instances are in; empty where the geometry has none. */
    Optional<Bounds> bounds() {
        return extent.map(Extent::bounds);
    }

    /** How thick the bodies are, about: the shortest side of the geometry's box, metres; 0 where it has none. */
    float thickness() {
        if (extent.isEmpty() || geometryBounds.isEmpty()) {
            return 0;
        }
        Vector3f size = geometryBounds.get().max().sub(geometryBounds.get().min(), new Vector3f());
        return extent.get().scale * Math.min(size.x, Math.min(size.y, size.z));
    }

    boolean isOnlyInstance() {
        return isOnlyInstance;
    }

    /** Whether the first instance is; others hardly ever differ in this. */
    boolean isMirrored() {
        return place(instances, 0).determinant3x3() < 0;
    }

    /**
     * What instances take up.
     *
     * @param bounds a box in the world that all are in, at each motion step
     * @param scale metres that a unit of object space is at most long in any
     */
    private record Extent(Bounds bounds, float scale) {
        static Extent of(List<Instance> instances, Bounds bounds) {
            Bounds all = bounds.transformed(instances.get(0).objectToWorld());
            float scale = 0;
            for (Instance instance : instances) {
                scale = Math.max(scale, ViewTransform.largestScale(instance.objectToWorld()));
                all = all.union(bounds.transformed(instance.objectToWorld()));
                for (Matrix4fc place : instance.motionTransforms()) {
                    all = all.union(bounds.transformed(place));
                }
            }
            return new Extent(all, scale);
        }

        Extent union(Extent other) {
            return new Extent(bounds.union(other.bounds), Math.max(scale, other.scale));
        }
    }

    /** Instances near each other, drawn in the same level of detail. */
    private record Cluster(int first, int count, Extent extent) {}

    /**
     * What one call draws.
     *
     * @param first number of the first instance
     * @param level of detail
     */
    record Run(int first, int count, int level) {}

    /**
     * What is to be drawn of a slot in a view.
     *
     * @param frustum of the view
     */
    List<Run> runs(int slot, ViewTransform view, FrustumIntersection frustum) {
        // Where light passes through a mesh it matters where on it that is.
        boolean isLetThrough = !shaders.get(slot).isOpaque() || shaders.get(slot).blocking().hasVolume();
        boolean hasLevels = geometry.hasLevels() && !(isLetThrough && geometry.shape() == Shape.MESH);
        if (clusters.isEmpty()) {
            return List.of(new Run(0, instances.size(), 0));
        }
        List<Run> runs = new ArrayList<>();
        for (Cluster cluster : clusters) {
            Bounds box = cluster.extent.bounds;
            if (frustum.testAab(box.min(), box.max())) {
                int level = hasLevels ? level(cluster.extent, view) : 0;
                Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
                if (last != null && last.level == level && last.first + last.count == cluster.first) {
                    runs.set(runs.size() - 1, new Run(last.first, last.count + cluster.count, level));
                } else {
                    runs.add(new Run(cluster.first, cluster.count, level));
                }
            }
        }
        return runs;
    }

    private int level(Extent of, ViewTransform view) {
        Vector3fc min = of.bounds.min();
        Vector3fc max = of.bounds.max();
        float nearShare = geometry.shape() == Shape.RIBBONS ? NEAR_SHARE_OF_RIBBONS : NEAR_SHARE;
        float leastDistance = view.isOfLight() ? nearShare * min.distance(max) : 0;
        return geometry.level(view, of.scale * view.texelsPerMetre(min, max, leastDistance));
    }

    void draw(int slot, Run run) {
        glBindVertexArray(vertexArrays[slot]);
        for (Absent attribute : absent.get(slot)) {
            Vector4fc value = attribute.value(instances.get(0).object());
            glVertexAttrib4f(attribute.location, value.x(), value.y(), value.z(), value.w());
        }
        if (buffer == 0) {
            Matrix4fc matrix = place(instances, 0);
            glVertexAttrib3f(MATRIX_ATTRIBUTE, matrix.m00(), matrix.m01(), matrix.m02());
            glVertexAttrib3f(MATRIX_ATTRIBUTE + 1, matrix.m10(), matrix.m11(), matrix.m12());
            glVertexAttrib3f(MATRIX_ATTRIBUTE + 2, matrix.m20(), matrix.m21(), matrix.m22());
            glVertexAttrib3f(MATRIX_ATTRIBUTE + 3, matrix.m30(), matrix.m31(), matrix.m32());
            glVertexAttribI4ui(DATA_ATTRIBUTE, onlyData[0], onlyData[1], onlyData[2], onlyData[3]);
        }
        if (sources != null) {
            sources.bind();
        }
        if (buffer != 0) {
            readInstances(run.first);
        }
        geometry.draw(slot, shaders.get(slot).attributes(), run.count, run.level);
    }

    @Override
    public void close() {
        closeInstances();
        closeSources();
    }

    private void closeSources() {
        if (sources != null) {
            sources.close();
            sources = null;
        }
    }

    private void closeInstances() {
        if (buffer != 0) {
            glDeleteVertexArrays(vertexArrays); // names that are there twice are ignored the second time
            ObjectKind.BUFFER.free(buffer);
            buffer = 0;
        }
    }
}
