// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.joml.Vector4fc;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ValueNode;

/** Instances that share mesh and materials, drawn with one call per material slot. */
final class InstanceBatch implements GlResource {
    private static final int MATRIX_ATTRIBUTE = 3;
    private static final int OBJECT_INDEX_ATTRIBUTE = 7;
    private static final int MATRIX_BYTES = 12 * Float.BYTES;
    private static final int INSTANCE_BYTES = MATRIX_BYTES + Float.BYTES;

    private final MeshBuffers mesh;
    private final int buffer = glGenBuffers();
    private final int[] vertexArrays; // by material slot
    private final int[] scalarAttributes;
    private final List<List<Absent>> absent = new ArrayList<>();
    private final List<SurfaceValues> values;
    private List<Instance> instances = List.of();
    private boolean isOnlyInstance;

    /**
     * Prepares the drawing of instances, of which there are none yet.
     *
     * @param mesh stays the caller's; its attributes are those that the values need, where {@code geometry} has them
     * @param values of the material in each slot
     */
    InstanceBatch(MeshBuffers mesh, Mesh geometry, List<SurfaceValues> values) {
        this.mesh = mesh;
        this.values = values;
        vertexArrays = new int[values.size()];
        scalarAttributes = new int[values.size()];
        for (int slot = 0; slot < vertexArrays.length; slot++) {
            List<ValueNode> attributes = values.get(slot).attributes();
            if (slot > 0 && attributes.equals(values.get(slot - 1).attributes())) {
                vertexArrays[slot] = vertexArrays[slot - 1];
                scalarAttributes[slot] = scalarAttributes[slot - 1];
                absent.add(absent.get(slot - 1));
            } else {
                describeVertices(slot, geometry, attributes);
            }
        }
        glBindVertexArray(0);
    }

    private void describeVertices(int slot, Mesh geometry, List<ValueNode> attributes) {
        vertexArrays[slot] = glGenVertexArrays();
        glBindVertexArray(vertexArrays[slot]);
        mesh.attach();
        List<Absent> missing = new ArrayList<>();
        for (int i = 0; i < attributes.size(); i++) {
            MeshAttribute attribute = SurfaceValues.attribute(geometry, attributes.get(i)).orElse(null);
            if (attribute != null && mesh.has(attribute)) {
                mesh.attach(SurfaceValues.FIRST_ATTRIBUTE_LOCATION + i, attribute);
                scalarAttributes[slot] |= attribute.type().floatCount() == 1 ? 1 << i : 0;
            } else {
                missing.add(new Absent(SurfaceValues.FIRST_ATTRIBUTE_LOCATION + i, SurfaceValues.absent(attributes.get(i))));
            }
        }
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        for (int column = 0; column < 4; column++) {
            attach(MATRIX_ATTRIBUTE + column, 3, column * 3L * Float.BYTES);
        }
        attach(OBJECT_INDEX_ATTRIBUTE, 1, MATRIX_BYTES);
        absent.add(missing);
    }

    /** An attribute that the mesh lacks, and its value there. */
    private record Absent(int location, Vector4fc value) {}

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

    /** Of the material in a slot. */
    SurfaceValues values(int slot) {
        return values.get(slot);
    }

    /** Bit n is set where attribute n of a slot's values is a single number in the mesh. */
    int scalarAttributes(int slot) {
        return scalarAttributes[slot];
    }

    /** Whether the instances cut a hole into the picture. */
    boolean isHoldout() {
        return instances.get(0).holdout();
    }

    boolean isOnlyInstance() {
        return isOnlyInstance;
    }

    void draw(int slot) {
        glBindVertexArray(vertexArrays[slot]);
        for (Absent attribute : absent.get(slot)) {
            Vector4fc value = attribute.value;
            glVertexAttrib4f(attribute.location, value.x(), value.y(), value.z(), value.w());
        }
        mesh.draw(slot, instances.size());
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArrays); // names that are there twice are ignored the second time
        glDeleteBuffers(buffer);
    }
}
