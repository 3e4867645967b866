// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** A light. Shines along its local -Z where it has a direction. */
public sealed interface Light {
    /** Places the light; may scale. */
    Matrix4fc lightToWorld();

    /** Colour times power: radiant flux in watts; irradiance in W/m² for {@link Sun}. */
    Vector3fc power();

    /** Shines to all sides. @param radius metres */
    record Point(Matrix4fc lightToWorld, Vector3fc power, float radius) implements Light {}

    /** Shines from infinitely far away. */
    record Sun(Matrix4fc lightToWorld, Vector3fc power) implements Light {}

    /**
     * A {@link Point} seen through a cone.
     *
     * @param radius metres
     * @param coneAngle full angle, radians
     * @param blend share of the cone over which the edge fades, 0 to 1
     */
    record Spot(Matrix4fc lightToWorld, Vector3fc power, float radius, float coneAngle, float blend) implements Light {}

    /**
     * A rectangle or ellipse that shines to one side.
     *
     * @param sizeX metres along local X, before the matrix's scale
     * @param sizeY metres along local Y, before the matrix's scale
     * @param ellipse an ellipse with these axes instead of a rectangle
     */
    record Area(Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse) implements Light {}
}
