// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.scene.Camera;
import passbridge.scene.Curves;
import passbridge.scene.Image;
import passbridge.scene.Light;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.session.FrameState;

/** Holds everything that repeats the C header against it: JNA's mirror, and the constants of this package. */
class AbiTest {
    private static final CHeader HEADER = CHeader.read("include/passbridge.h");

    @Test
    void mapsEveryFunction() {
        TreeSet<String> mapped = new TreeSet<>();
        for (Method method : Abi.class.getDeclaredMethods()) {
            mapped.add(method.getName());
        }
        assertEquals(HEADER.functions(), mapped);
    }

    @Test
    void everyFunctionIsInTheLibrary() {
        NativeLibrary library = NativeLibrary.getInstance(Abi.PATH.toString());
        HEADER.functions().forEach(library::getFunction); // throws where it is not there
    }

    static Stream<String> structs() {
        return HEADER.structs().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("structs")
    void structIsTheHeaders(String name) throws ReflectiveOperationException {
        Structure mirror = mirror(name);
        assertEquals(members(HEADER, name), members(mirror));
        assertEquals(Abi.LIBRARY.pb_struct_bytes(name), mirror.size());
    }

    @Test
    void hostMessageIsTheHeaders() throws ReflectiveOperationException {
        Structure mirror = mirror("pb_host_message");
        assertEquals(members(CHeader.read("src/host.h"), "pb_host_message"), members(mirror));
        assertEquals(mirror.size(), Native.MESSAGE_BYTES);
    }

    @Test
    void unknownStructHasNoBytes() {
        assertEquals(0, Abi.LIBRARY.pb_struct_bytes("pb_nothing"));
    }

    @Test
    void structBytesOfTheDecoder() {
        Map<String, Integer> decoded = Map.ofEntries(
                Map.entry("pb_scene", SceneDecoder.SCENE_BYTES),
                Map.entry("pb_mesh", MeshMessage.BYTES),
                Map.entry("pb_attribute", MeshMessage.ATTRIBUTE_BYTES),
                Map.entry("pb_curves", CurvesMessage.BYTES),
                Map.entry("pb_point_cloud", PointCloudMessage.BYTES),
                Map.entry("pb_camera", SceneDecoder.CAMERA_BYTES),
                Map.entry("pb_prototype", SceneDecoder.PROTOTYPE_BYTES),
                Map.entry("pb_value_node", ValueDecoder.NODE_BYTES),
                Map.entry("pb_material", SceneDecoder.MATERIAL_BYTES),
                Map.entry("pb_image", SessionImages.IMAGE_BYTES),
                Map.entry("pb_light", SceneDecoder.LIGHT_BYTES),
                Map.entry("pb_pass_request", HostMessage.PASS_REQUEST_BYTES),
                Map.entry("pb_setting", HostMessage.SETTING_BYTES),
                Map.entry("pb_pass_target", PassTarget.BYTES));
        decoded.forEach((name, bytes) -> assertEquals(Abi.LIBRARY.pb_struct_bytes(name), bytes, name));
    }

    @Test
    void constantsOfTheHeader() {
        assertEquals(HEADER.number("PB_ABI_VERSION"), Abi.LIBRARY.pb_abi_version());
        assertEquals(HEADER.number("PB_ABI_VERSION"), Native.ABI_VERSION);
        assertEquals(HEADER.number("PB_STATUS_BYTES"), Abi.STATUS_BYTES);
        assertEquals(CHeader.read("src/host.h").number("PB_HOST_PAYLOAD_BYTES"), Native.PAYLOAD_BYTES);
        assertEquals(CHeader.read("src/pass.h").number("PB_MAX_TARGET_COUNT"), Native.MAX_TARGET_COUNT);
        assertEquals(HEADER.number("PB_MESSAGE_VERSION"), Abi.MESSAGE_VERSION);
        assertEquals(HEADER.number("PB_NAME_BYTES"), Abi.NAME_BYTES);
        assertEquals(HEADER.number("PB_VERTEX_BYTES"), Mesh.POSITION_AND_NORMAL_BYTES);
        assertEquals(HEADER.number("PB_CURVE_VERTEX_BYTES"), Curves.POINT_TANGENT_AND_RADIUS_BYTES);
        assertEquals(HEADER.number("PB_MAX_GATHERED_ATTRIBUTE_COUNT"), Mesh.MAX_GATHERED_ATTRIBUTES);
        assertEquals(CHeader.read("src/session.c").number("FRAME_TEXT_BYTES"), Native.TEXT_BYTES);
    }

    @Test
    void frameStates() {
        assertEquals(HEADER.constants("pb_frame_state", "PB_FRAME_"), ordinals(FrameState.values()));
    }

    @Test
    void messageKinds() {
        Map<String, Integer> ordinals = new LinkedHashMap<>();
        ordinals(HostMessage.Kind.values()).forEach((name, ordinal) -> ordinals.put(name, ordinal + 1));
        assertEquals(CHeader.read("src/host.h").constants("pb_host_message_kind", "PB_HOST_"), ordinals);
    }

    @Test
    void attributeTypesAndDomains() {
        assertEquals(HEADER.constants("pb_attribute_type", "PB_ATTRIBUTE_"), ordinals(MeshAttribute.Type.values()));
        assertEquals(HEADER.constants("pb_domain", "PB_DOMAIN_"), ordinals(MeshAttribute.Domain.values()));
    }

    @Test
    void geometryKinds() {
        assertEquals(HEADER.constants("pb_geometry_kind", "PB_GEOMETRY_"), ordinals(GeometryKind.values()));
    }

    @Test
    void cameraTypes() {
        assertEquals(HEADER.constants("pb_camera_type", "PB_CAMERA_"), ordinals(Camera.Type.values()));
        assertEquals(HEADER.constants("pb_shutter_position", "PB_SHUTTER_"), ordinals(Camera.Shutter.Position.values()));
    }

    @Test
    void colorSpaces() {
        assertEquals(HEADER.constants("pb_color_space", "PB_COLOR_SPACE_"), ordinals(Image.ColorSpace.values()));
    }

    /** Which record a number becomes is tested by {@link SceneDecodingTest}. */
    @Test
    void lightTypes() {
        Set<String> records = Arrays.stream(Light.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(HEADER.constants("pb_light_type", "PB_LIGHT_").keySet(), records);
    }

    @Test
    void statuses() {
        Map<String, Integer> statuses = HEADER.constants("pb_status", "PB_");
        assertEquals(statuses.get("OK"), Native.OK);
        assertEquals(statuses.get("CANCELLED"), Native.CANCELLED);
    }

    @Test
    void versionIsTheProjects() throws IOException {
        Matcher version = Pattern.compile("<artifactId>passbridge-parent</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        assertEquals(version.group(1), Abi.LIBRARY.pb_version());
    }

    @Test
    void errorTextAfterAFailingCall() {
        int status = Abi.LIBRARY.pb_render_pass_layout_get(null);
        assertEquals(HEADER.constants("pb_status", "PB_").get("INVALID_ARGUMENT"), status);
        assertEquals("layout is NULL", Abi.LIBRARY.pb_error_text());
        assertEquals(Native.OK, Abi.LIBRARY.pb_render_pass_layout_get(new Abi.pb_render_pass_layout()));
        assertEquals("", Abi.LIBRARY.pb_error_text());
    }

    @Test
    void errorTextIsOfTheThread() throws InterruptedException {
        assertNotEquals(Native.OK, Abi.LIBRARY.pb_render_pass_layout_get(null));
        List<String> theirs = new ArrayList<>();
        Thread thread = new Thread(() -> theirs.add(Abi.LIBRARY.pb_error_text()));
        thread.start();
        thread.join();
        assertEquals(List.of(""), theirs);
    }

    private static Structure mirror(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName(Abi.class.getName() + "$" + name);
        return type.asSubclass(Structure.class).getDeclaredConstructor().newInstance();
    }

    /** "float color 3" for each member, in their order. */
    private static List<String> members(Structure mirror) throws ReflectiveOperationException {
        List<String> members = new ArrayList<>();
        for (String name : mirror.getClass().getAnnotation(Structure.FieldOrder.class).value()) {
            Field field = mirror.getClass().getField(name);
            boolean isArray = field.getType().isArray();
            Class<?> type = isArray ? field.getType().getComponentType() : field.getType();
            members.add(type.getSimpleName() + " " + name + " " + (isArray ? Array.getLength(field.get(mirror)) : 0));
        }
        return members;
    }

    private static List<String> members(CHeader header, String struct) {
        return header.structs().get(struct).stream()
                .map(member -> javaType(member.type()) + " " + member.name() + " " + member.count())
                .toList();
    }

    private static String javaType(String cType) {
        return switch (cType) {
            case "char" -> "byte";
            case "int32_t", "uint32_t" -> "int";
            case "uint64_t" -> "long";
            default -> cType.endsWith("*") ? "Pointer" : cType;
        };
    }

    private static Map<String, Integer> ordinals(Enum<?>[] values) {
        Map<String, Integer> ordinals = new LinkedHashMap<>();
        for (Enum<?> value : values) {
            ordinals.put(value.name(), value.ordinal());
        }
        return ordinals;
    }
}
