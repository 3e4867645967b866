// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;

/**
 * A captured {@code pb_description}: lists of structs that lead into each other. native/schema says what they mean. Whatever leads outside
 * is refused with a PassbridgeException. Good for as long as the arena's blocks are there. Thread: the render thread.
 */
final class Description {
    /** What one element of each list has, by {@link Protocol.Lists}. */
    private static final int[] ELEMENT_BYTES = new int[Protocol.Lists.COUNT];

    private static final String[] NAMES = new String[Protocol.Lists.COUNT];

    static {
        define(Protocol.Lists.TEXT, 1, "byte of text");
        define(Protocol.Lists.NAMES, Protocol.Range.BYTES, "name");
        define(Protocol.Lists.PROPERTIES, Protocol.Property.BYTES, "property");
        define(Protocol.Lists.ARRAYS, Protocol.Array.BYTES, "array");
        define(Protocol.Lists.GEOMETRIES, Protocol.Geometry.BYTES, "geometry");
        define(Protocol.Lists.OBJECTS, Protocol.Object.BYTES, "object");
        define(Protocol.Lists.SLOTS, Integer.BYTES, "material slot");
        define(Protocol.Lists.PROTOTYPES, Protocol.Prototype.BYTES, "prototype");
        define(Protocol.Lists.INSTANCE_PROTOTYPES, Integer.BYTES, "prototype of an instance");
        define(Protocol.Lists.INSTANCE_MATRICES, 16 * Float.BYTES, "matrix of an instance");
        define(Protocol.Lists.INSTANCE_IDS, Long.BYTES, "id of an instance");
        define(Protocol.Lists.INSTANCE_RANDOM_IDS, Integer.BYTES, "random id of an instance");
        define(Protocol.Lists.INSTANCE_SOURCES, Protocol.InstanceSource.BYTES, "source of an instance");
        define(Protocol.Lists.MOTION_TIMES, Float.BYTES, "motion step");
        define(Protocol.Lists.MOTION_MATRICES, 16 * Float.BYTES, "matrix of a motion step");
        define(Protocol.Lists.MATERIALS, Protocol.Material.BYTES, "material");
        define(Protocol.Lists.SHADER_GRAPHS, Protocol.ShaderGraph.BYTES, "shader graph");
        define(Protocol.Lists.SHADER_NODES, Protocol.ShaderNode.BYTES, "shader node");
        define(Protocol.Lists.SHADER_SOCKETS, Protocol.ShaderSocket.BYTES, "socket of shader nodes");
        define(Protocol.Lists.SOCKET_VALUES, 4 * Float.BYTES, "value of a socket");
        define(Protocol.Lists.SHADER_LINKS, Protocol.ShaderLink.BYTES, "link of shader nodes");
        define(Protocol.Lists.COLOR_RAMPS, Protocol.ColorRamp.BYTES, "color ramp");
        define(Protocol.Lists.RAMP_STOPS, Protocol.RampStop.BYTES, "stop of a color ramp");
        define(Protocol.Lists.SHADER_CURVES, Protocol.ShaderCurves.BYTES, "curves of a shader node");
        define(Protocol.Lists.CURVES, Protocol.Range.BYTES, "curve of a shader node");
        define(Protocol.Lists.CURVE_POINTS, Protocol.CurvePoint.BYTES, "point of a curve");
        define(Protocol.Lists.TABLE_ENTRIES, 4 * Float.BYTES, "entry of a table");
        define(Protocol.Lists.NODE_MATRICES, 16 * Float.BYTES, "matrix of a shader node");
        define(Protocol.Lists.IMAGES, Protocol.Image.BYTES, "image");
        define(Protocol.Lists.IMAGE_TILES, Protocol.ImageTile.BYTES, "tile of an image");
        define(Protocol.Lists.LIGHTS, Protocol.Light.BYTES, "light");
        define(Protocol.Lists.LIGHT_LINKS, Protocol.LightLink.BYTES, "light link");
        define(Protocol.Lists.WORLDS, Protocol.World.BYTES, "world");
        define(Protocol.Lists.SCENES, Protocol.Scene.BYTES, "scene");
    }

    private final ByteBuffer[] lists = new ByteBuffer[Protocol.Lists.COUNT];
    private final Map<Long, String> texts = new HashMap<>();
    private final Arena arena;

    private static void define(int list, int elementBytes, String name) {
        ELEMENT_BYTES[list] = elementBytes;
        NAMES[list] = name;
    }

    /** Of a request: properties and text alone. @param struct what leads into them */
    static Struct request(ByteBuffer struct, ByteBuffer properties, ByteBuffer text) {
        Description description = new Description();
        Arrays.fill(description.lists, ByteBuffer.allocate(0));
        description.lists[Protocol.Lists.PROPERTIES] = properties;
        description.lists[Protocol.Lists.TEXT] = text;
        return description.new Struct(struct, 0);
    }

    private Description() {
        arena = null;
    }

    /** @param struct the {@code pb_description}, native byte order */
    Description(ByteBuffer struct, Arena arena) {
        this.arena = arena;
        for (int list = 0; list < lists.length; list++) {
            int span = Protocol.Description.LISTS + list * Protocol.Span.BYTES;
            long bytes = struct.getLong(span + Protocol.Span.SIZE_BYTES);
            if (bytes < 0 || bytes > Integer.MAX_VALUE || bytes % ELEMENT_BYTES[list] != 0) {
                throw new PassbridgeException("the description of the scene has " + bytes + " bytes for its list of each " + NAMES[list]);
            }
            lists[list] = bytes == 0
                    ? ByteBuffer.allocate(0)
                    : MemoryUtil.memByteBuffer(address(struct, span), (int) bytes).order(ByteOrder.nativeOrder());
        }
    }

