// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import org.joml.Matrix4x3fc;
import org.joml.Vector4fc;

/**
 * A step of a {@link ValueGraph}. It computes four numbers: a colour with alpha, a vector, or one number repeated. What it computes
 * from are indices of earlier nodes.
 */
public sealed interface ValueNode {
    /**
     * The same everywhere.
     *
     * @param value four numbers
     */
    record Constant(Vector4fc value) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param value {@link #value()}
         */
        public Constant {
            Objects.requireNonNull(value);
        }
    }

    /**
     * An attribute of the mesh; alpha 1 where it has none, a single number three times.
     *
     * @param name empty: {@link Mesh#colorAttribute()}
     * @param absent the value where the mesh has no such attribute
     */
    record Attribute(String name, Vector4fc absent) implements ValueNode {
        /**
         * Refuses null as a name.
         *
         * @param name {@link #name()}
         * @param absent {@link #absent()}
         */
        public Attribute {
            Objects.requireNonNull(name);
            Objects.requireNonNull(absent);
        }
    }

    /**
     * Texture coordinates (u, v, 0, 1); (0, 0, 0, 1) where the mesh has no such UV map.
     *
     * @param name empty: {@link Mesh#uvMap()}
     */
    record UvMap(String name) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param name {@link #name()}
         */
        public UvMap {
            Objects.requireNonNull(name);
        }
    }

    /**
     * Scene-linear colour and straight alpha of an image.
     *
     * @param image what is sampled
     * @param coordinates node whose first two numbers say where, 0 to 1 across the image
     * @param interpolation between its pixels
     * @param extension outside of it
     */
    record ImageSample(Image image, int coordinates, Interpolation interpolation, Extension extension) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param image {@link #image()}
         * @param coordinates {@link #coordinates()}
         * @param interpolation {@link #interpolation()}
         * @param extension {@link #extension()}
         */
        public ImageSample {
            Objects.requireNonNull(image);
            Objects.requireNonNull(interpolation);
            Objects.requireNonNull(extension);
        }
    }

    /**
     * Arithmetic, number by number.
     *
     * @param operation on a, b and c
     * @param a node
     * @param b node; of no effect where the operation takes one
     * @param c node; of no effect where the operation takes less than three
     * @param isClamped to 0 to 1
     */
    record Math(Operation operation, int a, int b, int c, boolean isClamped) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param operation {@link #operation()}
         * @param a {@link #a()}
         * @param b {@link #b()}
         * @param c {@link #c()}
         * @param isClamped {@link #isClamped()}
         */
        public Math {
            Objects.requireNonNull(operation);
        }
    }

    /**
     * One value over another.
     *
     * @param blend what comes of them where the factor is 1
     * @param factor node whose first number counts; not clamped
     * @param below node; the result where the factor is 0
     * @param above node
     * @param isClamped the result, to 0 to 1
     */
    record Mix(Blend blend, int factor, int below, int above, boolean isClamped) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param blend {@link #blend()}
         * @param factor {@link #factor()}
         * @param below {@link #below()}
         * @param above {@link #above()}
         * @param isClamped {@link #isClamped()}
         */
        public Mix {
            Objects.requireNonNull(blend);
        }
    }

    /**
     * Four numbers times weights, summed: a channel, an average, a luminance.
     *
     * @param input node
     * @param weights of its numbers
     */
    record WeightedSum(int input, Vector4fc weights) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param input {@link #input()}
         * @param weights {@link #weights()}
         */
        public WeightedSum {
            Objects.requireNonNull(weights);
        }
    }

    /**
     * The first numbers of three nodes; alpha 1.
     *
     * @param x node
     * @param y node
     * @param z node
     */
    record Combine(int x, int y, int z) implements ValueNode {}

    /**
     * An affine matrix times three numbers; the fourth stays.
     *
     * @param input node
     * @param matrix affine
     */
    record Transform(int input, Matrix4x3fc matrix) implements ValueNode {
        /**
         * Refuses null.
         *
         * @param input {@link #input()}
         * @param matrix {@link #matrix()}
         */
        public Transform {
            Objects.requireNonNull(matrix);
        }
    }

    /** 1 where the surface is seen from behind, 0 elsewhere. */
    record BackFacing() implements ValueNode {}

    /** How an image is between its pixels; the order is that of {@code pb_interpolation}. */
    enum Interpolation {
        /** Bilinear. */
        LINEAR,
        /** The colour of the pixel. */
        CLOSEST
    }

    /** What an image is outside of 0 to 1; the order is that of {@code pb_extension}. */
    enum Extension {
        /** The image again. */
        REPEAT,
        /** The pixels of its edge. */
        EXTEND,
        /** Nothing: (0, 0, 0, 0). */
        CLIP,
        /** The image, mirrored every other time. */
        MIRROR
    }

    /** What a Math node of Blender does under this name; the order is that of {@code pb_math_operation}. */
    enum Operation {
        /** a + b. */
        ADD,
        /** a - b. */
        SUBTRACT,
        /** a * b. */
        MULTIPLY,
        /** a / b; 0 where b is 0. */
        DIVIDE,
        /** a * b + c. */
        MULTIPLY_ADD,
        /** a to the power of b; 0 where that is no real number. */
        POWER,
        /** Logarithm of a to the base b; 0 where there is none. */
        LOGARITHM,
        /** Square root of a; 0 where a is below 0. */
        SQUARE_ROOT,
        /** a without its sign. */
        ABSOLUTE,
        /** e to the power of a. */
        EXPONENT,
        /** The smaller of a and b. */
        MINIMUM,
        /** The larger of a and b. */
        MAXIMUM,
        /** 1 where a &lt; b, else 0. */
        LESS_THAN,
        /** 1 where a &gt; b, else 0. */
        GREATER_THAN,
        /** -1, 0 or 1, as the sign of a. */
        SIGN,
        /** 1 where a and b are at most c apart, or 1e-5 where that is more, else 0. */
        COMPARE,
        /** a to the nearest whole number, halves upwards. */
        ROUND,
        /** a to the next whole number down. */
        FLOOR,
        /** a to the next whole number up. */
        CEILING,
        /** a to the next whole number towards 0. */
        TRUNCATE,
        /** a less its floor. */
        FRACTION,
        /** Remainder of a / b, truncated: the sign is the dividend's; 0 where b is 0. */
        MODULO,
        /** a down to a multiple of b; 0 where b is 0. */
        SNAP,
        /** a folded back and forth between 0 and b; 0 where b is 0. */
        PING_PONG,
        /** Sine of a, radians. */
        SINE,
        /** Cosine of a, radians. */
        COSINE,
        /** Tangent of a, radians. */
        TANGENT,
        /** Arctangent of a / b, in the quadrant that their signs say; 0 where both are 0. */
        ARCTANGENT2
    }

    /** How {@link Mix} puts one colour over another, as Blender's Mix node; the order is that of {@code pb_blend}. */
    enum Blend {
        /** The one above. */
        MIX,
        /** The sum. */
        ADD,
        /** The product. */
        MULTIPLY,
        /** Below less above. */
        SUBTRACT,
        /** The product of what is left to 1, taken from 1. */
        SCREEN,
        /** How far they are apart. */
        DIFFERENCE,
        /** The smaller of the two. */
        DARKEN,
        /** The larger of the two. */
        LIGHTEN
    }
}
