// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.SocketType;
import passbridge.shading.AttributeUse;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/**
 * The materials of a scene that emit, and what they emit. It is drawn, by the material's own shader, into a small map over the UV map; all
 * else that a place has is taken as that of one place, seen from straight above, and attributes as half of what colours may be.
 */
final class EmissiveMaterials implements GlResource {
    /** An image on a screen in 64 x 64 parts: what it lights is too blurred to show more. */
    private static final int MAP_SIDE = 64;

    private final Map<Material, Optional<SurfaceShader>> shaders = new IdentityHashMap<>();
    private final Map<ShaderGraph, SurfaceShader> shadersByGraph = new HashMap<>();
    private final Map<ShaderGraph, EmissionMap> maps = new HashMap<>();
    private final Map<Material, EmissionMap> materialMaps = new IdentityHashMap<>(); // the same by material
    private final Map<String, RadianceProgram> programs = new HashMap<>(); // by code

    /** @param before of the scene before, or null; what it has of the same materials is taken over */
    EmissiveMaterials(Scene scene, EmissiveMaterials before) {
        List<Material> last = null;
        for (Instance instance : scene.instances()) {
            if (instance.materials() != last) {
                last = instance.materials();
                last.forEach(material -> shaders.computeIfAbsent(material, of -> shader(of, before)));
            }
        }
        if (before != null) {
            shadersByGraph.keySet().forEach(graph -> {
                if (before.maps.containsKey(graph)) {
                    maps.put(graph, before.maps.get(graph));
                }
            });
            programs.putAll(before.programs);
            before.programs.clear();
        }
    }

    private Optional<SurfaceShader> shader(Material material, EmissiveMaterials before) {
        ShaderGraph graph = material.graph();
        Optional<SurfaceShader> ofSameMaterial = before == null ? null : before.shaders.get(material);
        boolean isKnownToBeDark = ofSameMaterial != null && ofSameMaterial.isEmpty();
        if (isKnownToBeDark || !mayEmit(graph)) {
            return Optional.empty();
        }
        return Optional.of(shadersByGraph.computeIfAbsent(graph, of -> {
            SurfaceShader known = before == null ? null : before.shadersByGraph.get(of);
            return known == null ? SurfaceShader.of(of, RayKind.DIFFUSE) : known;
        })).filter(SurfaceShader::isEmissive);
    }

    /** A first look: most materials don't, and compiling them all takes longer than the rest. */
    private static boolean mayEmit(ShaderGraph graph) {
        return graph.surface().filter(link -> !isShader(graph, link)).isPresent() || graph.nodes().stream().anyMatch(
                node -> node.type().equals("ShaderNodeEmission") || node.type().equals("ShaderNodeBackground")
                        || mayBeMoreThanZero(node, "Emission Color") && mayBeMoreThanZero(node, "Emission Strength")
                        || node.inputs().stream().anyMatch(input -> input.type() == SocketType.SHADER
                                && input.link().filter(link -> !isShader(graph, link)).isPresent()));
    }

    /** What is no shader emits where one is asked for. */
    private static boolean isShader(ShaderGraph graph, ShaderLink link) {
        return graph.nodes().get(link.node()).output(link.output()).orElseThrow().type() == SocketType.SHADER;
    }

    private static boolean mayBeMoreThanZero(ShaderNode node, String input) {
        Optional<ShaderSocket> socket = node.input(input);
        return socket.isPresent() && (socket.get().link().isPresent() || socket.get().value().x() > 0 || socket.get().value().y() > 0
                || socket.get().value().z() > 0);
    }

    boolean isEmissive(Material material) {
        return shaders.get(material).isPresent();
    }

    /** Those that the emission of any depends on. */
    List<Image> images() {
        return shaders.values().stream().flatMap(Optional::stream).flatMap(shader -> shader.images().stream()).distinct().toList();
    }

    /**
     * What a material emits.
     *
     * @param textures of the {@link #images}
     */
    EmissionMap map(Material material, Function<Image, ImageTexture> textures) {
        return materialMaps.computeIfAbsent(material, key ->
                maps.computeIfAbsent(material.graph(), graph -> drawn(shaders.get(material).orElseThrow(), textures)));
    }

    private EmissionMap drawn(SurfaceShader shader, Function<Image, ImageTexture> textures) {
        RadianceProgram program = programs.computeIfAbsent(shader.fragmentCode(),
                code -> new RadianceProgram(shader, RadianceProgram.Extent.MAP_OF_UVS, new OnePlace()));
        return new EmissionMap(program.map(shader, textures, MAP_SIDE, MAP_SIDE), MAP_SIDE);
    }

    private static final class OnePlace implements RadianceProgram.Inputs {
        @Override
        public String of(SurfaceInput input) {
            return switch (input) {
                case UV, INSTANCER_UV -> "at";
                case GENERATED, INSTANCER_GENERATED -> "vec3(at.xy, 0.5)";
                case NORMAL, TRUE_NORMAL, INCOMING -> "vec3(0.0, 0.0, 1.0)";
                case TANGENT, OBJECT_COLOR -> "vec4(1.0)";
                case OBJECT_RANDOM, POINTINESS -> "0.5";
                case OBJECT_TO_WORLD, WORLD_TO_OBJECT, WORLD_TO_CAMERA, CAMERA_TO_WORLD -> "mat4x3(1.0)";
                default -> null;
            };
        }

        @Override
        public String of(AttributeUse attribute) {
            return attribute.source() == AttributeUse.Source.UV_MAP ? "vec4(at, 1.0)" : "vec4(vec3(0.5), 1.0)";
        }
    }

    @Override
    public void close() {
        programs.values().forEach(RadianceProgram::close);
        programs.clear();
    }
}
