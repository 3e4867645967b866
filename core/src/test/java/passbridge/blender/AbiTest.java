// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.scene.ArrayType;
import passbridge.scene.Camera;
import passbridge.scene.Curves;
import passbridge.scene.Domain;
import passbridge.scene.Image;
import passbridge.scene.Mesh;
import passbridge.session.FrameState;

/** Holds what is not generated against the C headers and {@link Protocol}: JNA's functions, and the order of enums. */
class AbiTest {
    private static final Set<String> FUNCTIONS = CHeader.functions("include/passbridge.h", "src/protocol.h");

    @Test
    void mapsEveryFunction() {
        TreeSet<String> mapped = new TreeSet<>();
        for (Method method : Abi.class.getDeclaredMethods()) {
            mapped.add(method.getName());
        }
        assertEquals(FUNCTIONS, mapped);
    }

    @Test
    void everyFunctionIsInTheLibrary() {
        NativeLibrary library = NativeLibrary.getInstance(Abi.PATH.toString());
        FUNCTIONS.forEach(library::getFunction); // throws where it is not there
    }

    static Stream<Class<?>> structs() {
        return Arrays.stream(AbiStructs.class.getDeclaredClasses());
    }

    /** The compiler holds the offsets against the schema; this is the library that runs, and JNA's idea of them. */
    @ParameterizedTest
    @MethodSource("structs")
    void structIsTheLibrarys(Class<? extends Structure> struct) throws ReflectiveOperationException {
        assertEquals(
                Abi.LIBRARY.pb_struct_bytes(struct.getSimpleName()), struct.getDeclaredConstructor().newInstance().size());
    }

    @Test
    void unknownStructHasNoBytes() {
        assertEquals(0, Abi.LIBRARY.pb_struct_bytes("pb_nothing"));
    }

    @Test
    void constantsOfTheSchema() {
        assertEquals(Protocol.ABI_VERSION, Abi.LIBRARY.pb_abi_version());
        assertEquals(Protocol.VERTEX_BYTES, Mesh.POSITION_AND_NORMAL_BYTES);
        assertEquals(Protocol.CURVE_VERTEX_BYTES, Curves.POINT_TANGENT_AND_RADIUS_BYTES);
        assertEquals(Protocol.MAX_GATHERED_ATTRIBUTE_COUNT, Mesh.MAX_GATHERED_ATTRIBUTES);
    }

    @Test
    void frameStates() {
        assertEquals(numbers(Protocol.FrameState.class), ordinals(FrameState.values()));
    }

    @Test
    void messageKinds() {
        Map<String, Integer> ordinals = new TreeMap<>();
        ordinals(HostMessage.Kind.values()).forEach((name, ordinal) -> ordinals.put(name, ordinal + 1));
        assertEquals(numbers(Protocol.HostMessageKind.class), ordinals);
    }

    @Test
    void attributeTypesAndDomains() {
        assertEquals(numbers(Protocol.ArrayType.class), ordinals(ArrayType.values()));
        assertTrue(ordinals(ArrayType.values()).entrySet().containsAll(numbers(Protocol.AttributeType.class).entrySet()));
        assertEquals(numbers(Protocol.Domain.class), ordinals(Domain.values()));
    }

    @Test
    void geometryKinds() {
        assertEquals(numbers(Protocol.GeometryKind.class), ordinals(GeometryKind.values()));
    }

    @Test
    void cameraTypes() {
        assertEquals(numbers(Protocol.CameraType.class), ordinals(Camera.Type.values()));
        assertEquals(numbers(Protocol.ShutterPosition.class), ordinals(Camera.Shutter.Position.values()));
    }

    @Test
    void colorSpaces() {
        assertEquals(numbers(Protocol.ColorSpace.class), ordinals(Image.ColorSpace.values()));
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
        assertEquals(Protocol.Status.INVALID_ARGUMENT, status);
        assertEquals("layout is NULL", Abi.LIBRARY.pb_error_text());
        assertEquals(Protocol.Status.OK, Abi.LIBRARY.pb_render_pass_layout_get(new Abi.pb_render_pass_layout()));
        assertEquals("", Abi.LIBRARY.pb_error_text());
    }

    @Test
    void errorTextIsOfTheThread() throws InterruptedException {
        assertNotEquals(Protocol.Status.OK, Abi.LIBRARY.pb_render_pass_layout_get(null));
        List<String> theirs = new ArrayList<>();
        Thread thread = new Thread(() -> theirs.add(Abi.LIBRARY.pb_error_text()));
        thread.start();
        thread.join();
        assertEquals(List.of(""), theirs);
    }

    /** Values of a generated class of numbers by name. */
    private static Map<String, Integer> numbers(Class<?> enumeration) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : enumeration.getDeclaredFields()) {
            try {
                numbers.put(field.getName(), field.getInt(null));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return numbers;
    }

    private static Map<String, Integer> ordinals(Enum<?>[] values) {
        Map<String, Integer> ordinals = new TreeMap<>();
        for (Enum<?> value : values) {
            ordinals.put(value.name(), value.ordinal());
        }
        return ordinals;
    }
}
