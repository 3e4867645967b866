// SPDX-License-Identifier: Apache-2.0
// Uses: constants.glsl, fresnel.glsl, outputs.glsl
// Reads: NORMAL, TRUE_NORMAL, INCOMING
// Closures: how a surface reflects. Node functions add them, each to the element that they are told; a place below 0: not at all. A weight
// is a colour, what of the light a closure has to itself. Formulas are those of Cycles (intern/cycles/kernel/closure, as of Blender 5.2)
// and their sources.

vec3 surfaceAlbedo; // the sum of what closures reflect of evenly spread light

// A normal of length 1; the surface's where there is none.
vec3 validNormal(vec3 normal) {
    float lengthSquared = dot(normal, normal);
    return lengthSquared > 0.0 ? normal * inversesqrt(lengthSquared) : surfaceNormal;
}

// The normal, where it reflects the view into the surface turned towards the surface's true normal until the reflection leaves at a small
// angle: bsdf_util.h, ensure_valid_specular_reflection.
vec3 reflectingNormal(vec3 normal) {
    float height = max(dot(surfaceIncoming, surfaceTrueNormal), 0.0);
    float leastHeight = min(0.9 * height, 0.01);
    vec3 aside = normal - dot(normal, surfaceTrueNormal) * surfaceTrueNormal;
    if (dot(reflect(-surfaceIncoming, normal), surfaceTrueNormal) >= leastHeight || dot(aside, aside) < 1e-12) {
        return normal;
    }
    aside = normalize(aside);
    // In the plane of both normals the view has the angle a to the true normal and the length l. At an angle b the normal sought reflects
    // it to the height l cos(2b - a).
    vec2 view = vec2(dot(surfaceIncoming, aside), height);
    float b = 0.5 * (atan(view.x, view.y) + acos(min(leastHeight / max(length(view), 1e-12), 1.0)));
    return cos(b) * surfaceTrueNormal + sin(b) * aside;
}

void addNormal(vec3 normal, vec3 weight) {
    surfaceNormalSum += normal * abs(dot(weight, vec3(1.0 / 3.0)));
}

void addTransparency(vec3 color) {
    surfaceTransparency += color;
    addNormal(surfaceNormal, color);
}

// What a layer leaves to those below; its albedo includes its weight.
vec3 belowLayer(vec3 layerAlbedo, vec3 weight) {
    vec3 share = layerAlbedo / max(weight, 1e-12);
    return weight * clamp(1.0 - max(max(share.r, share.g), share.b), 0.0, 1.0);
}

// How much a normal that a map or bump has turned darkens light that comes from the side (bsdf.h, bump_shadowing_term): the surface is
// taken for a rough one of this alpha squared, as Estevez and others have it (2019, "A Microfacet-Based Shadowing Function to Solve the Bump
// Terminator Problem"). Before 4.3: TAMED where it has.
const float TAMED = -1.0; // Chiang and others 2019, "Taming the Shadow Terminator"

float bumpOf(vec3 normal, bool isBefore43) {
    float cosine = min(abs(dot(normal, surfaceNormal)), 1.0);
    return cosine > 1.0 - 1e-6 ? 0.0 : isBefore43 ? TAMED : min(0.125 * (1.0 / max(cosine * cosine, 1e-6) - 1.0), 1.0);
}

// The share of light that it leaves.
//
// normal: that has been turned
float bumpShadowing(float bump, vec3 normal, vec3 toLight) {
    if (bump == 0.0) {
        return 1.0;
    }
    float cosine = max(dot(surfaceNormal, toLight), 0.0);
    if (bump == TAMED) {
        float g = min(cosine / max(dot(normal, toLight) * dot(normal, surfaceNormal), 1e-12), 1.0);
        return g + g * g - g * g * g;
    }
    float cosine2 = cosine * cosine;
    return cosine2 > 0.0 ? 2.0 / (1.0 + sqrt(1.0 + bump * (1.0 / cosine2 - 1.0))) : 0.0;
}

// ------------------------------------------------------------------------------------------------ diffuse
// Fujii's improved Oren-Nayar with the multiple scattering of OpenPBR.

