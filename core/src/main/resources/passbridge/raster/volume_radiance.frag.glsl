
void main() {
    findVolume();
    vec3 passed = exp(-extinction);
    // The mean of what comes through from places all along the way.
    vec3 share = mix((1.0 - passed) / max(extinction, 1e-6), 1.0 - 0.5 * extinction, vec3(lessThan(extinction, vec3(1e-3))));
    combinedOutput = vec4(emission * share, 1.0 - dot(passed, vec3(1.0 / 3.0)));
}
