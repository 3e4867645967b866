// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import passbridge.PassbridgeException;
import passbridge.scene.Image;
import passbridge.scene.Material;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

/** Turns the {@code pb_material}s of a description into {@link Material}s. */
final class DescribedMaterials {
    private final Description description;
    private final SessionScene.Next parts;
    private final List<Image> images;
    private final DescribedShaderGraphs graphs;

    /**
     * @param images of the description
     * @param graphs of the description
     */
    DescribedMaterials(Description description, SessionScene.Next parts, List<Image> images, DescribedShaderGraphs graphs) {
        this.description = description;
        this.parts = parts;
        this.images = images;
        this.graphs = graphs;
    }

    List<Material> materials() {
        return description.all(Protocol.Lists.MATERIALS).map(this::material);
    }

    private Material material(Description.Struct struct) {
        return parts.material(new Material(
                struct.integer64(Protocol.Material.ID),
                struct.text(Protocol.Material.NAME),
                struct.integer(Protocol.Material.PASS_INDEX),
                graphs.graph(struct, Protocol.Material.GRAPH).orElse(ShaderGraph.EMPTY),
                values(struct),
                (struct.integer(Protocol.Material.FLAGS) & Protocol.MaterialFlags.HOLDOUT) != 0,
                // Blender's sockets can be linked to any number; Cycles clamps them as well.
                clamped(struct.real(Protocol.Material.METALLIC), 1),
                clamped(struct.real(Protocol.Material.ROUGHNESS), 1),
                clamped(struct.real(Protocol.Material.SPECULAR), Float.MAX_VALUE),
                finite(struct.vector(Protocol.Material.EMISSION)),
                struct.real(Protocol.Material.BENT_NORMAL_SHARE),
                DescribedSettings.of(struct.range(Protocol.Material.SETTINGS, Protocol.Lists.PROPERTIES)),
                DescribedSettings.of(struct.range(Protocol.Material.PROPERTIES, Protocol.Lists.PROPERTIES))));
    }

    private ValueGraph values(Description.Struct material) {
        Description.Range range = material.range(Protocol.Material.VALUES, Protocol.Lists.VALUE_NODES);
        int baseColorValue = material.integer(Protocol.Material.BASE_COLOR_VALUE);
        int alphaValue = material.integer(Protocol.Material.ALPHA_VALUE);
        Vector3f baseColor = material.vector(Protocol.Material.BASE_COLOR);
        if (range.count() == 0 && baseColorValue == Protocol.NONE && alphaValue == Protocol.NONE) {
            return ValueGraph.constant(baseColor);
        }
        List<ValueNode> nodes = new ArrayList<>(range.map(this::node));
        int baseColorNode = baseColorValue == Protocol.NONE ? added(nodes, new Vector4f(baseColor, 1)) : baseColorValue;
        int alphaNode = alphaValue == Protocol.NONE ? added(nodes, new Vector4f(1)) : alphaValue;
        try {
            return new ValueGraph(nodes, baseColorNode, alphaNode);
        } catch (IllegalArgumentException e) {
            throw new PassbridgeException("the description of the scene has a material that can't be: " + e.getMessage());
        }
    }

    private static int added(List<ValueNode> nodes, Vector4f constant) {
        nodes.add(new ValueNode.Constant(constant));
        return nodes.size() - 1;
    }

    private ValueNode node(Description.Struct node) {
        int kind = node.integer(Protocol.ValueNode.KIND);
        return switch (kind) {
            case Protocol.ValueKind.CONSTANT -> new ValueNode.Constant(node.vector4(Protocol.ValueNode.CONSTANTS));
            case Protocol.ValueKind.ATTRIBUTE ->
                new ValueNode.Attribute(node.text(Protocol.ValueNode.NAME), node.vector4(Protocol.ValueNode.CONSTANTS));
            case Protocol.ValueKind.UV_MAP -> new ValueNode.UvMap(node.text(Protocol.ValueNode.NAME));
            case Protocol.ValueKind.IMAGE -> new ValueNode.ImageSample(
                    image(node), input(node, 0),
                    node.constant(Protocol.ValueNode.INTERPOLATION, ValueNode.Interpolation.values(), "interpolation"),
                    node.constant(Protocol.ValueNode.EXTENSION, ValueNode.Extension.values(), "extension"));
            case Protocol.ValueKind.MATH -> new ValueNode.Math(
                    node.constant(Protocol.ValueNode.OPERATION, ValueNode.Operation.values(), "operation"),
                    input(node, 0), input(node, 1), input(node, 2), isClamped(node));
            case Protocol.ValueKind.MIX -> new ValueNode.Mix(
                    node.constant(Protocol.ValueNode.OPERATION, ValueNode.Blend.values(), "blend"),
                    input(node, 0), input(node, 1), input(node, 2), isClamped(node));
            case Protocol.ValueKind.WEIGHTED_SUM -> new ValueNode.WeightedSum(input(node, 0), node.vector4(Protocol.ValueNode.CONSTANTS));
            case Protocol.ValueKind.COMBINE -> new ValueNode.Combine(input(node, 0), input(node, 1), input(node, 2));
            case Protocol.ValueKind.TRANSFORM -> new ValueNode.Transform(input(node, 0), transform(node));
            case Protocol.ValueKind.BACK_FACING -> new ValueNode.BackFacing();
            default -> throw new PassbridgeException("the description of the scene has a value node of unknown kind " + kind);
        };
    }

    private Image image(Description.Struct node) {
        return node.element(Protocol.ValueNode.IMAGE, images, "image");
    }

    private static int input(Description.Struct node, int index) {
        return node.integer(Protocol.ValueNode.INPUTS + index * Integer.BYTES);
    }

    private static boolean isClamped(Description.Struct node) {
        return node.integer(Protocol.ValueNode.IS_CLAMPED) != 0;
    }

    /** Of its rows. */
    private static Matrix4x3f transform(Description.Struct node) {
        Vector4f x = node.vector4(Protocol.ValueNode.CONSTANTS);
        Vector4f y = node.vector4(Protocol.ValueNode.CONSTANTS + 4 * Float.BYTES);
        Vector4f z = node.vector4(Protocol.ValueNode.CONSTANTS + 8 * Float.BYTES);
        return new Matrix4x3f(x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z, x.w, y.w, z.w);
    }

    /** Within 0 and a limit; 0 where it is no number. */
    private static float clamped(float value, float limit) {
        return value > 0 ? Math.min(value, limit) : 0;
    }

    /** Black where a number is not finite. */
    private static Vector3f finite(Vector3f color) {
        return color.isFinite() ? color : color.zero();
    }
}
