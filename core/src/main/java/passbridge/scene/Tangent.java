// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * The tangent of a mesh along a UV map, for normal maps: four floats. The first three are the direction in which u grows, in object space,
 * perpendicular to the normal and of unit length; (0, 0, 0) where the map has no area. The fourth is 1, or -1 where the map mirrors: v
 * grows along {@code cross(normal, tangent)} times it. Triangles that share position, normal and UVs of a corner share the tangent, the
 * mean of the derivatives of position by u, weighted by the triangles' angles there, as in MikkTSpace, though not to the last bit.
 *
 * @param uvMap of the mesh; its first two numbers are u and v
 */
public record Tangent(MeshAttribute uvMap) implements VertexValue {
    /**
     * Checks the map.
     *
     * @param uvMap {@link #uvMap()}
     * @throws IllegalArgumentException where its values are no pairs of floats
     */
    public Tangent {
        if (Objects.requireNonNull(uvMap, "uvMap").type() != ArrayType.FLOAT2) {
            throw new IllegalArgumentException("there is no tangent along " + uvMap + ": a UV map is needed");
        }
    }

    @Override
    public int floatCount() {
        return 4;
    }
}
