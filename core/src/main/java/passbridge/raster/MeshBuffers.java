// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.lwjgl.system.MemoryUtil;
import passbridge.scene.Bounds;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.MeshPart;
import passbridge.scene.TextureSpace;
import passbridge.scene.VertexValue;
import passbridge.shading.AttributeUse;

/** A mesh in OpenGL's memory: vertices, and indices ordered by material slot. In several pieces where it is too large for one buffer. */
final class MeshBuffers implements GeometryBuffers {
    static final int UV_LOCATION = 2;

    private static final int TRIANGLE_BYTES = 3 * Integer.BYTES;
    private static final int NORMAL_OFFSET = 3 * Float.BYTES;
    private static final int NORMAL_BYTES = 3 * Float.BYTES;

    private final VertexMemory memory;
    private final SharedUploads shared;
    private final List<Piece> pieces = new ArrayList<>(); // none while there is nothing to draw
    private final int slotCount;
    private final List<VertexValue> wanted;
    private List<VertexValue> values; // what there is of what is wanted
    private final List<VertexValue> positions; // at each motion step but the frame; none: it does not deform
    private final List<VertexValue> normals; // as many, or none: those of the frame hold for all
    private Pose pose = Pose.OF_FRAME;
    private int vertexBytes;
    private List<Level> levels = List.of(); // from fine to coarse
    private VertexMemory.Part levelIndices; // of all levels; null: there are none
    private boolean hasLooked; // for levels
    private Optional<MeshAttribute> uvMap = Optional.empty();
    private Optional<Bounds> bounds = Optional.empty();
    private Optional<TextureSpace> textureSpace = Optional.empty();
    private Mesh held;

