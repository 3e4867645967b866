// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.impl.v2.TextureInfo;
import de.javagl.jgltf.model.GltfConstants;
import de.javagl.jgltf.model.ImageModel;
import de.javagl.jgltf.model.MaterialModel;
import de.javagl.jgltf.model.TextureModel;
import de.javagl.jgltf.model.v2.MaterialModelV2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.joml.Vector4f;
import passbridge.PassbridgeException;
import passbridge.scene.Material;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

/** Turns materials of glTF into those of a scene; the same one is the same object. */
final class GltfMaterials {
    static final String EMISSIVE_STRENGTH = "KHR_materials_emissive_strength";
    static final String SPECULAR_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness";

    /** Of a texture: roughness is its green, metallic its blue (glTF 2.0, section 3.9.2). */
    private static final int GREEN = 1;
    private static final int BLUE = 2;
    private static final int ALPHA = 3;

    private final GltfFile file;
    private final Map<MaterialModel, Material> materials = new IdentityHashMap<>();
    private final Map<ImageModel, Optional<EncodedImage>> images = new IdentityHashMap<>();
    private final Consumer<String> warning;

    GltfMaterials(GltfFile file, Consumer<String> warning) {
        this.file = file;
        this.warning = warning;
    }

    /** @param model null: the default material of glTF */
    Material material(MaterialModel model) {
        return materials.computeIfAbsent(model, this::read);
    }

    private Material read(MaterialModel any) {
        if (any == null) {
            return read(new MaterialModelV2());
        }
        MaterialModelV2 model = (MaterialModelV2) any; // the only kind in glTF 2.0
        String name = model.getName() == null ? "material" : model.getName();
        if (model.getNormalTexture() != null) {
            warning.accept("normal maps are not read");
        }
        Material material = model.getExtensions() != null && model.getExtensions().get(SPECULAR_GLOSSINESS) instanceof Map<?, ?> specular
                ? specularGlossiness(name, model, specular)
                : metallicRoughness(name, model);
        if (model.getEmissiveTexture() != null) {
            warning.accept("material '" + name + "' shines with a texture, which is not read: it does not shine");
            return material;
        }
        float[] emission = model.getEmissiveFactor();
        float strength = emissiveStrength(model);
        return material.withEmission(emission[0] * strength, emission[1] * strength, emission[2] * strength);
    }

    private Material metallicRoughness(String name, MaterialModelV2 model) {
        float metallic = model.getMetallicFactor();
        float roughness = model.getRoughnessFactor();
        if (model.getMetallicRoughnessTexture() != null) {
            warning.accept("textures of metallic and roughness are averaged");
            Optional<EncodedImage> texture = image(model.getMetallicRoughnessTexture());
            metallic *= texture.map(image -> image.mean(BLUE)).orElse(1f);
            roughness *= texture.map(image -> image.mean(GREEN)).orElse(1f);
        }
        Vector4f factor = new Vector4f(model.getBaseColorFactor());
        Optional<GltfTexture> texture = baseColorTexture(model);
        GltfShaderGraph graph = new GltfShaderGraph();
        GltfShaderGraph.Color color = graph.color(factor, imageUse(texture));
        return material(name, graph.surface(color, cover(model)), withAlpha(color(factor, texture), model), metallic, roughness);
    }

