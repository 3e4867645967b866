// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

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
import passbridge.scene.Material;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

/** Turns materials of glTF into those of a scene; the same one is the same object. */
final class GltfMaterials {
    static final String EMISSIVE_STRENGTH = "KHR_materials_emissive_strength";

    /** Of a texture: roughness is its green, metallic its blue (glTF 2.0, section 3.9.2). */
    private static final int GREEN = 1;
    private static final int BLUE = 2;

    private final Map<MaterialModel, Material> materials = new IdentityHashMap<>();
    private final Map<ImageModel, Optional<EncodedImage>> images = new IdentityHashMap<>();
    private final Consumer<String> warning;

    GltfMaterials(Consumer<String> warning) {
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
        float metallic = model.getMetallicFactor();
        float roughness = model.getRoughnessFactor();
        if (model.getMetallicRoughnessTexture() != null) {
            warning.accept("textures of metallic and roughness are averaged");
            Optional<EncodedImage> texture = image(model.getMetallicRoughnessTexture());
            metallic *= texture.map(image -> image.mean(BLUE)).orElse(1f);
            roughness *= texture.map(image -> image.mean(GREEN)).orElse(1f);
        }
        Material material = Material.of(name, values(model)).withMetallic(metallic).withRoughness(roughness);
        if (model.getEmissiveTexture() != null) {
            warning.accept("material '" + name + "' shines with a texture, which is not read: it does not shine");
            return material;
        }
        float[] emission = model.getEmissiveFactor();
        float strength = emissiveStrength(model);
        return material.withEmission(emission[0] * strength, emission[1] * strength, emission[2] * strength);
    }

    private static float emissiveStrength(MaterialModelV2 model) {
        return model.getExtensions() != null
                        && model.getExtensions().get(EMISSIVE_STRENGTH) instanceof Map<?, ?> extension
                        && extension.get("emissiveStrength") instanceof Number strength
                ? strength.floatValue()
                : 1;
    }

    /** Colour and alpha: the texture times the factor, and what the material makes of alpha. */
    private ValueGraph values(MaterialModelV2 model) {
        List<ValueNode> nodes = new ArrayList<>();
        nodes.add(new ValueNode.Constant(new Vector4f(model.getBaseColorFactor())));
        TextureModel texture = model.getBaseColorTexture();
        Optional<EncodedImage> image = texture == null ? Optional.empty() : image(texture);
        if (image.isPresent()) {
            if (model.getBaseColorTexcoord() != null && model.getBaseColorTexcoord() != 0) {
                warning.accept("textures use the first UV map only");
            }
            nodes.add(new ValueNode.UvMap(""));
            nodes.add(new ValueNode.ImageSample(image.get(), nodes.size() - 1, interpolation(texture), extension(texture)));
            nodes.add(math(ValueNode.Operation.MULTIPLY, 0, nodes.size() - 1));
        }
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
        if (model.getImageData() == null) {
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
