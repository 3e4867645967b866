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
 */
public record MeshAttribute(String name, ArrayType type, Domain domain) implements VertexValue {
    /**
     * Refuses null.
     *
     * @param name {@link #name()}
     * @param type {@link #type()}
     * @param domain {@link #domain()}
     */
    public MeshAttribute {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(domain);
    }

    @Override
    public int floatCount() {
        return type.numberCount();
    }
}
