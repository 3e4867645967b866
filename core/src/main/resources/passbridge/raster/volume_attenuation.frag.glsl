
void main() {
    findVolume();
    vec3 passed = exp(-extinction);
    combinedOutput = vec4(passed, dot(passed, vec3(1.0 / 3.0)));
}