    /**
     * Gathers a mesh.
     *
     * @param slotCount material slots of the instances that are to be drawn
     * @param wanted of the mesh, what is to be drawn needs beside position and normal; tangents are left out of meshes in several pieces.
     *     Has {@link Mesh#motionAttributes} where it is drawn as it deforms
     * @param memory of which this takes parts
     * @param shared a mesh that is equal and large may be among it, and is otherwise from now on
     */
    MeshBuffers(Mesh mesh, int slotCount, List<VertexValue> wanted, VertexMemory memory, SharedUploads shared) {
        this.wanted = wanted;
        this.memory = memory;
        this.shared = shared;
        this.slotCount = slotCount;
        positions = atSteps(GeometryArray.POSITION);
        normals = atSteps(GeometryArray.NORMAL);
        try {
            fill(mesh);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private List<VertexValue> atSteps(String name) {
        return wanted.stream().filter(value -> value instanceof MeshAttribute attribute && attribute.motionStep() > 0
                && attribute.name().equals(name)).toList();
    }

    @Override
    public boolean deforms(List<AttributeUse> uses) {
        return !positions.isEmpty() && RayShader.leavesRoomForPose(uses);
    }

    @Override
    public Pose pose() {
        return pose;
    }

    @Override
    public void setPose(Pose pose) {
        this.pose = pose;
    }

    /**
     * What is in a buffer: what is gathered follows from it.
     *
     * @param content of the mesh
     */
    record Key(Object content, List<VertexValue> wanted, int slotCount) {}

    /** How many bytes of a part are vertices, behind which indices lie, and of how many triangles these are, by slot. */
    record Vertices(int dataBytes, int[] slotTriangleCounts) {}

    /** Triangles that share a buffer. */
    private record Piece(VertexMemory.Part part, Vertices vertices) {
        Piece(VertexMemory.SharedPart<Vertices> of) {
            this(of.part(), of.facts());
        }

        boolean isEmpty(int slot) {
            return vertices.slotTriangleCounts[slot] == 0;
        }
    }

    @Override
    public boolean takeOver(Geometry geometry) {
        if (geometry == held) {
            return true;
        }
        if (geometry instanceof Mesh mesh && mesh.isReadable()) {
            fill(mesh);
            return true;
        }
        return false;
    }

    private void fill(Mesh mesh) {
        held = null; // should this fail
        closeLevels();
        uvMap = mesh.uvMap();
        bounds = positions.isEmpty() ? mesh.bounds() : Extremes.ofAllSteps(mesh);
        textureSpace = mesh.textureSpace();
        setValues(wanted);
        Key key = new Key(mesh.content(), wanted, slotCount);
        Optional<VertexMemory.SharedPart<Vertices>> known = memory.take(shared.meshes(), key);
        if (known.isPresent()) {
            close();
            pieces.add(new Piece(known.get()));
        } else {
            gatherAll(mesh, key);
        }
        held = mesh;
    }

    private void gatherAll(Mesh mesh, Key key) {
        int triangleCount = mesh.triangleCount();
        int vertexCount = mesh.vertexCount(values, FlatNormals.ZERO);
        long dataBytes = (long) vertexCount * vertexBytes + (long) triangleCount * TRIANGLE_BYTES;
        if (vertexCount == 0 || triangleCount == 0) {
            close();
        } else if (dataBytes <= memory.maxPartBytes()) {
            VertexMemory.Part known = takePart(dataBytes);
            close();
            add(known, vertexCount, triangleCount, mesh.name(),
                    (vertices, indices) -> gather(mesh, vertexCount, vertices, indices));
            share(key, triangleCount);
        } else {
            close();
            List<MeshAttribute> attributes = wanted.stream().filter(MeshAttribute.class::isInstance).map(MeshAttribute.class::cast).toList();
            setValues(List.copyOf(attributes));
            int mostTriangles = memory.maxPartBytes() / (3 * vertexBytes + TRIANGLE_BYTES);
            for (int first = 0; first < triangleCount; first += Math.min(mostTriangles, triangleCount - first)) {
                int count = Math.min(mostTriangles, triangleCount - first);
                MeshPart some = mesh.part(attributes, first, count, slotCount);
                if (some.vertexCount() > 0) {
                    add(null, some.vertexCount(), count, mesh.name(), some::gather);
                }
            }
        }
    }

    /** Of what there is, one that has the size and that nobody else uses; null: there is none. */
    private VertexMemory.Part takePart(long sizeBytes) {
        if (pieces.size() != 1 || pieces.get(0).part.sizeBytes() != sizeBytes || !pieces.get(0).part.claim()) {
            return null;
        }
        return pieces.remove(0).part;
    }

    /** A mesh of which not all can be drawn is shared with nobody: each session is told so when it is gathered. */
    private void share(Key key, int triangleCount) {
        Piece piece = pieces.get(0);
        if (piece.part.hasOwnBuffer() && triangleCount() == triangleCount) {
            pieces.set(0, new Piece(memory.share(piece.part, shared.meshes(), key, piece.vertices)));
        }
    }

    private int[] gather(Mesh mesh, int vertexCount, ByteBuffer vertices, ByteBuffer indices) {
        if (normals.isEmpty() || mesh.array(GeometryArray.FLAT_FACE).isEmpty()) {
            return mesh.gather(values, FlatNormals.ZERO, vertices, indices, slotCount);
        }
        // What is flat at the frame is so at all steps. The buffer's memory is not to be read, so this needs some in between.
        ByteBuffer readable = MemoryUtil.memAlloc(vertexCount * vertexBytes);
        try {
            int[] slotTriangleCounts = mesh.gather(values, FlatNormals.ZERO, readable, indices, slotCount);
            for (int vertex = 0; vertex < vertexCount; vertex++) {
                if (isZero(readable, vertex * vertexBytes + NORMAL_OFFSET)) {
                    for (VertexValue normal : normals) {
                        MemoryUtil.memSet(readable.slice(vertex * vertexBytes + offset(normal), NORMAL_BYTES), 0);
                    }
                }
            }
            vertices.put(vertices.position(), readable, 0, vertexCount * vertexBytes);
            return slotTriangleCounts;
        } finally {
            MemoryUtil.memFree(readable);
        }
    }

    private static boolean isZero(ByteBuffer data, int vector) {
        return data.getFloat(vector) == 0 && data.getFloat(vector + Float.BYTES) == 0 && data.getFloat(vector + 2 * Float.BYTES) == 0;
    }

    private int offset(VertexValue value) {
        return Mesh.vertexBytes(values.subList(0, values.indexOf(value)));
    }

    private void setValues(List<VertexValue> gathered) {
        values = gathered;
        vertexBytes = Mesh.vertexBytes(gathered);
    }

    /** @param known memory of the right size; null: there is none */
    private void add(
            VertexMemory.Part known, int vertexCount, int triangleCount, String name, BiFunction<ByteBuffer, ByteBuffer, int[]> gather) {
        String what = "mesh " + name;
        int vertexDataBytes = vertexCount * vertexBytes;
        int indexDataBytes = triangleCount * TRIANGLE_BYTES;
        VertexMemory.Part part = known == null ? memory.allocate((long) vertexDataBytes + indexDataBytes, vertexBytes, what) : known;
        int[] slotTriangleCounts = new int[slotCount];
        pieces.add(new Piece(part, new Vertices(vertexDataBytes, slotTriangleCounts)));
        part.write(what, data -> {
            ByteBuffer vertexData = data.slice(0, vertexDataBytes).order(data.order());
            ByteBuffer indexData = data.slice(vertexDataBytes, indexDataBytes).order(data.order());
            int[] counts = gather.apply(vertexData, indexData);
            System.arraycopy(counts, 0, slotTriangleCounts, 0, counts.length);
        });
    }

    @Override
    public Optional<Bounds> bounds() {
        return bounds;
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return textureSpace;
    }

    @Override
    public Shape shape() {
        return Shape.MESH;
    }

    @Override
    public boolean hasUvs() {
        return uvMap.isPresent();
    }

    @Override
    public int slotCount() {
        return slotCount;
    }

    @Override
    public long triangleCount() {
        return pieces.stream().mapToLong(piece -> Arrays.stream(piece.vertices.slotTriangleCounts).sum()).sum();
    }

    @Override
    public boolean isEmpty(int slot) {
        return pieces.stream().allMatch(piece -> piece.isEmpty(slot));
    }

    @Override
    public int floatCount(AttributeUse use) {
        return value(use).map(VertexValue::floatCount).orElse(0);
    }

    private Optional<VertexValue> value(AttributeUse use) {
        return MaterialShader.valueIn(held, use).filter(values::contains);
    }

    /** Attributes 0 to 2, those of the uses, those of the next step where the mesh deforms, and the indices. */
    @Override
    public void attach(List<AttributeUse> uses) {
        if (!pieces.isEmpty()) {
            attach(pieces.get(0), uses);
        }
    }

    private void attach(Piece piece, List<AttributeUse> uses) {
        glBindBuffer(GL_ARRAY_BUFFER, piece.part.buffer());
        attachStep(0, deforms(uses) ? pose.first() : 0);
        if (deforms(uses)) {
            attachStep(RayShader.NEXT_LOCATION, pose.second());
        }
        uvMap.ifPresent(map -> attach(UV_LOCATION, map));
        for (int i = 0; i < uses.size(); i++) {
            int location = RayShader.FIRST_ATTRIBUTE_LOCATION + i;
            value(uses.get(i)).ifPresent(present -> attach(location, present));
        }
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, piece.part.buffer());
    }

    /** Positions and normals at a motion step, 0: the frame. */
    private void attachStep(int location, int step) {
        attach(location, 3, vertexBytes, step == 0 ? 0 : offset(positions.get(step - 1)));
        attach(location + 1, 3, vertexBytes, step == 0 || normals.isEmpty() ? NORMAL_OFFSET : offset(normals.get(step - 1)));
    }

    private void attach(int location, VertexValue value) {
        attach(location, value.floatCount(), vertexBytes, offset(value));
    }

    /** What a vertex array object reads of a buffer. */
    private record Layout(
            List<VertexValue> values, Optional<MeshAttribute> uvMap, List<Optional<VertexValue>> uses) {}

    @Override
    public int vertexArray(List<AttributeUse> uses) {
        if (pieces.isEmpty()) {
            return 0;
        }
        List<Optional<VertexValue>> read = uses.isEmpty() ? List.of() : uses.stream().map(this::value).toList();
        return pieces.get(0).part.vertexArray(new Layout(values, uvMap, read), () -> attach(uses));
    }

    private static void attach(int attribute, int floatCount, int vertexBytes, long offset) {
        glVertexAttribPointer(attribute, floatCount, GL_FLOAT, false, vertexBytes, offset);
        glEnableVertexAttribArray(attribute);
    }

    /** Whether levels of detail can be made that were not yet. */
    boolean lacksLevels() {
        return !hasLooked && pieces.size() == 1 && positions.isEmpty() && triangleCount() >= MeshLevels.MIN_TRIANGLES;
    }

    /** What levels of detail are made from; {@link #lacksLevels} told so. */
    MeshLevels.Source levelSource() {
        Piece piece = pieces.get(0);
        int cornerCount = 3 * Arrays.stream(piece.vertices.slotTriangleCounts).sum();
        ByteBuffer data = piece.part.read();
        try {
            byte[] vertices = new byte[piece.vertices.dataBytes];
            int[] corners = new int[cornerCount];
            data.get(0, vertices);
            data.position(vertices.length).asReadOnlyBuffer().order(data.order()).asIntBuffer().get(corners);
            return new MeshLevels.Source(ByteBuffer.wrap(vertices).order(data.order()), vertexBytes, corners, piece.vertices.slotTriangleCounts);
        } finally {
            MemoryUtil.memFree(data.clear());
        }
    }

    /**
     * A level of detail.
     *
     * @param firstIndex among those of all levels
     * @param deviation object space
     */
    record Level(int firstIndex, int[] slotTriangleCounts, float deviation) {}

    /** Is drawn with these from now on, too. */
    void setLevels(List<MeshLevels.Level> made) {
        hasLooked = true;
        long indexBytes = made.stream().mapToLong(level -> level.indices().length).sum() * Integer.BYTES;
        if (indexBytes == 0 || indexBytes > memory.maxPartBytes()) {
            return;
        }
        levelIndices = memory.allocate(indexBytes, Integer.BYTES, "levels of detail of mesh " + held.name());
        levelIndices.write("levels of detail of mesh " + held.name(), data -> {
            IntBuffer indices = data.asIntBuffer();
            made.forEach(level -> indices.put(level.indices()));
        });
        List<Level> drawn = new ArrayList<>();
        int firstIndex = 0;
        for (MeshLevels.Level level : made) {
            drawn.add(new Level(firstIndex, level.slotTriangleCounts(), level.deviation()));
            firstIndex += level.indices().length;
        }
        if (levelIndices.hasOwnBuffer() && pieces.get(0).part.hasOwnBuffer()) {
            useLevels(memory.share(levelIndices, shared.levels(), pieces.get(0).part.buffer(), drawn));
        } else {
            levels = drawn;
        }
    }

    /** Whether another renderer has made levels of the same buffer, with which this is drawn from now on, too. */
    boolean takeLevels() {
        VertexMemory.Part part = pieces.get(0).part;
        Optional<VertexMemory.SharedPart<List<Level>>> made =
                part.hasOwnBuffer() ? memory.take(shared.levels(), part.buffer()) : Optional.empty();
        made.ifPresent(this::useLevels);
        return made.isPresent();
    }

    private void useLevels(VertexMemory.SharedPart<List<Level>> made) {
        hasLooked = true;
        levelIndices = made.part();
        levels = made.facts();
    }

    @Override
    public boolean hasLevels() {
        return !levels.isEmpty();
    }

    @Override
    public int level(ViewTransform view, float texelsPerUnit) {
        for (int i = view.isOfLight() ? levels.size() : 0; i > 0; i--) {
            if (levels.get(i - 1).deviation * texelsPerUnit <= view.maxDeviationTexels()) {
                return i;
            }
        }
        return 0;
    }

    @Override
    public void draw(int slot, List<AttributeUse> uses, int instanceCount, int level) {
        if (level > 0) {
            drawLevel(slot, instanceCount, level);
            return;
        }
        for (Piece piece : pieces) {
            if (!piece.isEmpty(slot)) {
                if (pieces.size() > 1 || deforms(uses)) {
                    attach(piece, uses);
                }
                draw(piece, slot, instanceCount);
            }
        }
        if (pieces.size() > 1) {
            attach(uses); // the vertex array object may be shared by what lies in the buffer of the first
        }
    }

    private void drawLevel(int slot, int instanceCount, int level) {
        int[] counts = levels.get(level - 1).slotTriangleCounts;
        long first = levels.get(level - 1).firstIndex + 3L * Arrays.stream(counts, 0, slot).sum();
        if (counts[slot] > 0) {
            glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, levelIndices.buffer());
            glDrawElementsInstancedBaseVertex(GL_TRIANGLES, 3 * counts[slot], GL_UNSIGNED_INT,
                    levelIndices.offset() + first * Integer.BYTES, instanceCount, pieces.get(0).part.offset() / vertexBytes);
            glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, pieces.get(0).part.buffer()); // others may draw with the vertex array object
        }
    }

    private void draw(Piece piece, int slot, int instanceCount) {
        long firstTriangle = 0;
        for (int before = 0; before < slot; before++) {
            firstTriangle += piece.vertices.slotTriangleCounts[before];
        }
        int offset = piece.part.offset();
        glDrawElementsInstancedBaseVertex(GL_TRIANGLES, 3 * piece.vertices.slotTriangleCounts[slot], GL_UNSIGNED_INT,
                offset + piece.vertices.dataBytes + firstTriangle * TRIANGLE_BYTES, instanceCount, offset / vertexBytes);
    }

    @Override
    public void close() {
        closeLevels();
        pieces.forEach(piece -> piece.part.close());
        pieces.clear();
    }

    private void closeLevels() {
        hasLooked = false;
        levels = List.of();
        if (levelIndices != null) {
            levelIndices.close();
            levelIndices = null;
        }
    }
}