struct DiffuseClosure {
    vec3 weight;
    vec3 normal;
    float roughness;
    vec3 multiple; // what several bounces reflect, but for what the light's angle makes of it
    bool isBurley; // the diffuse part of Disney's model, which Cycles had up to 3.6
    float bump;    // see bumpOf
};

#if DIFFUSE_COUNT > 0
DiffuseClosure diffuseClosures[DIFFUSE_COUNT];
#endif

float orenNayarShare(float cosine) {
    if (cosine < 1e-6) {
        return 0.5 * PI - 2.0 / 3.0 - cosine;
    }
    float sine = sqrt(max(1.0 - cosine * cosine, 0.0));
    return sine * (acos(min(cosine, 1.0)) - 2.0 / 3.0 - sine * cosine) + 2.0 / 3.0 * (sine / cosine) * (1.0 - sine * sine * sine);
}

// Of Fujii's model: a and b, and the mean of what is reflected over all angles.
vec3 orenNayarTerms(float roughness) {
    float a = 1.0 / (PI + roughness * (0.5 * PI - 2.0 / 3.0));
    float b = roughness * a;
    return vec3(a, b, a * PI + (2.0 * PI - 5.6) / 3.0 * b);
}

void addDiffuse(int place, vec3 color, float roughness, vec3 normal, float bump, vec3 weight) {
#if DIFFUSE_COUNT > 0
    if (place >= 0) {
        float r = clamp(roughness, 0.0, 1.0);
        vec3 bounced = clamp(color, 0.0, 1.0);
        addNormal(normal, weight);
        vec3 terms = orenNayarTerms(r);
        float once = terms.x * PI + terms.y * orenNayarShare(max(dot(normal, surfaceIncoming), 0.0));
        vec3 further = bounced * bounced * terms.z / (1.0 - bounced * (1.0 - terms.z)) * (1.0 - once);
        diffuseClosures[place] = DiffuseClosure(weight, normal, r, further / (PI * max(1.0 - terms.z, 1e-6)), false, bump);
        surfaceAlbedo += weight * (once + further);
    }
#endif
}

void addBurleyDiffuse(int place, float roughness, vec3 normal, vec3 weight) {
    addDiffuse(place, vec3(0.0), 0.0, normal, bumpOf(normal, true), weight);
#if DIFFUSE_COUNT > 0
    if (place >= 0) {
        diffuseClosures[place].roughness = roughness;
        diffuseClosures[place].isBurley = true;
    }
#endif
}

float schlick(float cosine) {
    float m = clamp(1.0 - cosine, 0.0, 1.0);
    return m * m * m * m * m;
}

vec3 diffuseReflectance(DiffuseClosure closure, vec3 toLight) {
    float toLightCosine = max(dot(closure.normal, toLight), 0.0);
    float viewCosine = max(dot(closure.normal, surfaceIncoming), 0.0);
    if (closure.isBurley) {
        // Burley 2012 and 2015; bsdf_principled_diffuse.h, as of Blender 3.4.
        float view = schlick(viewCosine);
        float light = schlick(toLightCosine);
        float r = closure.roughness * (dot(toLight, surfaceIncoming) + 1.0);
        return vec3(toLightCosine / PI * ((1.0 - 0.5 * view) * (1.0 - 0.5 * light) + r * (light + view + light * view * (r - 1.0))));
    }
    vec3 terms = orenNayarTerms(closure.roughness);
    float t = dot(toLight, surfaceIncoming) - toLightCosine * viewCosine;
    t = t > 0.0 ? t / max(max(toLightCosine, viewCosine), 1e-30) : t;
    return toLightCosine * (terms.x + terms.y * t + closure.multiple * (1.0 - terms.x * PI - terms.y * orenNayarShare(toLightCosine)));
}

// ------------------------------------------------------------------------------------------------ microfacet

// What a mirror of microfacets reflects by the angle.
const int FRESNEL_NONE = 0;       // all; f0 is the share that is left when it comes from other microfacets
const int FRESNEL_DIELECTRIC = 1; // f0 to f90, in between as a dielectric of index eta
const int FRESNEL_F82 = 2;        // f0; f90 has f82Coefficient
const int FRESNEL_CONDUCTOR = 3;  // f0 has the index, f90 the extinction

