// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** A light. Shines along its local -Z where it has a direction. All its numbers are finite. */
public sealed interface Light {
    /** {@return where the light is; may scale} */
    Matrix4fc lightToWorld();

    /** {@return colour times power: radiant flux in watts; irradiance in W/m² for {@link Sun}; negative: it takes light away} */
    Vector3fc power();

    /**
     * {@return the {@link #lightToWorld} of a light at one place that shines towards another}
     *
     * @param from where the light is
     * @param to where it shines
     */
    static Matrix4f aim(Vector3fc from, Vector3fc to) {
        return Camera.lookAt(from, to).invertAffine();
    }

    private static void check(Matrix4fc lightToWorld, Vector3fc power) {
        Finite.require(lightToWorld, "the place of a light");
        Finite.require(power, "the power of a light");
    }

    /**
     * Shines to all sides.
     *
     * @param lightToWorld places the light
     * @param power watts
     * @param radius metres
     */
    record Point(Matrix4fc lightToWorld, Vector3fc power, float radius) implements Light {
        /**
         * Checks the components.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Point {
            check(lightToWorld, power);
            Finite.require(radius, 0, Float.MAX_VALUE, "the radius of a light");
        }
    }

    /**
     * Shines from infinitely far away.
     *
     * @param lightToWorld its rotation counts
     * @param power W/m²
     */
    record Sun(Matrix4fc lightToWorld, Vector3fc power) implements Light {
        /**
         * Checks the components.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Sun {
            check(lightToWorld, power);
        }
    }

    /**
     * A {@link Point} seen through a cone.
     *
     * @param lightToWorld places the light
     * @param power watts, of the light without the cone
     * @param radius metres
     * @param coneAngle full angle, radians, 0 to pi
     * @param blend share of the cone over which the edge fades, 0 to 1
     */
    record Spot(Matrix4fc lightToWorld, Vector3fc power, float radius, float coneAngle, float blend) implements Light {
        /**
         * Checks the components.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         * @param coneAngle {@link #coneAngle()}
         * @param blend {@link #blend()}
         * @throws IllegalArgumentException where one is out of its range
         */
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
     * @param lightToWorld places its centre
     * @param power watts
     * @param sizeX metres along local X, before the matrix's scale
     * @param sizeY metres along local Y, before the matrix's scale
     * @param ellipse an ellipse with these axes instead of a rectangle
     */
    record Area(Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse) implements Light {
        /**
         * Checks the components.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param sizeX {@link #sizeX()}
         * @param sizeY {@link #sizeY()}
         * @param ellipse {@link #ellipse()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Area {
            check(lightToWorld, power);
            Finite.require(sizeX, 0, Float.MAX_VALUE, "the size of an area light");
            Finite.require(sizeY, 0, Float.MAX_VALUE, "the size of an area light");
        }
    }
}
