// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.util.Optional;
import org.joml.Matrix4x3fc;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Image;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;

/** A material of glTF in the making, as shader nodes of Blender: a Principled BSDF, and what its colour and alpha are computed from. */
final class GltfShaderGraph {
    private static final Vector4fc WHITE = new Vector4f(1);

    private final ShaderGraphBuilder graph = new ShaderGraphBuilder();

    /**
     * How an image is sampled.
     *
     * @param uvMap name of it
     * @param transform of UVs
     * @param interpolation Blender's name: "Linear" or "Closest"
     * @param extension Blender's name: "REPEAT", "EXTEND" or "MIRROR"
     */
    record ImageUse(Image image, String uvMap, Optional<Matrix4x3fc> transform, String interpolation, String extension) {}

    /**
     * A colour with alpha: a constant, or a texture times the constant.
     *
     * @param factor scene-linear, with alpha
     * @param color gives what takes the factor's place but for its alpha; empty: nothing does
     * @param output of that node
     * @param texture whose alpha is multiplied with the factor's
     */
    record Color(
            Vector4fc factor, Optional<ShaderGraphBuilder.Node> color, String output, Optional<ShaderGraphBuilder.Node> texture) {}

    /**
     * What is made of a colour's alpha.
     *
     * @param isOpaque whether it does not count
     * @param cutoff from where on the surface is opaque; empty: alpha says how much it hides
     */
    record Cover(boolean isOpaque, Optional<Float> cutoff) {
        static Cover opaque() {
            return new Cover(true, Optional.empty());
        }

        static Cover blended() {
            return new Cover(false, Optional.empty());
        }

        static Cover cutOff(float cutoff) {
            return new Cover(false, Optional.of(cutoff));
        }
    }

    /** A factor, times an image where there is one. */
    Color color(Vector4fc factor, Optional<ImageUse> use) {
        if (use.isEmpty()) {
            return new Color(factor, Optional.empty(), "", Optional.empty());
        }
        ShaderGraphBuilder.Node texture = texture(use.get());
        ShaderGraphBuilder.Node product = mix("MULTIPLY", false)
                .link("A_Color", SocketType.COLOR, texture, "Color")
                .color("B_Color", factor);
        return new Color(factor, Optional.of(product), "Result_Color", Optional.of(texture));
    }

    /** The colour times weights plus an addend, within 0 and 1. */
    Color scaled(Color color, Vector4fc weights, Vector4fc addend) {
        if (color.color.isEmpty()) {
            Vector4f sum = new Vector4f(color.factor).mul(weights).add(addend).max(new Vector4f()).min(WHITE);
            return new Color(sum, Optional.empty(), "", Optional.empty());
        }
        ShaderGraphBuilder.Node product = mix("MULTIPLY", false)
                .link("A_Color", SocketType.COLOR, color.color.get(), color.output)
                .color("B_Color", weights);
        ShaderGraphBuilder.Node sum = mix("ADD", true)
                .link("A_Color", SocketType.COLOR, product, "Result_Color")
                .color("B_Color", addend);
        return new Color(color.factor, Optional.of(sum), "Result_Color", color.texture);
    }

    /** A Principled BSDF of that colour that does not shine, half rough. */
    ShaderGraph surface(Color color, Cover cover) {
        Optional<ShaderGraphBuilder.Node> alpha =
                cover.isOpaque ? Optional.empty() : color.texture.map(texture -> alpha(color, texture, cover));
        ShaderGraphBuilder.Node surface = graph.node("ShaderNodeBsdfPrincipled");
        color.color.ifPresentOrElse(
                node -> surface.link("Base Color", SocketType.COLOR, node, color.output),
                () -> surface.color("Base Color", new Vector4f(color.factor.x(), color.factor.y(), color.factor.z(), 1)));
        alpha.ifPresentOrElse(
                node -> surface.link("Alpha", SocketType.FLOAT, node, "Value"),
                () -> surface.number("Alpha", cover.isOpaque ? 1 : covered(color.factor.w(), cover)));
        surface.number("Metallic", 0)
                .number("Roughness", 0.5f)
                .number("IOR", 1.5f)
                .number("Specular IOR Level", 0.5f)
                .color("Specular Tint", WHITE)
                .color("Emission Color", new Vector4f(0, 0, 0, 1))
                .number("Emission Strength", 1)
                .output("BSDF", SocketType.SHADER);
        return graph.surface(surface, "BSDF");
    }

