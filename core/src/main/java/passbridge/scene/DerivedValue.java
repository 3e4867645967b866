// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** What is computed of a mesh's shape, as Cycles does. Of meshes without {@link Mesh#vertexNumber} there is {@link #PARAMETRIC} alone. */
public enum DerivedValue implements VertexValue {
    /** Barycentric coordinates of the triangle's first and second corner. Each triangle has vertices of its own. */
    PARAMETRIC(2),
    /** How convex the mesh is at a vertex: 0.5 where it is flat, more where it is convex, up to 1. */
    POINTINESS(1),
    /** A number of the part of the mesh that edges connect: that of one of its vertices. Exact where there are up to 2^24 vertices. */
    ISLAND(1);

    private final int floatCount;

    DerivedValue(int floatCount) {
        this.floatCount = floatCount;
    }

    @Override
    public int floatCount() {
        return floatCount;
    }
}
