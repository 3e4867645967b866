// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Image;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;

/** A material of glTF in the making, as shader nodes of Blender: a Principled BSDF, and what its inputs are computed from. */
final class GltfShaderGraph {
    private static final Vector4fc WHITE = new Vector4f(1);
    private static final String PRINCIPLED = "ShaderNodeBsdfPrincipled";

    private final ShaderGraphBuilder graph = new ShaderGraphBuilder();
    private final Map<ImageUse, ShaderGraphBuilder.Node> textures = new HashMap<>();
    private final Map<ImageUse, ShaderGraphBuilder.Node> separatedTextures = new HashMap<>();

    /**
     * How an image is sampled.
     *
     * @param uvMap name of it
     * @param transform of UVs
     * @param interpolation Blender's name: "Linear" or "Closest"
     * @param extension Blender's name: "REPEAT", "EXTEND" or "MIRROR"
     */
    record ImageUse(EncodedImage image, String uvMap, Optional<UvTransform> transform, String interpolation, String extension) {}

    /**
     * What an input takes.
     *
     * @param mean over the whole image, scene-linear; a number is in all components
     * @param source computes it; empty: the mean is all
     * @param output of the source
     */
    record Input(Vector4fc mean, Optional<ShaderGraphBuilder.Node> source, String output) {}

    /** A number, the same everywhere. */
    static Input number(float value) {
        return new Input(new Vector4f(value), Optional.empty(), "");
    }

    /** A colour, the same everywhere. */
    static Input color(Vector4fc value) {
        return new Input(new Vector4f(value.x(), value.y(), value.z(), 1), Optional.empty(), "");
    }

    /** A colour, times an image where there is one. */
    Input color(Vector4fc factor, Optional<ImageUse> use) {
        if (use.isEmpty()) {
            return color(factor);
        }
        ShaderGraphBuilder.Node texture = texture(use.get());
        ShaderGraphBuilder.Node product = mix("MULTIPLY", false)
                .link("A_Color", SocketType.COLOR, texture, "Color")
                .color("B_Color", factor);
        return new Input(use.get().image().meanColor().mul(factor), Optional.of(product), "Result_Color");
    }

    /** A number, times a channel of an image where there is one. */
    Input number(float factor, Optional<ImageUse> use, EncodedImage.Channel channel) {
        if (use.isEmpty()) {
            return number(factor);
        }
        ShaderGraphBuilder.Node source = channel == EncodedImage.Channel.ALPHA ? texture(use.get()) : separated(use.get());
        ShaderGraphBuilder.Node product = math("MULTIPLY")
                .link("Value", SocketType.FLOAT, source, output(channel))
                .number("Value_001", factor);
        return new Input(new Vector4f(factor * use.get().image().mean(channel)), Optional.of(product), "Value");
    }

    /** 1 from a cutoff on, 0 below. */
    Input cutOff(Input alpha, float cutoff) {
        float mean = alpha.mean.x() < cutoff ? 0 : 1;
        if (alpha.source.isEmpty()) {
            return number(mean);
        }
        ShaderGraphBuilder.Node isBelow = math("LESS_THAN")
                .link("Value", SocketType.FLOAT, alpha.source.get(), alpha.output)
                .number("Value_001", cutoff);
        ShaderGraphBuilder.Node isNotBelow = math("SUBTRACT").number("Value", 1).link("Value_001", SocketType.FLOAT, isBelow, "Value");
        return new Input(new Vector4f(mean), Optional.of(isNotBelow), "Value");
    }

    /** A colour times weights plus an addend, within 0 and 1. */
    Input scaled(Input color, Vector4fc weights, Vector4fc addend) {
        Vector4f mean = new Vector4f(color.mean).mul(weights).add(addend).max(new Vector4f()).min(WHITE);
        if (color.source.isEmpty()) {
            return color(mean);
        }
        ShaderGraphBuilder.Node product = mix("MULTIPLY", false)
                .link("A_Color", SocketType.COLOR, color.source.get(), color.output)
                .color("B_Color", weights);
        ShaderGraphBuilder.Node sum = mix("ADD", true)
                .link("A_Color", SocketType.COLOR, product, "Result_Color")
                .color("B_Color", addend);
        return new Input(mean, Optional.of(sum), "Result_Color");
    }

    /** A Principled BSDF of these inputs. */
    ShaderGraph surface(Input baseColor, Input alpha, Input metallic, Input roughness, Input emission) {
        ShaderGraphBuilder.Node surface = graph.node(PRINCIPLED);
        add(surface, "Base Color", SocketType.COLOR, baseColor);
        add(surface, "Metallic", SocketType.FLOAT, metallic);
        add(surface, "Roughness", SocketType.FLOAT, roughness);
        surface.number("IOR", 1.5f);
        add(surface, "Alpha", SocketType.FLOAT, alpha);
        surface.number("Specular IOR Level", 0.5f).color("Specular Tint", WHITE);
        add(surface, "Emission Color", SocketType.COLOR, emission);
        surface.number("Emission Strength", 1).output("BSDF", SocketType.SHADER);
        // What is linked has its mean beside the link, for renderers that draw materials by their approximation.
        return graph.surface(surface, "BSDF")
                .with(PRINCIPLED, "Base Color", baseColor.mean)
                .with(PRINCIPLED, "Metallic", metallic.mean)
                .with(PRINCIPLED, "Roughness", roughness.mean)
                .with(PRINCIPLED, "Alpha", alpha.mean)
                .with(PRINCIPLED, "Emission Color", emission.mean);
    }

    private static void add(ShaderGraphBuilder.Node node, String identifier, SocketType type, Input input) {
        if (input.source.isPresent()) {
            node.link(identifier, type, input.source.get(), input.output);
        } else if (type == SocketType.COLOR) {
            node.color(identifier, input.mean);
        } else {
            node.number(identifier, input.mean.x());
        }
    }

    /** The same for the same use. */
    private ShaderGraphBuilder.Node texture(ImageUse use) {
        return textures.computeIfAbsent(use, this::newTexture);
    }

    private ShaderGraphBuilder.Node newTexture(ImageUse use) {
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
                .property("image_alpha_mode", "CHANNEL_PACKED") // alpha of glTF leaves colours as they are
                .property("image_is_data", use.image.colorSpace() == Image.ColorSpace.LINEAR)
                .property("image_is_float", false)
                .output("Color", SocketType.COLOR)
                .output("Alpha", SocketType.FLOAT);
    }

    private ShaderGraphBuilder.Node separated(ImageUse use) {
        ShaderGraphBuilder.Node texture = texture(use);
        return separatedTextures.computeIfAbsent(use, key -> graph.node("ShaderNodeSeparateColor")
                .property("mode", "RGB")
                .link("Color", SocketType.COLOR, texture, "Color")
                .output("Red", SocketType.FLOAT)
                .output("Green", SocketType.FLOAT)
                .output("Blue", SocketType.FLOAT));
    }

    private static String output(EncodedImage.Channel channel) {
        return switch (channel) {
            case RED -> "Red";
            case GREEN -> "Green";
            case BLUE -> "Blue";
            case ALPHA -> "Alpha";
        };
    }

    private ShaderGraphBuilder.Node mapping(ShaderGraphBuilder.Node uvs, UvTransform transform) {
        return graph.node("ShaderNodeMapping")
                .property("vector_type", "POINT")
                .link("Vector", SocketType.VECTOR, uvs, "UV")
                .vector("Location", transform.offsetU(), transform.offsetV(), 0)
                .vector("Rotation", 0, 0, transform.angle())
                .vector("Scale", transform.scaleU(), transform.scaleV(), 1)
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
