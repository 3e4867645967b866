// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.offscreen.OffscreenSession;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderNode;
import passbridge.scene.SurfaceApproximation;
import passbridge.shading.SurfaceShader;

/** Scenes out of glTF files that are written here. */
class GltfSceneTest {
    /** Of a few products of floats near 1. */
    private static final float ROUNDING = 1e-5f;

    @TempDir
    Path folder;
    private final List<String> warnings = new ArrayList<>();

    /** A square of 2 m that stands upright and faces +Z of glTF; position, normal, UV of each corner; then indices. */
    private static byte[] square() {
        ByteBuffer data = ByteBuffer.allocate(4 * 32 + 6 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int corner = 0; corner < 4; corner++) {
            int right = corner == 1 || corner == 2 ? 1 : 0;
            int up = corner / 2;
            data.putFloat(2 * right - 1).putFloat(2 * up - 1).putFloat(0);
            data.putFloat(0).putFloat(0).putFloat(1);
            data.putFloat(right).putFloat(1 - up);
        }
        for (int index : new int[] {0, 1, 2, 0, 2, 3}) {
            data.putShort((short) index);
        }
        return data.array();
    }

    private static String uri(String type, byte[] data) {
        return "\"data:" + type + ";base64," + Base64.getEncoder().encodeToString(data) + "\"";
    }

    /** Left red, right green; upper half 50 % transparent. */
    private static byte[] texture() throws IOException {
        return texture(0x80ff0000, 0x8000ff00, 0xffff0000, 0xff00ff00);
    }