    /** Its diffuse and specular colour as the base colour and metallic of a surface that reflects about the same. */
    private Material specularGlossiness(String name, MaterialModelV2 model, Map<?, ?> extension) {
        Vector4f diffuseFactor = numbers(extension.get("diffuseFactor"));
        Vector4f specular = numbers(extension.get("specularFactor"));
        float glossiness = extension.get("glossinessFactor") instanceof Number factor ? factor.floatValue() : 1;
        Optional<EncodedImage> shine = GltfTexture.of(extension.get("specularGlossinessTexture")).flatMap(use -> image(texture(use)));
        if (shine.isPresent()) {
            warning.accept("textures of specular and glossiness are averaged");
            specular.mul(shine.get().meanColor());
            glossiness *= shine.get().mean(ALPHA);
        }
        Optional<GltfTexture> diffuseTexture = GltfTexture.of(extension.get("diffuseTexture"));
        List<ValueNode> nodes = color(diffuseFactor, diffuseTexture);
        Vector4f meanDiffuse = new Vector4f(diffuseFactor);
        diffuseTexture.flatMap(use -> image(texture(use))).ifPresent(image -> meanDiffuse.mul(image.meanColor()));
        SpecularSurface surface = SpecularSurface.of(meanDiffuse, specular);
        nodes.add(new ValueNode.Constant(surface.diffuseWeight()));
        nodes.add(new ValueNode.Constant(surface.reflected()));
        nodes.add(new ValueNode.Math(ValueNode.Operation.MULTIPLY_ADD, nodes.size() - 3, nodes.size() - 2, nodes.size() - 1, true));
        GltfShaderGraph graph = new GltfShaderGraph();
        GltfShaderGraph.Color color = graph.scaled(
                graph.color(diffuseFactor, imageUse(diffuseTexture)), surface.diffuseWeight(), surface.reflected());
        return material(
                name, graph.surface(color, cover(model)), withAlpha(nodes, model), surface.metallic(),
                Math.max(0, Math.min(1 - glossiness, 1)));
    }

    private static Material material(String name, ShaderGraph graph, ValueGraph values, float metallic, float roughness) {
        Material plain = Material.of(name, values);
        return new Material(
                        0, name, 0, graph, values, false, plain.metallic(), plain.roughness(), plain.specular(), plain.emission(), 0,
                        Settings.NONE, Settings.NONE)
                .withMetallic(metallic)
                .withRoughness(roughness);
    }

    private static GltfShaderGraph.Cover cover(MaterialModelV2 model) {
        return switch (model.getAlphaMode()) {
            case BLEND -> GltfShaderGraph.Cover.blended();
            case MASK -> GltfShaderGraph.Cover.cutOff(model.getAlphaCutoff());
            default -> GltfShaderGraph.Cover.opaque();
        };
    }

    /** What is sampled; empty where there is no texture, or its image can't be read. */
    private Optional<GltfShaderGraph.ImageUse> imageUse(Optional<GltfTexture> use) {
        return use.flatMap(present -> image(texture(present)).map(image -> {
            TextureModel texture = texture(present);
            return new GltfShaderGraph.ImageUse(
                    image, GltfMesh.uvMap(present.uvMap()), present.transform(),
                    interpolation(texture) == ValueNode.Interpolation.CLOSEST ? "Closest" : "Linear", extension(texture).name());
        }));
    }

