// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;

/**
 * A surface: a dielectric or metallic base with emission on top, as far as its alpha lets it be seen.
 *
 * @param id stays from frame to frame, and no other material of the scene has it; 0: none
 * @param name of Blender's material
 * @param passIndex pass index of the material
 * @param graph how the surface looks: its shader nodes
 * @param values base colour and alpha
 * @param holdout cuts a hole into the picture, as {@link SceneObject#holdout()}
 * @param metallic 0 to 1
 * @param roughness 0 to 1, perceptual: GGX alpha is its square
 * @param specular dielectric reflectance at normal incidence is 0.08 times this; 0 or more
 * @param emission finite radiance
 * @param bentNormalShare 0 to 1: how much of a mesh's normal pass is its normal bent towards the viewer where it would reflect the
 *     view into the face, and not its own; shading is by its own
 * @param settings what the engine declares on materials
 * @param properties custom properties
 */
public record Material(
        long id,
        String name,
        int passIndex,
        ShaderGraph graph,
        ValueGraph values,
        boolean holdout,
        float metallic,
        float roughness,
        float specular,
        Vector3fc emission,
        float bentNormalShare,
        Settings settings,
        Settings properties) {
    /**
     * Checks the components.
     *
     * @param id {@link #id()}
     * @param name {@link #name()}
     * @param passIndex {@link #passIndex()}
     * @param graph {@link #graph()}
     * @param values {@link #values()}
     * @param holdout {@link #holdout()}
     * @param metallic {@link #metallic()}
     * @param roughness {@link #roughness()}
     * @param specular {@link #specular()}
     * @param emission {@link #emission()}
     * @param bentNormalShare {@link #bentNormalShare()}
     * @param settings {@link #settings()}
     * @param properties {@link #properties()}
     * @throws IllegalArgumentException where one is out of its range
     */
    public Material {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(values, "values");
        Finite.require(metallic, 0, 1, "metallic");
        Finite.require(roughness, 0, 1, "roughness");
        Finite.require(specular, 0, Float.MAX_VALUE, "specular");
        Finite.require(emission, "the emission of a material");
        Finite.require(bentNormalShare, 0, 1, "the share of the bent normal");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(properties, "properties");
    }

    /**
     * A material without settings.
     *
     * @param name {@link #name()}
     * @param passIndex {@link #passIndex()}
     * @param values {@link #values()}
     * @param holdout {@link #holdout()}
     * @param metallic {@link #metallic()}
     * @param roughness {@link #roughness()}
     * @param specular {@link #specular()}
     * @param emission {@link #emission()}
     * @param bentNormalShare {@link #bentNormalShare()}
     */
    public Material(
            String name, int passIndex, ValueGraph values, boolean holdout, float metallic, float roughness, float specular,
            Vector3fc emission, float bentNormalShare) {
        this(
                0, name, passIndex, graph(values, metallic, roughness, specular, emission), values, holdout, metallic, roughness, specular,
                emission, bentNormalShare, Settings.NONE, Settings.NONE);
    }

    /**
     * {@return a dielectric as Blender's Principled BSDF is at first: half rough, pass index 0}
     *
     * @param name for messages
     * @param values base colour and alpha
     */
    public static Material of(String name, ValueGraph values) {
        return new Material(name, 0, values, false, 0, 0.5f, 0.5f, new Vector3f(), 0);
    }

    /**
     * {@return {@link #of}, opaque and of one scene-linear colour}
     *
     * @param red reflectance, 0 to 1
     * @param green reflectance, 0 to 1
     * @param blue reflectance, 0 to 1
     */
    public static Material colored(float red, float green, float blue) {
        return of("colored", ValueGraph.constant(new Vector3f(red, green, blue)));
    }

    /**
     * {@return {@link #of}, opaque and with the colour of an image at the texture coordinates}
     *
     * @param image repeated outside of 0 to 1
     */
    public static Material textured(Image image) {
        return of(image.name(), ValueGraph.image(image));
    }

    /**
     * {@return the same with another {@link #metallic}}
     *
     * @param value 0 to 1
     */
    public Material withMetallic(float value) {
        return with(value, roughness, specular, emission, "Metallic", new Vector4f(value));
    }

    /**
     * {@return the same with another {@link #roughness}}
     *
     * @param value 0 to 1
     */
    public Material withRoughness(float value) {
        return with(metallic, value, specular, emission, "Roughness", new Vector4f(value));
    }

    /**
     * {@return the same with another {@link #specular}}
     *
     * @param value 0 or more
     */
    public Material withSpecular(float value) {
        return with(metallic, roughness, value, emission, "Specular IOR Level", new Vector4f(value));
    }

    /**
     * {@return the same with another {@link #emission}}
     *
     * @param red radiance
     * @param green radiance
     * @param blue radiance
     */
    public Material withEmission(float red, float green, float blue) {
        return with(metallic, roughness, specular, new Vector3f(red, green, blue), "Emission Color", new Vector4f(red, green, blue, 1));
    }

    /** Of what tells materials of a scene apart: graphs have thousands of numbers, and scenes thousands of materials. */
    @Override
    public int hashCode() {
        return id == 0 ? Objects.hash(name, passIndex, graph) : Objects.hash(id, name, passIndex);
    }

    /** {@return what it looks like, about: for renderers that don't evaluate {@link #graph()}} */
    public SurfaceApproximation approximation() {
        return SurfaceApproximation.of(graph);
    }

    private Material with(
            float newMetallic, float newRoughness, float newSpecular, Vector3fc newEmission, String input, Vector4f value) {
        return new Material(
                id, name, passIndex, graph.with("ShaderNodeBsdfPrincipled", input, value), values, holdout, newMetallic, newRoughness,
                newSpecular, newEmission, bentNormalShare, settings, properties);
    }

    private static ShaderGraph graph(ValueGraph values, float metallic, float roughness, float specular, Vector3fc emission) {
        Vector4f color = new Vector4f(0, 0, 0, 1);
        if (values.nodes().get(values.baseColor()) instanceof ValueNode.Constant constant) {
            color.set(constant.value());
        }
        color.w = values.nodes().get(values.alpha()) instanceof ValueNode.Constant constant ? constant.value().x() : 1;
        return StandardGraphs.principled(color, values.images().stream().findFirst(), metallic, roughness, specular, emission);
    }

    /**
     * {@return the same with another {@link #passIndex}}
     *
     * @param index of the material
     */
    public Material withPassIndex(int index) {
        return new Material(
                id, name, index, graph, values, holdout, metallic, roughness, specular, emission, bentNormalShare, settings, properties);
    }

    /**
     * {@return what Cycles draws where a slot is empty: grey, rough, pass index 0}
     *
     * @param bentNormalShare see {@link Material}
     */
    public static Material defaultMaterial(float bentNormalShare) {
        return new Material(
                0, "", 0, StandardGraphs.diffuse(new Vector3f(0.8f)), ValueGraph.constant(new Vector3f(0.8f)), false, 0, 1, 0,
                new Vector3f(), bentNormalShare, Settings.NONE, Settings.NONE);
    }
}