    /** Two pixels wide. @param pixels alpha, red, green and blue, from the left upper one */
    private static byte[] texture(int... pixels) throws IOException {
        BufferedImage image = new BufferedImage(2, pixels.length / 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 2, pixels.length / 2, pixels, 0, 2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /** A file with the square, seen by a camera 5 m before it. @param parts further members of the file */
    private Path file(String material, String nodes, String parts) throws IOException {
        String text = "{\"asset\": {\"version\": \"2.0\"}, \"scene\": 0, \"scenes\": [{\"nodes\": [0, 1]}],"
                + "\"nodes\": [{\"mesh\": 0}, {\"camera\": 0, \"translation\": [0, 0, 5]}" + nodes + "],"
                + "\"cameras\": [{\"type\": \"orthographic\","
                + " \"orthographic\": {\"xmag\": 1, \"ymag\": 1, \"znear\": 0.1, \"zfar\": 100}}],"
                + "\"meshes\": [{\"name\": \"square\", \"primitives\": [{\"indices\": 3, \"material\": 0,"
                + " \"attributes\": {\"POSITION\": 0, \"NORMAL\": 1, \"TEXCOORD_0\": 2}}]}],"
                + "\"materials\": [" + material + "],"
                + "\"buffers\": [{\"byteLength\": 140, \"uri\": " + uri("application/octet-stream", square()) + "}],"
                + "\"bufferViews\": [{\"buffer\": 0, \"byteLength\": 128, \"byteStride\": 32},"
                + " {\"buffer\": 0, \"byteOffset\": 128, \"byteLength\": 12}],"
                + "\"accessors\": ["
                + accessor(0, 0, 5126, 4, "VEC3") + "," + accessor(0, 12, 5126, 4, "VEC3") + ","
                + accessor(0, 24, 5126, 4, "VEC2") + "," + accessor(1, 0, 5123, 6, "SCALAR") + "]" + parts + "}";
        return Files.writeString(folder.resolve("scene.gltf"), text);
    }

    /** The same under a sun that shines from the camera, in whose light a white surface has radiance 1. */
    private Path sunlit(String material, String parts) throws IOException {
        String light = "\"extensionsUsed\": [\"KHR_lights_punctual\"], \"extensions\": {\"KHR_lights_punctual\": {\"lights\":"
                + " [{\"type\": \"directional\", \"intensity\": " + 683 * Math.PI + "}]}}";
        String sun = ", {\"extensions\": {\"KHR_lights_punctual\": {\"light\": 0}}}";
        Path file = file(material, sun, parts + "," + light);
        return Files.writeString(file, Files.readString(file).replace("[0, 1]}]", "[0, 1, 2]}]"));
    }

    private static String accessor(int view, int offset, int componentType, int count, String type) {
        return "{\"bufferView\": " + view + ", \"byteOffset\": " + offset + ", \"componentType\": " + componentType
                + ", \"count\": " + count + ", \"type\": \"" + type + "\", \"min\": [-1, -1, 0], \"max\": [1, 1, 0]}";
    }

    private static String textures() throws IOException {
        return textures(texture());
    }

    /** One texture, whose pixels are not interpolated. */
    private static String textures(byte[] png) {
        return ", \"images\": [{\"uri\": " + uri("image/png", png) + "}], \"samplers\": [{\"magFilter\": 9728}],"
                + "\"textures\": [{\"source\": 0, \"sampler\": 0}]";
    }

    /** What a file has; its materials are made of nodes that are drawn as they are. */
    private GltfScene read(Path file) {
        GltfScene read = GltfScene.read(file, 1, warnings::add);
        for (Instance instance : read.scene().instances()) {
            for (Material material : instance.materials()) {
                assertEquals(List.of(), SurfaceShader.of(material.graph()).warnings());
            }
        }
        return read;
    }

    private static Film draw(GltfScene file) {
        try (OffscreenSession session = OffscreenSession.open()) {
            RenderRequest request = RenderRequest.of(file.camera().orElseThrow(), 8, 8);
            return session.render(file.scene().build(), request.withPasses(Pass.COMBINED, Pass.NORMAL, Pass.UV, Pass.DEPTH));
        }
    }

    private static Vector3f at(Film film, Pass pass, int x, int y) {
        FloatBuffer pixels = film.pixels(pass);
        int first = (8 * y + x) * pass.channels();
        return new Vector3f(pixels.get(first), pixels.get(first + 1), pixels.get(first + 2));
    }

    private static boolean isSeen(Film film, int x, int y) {
        return film.pixels(Pass.DEPTH).get(8 * y + x) != Pass.BACKGROUND_DEPTH;
    }

    private static void assertNear(Vector3fc expected, Vector3fc actual) {
        assertTrue(expected.equals(actual, ROUNDING), actual + " and not " + expected);
    }

    @Test
    void drawsWhatTheFileShows() throws IOException {
        Path file = sunlit("{\"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0}, \"metallicFactor\": 0}}", textures());

        Film film = draw(read(file));

        assertEquals(List.of(), warnings);
        assertNear(new Vector3f(0, -1, 0), at(film, Pass.NORMAL, 1, 1)); // glTF's +Z is Blender's -Y
        assertEquals(5, film.pixels(Pass.DEPTH).get(0), ROUNDING);
        assertNear(new Vector3f(1.5f / 8, 6.5f / 8, 1), at(film, Pass.UV, 1, 6)); // v counts from the bottom
        Vector3f left = at(film, Pass.COMBINED, 1, 1);
        Vector3f right = at(film, Pass.COMBINED, 6, 6);
        assertTrue(left.x > 0.9f && left.y < 0.1f, "left: " + left);
        assertTrue(right.y > 0.9f && right.x < 0.1f, "right: " + right);
        assertEquals(1, film.pixels(Pass.COMBINED).get(4 * (8 * 6 + 6) + 3), "opaque, whatever the texture says");
    }

    @Test
    void alphaIsBlendedOrCut() throws IOException {
        String texture = "\"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0}, \"baseColorFactor\": [1, 1, 1, 0.5]}";
        GltfScene masked = read(file("{" + texture + ", \"alphaMode\": \"MASK\", \"alphaCutoff\": 0.3}", "", textures()));
        Film film = draw(masked);
        assertEquals(Pass.BACKGROUND_DEPTH, film.pixels(Pass.DEPTH).get(8 * 7), "0.25 is cut");
        assertEquals(5, film.pixels(Pass.DEPTH).get(0), ROUNDING, "0.5 is not");

        GltfScene blended = read(file("{" + texture + ", \"alphaMode\": \"BLEND\"}", "", textures()));
        ShaderGraph graph = blended.scene().instances().get(0).materials().get(0).graph();
        ShaderNode surface = graph.nodes().get(graph.surface().orElseThrow().node());
        assertTrue(surface.input("Alpha").orElseThrow().link().isPresent());
    }

    @Test
    void materialsAndInstancesAreShared() throws IOException {
        String material = "{\"name\": \"glow\", \"pbrMetallicRoughness\": {\"metallicFactor\": 0.25, \"roughnessFactor\": 0.75},"
                + "\"emissiveFactor\": [1, 0.5, 0], \"extensions\": {\"KHR_materials_emissive_strength\": {\"emissiveStrength\": 4}}}";
        Path file = file(material, ", {\"mesh\": 0, \"scale\": [2, 2, 2], \"children\": [3]}, {\"mesh\": 0, \"translation\": [0, 3, 0]}", "");
        Files.writeString(file, Files.readString(file).replace("[0, 1]}]", "[0, 1, 2]}]"));

        List<Instance> instances = read(file).scene().instances();

        assertEquals(3, instances.size());
        assertSame(instances.get(0).geometry(), instances.get(2).geometry());
        Material glow = instances.get(0).materials().get(0);
        assertSame(glow, instances.get(2).materials().get(0));
        assertEquals("glow", glow.name());
        SurfaceApproximation look = glow.approximation();
        assertEquals(0.25f, look.metallic());
        assertEquals(0.75f, look.roughness());
        assertEquals(new Vector3f(4, 2, 0), look.emission());
        assertNear(new Vector3f(2, 0, 6), instances.get(2).objectToWorld().transformPosition(new Vector3f(1, 0, 0)));
    }

    @Test
    void lightsAndCamerasStandWhereTheyShould() throws IOException {
        String extension = ", \"extensions\": {\"KHR_lights_punctual\": {\"lights\": [{\"type\": \"point\", \"intensity\": 683,"
                + " \"color\": [1, 0.5, 0]}, {\"type\": \"spot\", \"spot\": {\"innerConeAngle\": 0.25, \"outerConeAngle\": 0.5}}]}}";
        Path file = file("{}", ", {\"translation\": [1, 2, 3], \"extensions\": {\"KHR_lights_punctual\": {\"light\": 0}}},"
                + "{\"extensions\": {\"KHR_lights_punctual\": {\"light\": 1}}}", extension);
        String text = Files.readString(file).replace("[0, 1]}]", "[0, 1, 2, 3]}]")
                .replaceFirst("\"orthographic\", \"orthographic\": \\{.*?}", "\"perspective\", \"perspective\": {\"yfov\": 1, \"znear\": 0.5}");
        GltfScene read = read(Files.writeString(file, text));
        Scene scene = read.scene().build();
        Camera camera = read.camera().orElseThrow();

        Light.Point point = (Light.Point) scene.lights().get(0);
        assertNear(new Vector3f(1, -3, 2), point.lightToWorld().getTranslation(new Vector3f()));
        assertNear(new Vector3f(4 * (float) Math.PI, 2 * (float) Math.PI, 0), new Vector3f(point.power()));
        Light.Spot spot = (Light.Spot) scene.lights().get(1);
        assertEquals(1, spot.coneAngle());
        assertEquals(0.5f, spot.blend());
        assertNear(new Vector3f(0, 1, 0), spot.lightToWorld().transformDirection(new Vector3f(0, 0, -1)));
        assertEquals(Camera.Type.PERSPECTIVE, camera.type());
        assertNear(new Vector3f(0, 0, -5), camera.worldToCamera().transformPosition(new Vector3f()));
        assertEquals(0.5f, camera.clipStart());
        assertEquals(5, draw(read).pixels(Pass.DEPTH).get(8 * 4 + 4), ROUNDING, "an endless view");
    }

    @Test
    void stripsAndFansBecomeTriangles() throws IOException {
        for (int mode : new int[] {5, 6}) {
            Path file = file("{}", "", "");
            Files.writeString(file, Files.readString(file)
                    .replace("\"indices\": 3,", "\"mode\": " + mode + ","));
            Mesh mesh = (Mesh) read(file).scene().instances().get(0).geometry();
            assertEquals(2, mesh.triangleCount());
        }
        assertEquals(List.of(), warnings);
    }

    private Material materialOf(Path file) {
        return read(file).scene().instances().get(0).materials().get(0);
    }

    /** Roughness is a texture's green and metallic its blue, as they stand there, times the factors. */
    @Test
    void metallicAndRoughnessComeFromATexture() throws IOException {
        String texture = textures(texture(0xffff8000, 0xff00ffff));
        String factors = "\"pbrMetallicRoughness\": {\"baseColorFactor\": [0.8, 0.4, 0.2, 1],"
                + " \"metallicFactor\": %s, \"roughnessFactor\": %s";
        String textured = "{" + String.format(factors, "0.5", "0.6") + ", \"metallicRoughnessTexture\": {\"index\": 0}}}";

        Film film = draw(read(sunlit(textured, texture)));
        Film left = draw(read(sunlit("{" + String.format(factors, "0", 0.6f * 0x80 / 0xff) + "}}", texture)));
        Film right = draw(read(sunlit("{" + String.format(factors, "0.5", "0.6") + "}}", texture)));

        assertNear(at(left, Pass.COMBINED, 1, 3), at(film, Pass.COMBINED, 1, 3));
        assertNear(at(right, Pass.COMBINED, 6, 3), at(film, Pass.COMBINED, 6, 3));
        SurfaceApproximation look = materialOf(file(textured, "", texture)).approximation();
        assertEquals(0.25f, look.metallic(), ROUNDING, "half of the texture is blue");
        assertEquals(0.6f * (0x80 + 0xff) / 2 / 0xff, look.roughness(), ROUNDING, "of the mean green");
        assertEquals(List.of(), warnings);
    }

    @Test
    void aTextureShines() throws IOException {
        Path file = file("{\"pbrMetallicRoughness\": {\"baseColorFactor\": [0, 0, 0, 1]}, \"emissiveTexture\": {\"index\": 0},"
                + " \"emissiveFactor\": [1, 0.5, 0], \"extensions\": {\"KHR_materials_emissive_strength\": {\"emissiveStrength\": 4}}}", "",
                textures());

        Film film = draw(read(file));

        assertNear(new Vector3f(4, 0, 0), at(film, Pass.COMBINED, 1, 6));
        assertNear(new Vector3f(0, 2, 0), at(film, Pass.COMBINED, 6, 1));
        assertNear(new Vector3f(2, 1, 0), materialOf(file).approximation().emission());
        assertEquals(List.of(), warnings);
    }

    /** One texture of colours and one of data, for what a material samples four times. */
    @Test
    void texturesAreSampledOnce() throws IOException {
        ShaderGraph graph = materialOf(file("{\"alphaMode\": \"BLEND\", \"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0},"
                + " \"metallicRoughnessTexture\": {\"index\": 0}}}", "", textures())).graph();

        List<ShaderNode> textures = graph.nodes().stream().filter(node -> node.image().isPresent()).toList();

        assertEquals(
                Set.of(Image.ColorSpace.SRGB, Image.ColorSpace.LINEAR),
                textures.stream().map(node -> node.image().orElseThrow().colorSpace()).collect(Collectors.toSet()));
        assertEquals(2, textures.size());
        assertEquals(2, graph.images().stream().map(Image::id).distinct().count());
    }

    @Test
    void warnsOfWhatIsNotRead() throws IOException {
        Path file = file("{\"normalTexture\": {\"index\": 0}, \"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 1}}}", "",
                textures().replace("\"textures\": [", "\"textures\": [{\"source\": 0}, {\"source\": 1}, ")
                        .replace("\"images\": [", "\"images\": [{\"uri\": " + uri("image/png", texture()) + "},"
                                + " {\"name\": \"torn\", \"uri\": " + uri("image/png", "no image".getBytes(StandardCharsets.US_ASCII)) + "}, ")
                        + ", \"extensionsUsed\": [\"EXT_wonder\"]");
        read(file);

        String all = String.join("\n", warnings);
        for (String word : List.of("EXT_wonder", "normal maps", "'torn'")) {
            assertTrue(all.contains(word), word + " in: " + all);
        }
        assertEquals(3, warnings.size(), all);
    }

    /** @param name of the file; @param uri that the scene names it by */
    private void assertTextureIsFound(String name, String uri) throws IOException {
        Files.write(folder.resolve(name), texture());
        Path file = file("{\"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0}}}", "",
                ", \"images\": [{\"uri\": \"" + uri + "\"}], \"textures\": [{\"source\": 0}]");

        Material material = materialOf(file);

        assertEquals(List.of(), warnings);
        assertTrue(material.approximation().baseColorImage().isPresent(), uri);
    }

    @Test
    void namesOfTexturesAreEncodedOrPlain() throws IOException {
        assertTextureIsFound("my texture.png", "my%20texture.png");
        assertTextureIsFound("tex[1].png", "tex%5B1%5D.png");
        assertTextureIsFound("plain space.png", "plain space.png");
        assertTextureIsFound("100%.png", "100%.png");
        assertTextureIsFound("a+b.png", "a+b.png");
        assertTextureIsFound("literally%20encoded.png", "literally%20encoded.png");
    }

    @Test
    void buffersAreFoundByEncodedNames() throws IOException {
        Files.write(folder.resolve("my buffer.bin"), square());
        Path file = file("{}", "", "");
        Files.writeString(file, Files.readString(file).replaceFirst("data:application/octet-stream;base64,[^\"]*", "my%20buffer.bin"));
        assertEquals(2, ((Mesh) read(file).scene().instances().get(0).geometry()).triangleCount());
    }

    @Test
    void texturesThatAreMissingAreWarnedOf() throws IOException {
        for (String image : List.of("{\"uri\": \"nowhere.png\"}", "{\"uri\": \"https://example.com/nowhere.png\"}", "{\"uri\": \".\"}",
                "{\"name\": \"nowhere\"}", "{\"uri\": \"data:image/png;base64,!\"}", "{\"uri\": \"a\\u0000b.png\"}")) {
            warnings.clear();
            Path file = file("{\"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0}, \"baseColorFactor\": [1, 0.5, 0, 1]}}", "",
                    ", \"images\": [" + image + "], \"textures\": [{\"source\": 0}]");

            Material material = materialOf(file);

            assertEquals(1, warnings.size(), image + ": " + warnings);
            assertTrue(warnings.get(0).startsWith("image '") && warnings.get(0).endsWith("' is missing"), warnings.get(0));
            assertEquals(new Vector3f(1, 0.5f, 0), material.approximation().baseColor());
        }
    }

    @Test
    void nodesScaledToNothingAndQuaternionsOfZeros() throws IOException {
        String extension = ", \"extensions\": {\"KHR_lights_punctual\": {\"lights\": [{\"type\": \"point\"}]}}";
        String light = "\"extensions\": {\"KHR_lights_punctual\": {\"light\": 0}}";
        Path file = file("{}", ", {\"translation\": [1, 2, 3], \"scale\": [0, 0, 0], \"rotation\": [0, 0.70710678, 0, 0.70710678], "
                + "\"mesh\": 0, \"children\": [3], " + light + "}, {\"rotation\": [0, 0, 0, 0], " + light + "},"
                + "{\"matrix\": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 1], \"camera\": 0, \"mesh\": 0}", extension);
        Files.writeString(file, Files.readString(file).replace("[0, 1]}]", "[0, 2, 4]}]"));

        GltfScene read = read(file);

        assertEquals(List.of(), warnings);
        assertEquals(2, read.scene().build().lights().size());
        for (Light each : read.scene().build().lights()) {
            assertNear(new Vector3f(1, -3, 2), each.lightToWorld().getTranslation(new Vector3f()));
            assertNear(new Vector3f(-1, 0, 0), each.lightToWorld().transformDirection(new Vector3f(0, 0, -1))); // turned by 90° around +Y
        }
        assertNear(new Vector3f(-4, 0, 0), read.camera().orElseThrow().worldToCamera().getTranslation(new Vector3f()));
        Film film = draw(read);
        for (float value : new float[] {film.pixels(Pass.COMBINED).get(4 * 36), film.pixels(Pass.DEPTH).get(36)}) {
            assertTrue(Float.isFinite(value), "" + value);
        }
    }

    @Test
    void extensionsThatAreRequiredAndNotReadAreNamed() throws IOException {
        Path file = file("{}", "", ", \"extensionsUsed\": [\"KHR_texture_transform\", \"KHR_draco_mesh_compression\", \"EXT_wonder\"],"
                + " \"extensionsRequired\": [\"KHR_texture_transform\", \"KHR_draco_mesh_compression\", \"EXT_wonder\"]");
        assertRefused("as glTF 2.0: it requires KHR_draco_mesh_compression, EXT_wonder, which can't be read: export it without", file);
        Files.writeString(file, Files.readString(file).replace("KHR_draco_mesh_compression", "KHR_materials_emissive_strength")
                .replace("EXT_wonder", "KHR_materials_pbrSpecularGlossiness"));
        read(file);
        assertEquals(List.of(), warnings);
    }

    @Test
    void theDefaultSceneIsRead() throws IOException {
        Path file = file("{}", "", "");
        String text = Files.readString(file).replace("\"scenes\": [", "\"scenes\": [{\"nodes\": []}, ");
        assertEquals(0, read(Files.writeString(file, text)).scene().instances().size());
        assertEquals(1, read(Files.writeString(file, text.replace("\"scene\": 0", "\"scene\": 1"))).scene().instances().size());
        assertEquals(List.of("of 2 scenes number 0, the file's default, is read", "of 2 scenes number 1, the file's default, is read"),
                warnings);
        read(Files.writeString(file, text.replace("\"scene\": 0,", "")));
        assertEquals("of 2 scenes the first is read", warnings.get(2));
        assertRefused("it has no scene 7 to show", Files.writeString(file, text.replace("\"scene\": 0", "\"scene\": 7")));
    }

    /** What is opaque of the texture, its lower half, all over the square. */
    @Test
    void texturesAreTransformed() throws IOException {
        for (String transform : List.of("\"offset\": [0.75, 0.75], \"scale\": [0, 0]",
                // (u, v) turned by 90° is (v, -u): its right upper corner is the texture's left upper one, and that is moved
                "\"offset\": [0.75, 0.95], \"scale\": [0.2, 0.2], \"rotation\": 1.5707963")) {
            Path file = file("{\"alphaMode\": \"MASK\", \"alphaCutoff\": 0.75, \"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0,"
                    + " \"extensions\": {\"KHR_texture_transform\": {" + transform + "}}}}}", "", textures());
            Film film = draw(read(file));
            for (int[] pixel : new int[][] {{1, 1}, {6, 1}, {1, 6}, {6, 6}}) {
                assertTrue(isSeen(film, pixel[0], pixel[1]), transform + " at " + pixel[0] + ", " + pixel[1]);
            }
        }
        assertEquals(List.of(), warnings);
    }

    /** The second UV map is the first with u and v changed for each other: what was above is left. */
    @Test
    void texturesMayUseAnotherUvMap() throws IOException {
        for (String info : List.of("\"texCoord\": 1", "\"texCoord\": 0, \"extensions\": {\"KHR_texture_transform\": {\"texCoord\": 1}}")) {
            Path file = file("{\"alphaMode\": \"MASK\", \"alphaCutoff\": 0.75,"
                    + " \"pbrMetallicRoughness\": {\"baseColorTexture\": {\"index\": 0, " + info + "}}}", "", textures());
            ByteBuffer swapped = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            for (int corner = 0; corner < 4; corner++) {
                swapped.putFloat(1 - corner / 2).putFloat(corner == 1 || corner == 2 ? 1 : 0);
            }
            Files.writeString(file, Files.readString(file)
                    .replace("\"TEXCOORD_0\": 2", "\"TEXCOORD_0\": 2, \"TEXCOORD_1\": 4")
                    .replace("\"buffers\": [", "\"buffers\": [{\"byteLength\": 32, \"uri\": "
                            + uri("application/octet-stream", swapped.array()) + "}, ")
                    .replace("\"bufferViews\": [{\"buffer\": 0", "\"bufferViews\": [{\"buffer\": 1")
                    .replace(" {\"buffer\": 0, \"byteOffset\": 128, \"byteLength\": 12}",
                            " {\"buffer\": 1, \"byteOffset\": 128, \"byteLength\": 12}, {\"buffer\": 0, \"byteLength\": 32}")
                    .replace("\"SCALAR\", \"min\": [-1, -1, 0], \"max\": [1, 1, 0]}",
                            "\"SCALAR\"}, {\"bufferView\": 2, \"componentType\": 5126, \"count\": 4, \"type\": \"VEC2\"}"));

            Film film = draw(read(file));

            assertEquals(List.of(), warnings);
            for (int y : new int[] {1, 6}) {
                assertFalse(isSeen(film, 1, y), "left is the texture's upper half");
                assertTrue(isSeen(film, 6, y), "right is its lower half");
            }
        }
    }

    @Test
    void specularAndGlossinessBecomeMetallicAndRoughness() throws IOException {
        SurfaceApproximation dielectric = specular("\"diffuseFactor\": [0.5, 0.25, 0, 1], \"specularFactor\": [0.04, 0.04, 0.04],"
                + " \"glossinessFactor\": 0.75", "");
        assertEquals(0, dielectric.metallic(), ROUNDING);
        assertEquals(0.25f, dielectric.roughness(), ROUNDING);
        assertNear(new Vector3f(0.5f, 0.25f, 0), dielectric.baseColor());
        SurfaceApproximation metal = specular("\"diffuseFactor\": [0, 0, 0, 1], \"specularFactor\": [0.9, 0.6, 0.3]", "");
        assertEquals(1, metal.metallic(), ROUNDING);
        assertEquals(0, metal.roughness(), ROUNDING);
        assertNear(new Vector3f(0.9f, 0.6f, 0.3f), metal.baseColor());

        SurfaceApproximation textured = specular("\"diffuseTexture\": {\"index\": 0}, \"specularFactor\": [0.04, 0.04, 0.04],"
                + " \"specularGlossinessTexture\": {\"index\": 0}, \"glossinessFactor\": 1", textures());
        assertEquals(0.25f, textured.roughness(), 0.01f, "its alpha is 0.75 in the mean");
        assertTrue(textured.baseColorImage().isPresent());
        assertEquals(List.of("textures of specular and glossiness are averaged"), warnings);
    }

    private SurfaceApproximation specular(String members, String parts) throws IOException {
        Path file = file("{\"extensions\": {\"KHR_materials_pbrSpecularGlossiness\": {" + members + "}}}", "", parts);
        return materialOf(file).approximation();
    }

    @Test
    void aFileWithoutCameraLeavesItToTheProgram() throws IOException {
        Path file = file("{}", "", "");
        Files.writeString(file, Files.readString(file).replace("[0, 1]}]", "[0]}]"));
        GltfScene read = read(file);
        assertTrue(read.camera().isEmpty());
        assertEquals(1, read.scene().instances().size());
    }

    @Test
    void whatIsNoGltfIsRefused() throws IOException {
        Path good = file("{}", "", "");
        String text = Files.readString(good);
        assertRefused("is it there?", folder.resolve("missing.gltf"));
        assertRefused("can't read", folder);
        List<String> broken = List.of(
                "", "{", "[]", "no json", "glTF\2\0\0\0\0\0\0\0", text.substring(0, text.length() / 2),
                text.replace("\"count\": 4", "\"count\": 4000000"), text.replace("\"mesh\": 0", "\"mesh\": 7"),
                text.replace("\"material\": 0", "\"material\": 7"), text.replace("\"byteLength\": 128", "\"byteLength\": 1280"),
                text.replace("base64,", "base64,!"),
                text.replace("{\"mesh\": 0}", "{\"mesh\": 0, \"children\": [0]}"),
                text.replace("\"uri\": \"data", "\"uri\": \"nowhere.bin\", \"was\": \"data"),
                text.replace("\"version\": \"2.0\"", "\"version\": \"1.0\""),
                text.replace("\"version\": \"2.0\"", "\"version\": \"7.0\""));
        for (String content : broken) {
            assertFalse(content.equals(text), "nothing was broken");
            assertRefused("as glTF 2.0", Files.writeString(folder.resolve("broken.gltf"), content));
        }
        assertThrows(IllegalArgumentException.class, () -> GltfScene.read(good, 0, warnings::add));
    }

    private void assertRefused(String word, Path file) {
        PassbridgeException failure =
                assertThrows(PassbridgeException.class, () -> GltfScene.read(file, 1, warnings::add), () -> content(file));
        assertTrue(failure.getMessage().lines().findFirst().orElse("").contains(word), failure.getMessage());
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return file.toString();
        }
    }
}
