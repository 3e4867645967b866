// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Matrix4x3f;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.PassbridgeException;
import passbridge.SyncContext;
import passbridge.gl.ObjectKind;
import passbridge.scene.Image;
import passbridge.scene.Light;
import passbridge.scene.ShaderGraph;
import passbridge.shading.AttributeUse;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/**
 * What the nodes of a scene's lights make of their strength. Where it is the same everywhere it is a colour, else a layer of a texture: by
 * direction, of an area light by place on it; and two rows more, by distance. What depends on both is taken for the product of the two.
 * Of an area light it is what is seen straight ahead.
 */
final class LightMaps implements GlResource {
    /** Lights of which there are maps: 96 MiB. */
    private static final int MAX_LAYERS = 32;

    private static final int SIDE = 512;
    private static final int DISTANCE_ROWS = 2; // of the same, so that nothing of the map is interpolated into them

    /** Along each side of a map that only tells whether directions differ. */
    private static final int PROBES = 16;

    /** Distances between which there is a map, as powers of two metres. */
    private static final int LEAST_DISTANCE_LOG2 = -8;
    private static final int MOST_DISTANCE_LOG2 = 14;

    /** Spot lights with a narrower cone have a map of the cone alone. */
    private static final float LEAST_CONE_COSINE = 0.25f;

    private final Map<Key, Emission> emissions = new LinkedHashMap<>();
    private final Map<String, RadianceProgram> programs = new HashMap<>(); // by what they are made of
    private final List<String> warnings = new ArrayList<>(); // of what the maps can't show
    private int texture; // 0: there are no layers

    /**
     * What a light's strength is multiplied with.
     *
     * @param factor everywhere
     * @param layer number of the layer whose numbers it is multiplied with, too; -1: none
     */
    record Emission(Vector3fc factor, int layer) {
        private static final Emission UNCHANGED = new Emission(new Vector3f(1), -1);

        /** Whose map was not made: there are too many. */
        private static Emission mean(float[] map) {
            Vector3f sum = new Vector3f();
            for (int i = 0; i < map.length; i += 3) {
                sum.add(map[i], map[i + 1], map[i + 2]);
            }
            return new Emission(sum.div(map.length / 3f), -1);
        }
    }

    /** What a light's maps depend on. */
    private record Key(ShaderGraph graph, Class<?> type, Matrix4f lightToWorld, Vector2f shape) {
        static Key of(Light light, ShaderGraph graph) {
            return new Key(graph, light.getClass(), new Matrix4f(light.lightToWorld()), shape(light));
        }

        /** 502 is Blender 5.2. */
        int blenderVersion() {
            return graph.nodes().stream().map(node -> node.properties().values().get("blender_version")).filter(Number.class::isInstance)
                    .mapToInt(version -> ((Number) version).intValue()).findFirst().orElse(Integer.MAX_VALUE);
        }

        private static Vector2f shape(Light light) {
            if (light instanceof Light.Area area) {
                return new Vector2f(area.sizeX(), area.sizeY());
            }
            return light instanceof Light.Spot spot ? new Vector2f((float) Math.tan(spot.coneAngle() / 2)) : new Vector2f();
        }
    }

    /**
     * Draws what is not in the scene before.
     *
     * @param before of the scene before, or null; what it has is taken over
     * @param textures of the images that the lights' graphs have
     */
    LightMaps(List<Light> lights, LightMaps before, Function<Image, ImageTexture> textures, SyncContext context) {
        Map<Key, SurfaceShader> shaders = new LinkedHashMap<>();
        Map<Key, String> names = new HashMap<>();
        for (Light light : lights) {
            light.source().graph().ifPresent(graph -> {
                names.putIfAbsent(Key.of(light, graph), light.source().name());
                SurfaceShader shader = shaders.computeIfAbsent(Key.of(light, graph), key -> SurfaceShader.emissionOf(graph, RayKind.LAMP));
                shader.warnings().forEach(warning -> context.warn("Light '" + light.source().name() + "': " + warning));
            });
        }
        if (before != null) {
            programs.putAll(before.programs);
            before.programs.clear();
        }
        if (before != null && before.emissions.keySet().equals(shaders.keySet())) {
            emissions.putAll(before.emissions);
            texture = before.texture;
            before.texture = 0;
            warnings.addAll(before.warnings);
            warnings.forEach(context::warn);
            return;
        }
        List<float[]> layers = new ArrayList<>();
        shaders.forEach((key, shader) -> emissions.put(key, drawn(key, names.get(key), shader, layers, textures)));
        upload(layers);
        warnings.forEach(context::warn);
    }

