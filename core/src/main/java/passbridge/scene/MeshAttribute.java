// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * Values that a mesh has beside its positions and normals: a UV map, a colour attribute, or a generic attribute. Gathered as floats,
 * whatever Blender keeps.
 *
 * @param name as in Blender; unique within a mesh
 * @param type what the values are
 * @param domain what they belong to: points, corners or faces
 * @param motionStep as {@link GeometryArray#motionStep()}; above 0 only for {@link Mesh#motionAttributes}
 */
public record MeshAttribute(String name, ArrayType type, Domain domain, int motionStep) implements VertexValue {
    /**
     * Refuses null.
     *
     * @param name {@link #name()}
     * @param type {@link #type()}
     * @param domain {@link #domain()}
     * @param motionStep {@link #motionStep()}
     */
    public MeshAttribute {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(domain);
    }

    /**
     * An attribute at the frame.
     *
     * @param name {@link #name()}
     * @param type {@link #type()}
     * @param domain {@link #domain()}
     */
    public MeshAttribute(String name, ArrayType type, Domain domain) {
        this(name, type, domain, 0);
    }

    @Override
    public int floatCount() {
        return type.numberCount();
    }
}
