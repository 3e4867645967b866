// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Optional;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/** Graphs of one or two nodes, as programs without Blender need them. */
final class StandardGraphs {
    private StandardGraphs() {}

    /** The same radiance from every direction. */
    static ShaderGraph background(Vector3fc color) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return graph.surface(
                graph.node("ShaderNodeBackground")
                        .color("Color", new Vector4f(color, 1))
                        .number("Strength", 1)
                        .output("Background", SocketType.SHADER),
                "Background");
    }

    /** A Diffuse BSDF. */
    static ShaderGraph diffuse(Vector3fc color) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return graph.surface(
                graph.node("ShaderNodeBsdfDiffuse")
                        .color("Color", new Vector4f(color, 1))
                        .number("Roughness", 0)
                        .output("BSDF", SocketType.SHADER),
                "BSDF");
    }

    /**
     * A Principled BSDF as a new one is in Blender, but for these.
     *
     * @param baseColor with alpha
     * @param image takes the base colour's place
     */
    static ShaderGraph principled(
            Vector4fc baseColor, Optional<Image> image, float metallic, float roughness, float specular, Vector3fc emission) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        Optional<ShaderGraphBuilder.Node> texture = image.map(graph::texture);
        ShaderGraphBuilder.Node surface = graph.node("ShaderNodeBsdfPrincipled");
        texture.ifPresentOrElse(
                node -> surface.link("Base Color", SocketType.COLOR, node, "Color"),
                () -> surface.color("Base Color", new Vector4f(baseColor.x(), baseColor.y(), baseColor.z(), 1)));
        surface.number("Metallic", metallic)
                .number("Roughness", roughness)
                .number("IOR", 1.5f)
                .number("Alpha", baseColor.w())
                .number("Specular IOR Level", specular)
                .color("Specular Tint", new Vector4f(1))
                .color("Emission Color", new Vector4f(emission, 1))
                .number("Emission Strength", 1)
                .output("BSDF", SocketType.SHADER);
        return graph.surface(surface, "BSDF");
    }
}
