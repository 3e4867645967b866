// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/** IEEE 754's 16-bit numbers, two in an int, for {@code halfFloats()} of instance.vert.glsl. */
final class HalfFloat {
    private static final float MAX = 65504;
    private static final float MIN_NORMAL = 0x1p-14f;
    private static final int SIGN = 0x8000;

    private HalfFloat() {}

    static int pack(float low, float high) {
        return bits(low) | bits(high) << 16;
    }

    /** Rounded to the nearest; what is smaller than a normal number is 0, what is larger the largest. */
    private static int bits(float value) {
        float magnitude = Math.min(Math.abs(value), MAX);
        int sign = value < 0 ? SIGN : 0;
        if (!(magnitude >= MIN_NORMAL)) {
            return sign;
        }
        int rounded = Float.floatToRawIntBits(magnitude) + 0x1000; // half of the last bit that is kept
        return sign | Math.min((rounded >>> 13) - (112 << 10), 0x7BFF);
    }
}
