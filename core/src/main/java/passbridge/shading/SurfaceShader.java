// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.joml.Vector4f;
import passbridge.scene.Image;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.ShaderTable;
import passbridge.scene.SocketType;

/**
 * A surface's shader graph as GLSL 4.10, and what the code needs. Immutable; any thread.
 *
 * <p>{@link #fragmentCode()} is put into a fragment shader after declarations of the {@link #inputs()}, of
 * {@code vec4 attributeValue}<i>n</i> for the {@link #attributes()}, and of {@code uniform float mipmapBias}; with a macro
 * {@code WRITE_COMBINED} images are sampled with mipmaps, else without. It declares a uniform block {@code ShaderValues} of
 * {@link #values()}, unless there are none, {@code uniform sampler2D shaderImage}<i>n</i> for {@link #images()}, and
 * {@code uniform sampler2D shaderTables}: a row for each of {@link #tables()}, as wide as the longest, read by {@code texelFetch}. It
 * defines:
 *
 * <pre>{@code
 * void evaluateSurface()            // runs the nodes; to be called where all fragments of a quad do, then:
 * vec3 surfaceEmission              // radiance of its own
 * vec3 surfaceTransparency          // what is let through as if the surface were not there
 * float surfaceHoldout              // how much of it is a hole
 * vec3 surfaceNormalSum             // normals of all closures by the mean of their weights: normalized it is Cycles' Normal pass;
 *                                   // where it is 0, that is the surface's normal
 * vec3 reflectedLight(vec3 toLight, float softness)   // for light from a direction of length 1: the sum of all closures' BSDF * |cosine|;
 *                                   // softness: half the angle of the light's extent in radians, widens highlights
 * vec3 environmentLight()           // what surroundings of radiance 1 everywhere give
 * }</pre>
 *
 * <p>Where {@link #hasVolume()}, {@code evaluateSurface()} also sets what light meets on each metre of its way through the volume:
 * {@code vec3 volumeExtinction}, what is absorbed or scattered, {@code vec3 volumeScattering}, the part that is scattered,
 * {@code float volumeAnisotropy}, which way (Henyey and Greenstein's, -1 to 1), and {@code vec3 volumeEmission}, radiance that is added.
 *
 * <p>The closures lie in arrays {@code diffuseClosures} and so on, of {@code DIFFUSE_COUNT} elements and so on, see closures.glsl: for
 * renderers that sample reflections.
 */
public final class SurfaceShader {
    /** Different images at most: OpenGL 4.1 has 16 texture units, and others are used for lights, shadows and tables. */
    public static final int MAX_IMAGES = 8;

    /** Different attributes at most; the active UV map and its tangent do not count. */
    public static final int MAX_ATTRIBUTES = 8;

    /** Four-number entries of {@link #values()} at most: OpenGL grants a uniform block of 16 KB. */
    public static final int MAX_VALUES = 1024;

    /** Nodes at most that a surface depends on: drivers need minutes for more. */
    public static final int MAX_NODES = 1024;

    private final SurfaceCode code;
    private final float[] values;
    private final List<ShaderTable> tables;
    private final List<Image> images;
    private final List<AttributeUse> attributes;
    private final Set<SurfaceInput> inputs;
    private final Set<ClosureKind> closures;
    private final Set<ClosureKind> volumeClosures;
    private final boolean isVolumeEven;
    private final boolean isTransparencyColored;
    private final List<String> warnings;

