
// What light.frag.glsl asks: light that is scattered in a volume instead of reflected by a surface.

const float PI = 3.14159265358979;

vec3 worldPosition;     // where
vec3 surfaceIncoming;   // towards the camera, of length 1
vec3 surfaceNormal;     // none has a better claim than the direction towards the camera

// Per steradian: Henyey and Greenstein 1941, "Diffuse Radiation in the Galaxy".
vec3 reflectedLight(vec3 toLight, float softness, float leastAlpha) {
    float g = anisotropy;
    float squared = 1.0 + g * g + 2.0 * g * dot(surfaceIncoming, toLight);
    return vec3((1.0 - g * g) / (4.0 * PI * squared * sqrt(squared)));
}

vec3 reflectedLight(vec3 toLight, float softness) {
    return reflectedLight(toLight, softness, 0.0);
}

vec3 environmentLight() {
    return vec3(1.0);
}