struct Fresnel {
    int kind;
    vec3 f0;
    vec3 f90;
    float eta;
};

// A share of f0 and f90 at a cosine.
vec3 fresnelReflectance(Fresnel fresnel, float cosine) {
    if (fresnel.kind == FRESNEL_DIELECTRIC) {
        return mix(fresnel.f0, fresnel.f90, fresnelInterpolation(cosine, fresnel.eta));
    }
    if (fresnel.kind == FRESNEL_F82) {
        return fresnelF82(cosine, fresnel.f0, fresnel.f90);
    }
    if (fresnel.kind == FRESNEL_CONDUCTOR) {
        return fresnelConductor(cosine, fresnel.f0, fresnel.f90);
    }
    return vec3(1.0);
}

struct MicrofacetClosure {
    vec3 weight;
    mat3 frame;   // tangentFrame of the normal; X is along alpha.x
    vec3 view;    // in that frame
    vec2 alpha;   // roughness squared
    bool isBeckmann;
    Fresnel fresnel;
    vec3 albedo;  // what it reflects of evenly spread light
};

#if MICROFACET_COUNT > 0
MicrofacetClosure microfacetClosures[MICROFACET_COUNT];
#endif

#ifdef ALBEDO_ROW
const int ALBEDO_ROW_COUNT = 32;

// See AlbedoTable.
vec4 roughAlbedo(float roughness, float cosine) {
    float place = clamp(roughness, 0.0, 1.0) * float(ALBEDO_ROW_COUNT - 1);
    int below = min(int(place), ALBEDO_ROW_COUNT - 2);
    return mix(tableValue(ALBEDO_ROW + below, cosine), tableValue(ALBEDO_ROW + below + 1, cosine), place - float(below));
}

// Of the albedo over all angles of the view; a fit of the same integral.
float meanRoughAlbedo(float r) {
    return (((1.26269 * r - 2.13124) * r + 0.28209) * r - 0.00213) * r + 0.99957;
}

// Where a rough surface's reflectance lies between f0 and f90. The table has indices 1.2 and 1.5, between which it is interpolated.
float roughInterpolation(vec4 albedo, float eta) {
    float index = max(eta, 1.0 / max(eta, 1e-5));
    float share = clamp((sqrt((index - 1.0) / (index + 1.0)) - 0.30151) / 0.14570, -1.0, 1.3);
    return fresnelInterpolation(clamp(mix(albedo.a, albedo.g, share), 0.0, 1.0), index);
}

// The mean of the reflectance over all angles: Kulla and Conty 2017, "Revisiting Physically Based Shading at Imageworks".
vec3 meanReflectance(Fresnel fresnel) {
    if (fresnel.kind == FRESNEL_DIELECTRIC) {
        float eta = fresnel.eta;
        float mean = eta < 1.0 ? 0.997118 + eta * (0.1014 - eta * (0.965241 + eta * 0.130607)) : (eta - 1.0) / (4.08567 + 1.00071 * eta);
        float f0 = reflectanceOfIndex(eta);
        return mix(fresnel.f0, fresnel.f90, clamp((mean - f0) / max(1.0 - f0, 1e-6), 0.0, 1.0));
    }
    if (fresnel.kind == FRESNEL_F82) {
        return mix(fresnel.f0, vec3(1.0), 1.0 / 21.0) - fresnel.f90 / 126.0;
    }
    if (fresnel.kind == FRESNEL_CONDUCTOR) {
        vec3 f0 = fresnelConductor(1.0, fresnel.f0, fresnel.f90);
        vec3 b = f82Coefficient(f0, fresnelConductor(1.0 / 7.0, fresnel.f0, fresnel.f90) / max(fresnelF82(1.0 / 7.0, f0, vec3(0.0)), 1e-6));
        return clamp(mix(f0, vec3(1.0), 1.0 / 21.0) - b / 126.0, 0.0, 1.0);
    }
    return fresnel.f0;
}

