// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** A light. Shines along its local -Z where it has a direction. All its numbers are finite. */
public sealed interface Light {
    /** Places the light; may scale. */
    Matrix4fc lightToWorld();

    /** Colour times power: radiant flux in watts; irradiance in W/m² for {@link Sun}. Negative: it takes light away. */
    Vector3fc power();

    /** The {@link #lightToWorld} of a light at one place that shines towards another. */
    static Matrix4f aim(Vector3fc from, Vector3fc to) {
        return Camera.lookAt(from, to).invertAffine();
    }

    private static void check(Matrix4fc lightToWorld, Vector3fc power) {
        Finite.require(lightToWorld, "the place of a light");
        Finite.require(power, "the power of a light");
    }

    /** Shines to all sides. @param radius metres */
    record Point(Matrix4fc lightToWorld, Vector3fc power, float radius) implements Light {
        public Point {
            check(lightToWorld, power);
            Finite.require(radius, 0, Float.MAX_VALUE, "the radius of a light");
        }
    }

    /** Shines from infinitely far away. */
    record Sun(Matrix4fc lightToWorld, Vector3fc power) implements Light {
        public Sun {
            check(lightToWorld, power);
        }
    }

    /**
     * A {@link Point} seen through a cone.
     *
     * @param radius metres
     * @param coneAngle full angle, radians, 0 to pi
     * @param blend share of the cone over which the edge fades, 0 to 1
     */
    record Spot(Matrix4fc lightToWorld, Vector3fc power, float radius, float coneAngle, float blend) implements Light {
        public Spot {
            check(lightToWorld, power);
            Finite.require(radius, 0, Float.MAX_VALUE, "the radius of a light");
            Finite.require(coneAngle, 0, (float) Math.PI, "the angle of a spot light");
            Finite.require(blend, 0, 1, "the blend of a spot light");
        }
    }

    /**
     * A rectangle or ellipse that shines to one side.
     *
     * @param sizeX metres along local X, before the matrix's scale
     * @param sizeY metres along local Y, before the matrix's scale
     * @param ellipse an ellipse with these axes instead of a rectangle
     */
    record Area(Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse) implements Light {
        public Area {
            check(lightToWorld, power);
            Finite.require(sizeX, 0, Float.MAX_VALUE, "the size of an area light");
            Finite.require(sizeY, 0, Float.MAX_VALUE, "the size of an area light");
        }
    }
}
