// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.Light;

/** A light of the scene as paths meet it. Blender's units, as {@link Light} has them. */
sealed interface Lamp {
    /**
     * Light that may arrive at a place.
     *
     * @param towards from there, unit length
     * @param distance metres
     * @param light radiance over {@code density}; of a light without size what is left of it at this distance
     * @param density probability per solid angle of this direction; 0: no path meets the lamp by chance
     */
    record Arrival(Vector3fc towards, float distance, Vector3fc light, float density) {}

    /** Chooses where on the lamp light comes from; null where none comes. */
    Arrival sample(Vector3fc place, RandomNumbers random);

    /** What a ray that happens to meet the lamp sees of it; null where it doesn't. */
    default Arrival meet(Ray ray) {
        return null;
    }

    static Lamp of(Light light) {
        if (light instanceof Light.Area area) {
            return new Panel(area);
        }
        if (light instanceof Light.Sun sun) {
            return new Sunlight(sun.lightToWorld().getColumn(2, new Vector3f()).normalize(), sun.power());
        }
        if (light instanceof Light.Spot spot) {
            return new Bulb(spot.lightToWorld(), spot.power(), spot.radius(), new Cone(spot));
        }
        Light.Point point = (Light.Point) light;
        return new Bulb(point.lightToWorld(), point.power(), point.radius(), null);
    }

    /** From infinitely far away. @param towards the sun */
    record Sunlight(Vector3fc towards, Vector3fc irradiance) implements Lamp {
        @Override
        public Arrival sample(Vector3fc place, RandomNumbers random) {
            return new Arrival(towards, Float.MAX_VALUE, irradiance, 0);
        }
    }

    /** How much of a bulb is seen through the cone of a spot light. */
    final class Cone {
        private final Matrix3f worldToLight;
        private final float cosHalfAngle;
        private final float fade;

        Cone(Light.Spot spot) {
            worldToLight = spot.lightToWorld().get3x3(new Matrix3f()).invert();
            cosHalfAngle = (float) Math.cos(spot.coneAngle() / 2);
            fade = Math.max(1e-4f, spot.blend()) * (1 - cosHalfAngle);
        }

        float share(Vector3fc towards) {
            float cosine = worldToLight.transform(towards, new Vector3f()).normalize().z;
            if (!(cosine > cosHalfAngle)) { // nor is there a cone where the light is scaled to nothing
                return 0;
            }
            float t = Math.min(1, (cosine - cosHalfAngle) / fade);
            return t * t * (3 - 2 * t);
        }
    }

    /** Shines from a disk that faces whoever looks: soft shadows, and the falloff of a point. @param cone null: to all sides */
    record Bulb(Matrix4fc lightToWorld, Vector3fc power, float radius, Cone cone) implements Lamp {
        @Override
        public Arrival sample(Vector3fc place, RandomNumbers random) {
            Vector3f center = lightToWorld.getTranslation(new Vector3f()).sub(place);
            ShadingFrame facing = ShadingFrame.of(center.normalize(new Vector3f()));
            float distanceOnDisk = radius * (float) Math.sqrt(random.next());
            double angle = 2 * Math.PI * random.next();
            Vector3f onDisk = new Vector3f((float) Math.cos(angle), (float) Math.sin(angle), 0).mul(distanceOnDisk);
            Vector3f towards = facing.toWorld(onDisk).add(center);
            float distance = towards.length();
            towards.div(distance);
            float share = cone == null ? 1 : cone.share(towards);
            // Radiant intensity of a light of P watts: P / 4π.
            return new Arrival(towards, distance, power.mul(share / (4 * (float) Math.PI * distance * distance), new Vector3f()), 0);
        }
    }

    /** A rectangle or ellipse that shines to one side. */
    final class Panel implements Lamp {
        private final Matrix4fc lightToWorld;
        private final Matrix4fc worldToLight;
        private final Vector3f normal;
        private final Vector3f radiance;
        private final float area;
        private final Light.Area light;

        Panel(Light.Area light) {
            this.light = light;
            lightToWorld = light.lightToWorld();
            worldToLight = lightToWorld.invert(new Matrix4f());
            Vector3f sideX = lightToWorld.getColumn(0, new Vector3f()).mul(light.sizeX());
            Vector3f sideY = lightToWorld.getColumn(1, new Vector3f()).mul(light.sizeY());
            normal = lightToWorld.getColumn(2, new Vector3f()).normalize().negate();
            area = sideX.length() * sideY.length() * (light.ellipse() ? (float) Math.PI / 4 : 1);
            radiance = light.power().div((float) Math.PI * area, new Vector3f());
        }

        @Override
        public Arrival sample(Vector3fc place, RandomNumbers random) {
            float u = random.next() - 0.5f;
            float v = random.next() - 0.5f;
            if (light.ellipse()) {
                double angle = 2 * Math.PI * (u + 0.5);
                float distance = 0.5f * (float) Math.sqrt(v + 0.5f);
                u = distance * (float) Math.cos(angle);
                v = distance * (float) Math.sin(angle);
            }
            Vector3f towards = lightToWorld.transformPosition(new Vector3f(u * light.sizeX(), v * light.sizeY(), 0)).sub(place);
            float distance = towards.length();
            return arrival(towards.div(distance), distance);
        }

        @Override
        public Arrival meet(Ray ray) {
            Vector3f origin = worldToLight.transformPosition(ray.origin(), new Vector3f());
            Vector3f direction = worldToLight.transformDirection(ray.direction(), new Vector3f());
            float distance = -origin.z / direction.z; // an affine map keeps distances along a line
            if (!(distance > 0 && distance < ray.length())) {
                return null;
            }
            float u = (origin.x + distance * direction.x) / light.sizeX();
            float v = (origin.y + distance * direction.y) / light.sizeY();
            boolean inside = light.ellipse() ? u * u + v * v <= 0.25f : Math.abs(u) <= 0.5f && Math.abs(v) <= 0.5f;
            return inside ? arrival(ray.direction(), distance) : null;
        }

        private Arrival arrival(Vector3fc towards, float distance) {
            float cosine = -normal.dot(towards);
            if (!(cosine > 0 && area > 0)) {
                return null;
            }
            float density = distance * distance / (cosine * area);
            return new Arrival(towards, distance, radiance.div(density, new Vector3f()), density);
        }
    }
}
