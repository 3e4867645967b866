// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * An array of a geometry: what it is, without the values, which {@link Geometry#copyValues} gives. What a geometry consists of has a name
 * with a leading dot, one of the constants here; all others are attributes under their name in Blender.
 *
 * @param name unique among the arrays of a motion step
 * @param domain what the values belong to
 * @param type what the values are
 * @param count values, at least 0
 * @param motionStep 0: the frame itself; n: at the time n - 1 of {@link Scene#motionTimes}. Only {@link #POSITION} has steps, all of them, and
 *     only in geometries that deform; of meshes {@link #NORMAL} as well, if there is one
 */
public record GeometryArray(String name, Domain domain, ArrayType type, int count, int motionStep) {
    /** {@link ArrayType#FLOAT3} by point: object space. */
    public static final String POSITION = ".position";

    /** {@link ArrayType#FLOAT3} by point or corner: unit length. Missing: all faces are flat. */
    public static final String NORMAL = ".normal";

    /** {@link ArrayType#INT32} by corner: its vertex. */
    public static final String CORNER_VERTEX = ".corner_vertex";

    /** {@link ArrayType#INT32X3} by triangle: its corners. */
    public static final String TRIANGLE_CORNERS = ".triangle_corners";

    /** {@link ArrayType#INT32} by triangle: the face that it is a part of. Missing: each triangle is a face. */
    public static final String TRIANGLE_FACE = ".triangle_face";

    /** {@link ArrayType#INT32} by face: its material slot. Missing: slot 0. */
    public static final String MATERIAL_SLOT = ".material_slot";

    /** {@link ArrayType#BOOL} by face: whether it is flat, whatever the normals say. Missing: none is. */
    public static final String FLAT_FACE = ".flat_face";

    /** {@link ArrayType#FLOAT} by point of curves or point clouds. Missing: all have one radius. */
    public static final String RADIUS = ".radius";

    /** {@link ArrayType#INT32} by curve and one more, ascending: the first point of each. */
    public static final String CURVE_OFFSET = ".curve_offset";

    /** {@link ArrayType#FLOAT2} by curve. Missing: curves have no UVs. */
    public static final String CURVE_UV = ".curve_uv";

    /**
     * {@link ArrayType#FLOAT3} by point of meshes: object space, before modifiers and shape keys. There where a material needs it.
     * {@link Mesh#attributes} has it, too. Missing: {@link #POSITION}.
     */
    public static final String UNDEFORMED_POSITION = ".undeformed_position";

    /** {@link ArrayType#INT32X2} by edge of a mesh: its vertices. There where a material needs it. */
    public static final String EDGE_VERTICES = ".edge_vertices";

    /**
     * Refuses null and counts below 0.
     *
     * @param name {@link #name()}
     * @param domain {@link #domain()}
     * @param type {@link #type()}
     * @param count {@link #count()}
     * @param motionStep {@link #motionStep()}
     */
    public GeometryArray {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(type, "type");
        if (count < 0 || motionStep < 0) {
            throw new IllegalArgumentException("array '" + name + "' can't have " + count + " values at step " + motionStep);
        }
    }

    /** {@return whether this is an attribute, and no part of what the geometry consists of} */
    public boolean isAttribute() {
        return !name.startsWith(".");
    }

    /** {@return bytes of all values} */
    public long bytes() {
        return (long) count * type.bytes();
    }
}