vec3 roughReflectance(Fresnel fresnel, vec4 albedo, float cosine) {
    if (fresnel.kind == FRESNEL_DIELECTRIC) {
        return mix(fresnel.f0, fresnel.f90, roughInterpolation(albedo, fresnel.eta));
    }
    if (fresnel.kind == FRESNEL_F82) {
        return mix(fresnel.f0, vec3(1.0), albedo.b);
    }
    return fresnelReflectance(fresnel, cosine);
}
#endif

// Axes across a normal, X as near to the tangent as can be.
mat3 tangentFrame(vec3 normal, vec3 tangent) {
    vec3 y = cross(normal, tangent);
    if (dot(y, y) < 1e-12) {
        y = cross(normal, abs(normal.x) < 0.9 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 1.0, 0.0));
    }
    y = normalize(y);
    return mat3(cross(y, normal), y, normal);
}

// Gives what the closure reflects of evenly spread light, for layers below; with multiple scattering nothing is lost between microfacets.
vec3 addMicrofacet(
        int place, Fresnel fresnel, vec2 alpha, bool isBeckmann, bool isMultiple, vec3 normal, vec3 tangent, vec3 weight) {
#if MICROFACET_COUNT > 0
    if (place >= 0) {
        vec3 bent = reflectingNormal(normal);
        float cosine = clamp(dot(bent, surfaceIncoming), 0.0, 1.0);
        float roughness = sqrt(sqrt(alpha.x * alpha.y));
        vec4 albedo = roughAlbedo(roughness, cosine);
        vec3 reflectance = roughReflectance(fresnel, albedo, cosine);
        float missing = (1.0 - albedo.r) / max(albedo.r, 1e-4);
        vec3 scale = vec3(1.0);
        vec3 layerWeight = weight;
        if (isMultiple) {
            vec3 mean = meanReflectance(fresnel);
            float meanAlbedo = meanRoughAlbedo(roughness);
            scale = 1.0 + mean * meanAlbedo / (1.0 - mean * (1.0 - meanAlbedo)) * missing;
            layerWeight = weight * scale / (1.0 + missing);
        }
        // Of Beckmann's distribution, which has no long tail, about a fifth of that is missing.
        vec3 reflected = weight * scale * (isBeckmann ? 1.0 - 0.2 * (1.0 - albedo.r) : albedo.r) * reflectance;
        if (fresnel.kind == FRESNEL_F82) {
            // What the tint takes, which Cycles leaves out of the weights of layers.
            float grazing = pow(albedo.b, 0.2);
            reflected -= weight * scale * albedo.r * fresnel.f90 * (1.0 - grazing) * pow(grazing, 6.0);
        }
        mat3 frame = tangentFrame(bent, tangent);
        microfacetClosures[place] =
                MicrofacetClosure(weight * scale, frame, surfaceIncoming * frame, max(alpha, 1e-3), isBeckmann, fresnel, reflected);
        addNormal(bent, layerWeight);
        surfaceAlbedo += reflected;
        return layerWeight * reflectance;
    }
#endif
    return vec3(0.0);
}

float smithLambda(float alpha2Tangent2, bool isBeckmann) {
    if (!isBeckmann) {
        return 0.5 * (sqrt(1.0 + alpha2Tangent2) - 1.0);
    }
    if (alpha2Tangent2 < 0.39) {
        return 0.0;
    }
    float a = inversesqrt(alpha2Tangent2);
    return ((0.396 * a - 1.259) * a + 1.0) / ((2.181 * a + 3.535) * a);
}

// Of a direction in the tangent frame.
float smithLambda(vec3 local, vec2 alpha, bool isBeckmann) {
    vec2 stretched = alpha * local.xy;
    return smithLambda(dot(stretched, stretched) / max(local.z * local.z, 1e-12), isBeckmann);
}

float microfacetDistribution(vec3 halfway, vec2 alpha, bool isBeckmann) {
    vec2 slope = halfway.xy / alpha;
    float cosine2 = halfway.z * halfway.z;
    if (isBeckmann) {
        return exp(-dot(slope, slope) / max(cosine2, 1e-12)) / (PI * alpha.x * alpha.y * max(cosine2 * cosine2, 1e-12));
    }
    float spread = dot(slope, slope) + cosine2;
    return 1.0 / (PI * alpha.x * alpha.y * spread * spread);
}

