// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.List;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.Instance;
import passbridge.scene.Material;

/** Instances that share mesh and materials, drawn with one call per material slot. */
final class InstanceBatch implements GlResource {
    private static final int MATRIX_ATTRIBUTE = 3;
    private static final int OBJECT_INDEX_ATTRIBUTE = 7;
    private static final int MATRIX_BYTES = 12 * Float.BYTES;
    private static final int INSTANCE_BYTES = MATRIX_BYTES + Float.BYTES;

    private final MeshBuffers mesh;
    private final List<Material> materials;
    private final int instanceCount;
    private final int instances = glGenBuffers();
    private final int vertexArray = glGenVertexArrays();

    /**
     * @param mesh stays the caller's
     * @param instances at least one, all with the materials of the first
     */
    InstanceBatch(MeshBuffers mesh, List<Instance> instances) {
        this.mesh = mesh;
        this.materials = instances.get(0).materials();
        this.instanceCount = instances.size();
        try {
            upload(instances);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        glBindVertexArray(vertexArray);
        mesh.attach();
        glBindBuffer(GL_ARRAY_BUFFER, this.instances);
        for (int column = 0; column < 4; column++) {
            attach(MATRIX_ATTRIBUTE + column, 3, column * 3L * Float.BYTES);
        }
        attach(OBJECT_INDEX_ATTRIBUTE, 1, MATRIX_BYTES);
        glBindVertexArray(0);
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
                Instance instance = list.get(i);
                instance.objectToWorld().get4x3(i * INSTANCE_BYTES, data);
                data.putFloat(i * INSTANCE_BYTES + MATRIX_BYTES, instance.objectIndex());
            }
            glBindBuffer(GL_COPY_WRITE_BUFFER, instances);
            glBufferData(GL_COPY_WRITE_BUFFER, data, GL_STATIC_DRAW);
        } finally {
            MemoryUtil.memFree(data);
        }
    }

    private static void attach(int attribute, int components, long offset) {
        glVertexAttribPointer(attribute, components, GL_FLOAT, false, INSTANCE_BYTES, offset);
        glVertexAttribDivisor(attribute, 1);
        glEnableVertexAttribArray(attribute);
    }

    MeshBuffers mesh() {
        return mesh;
    }

    /** Material of each of the mesh's slots. */
    List<Material> materials() {
        return materials;
    }

    void draw(int slot) {
        glBindVertexArray(vertexArray);
        mesh.draw(slot, instanceCount);
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArray);
        glDeleteBuffers(instances);
    }
}
