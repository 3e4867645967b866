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
    private final int buffer = glGenBuffers();
    private final int vertexArray = glGenVertexArrays();
    private List<Instance> instances = List.of();
    private boolean isOnlyInstance;

    /** @param mesh stays the caller's */
    InstanceBatch(MeshBuffers mesh) {
        this.mesh = mesh;
        glBindVertexArray(vertexArray);
        mesh.attach();
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        for (int column = 0; column < 4; column++) {
            attach(MATRIX_ATTRIBUTE + column, 3, column * 3L * Float.BYTES);
        }
        attach(OBJECT_INDEX_ATTRIBUTE, 1, MATRIX_BYTES);
        glBindVertexArray(0);
    }

    /**
     * Uploads instances unless they are what was uploaded before.
     *
     * @param changed at least one, all with the materials of the first, and held out as it is
     * @param isOnlyInstance there is one, and no other of its geometry in the scene
     */
    void update(List<Instance> changed, boolean isOnlyInstance) {
        this.isOnlyInstance = isOnlyInstance;
        if (!changed.equals(instances)) {
            upload(changed);
        }
        instances = changed;
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
            glBindBuffer(GL_COPY_WRITE_BUFFER, buffer);
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
        return instances.get(0).materials();
    }

    /** Whether the instances cut a hole into the picture. */
    boolean isHoldout() {
        return instances.get(0).holdout();
    }

    boolean isOnlyInstance() {
        return isOnlyInstance;
    }

    void draw(int slot) {
        glBindVertexArray(vertexArray);
        mesh.draw(slot, instances.size());
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArray);
        glDeleteBuffers(buffer);
    }
}