vec3 microfacetReflectance(MicrofacetClosure closure, vec3 toLight, float softness) {
    vec3 view = closure.view;
    vec3 light = toLight * closure.frame;
    if (light.z <= 0.0 || view.z <= 0.0) {
        return vec3(0.0);
    }
    vec2 alpha = min(closure.alpha + 0.5 * softness, 1.0); // Karis 2013, "Real Shading in Unreal Engine 4"
    vec3 halfway = normalize(light + view);
    float masking = 1.0 / (1.0 + smithLambda(view, alpha, closure.isBeckmann) + smithLambda(light, alpha, closure.isBeckmann));
    return fresnelReflectance(closure.fresnel, dot(halfway, light))
            * (microfacetDistribution(halfway, alpha, closure.isBeckmann) * masking * 0.25 / view.z);
}

// ------------------------------------------------------------------------------------------------ refraction
// Walter and others 2007, "Microfacet Models for Refraction through Rough Surfaces".

struct RefractionClosure {
    vec3 weight;
    vec3 normal;
    float alpha;     // roughness squared
    bool isBeckmann;
    float eta;       // index behind the surface over that before it
    bool hasFresnel; // what is reflected is missing; else all is let through but where there is total reflection
    vec3 albedo;     // what it lets through of evenly spread light
};

#if REFRACTION_COUNT > 0
RefractionClosure refractionClosures[REFRACTION_COUNT];
#endif

// The share of the light that comes through.
float refractedShare(float cosine, float eta, bool hasFresnel) {
    float reflected = fresnelDielectric(cosine, eta);
    return hasFresnel ? 1.0 - reflected : reflected < 1.0 ? 1.0 : 0.0;
}

void addRefraction(int place, float alpha, bool isBeckmann, float eta, bool hasFresnel, vec3 normal, vec3 weight) {
#if REFRACTION_COUNT > 0
    if (place >= 0) {
        vec3 bent = reflectingNormal(normal);
        vec3 refracted = weight * refractedShare(dot(bent, surfaceIncoming), eta, hasFresnel);
        refractionClosures[place] = RefractionClosure(weight, bent, max(alpha, 1e-3), isBeckmann, eta, hasFresnel, refracted);
        if (!hasFresnel) {
            addNormal(bent, weight); // else what is reflected has counted it: the two are one closure in Cycles
        }
        surfaceAlbedo += refracted;
    }
#endif
}

vec3 refractionReflectance(RefractionClosure closure, vec3 toLight, float softness) {
    float viewCosine = dot(closure.normal, surfaceIncoming);
    float lightCosine = dot(closure.normal, toLight);
    if (viewCosine <= 0.0 || lightCosine >= 0.0 || abs(closure.eta - 1.0) < 1e-4) {
        return vec3(0.0);
    }
    vec3 sum = -(closure.eta * toLight + surfaceIncoming);
    vec3 halfway = normalize(sum) * (closure.eta > 1.0 ? 1.0 : -1.0);
    halfway = dot(halfway, closure.normal) < 0.0 ? -halfway : halfway;
    float alpha = min(closure.alpha + 0.5 * softness, 1.0);
    float viewHalf = dot(surfaceIncoming, halfway);
    float lightHalf = dot(toLight, halfway);
    if (viewHalf <= 0.0 || lightHalf >= 0.0) {
        return vec3(0.0);
    }
    vec3 local = vec3(0.0, sqrt(max(1.0 - dot(halfway, closure.normal) * dot(halfway, closure.normal), 0.0)), dot(halfway, closure.normal));
    float alpha2 = alpha * alpha;
    float masking = 1.0 / (1.0 + smithLambda(alpha2 * (1.0 / (viewCosine * viewCosine) - 1.0), closure.isBeckmann)
            + smithLambda(alpha2 * (1.0 / (lightCosine * lightCosine) - 1.0), closure.isBeckmann));
    float spread = closure.eta * closure.eta / max(dot(sum, sum), 1e-12) * abs(viewHalf * lightHalf);
    return vec3(refractedShare(viewHalf, closure.eta, closure.hasFresnel)
            * microfacetDistribution(local, vec2(alpha), closure.isBeckmann) * masking * spread / viewCosine);
}

