// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.impl.v2.MaterialPbrMetallicRoughness;
import de.javagl.jgltf.model.GltfConstants;
import de.javagl.jgltf.model.ImageModel;
import de.javagl.jgltf.model.MaterialModel;
import de.javagl.jgltf.model.TextureModel;
import de.javagl.jgltf.model.v2.MaterialModelV2;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.joml.Vector4f;
import passbridge.PassbridgeException;
import passbridge.scene.Material;
import passbridge.scene.ShaderGraph;

/** Turns materials of glTF into those of a scene; the same one is the same object. */
final class GltfMaterials {
    static final String EMISSIVE_STRENGTH = "KHR_materials_emissive_strength";
    static final String SPECULAR_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness";

    private final GltfFile file;
    private final Map<MaterialModel, Material> materials = new IdentityHashMap<>();
    private final Map<ImageModel, Optional<EncodedImage>> images = new IdentityHashMap<>();
    private final Map<EncodedImage, EncodedImage> dataImages = new IdentityHashMap<>();
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
        ShaderGraph graph = model.getExtensions() != null && model.getExtensions().get(SPECULAR_GLOSSINESS) instanceof Map<?, ?> specular
                ? specularGlossiness(model, specular)
                : metallicRoughness(model);
        return Material.of(name, graph);
    }

    private ShaderGraph metallicRoughness(MaterialModelV2 model) {
        GltfShaderGraph graph = new GltfShaderGraph();
        Vector4f factor = new Vector4f(model.getBaseColorFactor());
        Optional<MaterialPbrMetallicRoughness> textures = json(model).map(material -> material.getPbrMetallicRoughness());
        Optional<GltfShaderGraph.ImageUse> color =
                textures.map(MaterialPbrMetallicRoughness::getBaseColorTexture).flatMap(GltfTexture::of).flatMap(this::colors);
        // Roughness is the texture's green, metallic its blue (glTF 2.0, section 3.9.2).
        Optional<GltfShaderGraph.ImageUse> surface =
                textures.map(MaterialPbrMetallicRoughness::getMetallicRoughnessTexture).flatMap(GltfTexture::of).flatMap(this::data);
        return graph.surface(
                graph.color(factor, color), alpha(graph, factor.w, color, model),
                graph.number(model.getMetallicFactor(), surface, EncodedImage.Channel.BLUE),
                graph.number(model.getRoughnessFactor(), surface, EncodedImage.Channel.GREEN), emission(graph, model));
    }

    /** Its diffuse and specular colour as the base colour and metallic of a surface that reflects about the same. */
    private ShaderGraph specularGlossiness(MaterialModelV2 model, Map<?, ?> extension) {
        Vector4f diffuseFactor = numbers(extension.get("diffuseFactor"));
        Vector4f specular = numbers(extension.get("specularFactor"));
        float glossiness = extension.get("glossinessFactor") instanceof Number factor ? factor.floatValue() : 1;
        Optional<EncodedImage> shine =
                GltfTexture.ofExtension(extension.get("specularGlossinessTexture")).flatMap(use -> image(texture(use)));
        if (shine.isPresent()) {
            warning.accept("textures of specular and glossiness are averaged");
            specular.mul(shine.get().meanColor());
            glossiness *= shine.get().mean(EncodedImage.Channel.ALPHA);
        }
        GltfShaderGraph graph = new GltfShaderGraph();
        Optional<GltfShaderGraph.ImageUse> diffuseUse = GltfTexture.ofExtension(extension.get("diffuseTexture")).flatMap(this::colors);
        GltfShaderGraph.Input diffuse = graph.color(diffuseFactor, diffuseUse);
        SpecularSurface surface = SpecularSurface.of(diffuse.mean(), specular);
        return graph.surface(
                graph.scaled(diffuse, surface.diffuseWeight(), surface.reflected()), alpha(graph, diffuseFactor.w, diffuseUse, model),
                GltfShaderGraph.number(surface.metallic()), GltfShaderGraph.number(Math.max(0, Math.min(1 - glossiness, 1))),
                emission(graph, model));
    }

    /** How much the surface hides: what the material makes of its colour's alpha. */
    private static GltfShaderGraph.Input alpha(
            GltfShaderGraph graph, float factor, Optional<GltfShaderGraph.ImageUse> color, MaterialModelV2 model) {
        return switch (model.getAlphaMode()) {
            case BLEND -> graph.number(factor, color, EncodedImage.Channel.ALPHA);
            case MASK -> graph.cutOff(graph.number(factor, color, EncodedImage.Channel.ALPHA), model.getAlphaCutoff());
            default -> GltfShaderGraph.number(1);
        };
    }

    private GltfShaderGraph.Input emission(GltfShaderGraph graph, MaterialModelV2 model) {
        float[] factor = model.getEmissiveFactor();
        float strength = emissiveStrength(model);
        Vector4f radiance = new Vector4f(factor[0] * strength, factor[1] * strength, factor[2] * strength, 1);
        return graph.color(
                radiance, json(model).map(material -> material.getEmissiveTexture()).flatMap(GltfTexture::of).flatMap(this::colors));
    }

    private Optional<GltfShaderGraph.ImageUse> colors(GltfTexture use) {
        return image(texture(use)).map(image -> imageUse(use, image));
    }

    private Optional<GltfShaderGraph.ImageUse> data(GltfTexture use) {
        return image(texture(use)).map(image -> imageUse(use, dataImages.computeIfAbsent(image, EncodedImage::asData)));
    }

    private GltfShaderGraph.ImageUse imageUse(GltfTexture use, EncodedImage image) {
        TextureModel texture = texture(use);
        return new GltfShaderGraph.ImageUse(
                image, GltfMesh.uvMap(use.uvMap()), use.transform(), interpolation(texture), extension(texture));
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

    /** Of what the model leaves out, extensions of textures; empty for the default material. */
    private Optional<de.javagl.jgltf.impl.v2.Material> json(MaterialModelV2 model) {
        int index = file.model().getMaterialModels().indexOf(model);
        return index < 0 ? Optional.empty() : Optional.of(file.json().getMaterials().get(index));
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

    private static String interpolation(TextureModel texture) {
        return texture.getMagFilter() != null && texture.getMagFilter() == GltfConstants.GL_NEAREST ? "Closest" : "Linear";
    }

    private String extension(TextureModel texture) {
        int across = texture.getWrapS() == null ? GltfConstants.GL_REPEAT : texture.getWrapS();
        int upwards = texture.getWrapT() == null ? GltfConstants.GL_REPEAT : texture.getWrapT();
        if (across != upwards) {
            warning.accept("textures continue upwards as they do across");
        }
        return switch (across) {
            case GltfConstants.GL_CLAMP_TO_EDGE -> "EXTEND";
            case GltfConstants.GL_MIRRORED_REPEAT -> "MIRROR";
            default -> "REPEAT";
        };
    }
}
