// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import passbridge.scene.Geometry;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ValueNode;

/** A mesh in OpenGL's memory: vertices, and indices ordered by material slot. */
final class MeshBuffers implements GeometryBuffers {
    static final int UV_LOCATION = 2;

    private static final int TRIANGLE_BYTES = 3 * Integer.BYTES;

    private final UploadBuffer vertices = new UploadBuffer();
    private final UploadBuffer indices = new UploadBuffer();
    private final int[] slotTriangleCounts;
    private final List<MeshAttribute> attributes;
    private Optional<MeshAttribute> uvMap = Optional.empty();
    private Mesh held;

    /**
     * Gathers a mesh.
     *
     * @param slotCount material slots of the instances that are to be drawn
     * @param attributes of the mesh, what is to be drawn needs
     */
    MeshBuffers(Mesh mesh, int slotCount, List<MeshAttribute> attributes) {
        this.attributes = attributes;
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
        Arrays.fill(slotTriangleCounts, 0);
        long vertexBytes = (long) mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes);
        long indexBytes = (long) mesh.triangleCount() * TRIANGLE_BYTES;
        if (vertexBytes > 0 && indexBytes > 0) {
            String what = "mesh " + mesh.name();
            vertices.fill(vertexBytes, what, vertexData -> indices.fill(indexBytes, what, indexData -> {
                int[] counts = mesh.gather(attributes, vertexData, indexData, slotTriangleCounts.length);
                System.arraycopy(counts, 0, slotTriangleCounts, 0, counts.length);
            }));
        }
        held = mesh;
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

    /** Attributes 0 to 2, and the indices. */
    @Override
    public void attach() {
        int vertexBytes = Mesh.vertexBytes(attributes);
        glBindBuffer(GL_ARRAY_BUFFER, vertices.name());
        attach(0, 3, vertexBytes, 0);
        attach(1, 3, vertexBytes, 3 * Float.BYTES);
        uvMap.ifPresent(map -> attach(UV_LOCATION, map));
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices.name());
    }

    @Override
    public int attachValue(int location, ValueNode node) {
        Optional<MeshAttribute> attribute = SurfaceValues.attribute(held, node).filter(attributes::contains);
        attribute.ifPresent(present -> attach(location, present));
        return attribute.map(present -> present.floatCount()).orElse(0);
    }

    private void attach(int location, MeshAttribute attribute) {
        int index = attributes.indexOf(attribute);
        glBindBuffer(GL_ARRAY_BUFFER, vertices.name());
        attach(location, attribute.floatCount(), Mesh.vertexBytes(attributes), Mesh.vertexBytes(attributes.subList(0, index)));
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
        glDrawElementsInstanced(GL_TRIANGLES, 3 * slotTriangleCounts[slot], GL_UNSIGNED_INT,
                firstTriangle * TRIANGLE_BYTES, instanceCount);
    }

    @Override
    public void close() {
        vertices.close();
        indices.close();
    }
}
