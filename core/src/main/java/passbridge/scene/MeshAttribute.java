// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * Values that a mesh has beside its positions and normals: a UV map, a colour attribute, or a generic attribute.
 *
 * @param name as in Blender; unique within a mesh
 * @param type what the values are
 * @param domain what they belong to
 */
public record MeshAttribute(String name, Type type, Domain domain) {
    /** Elements of a mesh; the order is that of {@code pb_domain}. */
    public enum Domain {
        /** Vertices. */
        POINT,
        /** Corners of faces. */
        CORNER,
        /** Faces; all triangles of a polygon have the same value. */
        FACE
    }

    /** Kinds of values; the order is that of {@code pb_attribute_type}. Gathered as floats, whatever Blender keeps. */
    public enum Type {
        /** One number. */
        FLOAT(1),
        /** Two numbers: UV maps. */
        FLOAT2(2),
        /** Three numbers. */
        FLOAT3(3),
        /** A colour with alpha, scene-linear. */
        FLOAT4(4),
        /** A colour with alpha that Blender keeps in bytes; gathered scene-linear. */
        BYTE_COLOR(4),
        /** A whole number. */
        INT32(1),
        /** A small whole number. */
        INT8(1),
        /** 0 or 1. */
        BOOL(1);

        private final int floatCount;

        Type(int floatCount) {
            this.floatCount = floatCount;
        }

        /** {@return floats in a gathered vertex} */
        public int floatCount() {
            return floatCount;
        }
    }

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
}
