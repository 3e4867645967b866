// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.List;
import passbridge.PassbridgeException;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/** A mesh in OpenGL's memory: vertices, and indices ordered by material slot. */
final class MeshBuffers implements GlResource {
    private static final int TRIANGLE_BYTES = 3 * Integer.BYTES;

    private final List<MeshAttribute> attributes;
    private final int vertices = glGenBuffers();
    private final int indices = glGenBuffers();
    private final int[] slotTriangleCounts;

    /** @param slotCount material slots of the instances that are to be drawn */
    MeshBuffers(Mesh mesh, int slotCount) {
        attributes = mesh.uvMap().stream().toList();
        try {
            slotTriangleCounts = gather(mesh, slotCount);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private int[] gather(Mesh mesh, int slotCount) {
        int vertexCount = mesh.vertexCount(attributes);
        if (mesh.triangleCount() == 0 || vertexCount == 0) {
            return new int[slotCount];
        }
        ByteBuffer mappedVertices = map(mesh, vertices, (long) vertexCount * Mesh.vertexBytes(attributes));
        ByteBuffer mappedIndices = map(mesh, indices, (long) mesh.triangleCount() * TRIANGLE_BYTES);
        int[] counts = mesh.gather(attributes, mappedVertices, mappedIndices, slotCount);
        unmap(mesh, vertices);
        unmap(mesh, indices);
        return counts;
    }

    /** The buffer goes through a target that no vertex array object remembers. */
    private static ByteBuffer map(Mesh mesh, int buffer, long sizeBytes) {
        if (sizeBytes > Integer.MAX_VALUE) {
            throw new PassbridgeException("mesh " + mesh.name() + " has " + mesh.triangleCount()
                    + " triangles, more than fit in 2 GiB: split it or simplify it");
        }
        glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
        glBufferData(GL_COPY_WRITE_BUFFER, sizeBytes, GL_STATIC_DRAW);
        ByteBuffer mapped = glMapBufferRange(
                GL_COPY_WRITE_BUFFER, 0, sizeBytes, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);
        if (mapped == null) {
            throw new PassbridgeException("mesh " + mesh.name() + " needs " + (sizeBytes >> 20)
                    + " MiB, more than this OpenGL gives: simplify it");
        }
        return mapped;
    }

    private static void unmap(Mesh mesh, int buffer) {
        glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
        if (!glUnmapBuffer(GL_COPY_WRITE_BUFFER)) {
            throw new PassbridgeException("OpenGL lost the data of mesh " + mesh.name() + ": render again");
        }
    }

    boolean hasUvs() {
        return !attributes.isEmpty();
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
        glBindBuffer(GL_ARRAY_BUFFER, vertices);
        attach(0, 3, vertexBytes, 0);
        attach(1, 3, vertexBytes, 3 * Float.BYTES);
        if (hasUvs()) {
            attach(2, 2, vertexBytes, Mesh.POSITION_AND_NORMAL_BYTES);
        }
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices);
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
        glDeleteBuffers(vertices);
        glDeleteBuffers(indices);
    }
}
