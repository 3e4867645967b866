// SPDX-License-Identifier: Apache-2.0
// How much light surfaces reflect by the angle: cosines are of the angle to the (micro)normal.

// Unpolarized light on a dielectric; eta: index behind the surface over that before it. 1 where all is reflected.
float fresnelDielectric(float cosine, float eta) {
    float c = abs(cosine);
    float g2 = eta * eta - 1.0 + c * c;
    if (g2 <= 0.0) {
        return 1.0;
    }
    float g = sqrt(g2);
    float a = (g - c) / (g + c);
    float b = (c * (g + c) - 1.0) / (c * (g - c) + 1.0);
    return 0.5 * a * a * (1.0 + b * b);
}

float reflectanceOfIndex(float eta) {
    float ratio = (eta - 1.0) / (eta + 1.0);
    return ratio * ratio;
}

float indexOfReflectance(float f0) {
    float root = sqrt(clamp(f0, 0.0, 0.99));
    return (1.0 + root) / (1.0 - root);
}

// From 0 at normal incidence to 1 at grazing, as a dielectric's reflectance grows.
float fresnelInterpolation(float cosine, float eta) {
    float f0 = reflectanceOfIndex(eta);
    return clamp((fresnelDielectric(cosine, eta) - f0) / max(1.0 - f0, 1e-6), 0.0, 1.0);
}

// Unpolarized light on a conductor of complex index eta + i k (Born and Wolf, "Principles of Optics", 14.4).
vec3 fresnelConductor(float cosine, vec3 eta, vec3 k) {
    vec3 eta2 = eta * eta;
    vec3 k2 = k * k;
    float sine2 = 1.0 - cosine * cosine;
    vec3 t = eta2 - k2 - sine2;
    vec3 a2b2 = sqrt(t * t + 4.0 * eta2 * k2);
    vec3 a = sqrt(max(0.5 * (a2b2 + t), 0.0));
    vec3 s = a2b2 + cosine * cosine;
    vec3 d = 2.0 * cosine * a;
    vec3 perpendicular = (s - d) / max(s + d, 1e-12);
    vec3 s4 = cosine * cosine * a2b2 + sine2 * sine2;
    vec3 d4 = d * sine2;
    vec3 parallel = perpendicular * (s4 - d4) / max(s4 + d4, 1e-12);
    return 0.5 * (perpendicular + parallel);
}

// Kutz, Hasan and Edmondson 2021, "Novel aspects of the Adobe Standard Material": Schlick's term, of which at a cosine of 1/7 there is left
// only the tint. b: see f82Coefficient.
vec3 fresnelF82(float cosine, vec3 f0, vec3 b) {
    float s = clamp(1.0 - cosine, 0.0, 1.0);
    float s5 = s * s * s * s * s;
    return clamp(mix(f0, vec3(1.0), s5) - b * cosine * s5 * s, 0.0, 1.0);
}

vec3 f82Coefficient(vec3 f0, vec3 tint) {
    const float F = 6.0 / 7.0;
    const float F5 = F * F * F * F * F;
    return mix(f0, vec3(1.0), F5) * (7.0 / (F5 * F)) * (1.0 - tint);
}