    /** What a light's strength is multiplied with. */
    Emission of(Light light) {
        return light.source().graph().map(graph -> emissions.get(Key.of(light, graph))).orElse(Emission.UNCHANGED);
    }

    /** @param name of a light, for warnings */
    private Emission drawn(Key key, String name, SurfaceShader shader, List<float[]> layers, Function<Image, ImageTexture> textures) {
        if (shader.isEven() || key.type == Light.Sun.class) {
            return Emission.mean(map(key, shader, RadianceProgram.Extent.MAP_OF_CONE, 1, 1, textures));
        }
        if (key.type == Light.Area.class && !isEven(map(key, shader, RadianceProgram.Extent.MAP_OF_DIRECTIONS, PROBES, PROBES, textures))) {
            warnings.add("Light '" + name + "': its nodes differ by the direction it is seen from, which is not supported yet of area lights:"
                    + " it is as straight ahead");
        }
        float[] places = map(key, shader, extent(key), SIDE, SIDE, textures);
        float[] distances = shader.inputs().contains(SurfaceInput.RAY_LENGTH)
                ? map(key, shader, RadianceProgram.Extent.MAP_OF_DISTANCES, SIDE, 1, textures) : new float[0];
        if (isEven(places) && isEven(distances)) {
            return new Emission(new Vector3f(places[0], places[1], places[2]), -1);
        }
        if (layers.size() == MAX_LAYERS) {
            warnings.add("Light '" + name + "': there are more than " + MAX_LAYERS
                    + " lights whose nodes differ by direction, place or distance, it shines evenly");
            return Emission.mean(places);
        }
        layers.add(layer(places, distances, map(key, shader, RadianceProgram.Extent.MAP_OF_CONE, 1, 1, textures)));
        return new Emission(new Vector3f(1), layers.size() - 1);
    }

    /** A map by place or direction, and rows by distance, which are 1 at a metre. */
    private static float[] layer(float[] places, float[] distances, float[] atOneMetre) {
        float[] layer = new float[places.length + DISTANCE_ROWS * SIDE * 3];
        System.arraycopy(places, 0, layer, 0, places.length);
        for (int i = 0; i < DISTANCE_ROWS * SIDE * 3; i++) {
            float nearby = atOneMetre[i % 3];
            layer[places.length + i] = distances.length > 0 && nearby > 0 ? distances[i % distances.length] / nearby : 1;
        }
        return layer;
    }

    private static RadianceProgram.Extent extent(Key key) {
        if (key.type == Light.Area.class) {
            return RadianceProgram.Extent.MAP_OF_UVS;
        }
        return key.type == Light.Spot.class && hasConeMap((float) (1 / Math.hypot(1, key.shape.x)))
                ? RadianceProgram.Extent.MAP_OF_CONE : RadianceProgram.Extent.MAP_OF_DIRECTIONS;
    }

    private static boolean hasConeMap(float cosHalfAngle) {
        return cosHalfAngle > LEAST_CONE_COSINE;
    }

    private float[] map(
            Key key, SurfaceShader shader, RadianceProgram.Extent extent, int width, int height, Function<Image, ImageTexture> textures) {
        RadianceProgram program = programs.computeIfAbsent(extent + key.type.getSimpleName() + key.blenderVersion() + shader.fragmentCode(),
                code -> new RadianceProgram(shader, extent, new LightInputs(key.type, extent, key.blenderVersion())));
        return program.map(shader, textures, width, height, () -> {
            glUniformMatrix4x3fv(program.uniform("lightToWorld"), false, key.lightToWorld.get4x3(new Matrix4x3f()).get(new float[12]));
            glUniform2f(program.uniform("lightShape"), key.shape.x, key.shape.y);
        });
    }

    /** Whether all of a map's colours are the same; no colours are. */
    private static boolean isEven(float[] map) {
        for (int i = 3; i < map.length; i++) {
            if (map[i] != map[i % 3]) {
                return false;
            }
        }
        return true;
    }