// ------------------------------------------------------------------------------------------------ sheen

const int SHEEN_MICROFIBER = 0; // Zeltner, Burley and Chiang 2022, "Practical Multiple-Scattering Sheen Using Linearly Transformed Cosines"
const int SHEEN_ASHIKHMIN = 1;  // bsdf_ashikhmin_velvet.h
const int SHEEN_SCHLICK = 2;    // Burley 2012, the sheen of Disney's model

struct SheenClosure {
    vec3 weight;
    vec3 normal;
    int kind;
    float roughness;
    vec2 transform; // of the cosine, of microfibers
};

#if SHEEN_COUNT > 0
SheenClosure sheenClosures[SHEEN_COUNT];
#endif

// Rational and Gaussian fits of that paper's tables, as its authors have published them (github.com/tizian/ltc-sheen): the transform's two
// numbers, and the albedo.
vec3 microfiberSheen(float cosine, float r) {
    float a = (2.58126 * cosine + 0.813703 * r) * r / (1.0 + 0.310327 * cosine * cosine + 2.60994 * cosine * r);
    float b = sqrt(1.0 - cosine) * (r - 1.0) * r * r * r / (0.0000254053 + 1.71228 * cosine - 1.71506 * cosine * r + 1.34174 * r * r);
    float spread = r * (0.0206607 + 1.58491 * r) / (0.0379424 + r * (1.32227 + r));
    float mean = r * (-0.193854 + r * (-1.14885 + r * (1.7932 - 0.95943 * r * r))) / (0.046391 + r);
    float offset = r * (0.000654023 + (-0.0207818 + 0.119681 * r) * r) / (1.26264 + r * (-1.92021 + r));
    float place = (cosine - mean) / spread;
    return vec3(a, b, exp(-0.5 * place * place) / (spread * sqrt(2.0 * PI)) + offset);
}

// Gives what the closure reflects of evenly spread light.
vec3 addSheen(int place, int kind, float roughness, vec3 normal, vec3 weight) {
#if SHEEN_COUNT > 0
    if (place >= 0) {
        float r = clamp(roughness, kind == SHEEN_MICROFIBER ? 1e-3 : 1e-2, 1.0);
        float cosine = clamp(dot(normal, surfaceIncoming), 0.0, 1.0);
        vec3 fibers = kind == SHEEN_MICROFIBER ? microfiberSheen(cosine, r) : vec3(0.0, 0.0, 1.0);
        vec3 reflected = weight * fibers.z;
        if (kind != SHEEN_MICROFIBER) {
            reflected *= kind == SHEEN_SCHLICK ? PI * schlick(cosine) * cosine : 0.32 * smoothstep(0.2, 0.75, r); // about
        }
        sheenClosures[place] = SheenClosure(weight * fibers.z, normal, kind, r, fibers.xy);
        addNormal(normal, weight * fibers.z);
        surfaceAlbedo += reflected;
        return reflected;
    }
#endif
    return vec3(0.0);
}

float sheenReflectance(SheenClosure closure, vec3 toLight) {
    float viewCosine = dot(closure.normal, surfaceIncoming);
    float lightCosine = dot(closure.normal, toLight);
    if (lightCosine <= 0.0 || viewCosine <= 0.0) {
        return 0.0;
    }
    if (closure.kind == SHEEN_MICROFIBER) {
        vec3 local = toLight * tangentFrame(closure.normal, surfaceIncoming);
        vec3 cosined = vec3(closure.transform.x * local.x + closure.transform.y * local.z, closure.transform.x * local.y, local.z);
        float scale = closure.transform.x / dot(cosined, cosined);
        return local.z * scale * scale / PI;
    }
    vec3 halfway = normalize(toLight + surfaceIncoming);
    float lightHalf = dot(toLight, halfway);
    if (closure.kind == SHEEN_SCHLICK) {
        return schlick(lightHalf) * lightCosine;
    }
    float halfCosine = dot(closure.normal, halfway);
    if (abs(halfCosine) >= 1.0 - 1e-5 || lightHalf <= 1e-5) {
        return 0.0;
    }
    float ratio = 2.0 * max(halfCosine / lightHalf, 1e-5);
    float sine2 = 1.0 - halfCosine * halfCosine;
    float inverse = 1.0 / (closure.roughness * closure.roughness);
    float distribution = exp(-halfCosine * halfCosine / sine2 * inverse) * inverse / (PI * sine2 * sine2);
    return 0.25 * distribution * min(1.0, min(ratio * viewCosine, ratio * lightCosine)) / viewCosine;
}

