// SPDX-License-Identifier: Apache-2.0
// Node: ShaderNodeBsdfPrincipled
// Enum: distribution = MULTI_GGX, GGX
// Since: 400
// Since: 403
// Closure: microfacet if Metallic
// Closure: microfacet if Specular IOR Level unless Metallic, Transmission Weight
// Closure: microfacet if Transmission Weight unless Metallic
// Closure: refraction if Transmission Weight unless Metallic
// Closure: microfacet if Coat Weight
// Closure: sheen if Sheen Weight
// Closure: diffuse unless Metallic, Transmission Weight
// Closure: emission if Emission Strength, Emission Color
// Closure: transparency unless Alpha
// Input: Base Color vec3
// Input: Metallic float
// Input: Roughness float
// Input: IOR float = 1.45
// Input: Alpha float = 1
// Input: Normal vec3 = normal
// Input: Diffuse Roughness float = 0
// Input: Subsurface Weight float = 0
// Input: Specular IOR Level float = 0.5
// Input: Specular Tint vec3 = 1
// Input: Anisotropic float
// Input: Anisotropic Rotation float
// Input: Tangent vec3
// Input: Transmission Weight float
// Input: Coat Weight float
// Input: Coat Roughness float = 0.03
// Input: Coat IOR float = 1.5
// Input: Coat Tint vec3 = 1
// Input: Coat Normal vec3 = normal
// Input: Sheen Weight float
// Input: Sheen Roughness float = 0.5
// Input: Sheen Tint vec3 = 1
// Input: Emission Color vec3 = 1
// Input: Emission Strength float
// Output: BSDF shader
// Uses: closures.glsl, rotation.glsl, radial_tangent.glsl
// Reads: BACK_FACING
// Warning if Thin Film Thickness: has a thin film, which is left out
// Cycles' node_principled_bsdf.osl, as of Blender 5.2. Before 4.0 it was Disney's model: svm/closure.h, as of Blender 3.4. Subsurface
// scattering is drawn as diffuse.

// Layers from the top: sheen, coat, metal beside glass beside a diffuse base under a specular layer.
void layeredPrincipled(
        bool isMultiple, int metalPlace, int specularPlace, int glassPlace, int refractionPlace, int coatPlace, int sheenPlace,
        int diffusePlace,
        vec3 base, float metallic, float roughness, float index, vec3 normal, float bump, float diffuseRoughness, float subsurface, float specular,
        vec3 specularTint, vec2 alpha, vec3 tangent, float transmission, float coat, float coatRoughness, float coatIndex, vec3 coatTint,
        vec3 coatNormal, float sheen, float sheenRoughness, vec3 sheenTint, vec3 emission, vec3 weight) {
    float share = clamp(coat, 0.0, 1.0);
    weight = belowLayer(
            addSheen(sheenPlace, SHEEN_MICROFIBER, sheenRoughness, validNormal(mix(normal, coatNormal, share)), max(sheenTint,
            0.0) * sheen * weight),
            weight);
    if (coatPlace >= 0) {
        vec2 coatAlpha = vec2(clamp(coatRoughness, 0.0, 1.0) * clamp(coatRoughness, 0.0, 1.0));
        Fresnel fresnel = Fresnel(FRESNEL_DIELECTRIC, vec3(reflectanceOfIndex(coatIndex)), vec3(1.0), coatIndex);
        weight = belowLayer(addMicrofacet(coatPlace, fresnel, coatAlpha, false, false, coatNormal, tangent, coat * weight), weight);
        float cosine = dot(surfaceIncoming, reflectingNormal(coatNormal));
        float inside = sqrt(max(1.0 - (1.0 - cosine * cosine) / (coatIndex * coatIndex), 1e-6));
        weight *= mix(vec3(1.0), pow(max(coatTint, 0.0), vec3(1.0 / inside)), share);
    }
    addEmission(emission * weight);

    vec3 clamped = min(base, 1.0);
    Fresnel metal = Fresnel(FRESNEL_F82, clamped, f82Coefficient(clamped, min(specularTint, 1.0)), 1.0);
    addMicrofacet(metalPlace, metal, alpha, false, isMultiple, normal, tangent, metallic * weight);
    weight *= 1.0 - metallic;

    vec3 glassWeight = transmission * weight;
    float eta = surfaceBackFacing > 0.5 ? 1.0 / index : index;
    Fresnel glass = Fresnel(FRESNEL_DIELECTRIC, clamp(reflectanceOfIndex(eta) * specularTint, 0.0, 1.0), vec3(1.0), eta);
    vec2 glassAlpha = vec2(roughness * roughness);
    addMicrofacet(glassPlace, glass, glassAlpha, false, isMultiple, normal, tangent, glassWeight);
    addRefraction(refractionPlace, glassAlpha.x, false, eta, true, normal, sqrt(clamped) * glassWeight);
    weight *= 1.0 - transmission;

    if (specularPlace >= 0) {
        float f0 = reflectanceOfIndex(index) * 2.0 * max(specular, 0.0);
        float adjusted = indexOfReflectance(f0);
        adjusted = specular == 0.5 ? index : index < 1.0 ? 1.0 / adjusted : adjusted;
        Fresnel layer = Fresnel(FRESNEL_DIELECTRIC, clamp(f0 * specularTint, 0.0, 1.0), vec3(1.0), adjusted);
        vec3 layerWeight = abs(adjusted - 1.0) < 1e-6 ? vec3(0.0) : weight;
        weight = belowLayer(addMicrofacet(specularPlace, layer, alpha, false, isMultiple, normal, tangent, layerWeight), weight);
    }
    addDiffuse(diffusePlace, base, diffuseRoughness, normal, bump, mix(base, clamped, subsurface) * weight);
}

