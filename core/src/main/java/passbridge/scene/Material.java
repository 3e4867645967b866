// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector4f;

/**
 * What a surface looks like.
 *
 * @param id stays from frame to frame, and no other material of the scene has it; 0: none
 * @param name of Blender's material
 * @param passIndex pass index of the material
 * @param graph how the surface looks: its shader nodes
 * @param transparentShadow light passes where the surface is transparent; else it casts the shadow of an opaque one
 * @param settings what the engine declares on materials
 * @param properties custom properties
 */
public record Material(
        long id, String name, int passIndex, ShaderGraph graph, boolean transparentShadow, Settings settings, Settings properties) {
    private static final float HALF = 0.5f;

    /**
     * Checks the components.
     *
     * @param id {@link #id()}
     * @param name {@link #name()}
     * @param passIndex {@link #passIndex()}
     * @param graph {@link #graph()}
     * @param transparentShadow {@link #transparentShadow()}
     * @param settings {@link #settings()}
     * @param properties {@link #properties()}
     */
    public Material {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(properties, "properties");
    }

    /**
     * {@return a material of a graph, with pass index 0 and without settings}
     *
     * @param name for messages
     * @param graph {@link #graph()}
     */
    public static Material of(String name, ShaderGraph graph) {
        return new Material(0, name, 0, graph, true, Settings.NONE, Settings.NONE);
    }

    /**
     * {@return a Principled BSDF as a new one is in Blender, half rough, of one scene-linear colour}
     *
     * @param red reflectance, 0 to 1
     * @param green reflectance, 0 to 1
     * @param blue reflectance, 0 to 1
     */
    public static Material colored(float red, float green, float blue) {
        return of("colored", StandardGraphs.principled(new Vector4f(red, green, blue, 1), Optional.empty(), 0, HALF, HALF, new Vector3f()));
    }

    /**
     * {@return as {@link #colored}, with the colour of an image at the texture coordinates}
     *
     * @param image repeated outside of 0 to 1
     */
    public static Material textured(Image image) {
        return of(
                image.name(),
                StandardGraphs.principled(new Vector4f(0, 0, 0, 1), Optional.of(image), 0, HALF, HALF, new Vector3f()));
    }

    /**
     * {@return the same with another metallicity of its Principled BSDFs}
     *
     * @param value 0 to 1
     */
    public Material withMetallic(float value) {
        return with("Metallic", new Vector4f(value));
    }

    /**
     * {@return the same with another roughness of its Principled BSDFs}
     *
     * @param value 0 to 1, perceptual: GGX alpha is its square
     */
    public Material withRoughness(float value) {
        return with("Roughness", new Vector4f(value));
    }

    /**
     * {@return the same with another reflectance of its Principled BSDFs at normal incidence}
     *
     * @param value 0 or more; 0.5 is what the index of refraction says
     */
    public Material withSpecular(float value) {
        return with("Specular IOR Level", new Vector4f(value));
    }

    /**
     * {@return the same with another emission of its Principled BSDFs}
     *
     * @param red radiance
     * @param green radiance
     * @param blue radiance
     */
    public Material withEmission(float red, float green, float blue) {
        return with("Emission Color", new Vector4f(red, green, blue, 1));
    }

    private Material with(String input, Vector4f value) {
        return new Material(id, name, passIndex, graph.with("ShaderNodeBsdfPrincipled", input, value), transparentShadow, settings, properties);
    }

    /**
     * {@return the same with another {@link #passIndex}}
     *
     * @param index of the material
     */
    public Material withPassIndex(int index) {
        return new Material(id, name, index, graph, transparentShadow, settings, properties);
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

    /** {@return a white Lambertian surface of albedo 0.8, for slots without a material: Cycles' own before Blender 5.0} */
    public static Material defaultMaterial() {
        return of("", StandardGraphs.diffuse(new Vector3f(0.8f)));
    }
}
