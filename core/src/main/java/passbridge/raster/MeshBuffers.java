// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ValueNode;

/** A mesh in OpenGL's memory: vertices, and indices ordered by material slot. */
final class MeshBuffers implements GeometryBuffers {
    static final int UV_LOCATION = 2;

    private static final int TRIANGLE_BYTES = 3 * Integer.BYTES;

    private final VertexMemory memory;
    private VertexMemory.Part part; // vertices, then indices; null while there is nothing to draw
    private long vertexDataBytes;
    private final int[] slotTriangleCounts;
    private final List<MeshAttribute> attributes;
    private final int vertexBytes;
    private Optional<MeshAttribute> uvMap = Optional.empty();
    private Optional<Bounds> bounds = Optional.empty();
    private Mesh held;

    /**
     * Gathers a mesh.
     *
     * @param slotCount material slots of the instances that are to be drawn
     * @param attributes of the mesh, what is to be drawn needs
     * @param memory of which this takes parts
     */
    MeshBuffers(Mesh mesh, int slotCount, List<MeshAttribute> attributes, VertexMemory memory) {
        this.attributes = attributes;
        this.memory = memory;
        vertexBytes = Mesh.vertexBytes(attributes);
        slotTriangleCounts = new int[slotCount];
        try {
            fill(mesh);
        } catch (RuntimeException e) {
            close();
            throw e;
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
        uvMap = mesh.uvMap();
        bounds = mesh.bounds();
        Arrays.fill(slotTriangleCounts, 0);
        vertexDataBytes = (long) mesh.vertexCount(attributes) * vertexBytes;
        long indexDataBytes = (long) mesh.triangleCount() * TRIANGLE_BYTES;
        if (vertexDataBytes > 0 && indexDataBytes > 0) {
            String what = "mesh " + mesh.name();
            allocate(vertexDataBytes + indexDataBytes, what);
            part.write(what, data -> {
                ByteBuffer vertexData = data.slice(0, (int) vertexDataBytes);
                ByteBuffer indexData = data.slice((int) vertexDataBytes, (int) indexDataBytes);
                int[] counts = mesh.gather(
                        attributes, vertexData.order(data.order()), indexData.order(data.order()), slotTriangleCounts.length);
                System.arraycopy(counts, 0, slotTriangleCounts, 0, counts.length);
            });
        }
        held = mesh;
    }

    private void allocate(long sizeBytes, String what) {
        if (part == null || part.sizeBytes() != sizeBytes) {
            close();
            part = memory.allocate(sizeBytes, vertexBytes, what);
        }
    }

    @Override
    public Optional<Bounds> bounds() {
        return bounds;
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
        return slotTriangleCounts.length;
    }

    @Override
    public boolean isEmpty(int slot) {
        return slotTriangleCounts[slot] == 0;
    }

    @Override
    public int floatCount(ValueNode node) {
        return attribute(node).map(MeshAttribute::floatCount).orElse(0);
    }

    private Optional<MeshAttribute> attribute(ValueNode node) {
        return SurfaceValues.attribute(held, node).filter(attributes::contains);
    }

    /** Attributes 0 to 2, the values, and the indices. */
    @Override
    public void attach(List<ValueNode> values) {
        if (part == null) {
            return;
        }
        glBindBuffer(GL_ARRAY_BUFFER, part.buffer());
        attach(0, 3, vertexBytes, 0);
        attach(1, 3, vertexBytes, 3 * Float.BYTES);
        uvMap.ifPresent(map -> attach(UV_LOCATION, map));
        for (int i = 0; i < values.size(); i++) {
            int location = SurfaceValues.FIRST_ATTRIBUTE_LOCATION + i;
            attribute(values.get(i)).ifPresent(present -> attach(location, present));
        }
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, part.buffer());
    }

    private void attach(int location, MeshAttribute attribute) {
        int index = attributes.indexOf(attribute);
        attach(location, attribute.floatCount(), vertexBytes, Mesh.vertexBytes(attributes.subList(0, index)));
    }

    /** What a vertex array object reads of a buffer. */
    private record Layout(
            List<MeshAttribute> attributes, Optional<MeshAttribute> uvMap, List<Optional<MeshAttribute>> values) {}

    @Override
    public int vertexArray(List<ValueNode> values) {
        if (part == null) {
            return 0;
        }
        List<Optional<MeshAttribute>> read = values.isEmpty() ? List.of() : values.stream().map(this::attribute).toList();
        return part.vertexArray(new Layout(attributes, uvMap, read), () -> attach(values));
    }

    private static void attach(int attribute, int floatCount, int vertexBytes, long offset) {
        glVertexAttribPointer(attribute, floatCount, GL_FLOAT, false, vertexBytes, offset);
        glEnableVertexAttribArray(attribute);
    }

    @Override
    public void draw(int slot, int instanceCount, float texelsPerUnit) {
        long firstTriangle = 0;
        for (int before = 0; before < slot; before++) {
            firstTriangle += slotTriangleCounts[before];
        }
        glDrawElementsInstancedBaseVertex(GL_TRIANGLES, 3 * slotTriangleCounts[slot], GL_UNSIGNED_INT,
                part.offset() + vertexDataBytes + firstTriangle * TRIANGLE_BYTES, instanceCount, part.offset() / vertexBytes);
    }

    @Override
    public void close() {
        if (part != null) {
            part.close();
            part = null;
        }
    }
}