// ------------------------------------------------------------------------------------------------ translucent

struct TranslucentClosure {
    vec3 weight;
    vec3 normal;
};

#if TRANSLUCENT_COUNT > 0
TranslucentClosure translucentClosures[TRANSLUCENT_COUNT];
#endif

void addTranslucent(int place, vec3 normal, vec3 weight) {
#if TRANSLUCENT_COUNT > 0
    if (place >= 0) {
        translucentClosures[place] = TranslucentClosure(weight, normal);
        addNormal(normal, weight);
        surfaceAlbedo += weight;
    }
#endif
}

// ------------------------------------------------------------------------------------------------ toon

struct ToonClosure {
    vec3 weight;
    vec3 normal;
    bool isGlossy;
    float size; // angles in radians: within it is lit, beyond size + smoothness nothing is
    float smoothness;
};

#if TOON_COUNT > 0
ToonClosure toonClosures[TOON_COUNT];
#endif

void addToon(int place, bool isGlossy, float size, float smoothness, vec3 normal, vec3 weight) {
#if TOON_COUNT > 0
    if (place >= 0) {
        float start = clamp(size, 1e-5, 1.0) * 0.5 * PI;
        float fade = clamp(smoothness, 0.0, 1.0) * 0.5 * PI;
        toonClosures[place] = ToonClosure(weight, normal, isGlossy, start, fade);
        addNormal(normal, weight);
        float end = min(start + fade, 0.5 * PI);
        float faded = fade > 1e-6 ? cos(start) - (1.0 - (end - start) / fade) * cos(end) - (sin(end) - sin(start)) / fade : 0.0;
        surfaceAlbedo += weight * ((1.0 - cos(start) + faded) / max(1.0 - cos(end), 1e-7));
    }
#endif
}

float toonReflectance(ToonClosure closure, vec3 toLight) {
    float viewCosine = dot(closure.normal, surfaceIncoming);
    float lightCosine = dot(closure.normal, toLight);
    if (lightCosine < 0.0 || (closure.isGlossy && viewCosine <= 0.0)) {
        return 0.0;
    }
    float cosine = closure.isGlossy ? dot(reflect(-surfaceIncoming, closure.normal), toLight) : lightCosine;
    float angle = acos(clamp(cosine, 0.0, 1.0));
    float end = min(closure.size + closure.smoothness, 0.5 * PI);
    if (angle >= end) {
        return 0.0;
    }
    float share = angle < closure.size ? 1.0 : 1.0 - (angle - closure.size) / max(closure.smoothness, 1e-6);
    return share / (2.0 * PI * max(1.0 - cos(end), 1e-7));
}

// ------------------------------------------------------------------------------------------------ hair
// Marschner and others 2003, "Light Scattering from Human Hair Fibers", with Cauchy distributions along the fibre: bsdf_hair.h.

struct HairClosure {
    vec3 weight;
    vec3 tangent;
    bool isTransmission;
    float offset;   // of the cuticle's scales, radians
    vec2 roughness; // along and around the fibre
};

#if HAIR_COUNT > 0
HairClosure hairClosures[HAIR_COUNT];
#endif

void addHair(int place, bool isTransmission, vec3 tangent, float offset, vec2 roughness, vec3 weight) {
#if HAIR_COUNT > 0
    if (place >= 0) {
        hairClosures[place] = HairClosure(weight, tangent, isTransmission, offset, clamp(roughness, 0.001, 1.0));
        addNormal(surfaceNormal, weight);
        surfaceAlbedo += weight;
    }
#endif
}