    private ShaderGraphBuilder.Node alpha(Color color, ShaderGraphBuilder.Node texture, Cover cover) {
        ShaderGraphBuilder.Node product = math("MULTIPLY").link("Value", SocketType.FLOAT, texture, "Alpha")
                .number("Value_001", color.factor.w());
        if (cover.cutoff.isEmpty()) {
            return product;
        }
        // Opaque from the cutoff on: 1 - (alpha < cutoff).
        ShaderGraphBuilder.Node isLess = math("LESS_THAN").link("Value", SocketType.FLOAT, product, "Value")
                .number("Value_001", cover.cutoff.get());
        return math("SUBTRACT").number("Value", 1).link("Value_001", SocketType.FLOAT, isLess, "Value");
    }

    private static float covered(float alpha, Cover cover) {
        return cover.cutoff.map(cutoff -> alpha < cutoff ? 0f : 1f).orElse(alpha);
    }

    private ShaderGraphBuilder.Node texture(ImageUse use) {
        ShaderGraphBuilder.Node uvs = graph.node("ShaderNodeUVMap")
                .property("uv_map", use.uvMap)
                .property("from_instancer", false)
                .output("UV", SocketType.VECTOR);
        ShaderGraphBuilder.Node coordinates = use.transform.map(transform -> mapping(uvs, transform)).orElse(uvs);
        return graph.node("ShaderNodeTexImage")
                .image(use.image)
                .link("Vector", SocketType.VECTOR, coordinates, coordinates == uvs ? "UV" : "Vector")
                .property("extension", use.extension)
                .property("interpolation", use.interpolation)
                .property("projection", "FLAT")
                .property("projection_blend", 0f)
                .output("Color", SocketType.COLOR)
                .output("Alpha", SocketType.FLOAT);
    }

    /** A transform that scales U and V, then turns and moves them. */
    private ShaderGraphBuilder.Node mapping(ShaderGraphBuilder.Node uvs, Matrix4x3fc transform) {
        float turn = (float) Math.atan2(transform.m01(), transform.m00());
        Vector3f across = transform.getColumn(0, new Vector3f());
        Vector3f upwards = transform.getColumn(1, new Vector3f());
        float scaleV = upwards.dot((float) -Math.sin(turn), (float) Math.cos(turn), 0);
        return graph.node("ShaderNodeMapping")
                .property("vector_type", "POINT")
                .link("Vector", SocketType.VECTOR, uvs, "UV")
                .vector("Location", transform.m30(), transform.m31(), 0)
                .vector("Rotation", 0, 0, turn)
                .vector("Scale", across.length(), scaleV, 1)
                .output("Vector", SocketType.VECTOR);
    }

    private ShaderGraphBuilder.Node mix(String blend, boolean isClamped) {
        return graph.node("ShaderNodeMix")
                .property("data_type", "RGBA")
                .property("blend_type", blend)
                .property("factor_mode", "UNIFORM")
                .property("clamp_factor", true)
                .property("clamp_result", isClamped)
                .number("Factor_Float", 1)
                .output("Result_Color", SocketType.COLOR);
    }

    private ShaderGraphBuilder.Node math(String operation) {
        return graph.node("ShaderNodeMath")
                .property("operation", operation)
                .property("use_clamp", false)
                .output("Value", SocketType.FLOAT);
    }
}