    /** What of a JSON array is a number; elsewhere 1. */
    private static Vector4f numbers(Object array) {
        Vector4f numbers = new Vector4f(1);
        if (array instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), 4); i++) {
                numbers.setComponent(i, list.get(i) instanceof Number number ? number.floatValue() : 1);
            }
        }
        return numbers;
    }

    /** The model has no extensions of textures. */
    private Optional<GltfTexture> baseColorTexture(MaterialModelV2 model) {
        if (model.getBaseColorTexture() == null) {
            return Optional.empty();
        }
        TextureInfo info = file.json().getMaterials().get(file.model().getMaterialModels().indexOf(model))
                .getPbrMetallicRoughness().getBaseColorTexture();
        return GltfTexture.of(info.getIndex(), info.getTexCoord(), info.getExtensions());
    }

    private TextureModel texture(GltfTexture use) {
        List<TextureModel> textures = file.model().getTextureModels();
        if (use.index() < 0 || use.index() >= textures.size()) {
            throw new PassbridgeException("there is no texture " + use.index());
        }
        return textures.get(use.index());
    }

    private static float emissiveStrength(MaterialModelV2 model) {
        return model.getExtensions() != null
                        && model.getExtensions().get(EMISSIVE_STRENGTH) instanceof Map<?, ?> extension
                        && extension.get("emissiveStrength") instanceof Number strength
                ? strength.floatValue()
                : 1;
    }

    /** A colour with alpha, in the last node: the texture times the factor. */
    private List<ValueNode> color(Vector4f factor, Optional<GltfTexture> use) {
        List<ValueNode> nodes = new ArrayList<>();
        nodes.add(new ValueNode.Constant(factor));
        Optional<EncodedImage> image = use.flatMap(present -> image(texture(present)));
        if (image.isPresent()) {
            TextureModel texture = texture(use.get());
            nodes.add(new ValueNode.UvMap(GltfMesh.uvMap(use.get().uvMap())));
            use.get().transform().ifPresent(transform -> nodes.add(new ValueNode.Transform(nodes.size() - 1, transform)));
            nodes.add(new ValueNode.ImageSample(image.get(), nodes.size() - 1, interpolation(texture), extension(texture)));
            nodes.add(math(ValueNode.Operation.MULTIPLY, 0, nodes.size() - 1));
        }
        return nodes;
    }

    /** The colour of the last node, and what the material makes of its alpha. */
    private static ValueGraph withAlpha(List<ValueNode> nodes, MaterialModelV2 model) {
        int color = nodes.size() - 1;
        switch (model.getAlphaMode()) {
            case BLEND:
                nodes.add(new ValueNode.WeightedSum(color, new Vector4f(0, 0, 0, 1)));
                break;
            case MASK: // opaque from the cutoff on: 1 - (alpha < cutoff)
                nodes.add(new ValueNode.WeightedSum(color, new Vector4f(0, 0, 0, 1)));
                nodes.add(new ValueNode.Constant(new Vector4f(model.getAlphaCutoff())));
                nodes.add(math(ValueNode.Operation.LESS_THAN, nodes.size() - 2, nodes.size() - 1));
                nodes.add(new ValueNode.Constant(new Vector4f(1)));
                nodes.add(math(ValueNode.Operation.SUBTRACT, nodes.size() - 1, nodes.size() - 2));
                break;
            default:
                nodes.add(new ValueNode.Constant(new Vector4f(1)));
        }
        return new ValueGraph(nodes, color, nodes.size() - 1);
    }

    private static ValueNode math(ValueNode.Operation operation, int a, int b) {
        return new ValueNode.Math(operation, a, b, b, false);
    }

    private Optional<EncodedImage> image(TextureModel texture) {
        ImageModel model = texture.getImageModel();
        if (model == null) {
            warning.accept("a texture has no image of a kind that is read");
            return Optional.empty();
        }
        return images.computeIfAbsent(model, this::read);
    }

    private Optional<EncodedImage> read(ImageModel model) {
        String name = model.getName() != null ? model.getName() : model.getUri() != null ? model.getUri() : "image";
        if (!model.getImageData().hasRemaining()) {
            warning.accept("image '" + name + "' is missing");
            return Optional.empty();
        }
        try {
            return Optional.of(EncodedImage.decode(name, model.getImageData()));
        } catch (IOException e) {
            warning.accept("image '" + name + "' is not read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static ValueNode.Interpolation interpolation(TextureModel texture) {
        return texture.getMagFilter() != null && texture.getMagFilter() == GltfConstants.GL_NEAREST
                ? ValueNode.Interpolation.CLOSEST
                : ValueNode.Interpolation.LINEAR;
    }

    private ValueNode.Extension extension(TextureModel texture) {
        int across = texture.getWrapS() == null ? GltfConstants.GL_REPEAT : texture.getWrapS();
        int upwards = texture.getWrapT() == null ? GltfConstants.GL_REPEAT : texture.getWrapT();
        if (across != upwards) {
            warning.accept("textures continue upwards as they do across");
        }
        switch (across) {
            case GltfConstants.GL_CLAMP_TO_EDGE:
                return ValueNode.Extension.EXTEND;
            case GltfConstants.GL_MIRRORED_REPEAT:
                return ValueNode.Extension.MIRROR;
            default:
                return ValueNode.Extension.REPEAT;
        }
    }
}