    SurfaceShader(
            SurfaceCode code, float[] values, List<ShaderTable> tables, List<Image> images, List<AttributeUse> attributes,
            Set<SurfaceInput> inputs, Set<ClosureKind> closures, Set<ClosureKind> volumeClosures, boolean isVolumeEven,
            boolean isTransparencyColored, List<String> warnings) {
        this.code = code;
        this.values = values;
        this.tables = List.copyOf(tables);
        this.images = List.copyOf(images);
        this.attributes = List.copyOf(attributes);
        this.inputs = Set.copyOf(inputs);
        this.closures = Set.copyOf(closures);
        this.volumeClosures = Set.copyOf(volumeClosures);
        this.isVolumeEven = isVolumeEven;
        this.isTransparencyColored = isTransparencyColored;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * {@return what the camera sees of a surface}
     *
     * @param graph of a material
     */
    public static SurfaceShader of(ShaderGraph graph) {
        return of(graph, RayKind.CAMERA);
    }

    /**
     * {@return a surface as rays of one kind find it: Light Path nodes are told apart when the code is made} What is not known or not
     * supported is warned of and left out; a graph that is too large becomes grey. Nothing is thrown for any graph.
     *
     * @param graph of a material
     * @param rayKind on which way its light comes to the viewer
     */
    public static SurfaceShader of(ShaderGraph graph, RayKind rayKind) {
        return compiled(graph, rayKind, true).orElseGet(() -> {
            SurfaceShader grey = compiled(grey(), rayKind, true).orElseThrow();
            return new SurfaceShader(
                    grey.code, grey.values, grey.tables, grey.images, grey.attributes, grey.inputs, grey.closures,
                    grey.volumeClosures, grey.isVolumeEven, grey.isTransparencyColored, List.of("more than " + MAX_NODES + " nodes or " + MAX_VALUES + " values are not supported, grey is drawn instead"));
        });
    }

    /**
     * {@return whether rays of different kinds may find different surfaces: whether there is a Light Path node}
     *
     * @param graph of a material
     */
    public static boolean differsByRay(ShaderGraph graph) {
        return graph.nodes().stream().anyMatch(node -> node.type().equals("ShaderNodeLightPath"));
    }

    /**
     * {@return what a world or a light shines with} Its code has {@code surfaceEmission} alone; nodes that reflect are left out, as in
     * Cycles. In a world {@link SurfaceInput#POSITION}, {@link SurfaceInput#GENERATED}, {@link SurfaceInput#OBJECT_POSITION} and
     * {@link SurfaceInput#NORMAL} are the direction that is looked into, of length 1, and {@link SurfaceInput#INCOMING} its opposite. Of a
     * light {@link SurfaceInput#INCOMING} leads to what it lights, {@link SurfaceInput#RAY_LENGTH} is how far that is, infinite for a sun,
     * and {@link SurfaceInput#NORMAL} is the same direction, or that which an area faces. A graph that is too large is black, with a
     * warning.
     *
     * @param graph of a world or a light
     * @param rayKind who looks
     */
    public static SurfaceShader emissionOf(ShaderGraph graph, RayKind rayKind) {
        return compiled(graph, rayKind, false).orElseGet(() -> {
            SurfaceShader black = compiled(ShaderGraph.EMPTY, rayKind, false).orElseThrow();
            return new SurfaceShader(
                    black.code, black.values, black.tables, black.images, black.attributes, black.inputs, black.closures,
                    black.volumeClosures, black.isVolumeEven, black.isTransparencyColored, List.of("more than " + MAX_NODES + " nodes or " + MAX_VALUES + " values are not supported, nothing shines"));
        });
    }

    /** Empty where it is too large. */
    private static Optional<SurfaceShader> compiled(ShaderGraph graph, RayKind rayKind, boolean isSurface) {
        ShaderCompiler compiler = new ShaderCompiler(graph, rayKind, isSurface);
        compiler.compile();
        SurfaceShader shader = compiler.shader();
        return compiler.callCount() <= MAX_NODES && shader.values.length <= 4 * MAX_VALUES ? Optional.of(shader) : Optional.empty();
    }

    private static ShaderGraph grey() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node diffuse = graph.node("ShaderNodeBsdfDiffuse").color("Color", new Vector4f(0.8f, 0.8f, 0.8f, 1));
        return graph.surface(diffuse.output("BSDF", SocketType.SHADER), "BSDF");
    }

    /**
     * {@return GLSL} It depends on nodes, links, enums and flags alone, so materials that differ by numbers, images, tables and names of
     * attributes have the same code, which is the same object; but for numbers that leave a closure out: weights of 0, and an alpha of 1.
     */
    public String fragmentCode() {
        return code.text();
    }

    /** {@return the floats of the block {@code ShaderValues}, four an entry; a copy} */
    public float[] values() {
        return values.clone();
    }

    /** {@return rows of {@code shaderTables}, the first for the lowest row} */
    public List<ShaderTable> tables() {
        return tables;
    }

    /** {@return the images of {@code shaderImage0} and so on: textures that repeat} */
    public List<Image> images() {
        return images;
    }

    /** {@return the attributes of {@code attributeValue0} and so on} */
    public List<AttributeUse> attributes() {
        return attributes;
    }

    /** {@return the globals that the code reads} */
    public Set<SurfaceInput> inputs() {
        return inputs;
    }

    /** {@return a sentence for each thing that is not as in Cycles, naming the node and what is drawn instead} */
    public List<String> warnings() {
        return warnings;
    }

    /** {@return whether it is the same everywhere, seen from all sides} */
    public boolean isEven() {
        return inputs.isEmpty() && attributes.isEmpty() && images.isEmpty();
    }

    /** {@return whether nothing is ever seen through the surface, {@code surfaceTransparency} is always 0} */
    public boolean isOpaque() {
        return !closures.contains(ClosureKind.TRANSPARENCY);
    }

    /** {@return whether {@code surfaceTransparency} may be other than grey} */
    public boolean isTransparencyColored() {
        return isTransparencyColored;
    }

    /** {@return whether {@code surfaceHoldout} may be more than 0} */
    public boolean hasHoldout() {
        return closures.contains(ClosureKind.HOLDOUT);
    }

    /** {@return whether {@code surfaceEmission} may be more than 0} */
    public boolean isEmissive() {
        return closures.contains(ClosureKind.EMISSION);
    }

    /** {@return whether the surface may refract: what is behind it is seen through it} */
    public boolean isRefractive() {
        return closures.contains(ClosureKind.REFRACTION);
    }

    /** {@return whether the surface encloses what absorbs, scatters or emits light: the code then has what volume.glsl tells of} */
    public boolean hasVolume() {
        return !volumeClosures.isEmpty();
    }

    /** {@return whether the volume is the same everywhere in an object} */
    public boolean isVolumeEven() {
        return isVolumeEven;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SurfaceShader shader && code == shader.code && Arrays.equals(values, shader.values)
                && tables.equals(shader.tables) && images.equals(shader.images) && attributes.equals(shader.attributes)
                && warnings.equals(shader.warnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, Arrays.hashCode(values));
    }
}
