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
    /** The same everywhere. */
    record Constant(Vector4fc value) implements ValueNode {
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
        public UvMap {
            Objects.requireNonNull(name);
        }
    }

    /**
     * Scene-linear colour and straight alpha of an image.
     *
     * @param coordinates node whose first two numbers say where, 0 to 1 across the image
     */
    record ImageSample(Image image, int coordinates, Interpolation interpolation, Extension extension) implements ValueNode {
        public ImageSample {
            Objects.requireNonNull(image);
            Objects.requireNonNull(interpolation);
            Objects.requireNonNull(extension);
        }
    }

    /**
     * Arithmetic, number by number.
     *
     * @param a node
     * @param b node; of no effect where the operation takes one
     * @param c node; of no effect where the operation takes less than three
     * @param isClamped to 0 to 1
     */
    record Math(Operation operation, int a, int b, int c, boolean isClamped) implements ValueNode {
        public Math {
            Objects.requireNonNull(operation);
        }
    }

    /**
     * One value over another.
     *
     * @param factor node whose first number counts; not clamped
     * @param below node; the result where the factor is 0
     * @param above node
     * @param isClamped the result, to 0 to 1
     */
    record Mix(Blend blend, int factor, int below, int above, boolean isClamped) implements ValueNode {
        public Mix {
            Objects.requireNonNull(blend);
        }
    }

    /** The numbers of node {@code input} times {@code weights}, summed: a channel, an average, a luminance. */
    record WeightedSum(int input, Vector4fc weights) implements ValueNode {
        public WeightedSum {
            Objects.requireNonNull(weights);
        }
    }

    /** The first numbers of three nodes; alpha 1. */
    record Combine(int x, int y, int z) implements ValueNode {}

    /** An affine matrix times the first three numbers of node {@code input}; the fourth stays. */
    record Transform(int input, Matrix4x3fc matrix) implements ValueNode {
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
        ADD,
        SUBTRACT,
        MULTIPLY,
        /** By 0: 0. */
        DIVIDE,
        MULTIPLY_ADD,
        POWER,
        LOGARITHM,
        SQUARE_ROOT,
        ABSOLUTE,
        EXPONENT,
        MINIMUM,
        MAXIMUM,
        LESS_THAN,
        GREATER_THAN,
        SIGN,
        COMPARE,
        ROUND,
        FLOOR,
        CEILING,
        TRUNCATE,
        FRACTION,
        /** Truncated: the sign is the dividend's. */
        MODULO,
        SNAP,
        PING_PONG,
        SINE,
        COSINE,
        TANGENT,
        /** Of a / b, in the quadrant that their signs say. */
        ARCTANGENT2
    }

    /** How {@link Mix} puts one colour over another, as Blender's Mix node; the order is that of {@code pb_blend}. */
    enum Blend {
        MIX,
        ADD,
        MULTIPLY,
        SUBTRACT,
        SCREEN,
        DIFFERENCE,
        DARKEN,
        LIGHTEN
    }
}
