// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.joml.Vector3fc;
import org.joml.Vector4f;

/**
 * What differs from place to place on a surface, as a computation without loops.
 *
 * @param nodes each computes from nodes before it
 * @param baseColor node whose first three numbers are the reflectance
 * @param alpha node whose first number, clamped to 0 to 1, is what hides what lies behind
 */
public record ValueGraph(List<ValueNode> nodes, int baseColor, int alpha) {
    /** Nodes at most. */
    public static final int MAX_NODES = 256;

    /** Different images at most. */
    public static final int MAX_IMAGES = 8;

    /** Different attributes and UV maps at most; the UV map that is switched on for rendering does not count. */
    public static final int MAX_ATTRIBUTES = 8;

    /**
     * Copies the list and checks the indices.
     *
     * @param nodes {@link #nodes()}
     * @param baseColor {@link #baseColor()}
     * @param alpha {@link #alpha()}
     * @throws IllegalArgumentException where a node computes from one that is not before it, or there are too many
     */
    public ValueGraph {
        nodes = List.copyOf(nodes);
        if (nodes.size() > MAX_NODES || nodes.stream().flatMap(ValueGraph::imageOf).distinct().count() > MAX_IMAGES
                || nodes.stream().filter(ValueGraph::isNamedAttribute).distinct().count() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("a value graph has at most " + MAX_NODES + " nodes, " + MAX_IMAGES + " images and "
                    + MAX_ATTRIBUTES + " attributes");
        }
        for (int index = 0; index < nodes.size(); index++) {
            int end = index;
            if (!inputs(nodes.get(index)).allMatch(input -> input >= 0 && input < end)) {
                throw new IllegalArgumentException("node " + index + " of a value graph computes from one that is not before it");
            }
        }
        if (baseColor < 0 || baseColor >= nodes.size() || alpha < 0 || alpha >= nodes.size()) {
            throw new IllegalArgumentException("a value graph has no node " + baseColor + " or " + alpha);
        }
    }

    /**
     * {@return an opaque surface of one colour}
     *
     * @param baseColor reflectance, scene-linear
     */
    public static ValueGraph constant(Vector3fc baseColor) {
        return constant(baseColor, 1);
    }

    /**
     * {@return the same colour and alpha everywhere}
     *
     * @param baseColor reflectance, scene-linear
     * @param alpha 0 to 1
     */
    public static ValueGraph constant(Vector3fc baseColor, float alpha) {
        return new ValueGraph(
                List.of(new ValueNode.Constant(new Vector4f(baseColor, 1)), new ValueNode.Constant(new Vector4f(alpha))), 0, 1);
    }

    /**
     * {@return an opaque surface with the colour of an image, repeated at the texture coordinates}
     *
     * @param image the colour
     */
    public static ValueGraph image(Image image) {
        return new ValueGraph(
                List.of(new ValueNode.UvMap(""),
                        new ValueNode.ImageSample(image, 0, ValueNode.Interpolation.LINEAR, ValueNode.Extension.REPEAT),
                        new ValueNode.Constant(new Vector4f(1))),
                1, 2);
    }

    /** {@return whether alpha is known to be 1 everywhere} */
    public boolean isOpaque() {
        return nodes.get(alpha) instanceof ValueNode.Constant constant && constant.value().x() >= 1;
    }

    /** {@return the different images that are sampled} */
    public List<Image> images() {
        return nodes.stream().flatMap(ValueGraph::imageOf).distinct().toList();
    }

    /** {@return the different {@link ValueNode.Attribute} and {@link ValueNode.UvMap} nodes but for {@code UvMap("")}} */
    public List<ValueNode> namedAttributes() {
        return nodes.stream().filter(ValueGraph::isNamedAttribute).distinct().toList();
    }

    private static boolean isNamedAttribute(ValueNode node) {
        return node instanceof ValueNode.Attribute || (node instanceof ValueNode.UvMap map && !map.name().isEmpty());
    }

    private static Stream<Image> imageOf(ValueNode node) {
        return node instanceof ValueNode.ImageSample sample ? Stream.of(sample.image()) : Stream.empty();
    }

    private static IntStream inputs(ValueNode node) {
        if (node instanceof ValueNode.ImageSample sample) {
            return IntStream.of(sample.coordinates());
        }
        if (node instanceof ValueNode.Math math) {
            return IntStream.of(math.a(), math.b(), math.c());
        }
        if (node instanceof ValueNode.Mix mix) {
            return IntStream.of(mix.factor(), mix.below(), mix.above());
        }
        if (node instanceof ValueNode.WeightedSum sum) {
            return IntStream.of(sum.input());
        }
        if (node instanceof ValueNode.Combine combine) {
            return IntStream.of(combine.x(), combine.y(), combine.z());
        }
        if (node instanceof ValueNode.Transform transform) {
            return IntStream.of(transform.input());
        }
        return IntStream.empty();
    }
}
