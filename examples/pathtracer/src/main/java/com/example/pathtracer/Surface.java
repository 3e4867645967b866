// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.Material;
import passbridge.scene.SurfaceApproximation;

/**
 * How a surface reflects: Lambert's law below a GGX reflection. Directions are in the space of the shading normal, which is Z, and
 * point away from the surface.
 *
 * @param diffuse share of light that is scattered
 * @param mirrored share of light that is reflected at normal incidence
 * @param alpha roughness of GGX
 * @param emission radiance
 */
record Surface(Vector3fc diffuse, Vector3fc mirrored, float alpha, Vector3fc emission) {
    /** Smoother than that, a reflection is one direction to 32-bit floats. */
    private static final float MIN_ALPHA = 1e-3f;

    /** A surface that reflects less at normal incidence reflects nothing at grazing angles either. */
    private static final float LEAST_REAL_REFLECTANCE = 0.02f;

    private static final Vector3fc GREY = new Vector3f(0.5f);

    /** About what a material looks like; where an image is its colour it counts as grey. */
    static Surface of(Material material) {
        SurfaceApproximation look = material.approximation();
        Vector3fc base = look.baseColorImage().isPresent() ? GREY : look.baseColor();
        Vector3f mirrored = new Vector3f(look.reflectance()).lerp(base, look.metallic());
        Vector3f diffuse = base.mul(1 - look.metallic(), new Vector3f());
        float alpha = Math.max(MIN_ALPHA, look.roughness() * look.roughness());
        return new Surface(diffuse, mirrored, alpha, look.emission());
    }

    /** Whether {@link #of} knows the whole material: one opaque shader that is the same everywhere. */
    static boolean isExact(Material material) {
        return material.graph().nodes().size() == 1 && material.approximation().alpha() == 1;
    }

    /** Reflected radiance per irradiance: the BRDF times the cosine of {@code in}. */
    Vector3f evaluate(Vector3fc out, Vector3fc in) {
        if (out.z() <= 0 || in.z() <= 0) {
            return new Vector3f();
        }
        Vector3f half = out.add(in, new Vector3f()).normalize();
        Vector3f fresnel = fresnel(out.dot(half));
        float ggx = distribution(half) * shadowing(out) * shadowing(in) / (4 * out.z() * in.z());
        // What is mirrored can't be scattered any more.
        Vector3f scattered = new Vector3f(1).sub(fresnel).mul(diffuse).div((float) Math.PI);
        return fresnel.mul(ggx).add(scattered).mul(in.z());
    }

    /** Chooses a direction about as often as light comes from there. */
    Vector3f sample(Vector3fc out, RandomNumbers random) {
        float choice = random.next();
        float u = random.next();
        double angle = 2 * Math.PI * random.next();
        if (choice >= mirroredShare(out)) {
            float radius = (float) Math.sqrt(u);
            return new Vector3f(
                    radius * (float) Math.cos(angle), radius * (float) Math.sin(angle), (float) Math.sqrt(1 - u));
        }
        // Half vectors as they are seen: Dupuy and Benyoub, "Sampling Visible GGX Normals with Spherical Caps" (2023).
        Vector3f stretched = new Vector3f(out.x() * alpha, out.y() * alpha, out.z()).normalize();
        float z = (1 - u) * (1 + stretched.z) - stretched.z;
        float sine = (float) Math.sqrt(Math.max(0, 1 - z * z));
        Vector3f cap = new Vector3f(sine * (float) Math.cos(angle), sine * (float) Math.sin(angle), z).add(stretched);
        Vector3f half = new Vector3f(cap.x * alpha, cap.y * alpha, cap.z).normalize();
        return half.mul(2 * out.dot(half)).sub(out);
    }

    /** Probability per solid angle that {@link #sample} chooses {@code in}. */
    float density(Vector3fc out, Vector3fc in) {
        if (out.z() <= 0 || in.z() <= 0) {
            return 0;
        }
        Vector3f half = out.add(in, new Vector3f()).normalize();
        float share = mirroredShare(out);
        float mirroredDensity = shadowing(out) * distribution(half) / (4 * out.z());
        return share * mirroredDensity + (1 - share) * in.z() / (float) Math.PI;
    }

    /** How often {@link #sample} mirrors. */
    private float mirroredShare(Vector3fc out) {
        float mirror = brightness(fresnel(out.z()));
        float scatter = brightness(diffuse);
        return mirror > 0 ? mirror / (mirror + scatter) : 0;
    }

    private static float brightness(Vector3fc color) {
        return (color.x() + color.y() + color.z()) / 3;
    }

    /** Schlick's approximation. */
    private Vector3f fresnel(float cosine) {
        float grazing = Math.min(1, brightness(mirrored) / LEAST_REAL_REFLECTANCE);
        float complement = Math.max(0, 1 - cosine);
        float weight = complement * complement * complement * complement * complement;
        return mirrored.lerp(new Vector3f(grazing), weight, new Vector3f());
    }

    /** GGX, after Walter et al., "Microfacet Models for Refraction through Rough Surfaces" (2007). */
    private float distribution(Vector3fc half) {
        float squared = alpha * alpha;
        float d = half.z() * half.z() * (squared - 1) + 1;
        return squared / ((float) Math.PI * d * d);
    }

    private float shadowing(Vector3fc direction) {
        float cosine = direction.z() * direction.z();
        return 2 / (1 + (float) Math.sqrt(1 + alpha * alpha * (1 - cosine) / cosine));
    }
}
