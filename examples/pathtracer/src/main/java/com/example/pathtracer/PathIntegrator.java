// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.util.List;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.World;

/**
 * The light that comes along a ray: paths are followed backwards from the camera, and at each surface one lamp is looked at. What a lamp
 * with a size sends is found both ways and weighed by the power heuristic (Veach, "Robust Monte Carlo Methods for Light Transport
 * Simulation", 1997, chapter 9). Immutable: any number of threads.
 */
final class PathIntegrator {
    /** From then on paths that carry little end early. */
    private static final int FIRST_ROULETTE = 3;

    /** Of the greatest coordinate: how far a ray begins above the surface that it leaves, as floats are no finer there. */
    private static final float OFFSET = 1e-5f;

    /**
     * What a camera ray sees.
     *
     * @param radiance that comes along it
     * @param alpha 0 where there is nothing, and the film is transparent
     * @param position of the first surface; null where there is none
     * @param normal of the first surface, towards the camera
     */
    record Sight(Vector3fc radiance, float alpha, Vector3f position, Vector3fc normal) {}

    private final Triangles triangles;
    private final Bvh bvh;
    private final List<Lamp> lamps;
    private final World world;
    private final int maxBounces;

    PathIntegrator(Triangles triangles, Bvh bvh, List<Lamp> lamps, World world, int maxBounces) {
        this.triangles = triangles;
        this.bvh = bvh;
        this.lamps = lamps;
        this.world = world;
        this.maxBounces = maxBounces;
    }

    Sight see(Ray cameraRay, RandomNumbers random) {
        Vector3f radiance = new Vector3f();
        Vector3f throughput = new Vector3f(1);
        Vector3f firstPosition = null;
        Vector3f firstNormal = null;
        float alpha = 1;
        Ray ray = cameraRay;
        float density = Float.POSITIVE_INFINITY; // of the ray's direction: a camera ray could have no other
        for (int bounce = 0; ; bounce++) {
            Bvh.Hit hit = bvh.closest(ray);
            boolean meetsLamp = addLampsOnTheWay(hit == null ? ray : new Ray(ray.origin(), ray.direction(), hit.distance),
                    density, throughput, radiance);
            if (hit == null) {
                boolean seesFilm = bounce == 0 && world.transparentFilm();
                if (seesFilm) {
                    alpha = meetsLamp ? 1 : 0;
                } else {
                    radiance.add(throughput.mul(world.color(), new Vector3f()));
                }
                break;
            }

            Surface surface = triangles.surface(hit.triangle);
            Vector3f position = ray.at(hit.distance);
            Vector3f faceNormal = towards(ray, triangles.faceNormal(hit.triangle));
            Vector3f normal = towards(ray, triangles.shadingNormal(hit.triangle, hit.u, hit.v));
            if (bounce == 0) {
                firstPosition = position;
                firstNormal = normal;
            }
            radiance.add(throughput.mul(surface.emission(), new Vector3f()));
            if (bounce == maxBounces) {
                break;
            }

            ShadingFrame frame = ShadingFrame.of(normal);
            Vector3f out = frame.toLocal(ray.direction().negate(new Vector3f()));
            Vector3f origin = faceNormal.mul(OFFSET * (1 + position.absolute(new Vector3f()).get(position.maxComponent())), new Vector3f())
                    .add(position);
            radiance.add(lampLight(surface, frame, out, origin, faceNormal, random).mul(throughput));

            Vector3f in = surface.sample(out, random);
            density = surface.density(out, in);
            Vector3f direction = frame.toWorld(in).normalize();
            if (!(density > 0) || direction.dot(faceNormal) <= 0) {
                break;
            }
            throughput.mul(surface.evaluate(out, in).div(density));
            if (bounce >= FIRST_ROULETTE) {
                float survival = Math.min(1, throughput.get(throughput.maxComponent()));
                if (random.next() >= survival) {
                    break;
                }
                throughput.div(survival);
            }
            ray = new Ray(origin, direction, Float.MAX_VALUE);
        }
        return new Sight(radiance, alpha, firstPosition, firstNormal);
    }

    private static Vector3f towards(Ray ray, Vector3f normal) {
        return normal.dot(ray.direction()) > 0 ? normal.negate() : normal;
    }

    /** Lamps hide nothing: all that a ray meets before its end shine along it. */
    private boolean addLampsOnTheWay(Ray ray, float density, Vector3fc throughput, Vector3f radiance) {
        boolean meetsAny = false;
        for (Lamp lamp : lamps) {
            Lamp.Arrival met = lamp.meet(ray);
            if (met != null) {
                meetsAny = true;
                float lampDensity = met.density() / lamps.size();
                radiance.add(met.light().mul(met.density() * weight(density, lampDensity), new Vector3f()).mul(throughput));
            }
        }
        return meetsAny;
    }

    /** What a surface reflects of the light of one lamp, taken for all. */
    private Vector3f lampLight(
            Surface surface, ShadingFrame frame, Vector3fc out, Vector3fc origin, Vector3fc faceNormal, RandomNumbers random) {
        if (lamps.isEmpty()) {
            return new Vector3f();
        }
        Lamp lamp = lamps.get((int) (random.next() * lamps.size()));
        Lamp.Arrival arrival = lamp.sample(origin, random);
        if (arrival == null || !(arrival.towards().dot(faceNormal) > 0)) {
            return new Vector3f();
        }
        Vector3f in = frame.toLocal(arrival.towards());
        Vector3f reflected = surface.evaluate(out, in).mul(arrival.light()).mul(lamps.size());
        // What is met a hair before the lamp may be the lamp's own housing.
        if (reflected.lengthSquared() == 0 || bvh.isBlocked(new Ray(origin, arrival.towards(), arrival.distance() * (1 - 1e-4f)))) {
            return new Vector3f();
        }
        float lampDensity = arrival.density() / lamps.size();
        return lampDensity > 0 ? reflected.mul(weight(lampDensity, surface.density(out, in))) : reflected;
    }

    /** The power heuristic, with an exponent of 2. @param density that of the way taken; may be infinite */
    private static float weight(float density, float otherDensity) {
        float ratio = otherDensity / density;
        return 1 / (1 + ratio * ratio);
    }
}
