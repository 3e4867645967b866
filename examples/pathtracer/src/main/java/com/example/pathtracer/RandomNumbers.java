// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

/**
 * The random numbers of one path. They follow from pixel and sample alone, so that a picture is the same on any number of cores.
 * SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
 */
final class RandomNumbers {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    RandomNumbers(int pixel, int sample) {
        state = mix(mix(pixel + GOLDEN_GAMMA) + sample);
    }

    /** From 0 up to, but not including, 1. */
    float next() {
        state += GOLDEN_GAMMA;
        return (mix(state) >>> 40) * 0x1p-24f;
    }

    private static long mix(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
