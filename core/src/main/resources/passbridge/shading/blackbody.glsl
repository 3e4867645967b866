// SPDX-License-Identifier: Apache-2.0
// Uses: working_space.glsl
// The colour of a body that glows, of about luminance 1. Planck's law as the colour matching functions weigh it, fitted in seven ranges of
// kelvins from 800 to 12,000, constant beyond: coefficients of Cycles' kernel/tables.h as of Blender 5.2 and 3.4. Some fall below 0 in
// Rec. 709, and are cut at 0 in the working space.

const vec3 BLACKBODY_RED[7] = vec3[7]( // of 1 / temperature, temperature, 1
        vec3(1.61919106e+03, -2.05010916e-03, 5.02995757e+00), vec3(2.48845471e+03, -1.11330907e-03, 3.22621544e+00),
        vec3(3.34143193e+03, -4.86551192e-04, 1.76486769e+00), vec3(4.09461742e+03, -1.27446582e-04, 7.25731635e-01),
        vec3(4.67028036e+03, 2.91258199e-05, 1.26703442e-01), vec3(4.59509185e+03, 2.87495649e-05, 1.50345020e-01),
        vec3(3.78717450e+03, 9.35907826e-06, 3.99075871e-01));
const vec3 BLACKBODY_GREEN[7] = vec3[7](
        vec3(-4.88999748e+02, 6.04330754e-04, -7.55807526e-02), vec3(-7.55994277e+02, 3.16730098e-04, 4.78306139e-01),
        vec3(-1.02363977e+03, 1.20223470e-04, 9.36662319e-01), vec3(-1.26571316e+03, 4.87340896e-06, 1.27054498e+00),
        vec3(-1.42529332e+03, -4.01150431e-05, 1.43972784e+00), vec3(-1.17554822e+03, -2.16378048e-05, 1.30408023e+00),
        vec3(-5.00799571e+02, -4.59832026e-06, 1.09098763e+00));
const vec4 BLACKBODY_BLUE[7] = vec4[7]( // of the temperature's powers, the third first
        vec4(5.96945309e-11, -4.85742887e-08, -9.70622247e-05, -4.07936148e-03),
        vec4(2.40430366e-11, 5.55021075e-08, -1.98503712e-04, 2.89312858e-02),
        vec4(-1.40949732e-11, 1.89878968e-07, -3.56632824e-04, 9.10767778e-02),
        vec4(-3.61460868e-11, 2.84822009e-07, -4.93211319e-04, 1.56723440e-01),
        vec4(-1.97075738e-11, 1.75359352e-07, -2.50542825e-04, -2.22783266e-02),
        vec4(-1.61997957e-13, -1.64216008e-08, 3.86216271e-04, -7.38077418e-01),
        vec4(6.72650283e-13, -2.73078809e-08, 4.24098264e-04, -7.52335691e-01));

vec3 blackbodyColor(float temperature) {
    vec3 rec709;
    if (temperature >= 12000.0) {
        rec709 = vec3(0.826295481, 0.99450805, 1.56630771);
    } else if (temperature < 800.0) {
        rec709 = vec3(5.41329449, -0.2031939, -0.08225352);
    } else {
        int range = temperature >= 6365.0 ? 6 : temperature >= 3315.0 ? 5 : temperature >= 1902.0 ? 4 : temperature >= 1449.0 ? 3
                : temperature >= 1167.0 ? 2 : temperature >= 965.0 ? 1 : 0;
        vec3 terms = vec3(1.0 / temperature, temperature, 1.0);
        vec4 blue = BLACKBODY_BLUE[range];
        rec709 = vec3(dot(BLACKBODY_RED[range], terms), dot(BLACKBODY_GREEN[range], terms),
                ((blue.x * temperature + blue.y) * temperature + blue.z) * temperature + blue.w);
    }
    return max(workingColorOfRec709(rec709), vec3(0.0));
}
