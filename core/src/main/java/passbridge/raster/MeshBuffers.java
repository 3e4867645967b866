// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import java.util.Optional;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/** A mesh in OpenGL's memory: vertices, and indices ordered by material slot. */
final class MeshBuffers implements GlResource {
    static final int UV_LOCATION = 2;

    private static final int TRIANGLE_BYTES = 3 * Integer.BYTES;

    private final List<MeshAttribute> attributes;
    private final Optional<MeshAttribute> uvMap;
    private final WriteOnceBuffer vertices = new WriteOnceBuffer();
    private final WriteOnceBuffer indices = new WriteOnceBuffer();
    private int[] slotTriangleCounts;

    /**
     * Gathers a mesh.
     *
     * @param slotCount material slots of the instances that are to be drawn
     * @param attributes of the mesh, what is to be drawn needs
     */
    MeshBuffers(Mesh mesh, int slotCount, List<MeshAttribute> attributes) {
        this.attributes = attributes;
        uvMap = mesh.uvMap();
        slotTriangleCounts = new int[slotCount];
        try {
            gather(mesh, slotCount);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void gather(Mesh mesh, int slotCount) {
        long vertexBytes = (long) mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes);
        long indexBytes = (long) mesh.triangleCount() * TRIANGLE_BYTES;
        if (vertexBytes > 0 && indexBytes > 0) {
            String what = "mesh " + mesh.name();
            vertices.fill(vertexBytes, what, vertexData -> indices.fill(indexBytes, what, indexData ->
                    slotTriangleCounts = mesh.gather(attributes, vertexData, indexData, slotCount)));
        }
    }

    /** Whether the attribute was gathered. */
    boolean has(MeshAttribute attribute) {
        return attributes.contains(attribute);
    }

    boolean hasUvs() {
        return uvMap.isPresent();
    }

    int slotCount() {
        return slotTriangleCounts.length;
    }

    int triangleCount(int slot) {
        return slotTriangleCounts[slot];
    }

    /** Lets the bound vertex array object read attributes 0 to 2 and the indices from here. */
    void attach() {
        int vertexBytes = Mesh.vertexBytes(attributes);
        glBindBuffer(GL_ARRAY_BUFFER, vertices.name());
        attach(0, 3, vertexBytes, 0);
        attach(1, 3, vertexBytes, 3 * Float.BYTES);
        uvMap.ifPresent(map -> attach(UV_LOCATION, map));
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices.name());
    }

    /** Lets the bound vertex array object read one of the gathered attributes. */
    void attach(int location, MeshAttribute attribute) {
        int index = attributes.indexOf(attribute);
        glBindBuffer(GL_ARRAY_BUFFER, vertices.name());
        attach(location, attribute.type().floatCount(), Mesh.vertexBytes(attributes), Mesh.vertexBytes(attributes.subList(0, index)));
    }

    private static void attach(int attribute, int floatCount, int vertexBytes, long offset) {
        glVertexAttribPointer(attribute, floatCount, GL_FLOAT, false, vertexBytes, offset);
        glEnableVertexAttribArray(attribute);
    }

    /** Draws the triangles of a slot with the bound vertex array object. */
    void draw(int slot, int instanceCount) {
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