    /** Address of what a {@code pb_span} names. */
    private long address(ByteBuffer memory, int span) {
        long segment = memory.getLong(span + Protocol.Span.SEGMENT);
        long offset = memory.getLong(span + Protocol.Span.OFFSET);
        long bytes = memory.getLong(span + Protocol.Span.SIZE_BYTES);
        if (segment == 0 || offset < 0 || bytes < 0 || offset > Long.MAX_VALUE - bytes) {
            throw new PassbridgeException("the description of the scene names memory outside of its arena: segment " + segment
                    + ", offset " + offset + ", " + bytes + " bytes");
        }
        return arena.address(segment, offset + bytes) + offset;
    }

    int count(int list) {
        return lists[list].capacity() / ELEMENT_BYTES[list];
    }

    /** A list, from 0 to its capacity. */
    ByteBuffer bytes(int list) {
        return lists[list];
    }

    /** An element of a list of structs. */
    Struct struct(int list, int index) {
        if (index < 0 || index >= count(list)) {
            throw new PassbridgeException(
                    "the description of the scene names " + NAMES[list] + " " + Integer.toUnsignedString(index) + " of " + count(list));
        }
        return new Struct(lists[list], index * ELEMENT_BYTES[list]);
    }

    /** All elements of a list. */
    Range all(int list) {
        return new Range(list, 0, count(list));
    }

    /** Elements of one list, side by side. */
    final class Range {
        private final int list;
        private final int first;
        private final int count;

        private Range(int list, int first, int count) {
            if (first < 0 || count < 0 || count > Description.this.count(list) - first) {
                throw new PassbridgeException("the description of the scene names " + Integer.toUnsignedString(count) + " times "
                        + NAMES[list] + " from " + Integer.toUnsignedString(first) + " on, of " + Description.this.count(list));
            }
            this.list = list;
            this.first = first;
            this.count = count;
        }

        int count() {
            return count;
        }

        Struct struct(int index) {
            return Description.this.struct(list, first + index);
        }

        /** A key that is equal for ranges of one list that have the same elements. */
        long key() {
            return (long) first << Integer.SIZE | count;
        }

        /** What becomes of each element. */
        <T> List<T> map(Function<Struct, T> make) {
            ArrayList<T> made = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                made.add(make.apply(struct(i)));
            }
            return made;
        }
    }

    /** One struct, or one bare number or matrix of a list. Members are offsets. */
    final class Struct {
        private final ByteBuffer memory;
        private final int offset;

        private Struct(ByteBuffer memory, int offset) {
            this.memory = memory;
            this.offset = offset;
        }

        int integer(int member) {
            return memory.getInt(offset + member);
        }

        long integer64(int member) {
            return memory.getLong(offset + member);
        }

        float real(int member) {
            return memory.getFloat(offset + member);
        }

        double real64(int member) {
            return memory.getDouble(offset + member);
        }

        Vector3f vector(int member) {
            return new Vector3f(real(member), real(member + 4), real(member + 8));
        }

        Vector4f vector4(int member) {
            return new Vector4f(real(member), real(member + 4), real(member + 8), real(member + 12));
        }

        Matrix4f matrix(int member) {
            // Not JOML's set(): it crashes where the memory is not direct.
            return new Matrix4f(
                    real(member), real(member + 4), real(member + 8), real(member + 12),
                    real(member + 16), real(member + 20), real(member + 24), real(member + 28),
                    real(member + 32), real(member + 36), real(member + 40), real(member + 44),
                    real(member + 48), real(member + 52), real(member + 56), real(member + 60));
        }

        /** What a {@code range<list>} names. */
        Range range(int member, int list) {
            return new Range(list, integer(member), integer(member + Protocol.Range.COUNT));
        }

        /** What a {@code range<TEXT>} names. */
        String text(int member) {
            Range range = range(member, Protocol.Lists.TEXT);
            if (range.count == 0) {
                return "";
            }
            return texts.computeIfAbsent(range.key(), key -> {
                byte[] bytes = new byte[range.count];
                lists[Protocol.Lists.TEXT].get(range.first, bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            });
        }

        /** Address of what a {@code pb_span} names; 0 where it is empty. */
        long address(int member) {
            return integer64(member + Protocol.Span.SIZE_BYTES) == 0 ? 0 : Description.this.address(memory, offset + member);
        }

        /** The constant of an enum whose order is that of C's. */
        <T> T constant(int member, T[] constants, String what) {
            int number = integer(member);
            if (number < 0 || number >= constants.length) {
                throw new PassbridgeException(
                        "the description of the scene names " + what + " " + Integer.toUnsignedString(number) + " of " + constants.length);
            }
            return constants[number];
        }

        /** The element that an {@code optional<list>} names, made before; otherwise where it names none. */
        <T> T element(int member, List<T> made, T otherwise, String what) {
            return integer(member) == Protocol.NONE ? otherwise : element(member, made, what);
        }

        /** The element that an {@code index<list>} names, made before. */
        <T> T element(int member, List<T> made, String what) {
            int index = integer(member);
            if (index < 0 || index >= made.size()) {
                throw new PassbridgeException(
                        "the description of the scene names " + what + " " + Integer.toUnsignedString(index) + " of " + made.size());
            }
            return made.get(index);
        }
    }
}