    private void upload(List<float[]> layers) {
        if (layers.isEmpty()) {
            return;
        }
        texture = ObjectKind.TEXTURE.make();
        PipelineState.forUploading();
        ImageUnit.bind(0, GL_TEXTURE_2D_ARRAY, texture);
        glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_RGB32F, SIDE, SIDE + DISTANCE_ROWS, layers.size(), 0, GL_RGB, GL_FLOAT, 0);
        try {
            OpenGlMemory.require((long) SIDE * (SIDE + DISTANCE_ROWS) * 3 * Float.BYTES * layers.size(),
                    "the nodes of " + layers.size() + " lights need", "give fewer lights nodes that differ by direction");
        } catch (PassbridgeException e) {
            close();
            throw e;
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            glTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, layer, SIDE, SIDE + DISTANCE_ROWS, 1, GL_RGB, GL_FLOAT, layers.get(layer));
        }
        glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MAX_LEVEL, 0);
        glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    }

    /** GLSL that shaders need that read the maps: constants. */
    static String declarations() {
        return "#define LIGHT_MAP_SIDE " + SIDE + ".0\n#define LIGHT_MAP_ROWS " + (SIDE + DISTANCE_ROWS) + ".0\n#define LEAST_CONE_COSINE "
                + LEAST_CONE_COSINE + "\n" + distances();
    }

    private static String distances() {
        return "#define LEAST_DISTANCE_LOG2 " + LEAST_DISTANCE_LOG2 + ".0\n#define MOST_DISTANCE_LOG2 " + MOST_DISTANCE_LOG2 + ".0\n";
    }

    /** Whether a light has numbers of its own there. */
    boolean hasLayers() {
        return texture != 0;
    }

    /** @param unit of {@link ImageUnit} */
    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D_ARRAY, texture);
    }

    /**
     * What a light's nodes read, as Cycles has it (intern/cycles/kernel/light, as of Blender 5.2): the normal is the direction to what is
     * lit, or that which an area faces; the UV map is the cone's disc in a square, the area, or latitude and longitude. Before 4.0 there is
     * no UV map; before 4.5 the object's space is the world.
     */
    private record LightInputs(Class<?> type, RadianceProgram.Extent extent, int blenderVersion) implements RadianceProgram.Inputs {
        @Override
        public String declarations() {
            return "#define OF_LIGHT\n" + distances();
        }

        @Override
        public String of(SurfaceInput input) {
            boolean isArea = type == Light.Area.class;
            boolean isByPlace = extent == RadianceProgram.Extent.MAP_OF_UVS;
            String direction = isByPlace ? "vec3(0.0, 0.0, -1.0)" : "at";
            String inObject = isByPlace ? "vec3((at.xy - 0.5) * lightShape, 0.0)" : "vec3(0.0)";
            String inWorld = "lightToWorld * vec4(" + inObject + ", 1.0)";
            return switch (input) {
                case NORMAL, TRUE_NORMAL -> isArea ? "normalize(-lightToWorld[2])" : "normalize(mat3(lightToWorld) * " + direction + ")";
                case INCOMING -> "normalize(mat3(lightToWorld) * " + direction + ")";
                case OBJECT_INCOMING -> direction;
                case POSITION -> inWorld;
                case OBJECT_POSITION, GENERATED -> blenderVersion < 405 ? inWorld : inObject;
                case UV -> blenderVersion < 400 ? null : isByPlace ? "at" : isArea ? "vec3(0.5, 0.5, 0.0)" : type == Light.Spot.class
                        ? "vec3(0.5 * at.xy / (max(-at.z, 1e-6) * lightShape) + 0.5, 0.0)"
                        : "vec3(0.5 - atan(at.x, at.y) / 6.28318530717959, 1.0 - acos(clamp(at.z, -1.0, 1.0)) / 3.14159265358979, 0.0)";
                case RAY_LENGTH -> type == Light.Sun.class ? "uintBitsToFloat(0x7f800000u)" : "rayLength";
                case OBJECT_TO_WORLD -> "lightToWorld";
                case OBJECT_LOCATION -> "lightToWorld[3]";
                default -> null;
            };
        }

        @Override
        public String of(AttributeUse attribute) {
            String uv = of(SurfaceInput.UV);
            return attribute.source() == AttributeUse.Source.UV_MAP && uv != null ? "vec4(" + uv + ", 1.0)" : null;
        }
    }

    @Override
    public void close() {
        programs.values().forEach(RadianceProgram::close);
        programs.clear();
        ObjectKind.TEXTURE.free(texture); // 0 is ignored
        texture = 0;
    }
}
