// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/** Graphs of one or two nodes, as programs without Blender need them. */
final class StandardGraphs {
    /** Whose nodes they are: what changed with later ones does not touch them. */
    private static final Settings VERSION = Settings.of(Map.of("blender_version", 502));

    private StandardGraphs() {}

    /** The same radiance from every direction. */
    static ShaderGraph background(Vector3fc color) {
        return surface(List.of(node(
                "ShaderNodeBackground", List.of(color("Color", new Vector4f(color, 1)), number("Strength", 1)),
                List.of(output("Background", SocketType.SHADER)))), "Background");
    }

    /**
     * A Principled BSDF. Inputs that are not there have no effect.
     *
     * @param baseColor with alpha
     * @param image takes the base colour's place
     */
    static ShaderGraph principled(
            Vector4fc baseColor, Optional<Image> image, float metallic, float roughness, float specular, Vector3fc emission) {
        List<ShaderNode> nodes = new ArrayList<>();
        image.ifPresent(texture -> nodes.add(texture(texture)));
        Optional<ShaderLink> texture = image.map(present -> new ShaderLink(0, "Color"));
        nodes.add(node(
                "ShaderNodeBsdfPrincipled",
                List.of(new ShaderSocket("Base Color", SocketType.COLOR, new Vector4f(baseColor.x(), baseColor.y(), baseColor.z(), 1), texture),
                        number("Metallic", metallic), number("Roughness", roughness), number("IOR", 1.5f), number("Alpha", baseColor.w()),
                        number("Specular IOR Level", specular), color("Specular Tint", new Vector4f(1)),
                        color("Emission Color", new Vector4f(emission, 1)), number("Emission Strength", 1)),
                List.of(output("BSDF", SocketType.SHADER))));
        return surface(nodes, "BSDF");
    }

    /** A Diffuse BSDF. */
    static ShaderGraph diffuse(Vector3fc color) {
        return surface(List.of(node(
                "ShaderNodeBsdfDiffuse", List.of(color("Color", new Vector4f(color, 1)), number("Roughness", 0)),
                List.of(output("BSDF", SocketType.SHADER)))), "BSDF");
    }

    private static ShaderNode texture(Image image) {
        Settings properties = Settings.of(Map.of(
                "blender_version", 502, "extension", "REPEAT", "interpolation", "Linear", "projection", "FLAT", "projection_blend", 0f));
        ShaderSocket vector = new ShaderSocket("Vector", SocketType.VECTOR, new Vector4f(0, 0, 0, 1), Optional.empty());
        return new ShaderNode(
                "ShaderNodeTexImage", "Image Texture", List.of(vector),
                List.of(output("Color", SocketType.COLOR), output("Alpha", SocketType.FLOAT)), properties, Optional.of(image),
                Optional.empty(), Optional.empty());
    }

    private static ShaderGraph surface(List<ShaderNode> nodes, String output) {
        return new ShaderGraph(nodes, Optional.of(new ShaderLink(nodes.size() - 1, output)), Optional.empty(), Optional.empty());
    }

    private static ShaderNode node(String type, List<ShaderSocket> inputs, List<ShaderSocket> outputs) {
        return new ShaderNode(type, "", inputs, outputs, VERSION, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ShaderSocket number(String identifier, float value) {
        return new ShaderSocket(identifier, SocketType.FLOAT, new Vector4f(value), Optional.empty());
    }

    private static ShaderSocket color(String identifier, Vector4fc value) {
        return new ShaderSocket(identifier, SocketType.COLOR, value, Optional.empty());
    }

    private static ShaderSocket output(String identifier, SocketType type) {
        return new ShaderSocket(identifier, type, new Vector4f(), Optional.empty());
    }
}
