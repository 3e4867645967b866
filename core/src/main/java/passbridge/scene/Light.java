// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** A light. Shines along its local -Z where it has a direction. All its numbers are finite. */
public sealed interface Light {
    /** {@return where the light is; may scale} */
    Matrix4fc lightToWorld();

    /** {@return what all kinds of lights have} */
    Source source();

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

    /**
     * What all kinds of lights have beside place and power.
     *
     * @param id stays from frame to frame, and no other light of the scene has it; 0: none
     * @param name of Blender's light, not of its object
     * @param object what Blender says of the object
     * @param motionTransforms {@link #lightToWorld} at each of {@link Scene#motionTimes}; empty: it does not move
     * @param castsShadow whether objects cast shadows in its light
     * @param linking which objects it has to do with
     * @param graph what {@link Light#power} is multiplied with, by direction, place and distance; empty: 1, as nodes that give the same
     *     everywhere are part of the power already
     * @param settings what the engine declares on lights
     * @param properties custom properties of the light, not of its object
     */
    record Source(
            long id, String name, SceneObject object, List<Matrix4fc> motionTransforms, boolean castsShadow, LightLinking linking,
            Optional<ShaderGraph> graph, Settings settings, Settings properties) {
        /** A light without a name that casts shadows of all on all. */
        public static final Source UNNAMED =
                new Source(0, "", SceneObject.UNNAMED, List.of(), true, LightLinking.ALL, Optional.empty(), Settings.NONE, Settings.NONE);

        /**
         * Copies the list.
         *
         * @param id {@link #id()}
         * @param name {@link #name()}
         * @param object {@link #object()}
         * @param motionTransforms {@link #motionTransforms()}
         * @param castsShadow {@link #castsShadow()}
         * @param linking {@link #linking()}
         * @param graph {@link #graph()}
         * @param settings {@link #settings()}
         * @param properties {@link #properties()}
         */
        public Source {
            Objects.requireNonNull(name, "name");
            motionTransforms = List.copyOf(motionTransforms);
            motionTransforms.forEach(matrix -> Finite.require(matrix, "the place of a light at a motion step"));
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(linking, "linking");
            Objects.requireNonNull(graph, "graph");
            Objects.requireNonNull(settings, "settings");
            Objects.requireNonNull(properties, "properties");
        }
    }

    private static void check(Source source, Matrix4fc lightToWorld, Vector3fc power) {
        Objects.requireNonNull(source, "source");
        Finite.require(lightToWorld, "the place of a light");
        Finite.require(power, "the power of a light");
    }

    /**
     * Shines to all sides.
     *
     * @param source what all kinds of lights have
     * @param lightToWorld places the light
     * @param power watts
     * @param radius metres
     * @param softFalloff whether its strength stays finite as one comes near: it falls with the square of the distance plus that of the
     *     radius, not with the square of the distance alone
     */
    record Point(Source source, Matrix4fc lightToWorld, Vector3fc power, float radius, boolean softFalloff) implements Light {
        /**
         * A light of {@link Source#UNNAMED} with a soft falloff.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         */
        public Point(Matrix4fc lightToWorld, Vector3fc power, float radius) {
            this(Source.UNNAMED, lightToWorld, power, radius, true);
        }

        /**
         * Checks the components.
         *
         * @param source {@link #source()}
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         * @param softFalloff {@link #softFalloff()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Point {
            check(source, lightToWorld, power);
            Finite.require(radius, 0, Float.MAX_VALUE, "the radius of a light");
        }
    }

    /**
     * Shines from infinitely far away.
     *
     * @param source what all kinds of lights have
     * @param lightToWorld its rotation counts
     * @param power W/m²
     * @param angle that its disc has in the sky, radians, 0 to pi
     */
    record Sun(Source source, Matrix4fc lightToWorld, Vector3fc power, float angle) implements Light {
        /**
         * A light of {@link Source#UNNAMED}.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         */
        public Sun(Matrix4fc lightToWorld, Vector3fc power) {
            this(Source.UNNAMED, lightToWorld, power, 0);
        }

        /**
         * Checks the components.
         *
         * @param source {@link #source()}
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param angle {@link #angle()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Sun {
            check(source, lightToWorld, power);
            Finite.require(angle, 0, (float) Math.PI, "the angle of a sun");
        }
    }

    /**
     * A {@link Point} seen through a cone.
     *
     * @param source what all kinds of lights have
     * @param lightToWorld places the light
     * @param power watts, of the light without the cone
     * @param radius metres
     * @param softFalloff as a {@link Point}'s
     * @param coneAngle full angle, radians, 0 to pi
     * @param blend share of the cone over which the edge fades, 0 to 1
     */
    record Spot(
            Source source, Matrix4fc lightToWorld, Vector3fc power, float radius, boolean softFalloff, float coneAngle, float blend)
            implements Light {
        /**
         * A light of {@link Source#UNNAMED} with a soft falloff.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         * @param coneAngle {@link #coneAngle()}
         * @param blend {@link #blend()}
         */
        public Spot(Matrix4fc lightToWorld, Vector3fc power, float radius, float coneAngle, float blend) {
            this(Source.UNNAMED, lightToWorld, power, radius, true, coneAngle, blend);
        }

        /**
         * Checks the components.
         *
         * @param source {@link #source()}
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param radius {@link #radius()}
         * @param softFalloff {@link #softFalloff()}
         * @param coneAngle {@link #coneAngle()}
         * @param blend {@link #blend()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Spot {
            check(source, lightToWorld, power);
            Finite.require(radius, 0, Float.MAX_VALUE, "the radius of a light");
            Finite.require(coneAngle, 0, (float) Math.PI, "the angle of a spot light");
            Finite.require(blend, 0, 1, "the blend of a spot light");
        }
    }

    /**
     * A rectangle or ellipse that shines to one side.
     *
     * @param source what all kinds of lights have
     * @param lightToWorld places its centre
     * @param power watts
     * @param sizeX metres along local X, before the matrix's scale
     * @param sizeY metres along local Y, before the matrix's scale
     * @param ellipse an ellipse with these axes instead of a rectangle
     * @param spread full angle of the cone that each point of it shines into, radians, 0 to pi; pi: to all of its side
     */
    record Area(
            Source source, Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse, float spread)
            implements Light {
        /**
         * A light of {@link Source#UNNAMED}.
         *
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param sizeX {@link #sizeX()}
         * @param sizeY {@link #sizeY()}
         * @param ellipse {@link #ellipse()}
         */
        public Area(Matrix4fc lightToWorld, Vector3fc power, float sizeX, float sizeY, boolean ellipse) {
            this(Source.UNNAMED, lightToWorld, power, sizeX, sizeY, ellipse, (float) Math.PI);
        }

        /**
         * Checks the components.
         *
         * @param source {@link #source()}
         * @param lightToWorld {@link #lightToWorld()}
         * @param power {@link #power()}
         * @param sizeX {@link #sizeX()}
         * @param sizeY {@link #sizeY()}
         * @param ellipse {@link #ellipse()}
         * @param spread {@link #spread()}
         * @throws IllegalArgumentException where one is out of its range
         */
        public Area {
            check(source, lightToWorld, power);
            Finite.require(sizeX, 0, Float.MAX_VALUE, "the size of an area light");
            Finite.require(sizeY, 0, Float.MAX_VALUE, "the size of an area light");
            Finite.require(spread, 0, (float) Math.PI, "the spread of an area light");
        }
    }
}
