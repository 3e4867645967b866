// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * What a material looks like, about: for renderers that don't evaluate its {@link Material#graph()}. Shaders that are mixed are averaged by
 * the factor; what differs from place to place counts as the value that its input has beside the link, but for alpha, which is 1, and the
 * base colour, which is that of the first image found. All numbers are finite.
 *
 * @param baseColor scene-linear, 0 or more; where there is an image what to draw without
 * @param baseColorImage its colour, at the UV map that is switched on for rendering, is the base colour; empty: {@link #baseColor()} is
 * @param alpha 0 to 1: how much of what lies behind is hidden
 * @param metallic 0 to 1
 * @param roughness 0 to 1, perceptual: GGX alpha is its square
 * @param reflectance 0 to 1: what a dielectric's surface reflects at normal incidence
 * @param emission radiance
 */
public record SurfaceApproximation(
        Vector3fc baseColor, Optional<Image> baseColorImage, float alpha, float metallic, float roughness, float reflectance,
        Vector3fc emission) {
    private static final SurfaceApproximation BLACK =
            new SurfaceApproximation(new Vector3f(), Optional.empty(), 1, 0, 1, 0, new Vector3f());
    private static final float HALF = 0.5f;
    private static final float DEFAULT_INDEX = 1.5f;
    private static final float DEFAULT_REFLECTANCE = 0.04f;
    private static final Map<String, Float> METALLIC_BY_TYPE = Map.of("ShaderNodeBsdfAnisotropic", 1f, "ShaderNodeBsdfMetallic", 1f);

    /**
     * Checks the components.
     *
     * @param baseColor {@link #baseColor()}
     * @param baseColorImage {@link #baseColorImage()}
     * @param alpha {@link #alpha()}
     * @param metallic {@link #metallic()}
     * @param roughness {@link #roughness()}
     * @param reflectance {@link #reflectance()}
     * @param emission {@link #emission()}
     * @throws IllegalArgumentException where one is out of its range
     */
    public SurfaceApproximation {
        Finite.require(baseColor, "the base colour");
        Objects.requireNonNull(baseColorImage, "baseColorImage");
        Finite.require(alpha, 0, 1, "alpha");
        Finite.require(metallic, 0, 1, "metallic");
        Finite.require(roughness, 0, 1, "roughness");
        Finite.require(reflectance, 0, 1, "reflectance");
        Finite.require(emission, "the emission");
    }

    /**
     * {@return what a graph's surface looks like, about; black where it has none}
     *
     * @param graph of a material
     */
    public static SurfaceApproximation of(ShaderGraph graph) {
        if (graph.surface().isEmpty()) {
            return BLACK;
        }
        // Nodes come after those that they are linked to, so one pass does, however deep they are.
        List<ShaderNode> nodes = graph.nodes();
        List<Optional<Image>> images = new ArrayList<>(nodes.size());
        List<SurfaceApproximation> surfaces = new ArrayList<>(nodes.size());
        for (ShaderNode node : nodes) {
            images.add(node.image().or(() -> node.inputs().stream()
                    .filter(input -> input.type() == SocketType.COLOR)
                    .flatMap(input -> input.link().stream())
                    .flatMap(link -> images.get(link.node()).stream())
                    .findFirst()));
            surfaces.add(of(node, images, surfaces));
        }
        return surfaces.get(graph.surface().get().node());
    }

    private static SurfaceApproximation of(ShaderNode node, List<Optional<Image>> images, List<SurfaceApproximation> surfaces) {
        return switch (node.type()) {
            case "ShaderNodeMixShader" -> mixed(
                    linked(node, "Shader", surfaces), linked(node, "Shader_001", surfaces), limited(number(node, "Fac", HALF)));
            case "ShaderNodeAddShader" -> sum(linked(node, "Shader", surfaces), linked(node, "Shader_001", surfaces));
            case "ShaderNodeEmission" -> new SurfaceApproximation(
                    new Vector3f(), Optional.empty(), 1, 0, 1, 0, emission(node, "Color", "Strength"));
            case "ShaderNodeBsdfTransparent" -> {
                Vector3f color = color(node, "Color");
                yield new SurfaceApproximation(
                        new Vector3f(), Optional.empty(), limited(1 - (color.x + color.y + color.z) / 3), 0, 1, 0, new Vector3f());
            }
            case "ShaderNodeHoldout" -> new SurfaceApproximation(new Vector3f(), Optional.empty(), 0, 0, 1, 0, new Vector3f());
            default -> {
                String name = node.input("Base Color").isPresent() ? "Base Color" : "Color";
                Optional<Image> image = node.input(name).flatMap(ShaderSocket::link).flatMap(link -> images.get(link.node()));
                yield new SurfaceApproximation(
                        color(node, name), image, alpha(node),
                        limited(number(node, "Metallic", METALLIC_BY_TYPE.getOrDefault(node.type(), 0f))),
                        node.type().equals("ShaderNodeBsdfDiffuse") ? 1 : limited(number(node, "Roughness", 1)),
                        reflectance(node), emission(node, "Emission Color", "Emission Strength"));
            }
        };
    }

    private static SurfaceApproximation linked(ShaderNode node, String input, List<SurfaceApproximation> surfaces) {
        return node.input(input).flatMap(ShaderSocket::link).map(link -> surfaces.get(link.node())).orElse(BLACK);
    }

    private static SurfaceApproximation mixed(SurfaceApproximation a, SurfaceApproximation b, float factor) {
        // What is seen through has no colour to mix.
        float colorFactor = a.alpha + b.alpha == 0 ? factor : factor * b.alpha / ((1 - factor) * a.alpha + factor * b.alpha + 1e-20f);
        float of = Math.min(colorFactor, 1);
        SurfaceApproximation heavier = of > HALF ? b : a;
        return new SurfaceApproximation(
                new Vector3f(a.baseColor).lerp(b.baseColor, of), heavier.baseColorImage, limited(a.alpha + factor * (b.alpha - a.alpha)),
                limited(a.metallic + of * (b.metallic - a.metallic)), limited(a.roughness + of * (b.roughness - a.roughness)),
                limited(a.reflectance + of * (b.reflectance - a.reflectance)),
                new Vector3f(a.emission).lerp(b.emission, factor));
    }

    private static SurfaceApproximation sum(SurfaceApproximation a, SurfaceApproximation b) {
        boolean isSecond = b.baseColor.lengthSquared() > a.baseColor.lengthSquared();
        SurfaceApproximation heavier = isSecond ? b : a;
        return new SurfaceApproximation(
                finite(new Vector3f(a.baseColor).add(b.baseColor)), heavier.baseColorImage, limited(a.alpha + b.alpha - 1), heavier.metallic,
                heavier.roughness, heavier.reflectance, finite(new Vector3f(a.emission).add(b.emission)));
    }

    private static Vector3f emission(ShaderNode node, String color, String strength) {
        return node.input(color).isEmpty() ? new Vector3f() : finite(color(node, color).mul(number(node, strength, 1)));
    }

    /** Of a Principled BSDF; its level is 0.5 where it reflects as its index of refraction says, which has had a part in it since 4.0. */
    private static float reflectance(ShaderNode node) {
        boolean countsIndex = node.properties().values().get("blender_version") instanceof Integer version && version >= 400;
        float index = number(node, "IOR", DEFAULT_INDEX);
        float base = countsIndex ? (index - 1) / (index + 1) * (index - 1) / (index + 1) : DEFAULT_REFLECTANCE;
        return limited(2 * base * number(node, "Specular IOR Level", 0));
    }

    /** What differs from place to place hides all. */
    private static float alpha(ShaderNode node) {
        return node.input("Alpha").filter(input -> input.link().isEmpty()).map(input -> limited(input.value().x())).orElse(1f);
    }

    private static float number(ShaderNode node, String input, float otherwise) {
        return node.input(input).map(socket -> socket.value().x()).orElse(otherwise);
    }

    private static Vector3f color(ShaderNode node, String input) {
        return node.input(input)
                .map(ShaderSocket::value)
                .map(value -> finite(new Vector3f(value.x(), value.y(), value.z()).max(new Vector3f())))
                .orElseGet(Vector3f::new);
    }

    /** 0 to 1; 0 where it is no number. */
    private static float limited(float value) {
        return value > 0 ? Math.min(value, 1) : 0;
    }

    private static Vector3f finite(Vector3f color) {
        return color.isFinite() ? color : color.zero();
    }
}
