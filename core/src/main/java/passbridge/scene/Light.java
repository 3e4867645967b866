// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** A light. Shines along its local -Z where it has a direction. */
public sealed interface Light {
    /** {@return where the light is; may scale} */
    Matrix4fc lightToWorld();

    /** {@return colour times power: radiant flux in watts; irradiance in W/m² for {@link Sun}} */
    Vector3fc power();

    /**
     * Shines to all sides.
     *
     * @param lightToWorld places the light
     * @param power watts
     * @param radius metres
     */
    record Point(Matrix4fc lightToWorld, Vector3fc power, float radius) implements Light {}

    /**
     * Shines from infinitely far away.
     *
     * @param lightToWorld its rotation counts
     * @param power W/m²
     */
    record Sun(Matrix4fc lightToWorld, Vector3fc power) implements Light {}

    /**
     * A {@link Point} seen through a cone.
     *
     * @param lightToWorld places the light
     * @param power watts, of the light without the cone
     * @param radius metres
     * @param coneAngle full angle, radians
     * @param blend share of the cone over which the edge fades, 0 to 1
     */
    record Spot(Matrix4fc lightToWorld, Vector3fc power, float radius, float coneAngle, float blend) implements Light {}

    /**
     * A rectangle or ellipse that shines to one side.
     *
     * @param lightToWorld places its centre
     * @param power watts
     * @param sizeX metres along local X, before the matrix's scale
     * @param sizeY metres along local Y, before the matrix's scale
     * @param ellipse an ellipse with these axes instead of a rectangle
     */
    record Area(Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse) implements Light {}
}