void disneyPrincipled(
        bool isMultiple, int metalPlace, int specularPlace, int glassPlace, int refractionPlace, int coatPlace, int sheenPlace,
        int diffusePlace,
        vec3 base, float metallic, float roughness, float index, vec3 normal, float specular, float specularTint, vec2 alpha, vec3 tangent,
        float transmission, float coat, float coatRoughness, vec3 coatNormal, float sheen, float sheenTint, vec3 emission, vec3 weight) {
    vec3 bent = reflectingNormal(normal);
    float luminance = dot(base, LUMINANCE_WEIGHTS);
    vec3 hue = luminance > 0.0 ? base / luminance : vec3(1.0);
    float diffuse = (1.0 - metallic) * (1.0 - transmission);
    addEmission(emission * weight);
    addBurleyDiffuse(diffusePlace, roughness, bent, base * diffuse * weight);
    addSheen(sheenPlace, SHEEN_SCHLICK, 0.0, bent, mix(vec3(1.0), hue, sheenTint) * (sheen * diffuse) * weight);

    float eta = 2.0 / (1.0 - sqrt(max(0.08 * specular, 0.0))) - 1.0;
    vec3 f0 = mix(0.08 * specular * mix(vec3(1.0), hue, specularTint), base, metallic);
    Fresnel layer = Fresnel(FRESNEL_DIELECTRIC, clamp(f0, 0.0, 1.0), vec3(1.0), max(eta, 1.0001));
    vec3 specularWeight = (1.0 - transmission * (1.0 - metallic)) * weight;
    bool isRough = roughness > 0.075;
    addMicrofacet(specularPlace, layer, alpha, false, isMultiple && isRough, normal, tangent, specularWeight);
    addMicrofacet(metalPlace, layer, alpha, false, isMultiple && isRough, normal, tangent, specularPlace >= 0 ? vec3(0.0) : specularWeight);

    vec3 glassWeight = transmission * (1.0 - metallic) * weight;
    float glassEta = surfaceBackFacing > 0.5 ? 1.0 / index : index;
    float reflected = fresnelDielectric(dot(bent, surfaceIncoming), glassEta);
    Fresnel glass = Fresnel(FRESNEL_DIELECTRIC, mix(vec3(1.0), base, specularTint), vec3(1.0), glassEta);
    vec2 glassAlpha = vec2(roughness * roughness);
    addMicrofacet(glassPlace, glass, glassAlpha, false, false, normal, tangent, reflected * glassWeight);
    addRefraction(refractionPlace, glassAlpha.x, false, glassEta, true, normal, base * glassWeight);

    Fresnel coatFresnel = Fresnel(FRESNEL_DIELECTRIC, vec3(0.04), vec3(1.0), 1.5);
    addMicrofacet(coatPlace, coatFresnel, vec2(coatRoughness * coatRoughness), false, false, coatNormal, tangent, 0.25 * coat * weight);
}

void principledBsdf(
        int distribution, bool isOf4, bool isOf43, int metalPlace, int specularPlace, int glassPlace, int refractionPlace, int coatPlace,
        int sheenPlace,
        int diffusePlace, vec3 baseColor, float metallicInput, float roughnessInput, float ior, float alphaInput, vec3 normalInput,
        float diffuseRoughness, float subsurface, float specular, vec3 specularTint, float anisotropic, float anisotropicRotation,
        vec3 tangent,
        float transmissionInput, float coatInput, float coatRoughness, float coatIor, vec3 coatTint, vec3 coatNormalInput, float sheenInput,
        float sheenRoughness, vec3 sheenTint, vec3 emissionColor, float emissionStrength, float weight) {
    vec3 base = max(baseColor, 0.0);
    float metallic = clamp(metallicInput, 0.0, 1.0);
    float transmission = clamp(transmissionInput, 0.0, 1.0);
    float roughness = clamp(roughnessInput, 0.0, 1.0);
    float opacity = clamp(alphaInput, 0.0, 1.0);
    vec3 normal = validNormal(normalInput);
    vec3 coatNormal = validNormal(coatNormalInput);
    float stretch = sqrt(1.0 - clamp(anisotropic, 0.0, 1.0) * 0.9);
    vec2 alpha = vec2(roughness * roughness / stretch, roughness * roughness * stretch);
    vec3 turned = rotatedAbout(tangentOr(tangent), normal, anisotropicRotation * 2.0 * PI);
    vec3 emission = emissionColor * emissionStrength;
    float index = max(ior, 1e-5);
    if (opacity < 1.0) {
        addTransparency(vec3(weight * (1.0 - opacity)));
    }
    vec3 rest = vec3(weight * opacity);
    if (!isOf4) {
        disneyPrincipled(
                distribution == 0, metalPlace, specularPlace, glassPlace, refractionPlace, coatPlace, sheenPlace, diffusePlace, base,
                metallic,
                roughness, index, normal, specular, specularTint.x, alpha, turned, transmission, coatInput, coatRoughness, coatNormal,
                sheenInput,
                sheenTint.x, emission, rest);
    } else {
        layeredPrincipled(
                distribution == 0, metalPlace, specularPlace, glassPlace, refractionPlace, coatPlace, sheenPlace, diffusePlace, base,
                metallic,
                roughness, index, normal, bumpOf(normal, !isOf43), diffuseRoughness, clamp(subsurface, 0.0, 1.0), specular,
                max(specularTint, 0.0), alpha, turned, transmission, max(coatInput, 0.0), coatRoughness, max(coatIor, 1.0), max(coatTint, 0.0), coatNormal, max(sheenInput, 0.0),
                sheenRoughness, sheenTint, emission, rest);
    }
}