float hairReflectance(HairClosure closure, vec3 toLight) {
    if ((dot(surfaceNormal, toLight) < 0.0) != closure.isTransmission) {
        return 0.0;
    }
    float viewAlong = dot(closure.tangent, surfaceIncoming);
    float lightAlong = dot(closure.tangent, toLight);
    vec3 viewAcross = surfaceIncoming - viewAlong * closure.tangent;
    vec3 lightAcross = toLight - lightAlong * closure.tangent;
    float acrossLength = length(viewAcross) * length(lightAcross);
    if (acrossLength < 1e-6) {
        return 0.0;
    }
    float aroundCosine = clamp(dot(viewAcross, lightAcross) / acrossLength, -1.0, 1.0);
    float viewAngle = asin(clamp(viewAlong, -1.0, 1.0));
    float lightAngle = asin(clamp(lightAlong, -1.0, 1.0));
    float around = acos(aroundCosine);
    float aroundShare;
    if (closure.isTransmission) {
        float p = PI - around;
        float r = closure.roughness.y;
        aroundShare = r / (2.0 * atan(0.5 * PI / r) * (p * p + r * r));
    } else {
        if (aroundCosine < 0.0) {
            return 0.0;
        }
        aroundShare = cos(0.5 * min(around / closure.roughness.y, PI)) * 0.25 / closure.roughness.y;
    }
    float r = closure.roughness.x;
    float high = atan((0.5 * (0.5 * PI + viewAngle) - closure.offset) / r);
    float low = atan((0.5 * (viewAngle - 0.5 * PI) - closure.offset) / r);
    float t = 0.5 * (lightAngle + viewAngle) - closure.offset;
    return aroundShare * r / (2.0 * (t * t + r * r) * (high - low) * max(cos(lightAngle), 1e-3));
}

// ------------------------------------------------------------------------------------------------ all of them

void beginClosures() {
    surfaceAlbedo = vec3(0.0);
}

// Of closures that reflect by microfacets only those with an alpha from leastAlpha on; above 0 none that refract.
vec3 reflectedLight(vec3 toLight, float softness, float leastAlpha) {
    vec3 sum = vec3(0.0);
#if DIFFUSE_COUNT > 0
    for (int i = 0; i < DIFFUSE_COUNT; i++) {
        sum += diffuseClosures[i].weight * diffuseReflectance(diffuseClosures[i], toLight)
                * bumpShadowing(diffuseClosures[i].bump, diffuseClosures[i].normal, toLight);
    }
#endif
#if MICROFACET_COUNT > 0
    for (int i = 0; i < MICROFACET_COUNT; i++) {
        if (microfacetClosures[i].alpha.x >= leastAlpha) {
            sum += microfacetClosures[i].weight * microfacetReflectance(microfacetClosures[i], toLight, softness);
        }
    }
#endif
#if REFRACTION_COUNT > 0
    for (int i = 0; i < REFRACTION_COUNT; i++) {
        if (leastAlpha == 0.0) {
            sum += refractionClosures[i].weight * refractionReflectance(refractionClosures[i], toLight, softness);
        }
    }
#endif
#if SHEEN_COUNT > 0
    for (int i = 0; i < SHEEN_COUNT; i++) {
        sum += sheenClosures[i].weight * sheenReflectance(sheenClosures[i], toLight)
                * bumpShadowing(bumpOf(sheenClosures[i].normal, false), sheenClosures[i].normal, toLight);
    }
#endif
#if TRANSLUCENT_COUNT > 0
    for (int i = 0; i < TRANSLUCENT_COUNT; i++) {
        sum += translucentClosures[i].weight * (max(-dot(translucentClosures[i].normal, toLight), 0.0) / PI)
                * bumpShadowing(bumpOf(translucentClosures[i].normal, false), translucentClosures[i].normal, -toLight);
    }
#endif
#if TOON_COUNT > 0
    for (int i = 0; i < TOON_COUNT; i++) {
        sum += toonClosures[i].weight * toonReflectance(toonClosures[i], toLight);
    }
#endif
#if HAIR_COUNT > 0
    for (int i = 0; i < HAIR_COUNT; i++) {
        sum += hairClosures[i].weight * hairReflectance(hairClosures[i], toLight);
    }
#endif
    return sum;
}

vec3 reflectedLight(vec3 toLight, float softness) {
    return reflectedLight(toLight, softness, 0.0);
}

vec3 environmentLight() {
    return surfaceAlbedo;
}
