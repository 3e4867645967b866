// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static passbridge.blender.Enumerated.element;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4x3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

/** Turns the {@code pb_lent_value_node}s of a material into a {@link ValueGraph}. */
final class ValueDecoder {
    private static final int INPUTS = 4;
    private static final int CONSTANTS = 12;

    private final HostFrame frame;
    private final List<Image> images;

    /** @param images of the scene */
    ValueDecoder(HostFrame frame, List<Image> images) {
        this.frame = frame;
        this.images = images;
    }

    /**
     * Reads the nodes of a material.
     *
     * @param baseColor where {@code baseColorValue} names no node
     */
    ValueGraph decode(Span span, Vector3fc baseColor, int baseColorValue, int alphaValue) {
        if (span.sizeBytes() == 0 && baseColorValue == Protocol.NONE && alphaValue == Protocol.NONE) {
            return ValueGraph.constant(baseColor);
        }
        ByteBuffer in = frame.read(span);
        if (in.capacity() % Protocol.LentValueNode.BYTES != 0) {
            throw new PassbridgeException("the scene message has value nodes of a wrong size");
        }
        List<ValueNode> nodes = new ArrayList<>();
        while (in.hasRemaining()) {
            nodes.add(node(in));
        }
        int baseColorNode = baseColorValue == Protocol.NONE ? added(nodes, new Vector4f(baseColor, 1)) : baseColorValue;
        int alphaNode = alphaValue == Protocol.NONE ? added(nodes, new Vector4f(1)) : alphaValue;
        try {
            return new ValueGraph(nodes, baseColorNode, alphaNode);
        } catch (IllegalArgumentException e) {
            throw new PassbridgeException("the scene message has a material that can't be: " + e.getMessage());
        }
    }

    private static int added(List<ValueNode> nodes, Vector4f constant) {
        nodes.add(new ValueNode.Constant(constant));
        return nodes.size() - 1;
    }

    private ValueNode node(ByteBuffer in) {
        String name = frame.readText(Span.read(in));
        int kind = in.getInt();
        int operation = in.getInt();
        boolean isClamped = in.getInt() != 0;
        int image = in.getInt();
        int interpolation = in.getInt();
        int extension = in.getInt();
        int[] inputs = new int[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            inputs[i] = in.getInt();
        }
        float[] constants = new float[CONSTANTS];
        for (int i = 0; i < CONSTANTS; i++) {
            constants[i] = in.getFloat();
        }
        return switch (kind) {
            case Protocol.ValueKind.CONSTANT -> new ValueNode.Constant(vector(constants));
            case Protocol.ValueKind.ATTRIBUTE -> new ValueNode.Attribute(name, vector(constants));
            case Protocol.ValueKind.UV_MAP -> new ValueNode.UvMap(name);
            case Protocol.ValueKind.IMAGE -> new ValueNode.ImageSample(
                    element(images, image, "image"), inputs[0],
                    element(ValueNode.Interpolation.values(), interpolation, "interpolation"),
                    element(ValueNode.Extension.values(), extension, "extension"));
            case Protocol.ValueKind.MATH -> new ValueNode.Math(
                    element(ValueNode.Operation.values(), operation, "operation"), inputs[0], inputs[1], inputs[2], isClamped);
            case Protocol.ValueKind.MIX -> new ValueNode.Mix(
                    element(ValueNode.Blend.values(), operation, "blend"), inputs[0], inputs[1], inputs[2], isClamped);
            case Protocol.ValueKind.WEIGHTED_SUM -> new ValueNode.WeightedSum(inputs[0], vector(constants));
            case Protocol.ValueKind.COMBINE -> new ValueNode.Combine(inputs[0], inputs[1], inputs[2]);
            case Protocol.ValueKind.TRANSFORM -> new ValueNode.Transform(inputs[0], matrix(constants));
            case Protocol.ValueKind.BACK_FACING -> new ValueNode.BackFacing();
            default -> throw new PassbridgeException("the scene message has a value node of unknown kind " + kind);
        };
    }

    private static Vector4f vector(float[] constants) {
        return new Vector4f(constants[0], constants[1], constants[2], constants[3]);
    }

    /** Of its rows. */
    private static Matrix4x3f matrix(float[] rows) {
        return new Matrix4x3f(
                rows[0], rows[4], rows[8], rows[1], rows[5], rows[9], rows[2], rows[6], rows[10], rows[3], rows[7], rows[11]);
    }
}
