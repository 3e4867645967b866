// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;
import passbridge.scene.SocketType;

/** A {@code pb_description} in the making, as the add-on builds it: lists of packed structs. One scene in it, else nothing, at first. */
final class DescriptionBuilder {
    private final List<List<Struct>> lists = new ArrayList<>();
    private final List<ByteBuffer> kept = new ArrayList<>();
    private final long segment;
    private long textBytes;

    /** The one scene. */
    final Struct scene;

    /** @param segment that memory is said to be in; its address is 0 */
    DescriptionBuilder(long segment) {
        this.segment = segment;
        for (int list = 0; list < Protocol.Lists.COUNT; list++) {
            lists.add(new ArrayList<>());
        }
        scene = add(Protocol.Lists.SCENES, Protocol.Scene.BYTES).integer(Protocol.Scene.WORLD, Protocol.NONE).integer(Protocol.Scene.DEFAULT_GRAPH, Protocol.NONE)
                .real(Protocol.Scene.FILM_EXPOSURE, 1);
    }

    /** An arena whose one segment, number 1, is the memory of the process; its counts of holders may be looked at. */
    static final class ProcessMemory implements Arena {
        private int holderCount;

        synchronized int holderCount() {
            return holderCount;
        }

        @Override
        public long address(long segment, long endBytes) {
            if (segment != 1) {
                throw new PassbridgeException("there is no segment " + segment);
            }
            return 0;
        }

        @Override
        public synchronized void retain(long[] segments) {
            holderCount += segments.length;
        }

        @Override
        public synchronized void release(long[] segments) {
            holderCount -= segments.length;
        }
    }

    /** One element of a list; members are offsets. */
    final class Struct {
        private final ByteBuffer bytes;
        private final int index;

        private Struct(int byteCount, int index) {
            bytes = ByteBuffer.allocate(byteCount).order(ByteOrder.nativeOrder());
            this.index = index;
        }

        int index() {
            return index;
        }

        Struct integer(int member, int... values) {
            for (int i = 0; i < values.length; i++) {
                bytes.putInt(member + i * Integer.BYTES, values[i]);
            }
            return this;
        }

        Struct integer64(int member, long... values) {
            for (int i = 0; i < values.length; i++) {
                bytes.putLong(member + i * Long.BYTES, values[i]);
            }
            return this;
        }

        Struct real(int member, float... values) {
            for (int i = 0; i < values.length; i++) {
                bytes.putFloat(member + i * Float.BYTES, values[i]);
            }
            return this;
        }

        Struct real64(int member, double... values) {
            for (int i = 0; i < values.length; i++) {
                bytes.putDouble(member + i * Double.BYTES, values[i]);
            }
            return this;
        }

        Struct text(int member, String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            integer(member, (int) textBytes, utf8.length);
            for (byte one : utf8) {
                add(Protocol.Lists.TEXT, 1).bytes.put(0, one);
            }
            textBytes += utf8.length;
            return this;
        }

        /** Adds a {@code pb_property} to the {@code range<PROPERTIES>} that a member is; all of a range one after the other. */
        Struct property(int member, String name, int type, String text, double... numbers) {
            int first = bytes.getInt(member + Protocol.Range.COUNT) == 0 ? count(Protocol.Lists.PROPERTIES) : bytes.getInt(member);
            integer(member, first, bytes.getInt(member + Protocol.Range.COUNT) + 1);
            add(Protocol.Lists.PROPERTIES, Protocol.Property.BYTES)
                    .text(Protocol.Property.NAME, name)
                    .text(Protocol.Property.TEXT, text)
                    .integer(Protocol.Property.TYPE, type, numbers.length)
                    .real64(Protocol.Property.NUMBERS, numbers);
            return this;
        }

        /** Adds an array to a {@code pb_geometry}; all of one one after the other. */
        Struct array(String name, Domain domain, ArrayType type, float... numbers) {
            ByteBuffer values = direct(numbers.length);
            values.asFloatBuffer().put(numbers);
            return array(name, domain, type, values);
        }

        /** Adds an array to a {@code pb_geometry}; all of one one after the other. */
        Struct array(String name, Domain domain, ArrayType type, int... numbers) {
            ByteBuffer values = direct(numbers.length);
            if (type.isFloat()) {
                for (int number : numbers) {
                    values.putFloat(number);
                }
            } else {
                values.asIntBuffer().put(numbers);
            }
            return array(name, domain, type, values);
        }

        Struct array(String name, Domain domain, ArrayType type, ByteBuffer filled) {
            ByteBuffer values = filled.clear();
            kept.add(values);
            int first = bytes.getInt(Protocol.Geometry.ARRAYS + Protocol.Range.COUNT) == 0
                    ? count(Protocol.Lists.ARRAYS)
                    : bytes.getInt(Protocol.Geometry.ARRAYS);
            integer(Protocol.Geometry.ARRAYS, first, bytes.getInt(Protocol.Geometry.ARRAYS + Protocol.Range.COUNT) + 1);
            Struct array = add(Protocol.Lists.ARRAYS, Protocol.Array.BYTES)
                    .text(Protocol.Array.NAME, name)
                    .integer(Protocol.Array.DOMAIN, domain.ordinal(), type.ordinal(), values.capacity() / type.bytes());
            if (values.capacity() > 0) {
                array.integer64(Protocol.Array.VALUES, segment, MemoryUtil.memAddress(values), values.capacity());
            }
            return this;
        }
    }

    private static ByteBuffer direct(int numberCount) {
        return ByteBuffer.allocateDirect(numberCount * Integer.BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many elements a list has. */
    int count(int list) {
        return lists.get(list).size();
    }

    Struct add(int list, int byteCount) {
        Struct struct = new Struct(byteCount, count(list));
        lists.get(list).add(struct);
        return struct;
    }

    Struct get(int list, int index) {
        return lists.get(list).get(index);
    }

    /** Empties a list. */
    void clear(int list) {
        lists.get(list).clear();
    }

    Struct geometry(long id, String name, GeometryKind kind) {
        return add(Protocol.Lists.GEOMETRIES, Protocol.Geometry.BYTES)
                .integer64(Protocol.Geometry.ID, id)
                .text(Protocol.Geometry.NAME, name)
                .integer(Protocol.Geometry.KIND, kind.ordinal(), Protocol.GeometryState.CAPTURED)
                .integer(Protocol.Geometry.UV_MAP, Protocol.NONE, Protocol.NONE)
                .integer64(Protocol.Geometry.CONTENT, id, 1);
    }

    /** Two triangles with UVs and one that can't be drawn; id 1. */
    Struct addMesh() {
        return addMesh(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
    }

    /** The same with other positions of its four vertices. */
    Struct addMesh(float... positions) {
        return geometry(1, "Mesh é", GeometryKind.MESH)
                .integer(Protocol.Geometry.POINT_COUNT, 4, 5, 3, 3)
                .integer(Protocol.Geometry.SLOT_COUNT, 2, 5)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, positions)
                .array(GeometryArray.CORNER_VERTEX, Domain.CORNER, ArrayType.INT32, 0, 1, 2, 3, 0)
                .array(GeometryArray.NORMAL, Domain.CORNER, ArrayType.FLOAT3, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5)
                .array(GeometryArray.TRIANGLE_CORNERS, Domain.TRIANGLE, ArrayType.INT32X3, 0, 1, 2, 0, 2, 3, 0, 1, 99)
                .array(GeometryArray.TRIANGLE_FACE, Domain.TRIANGLE, ArrayType.INT32, 0, 1, 2)
                .array("UVé", Domain.CORNER, ArrayType.FLOAT2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .array(GeometryArray.MATERIAL_SLOT, Domain.FACE, ArrayType.INT32, 1, 0, 0);
    }

    /** A line of one segment and a curve that can't be drawn; id 2. */
    Struct addCurves() {
        return geometry(2, "Curves é", GeometryKind.CURVES)
                .integer(Protocol.Geometry.POINT_COUNT, 5)
                .integer(Protocol.Geometry.CURVE_COUNT, 2)
                .integer(Protocol.Geometry.SEGMENT_STEPS, 1)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, 0, 0, 0, 2, 0, 0, 0, 0, Float.NaN, 1, 1, 1, 2, 2, 2)
                .array(GeometryArray.RADIUS, Domain.POINT, ArrayType.FLOAT, 1, 2, 3, 4, 5)
                .array(GeometryArray.CURVE_OFFSET, Domain.CURVE, ArrayType.INT32, 0, 2, 5)
                .array(GeometryArray.CURVE_UV, Domain.CURVE, ArrayType.FLOAT2, 0.25f, 0.5f, 1, 1);
    }

    /** Two points, and one at no place; id 3. */
    Struct addPointCloud() {
        return geometry(3, "Points é", GeometryKind.POINT_CLOUD)
                .integer(Protocol.Geometry.POINT_COUNT, 3)
                .real(Protocol.Geometry.DEFAULT_RADIUS, 0.5f)
                .array(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, 0, 1, 2, Float.NaN, 4, 5, 6, 7, 8);
    }

    /** An object like others, with an id. */
    Struct addObject(long id, String name) {
        return add(Protocol.Lists.OBJECTS, Protocol.Object.BYTES)
                .integer64(Protocol.Object.ID, id)
                .text(Protocol.Object.NAME, name)
                .text(Protocol.Object.ASSET_NAME, name)
                .real(Protocol.Object.COLOR, 1, 1, 1, 1)
                .integer(Protocol.Object.VISIBILITY, 63);
    }

    /** A geometry of an object, with material slots. */
    Struct addPrototype(int geometry, int object, int... slots) {
        Struct prototype = add(Protocol.Lists.PROTOTYPES, Protocol.Prototype.BYTES)
                .integer(Protocol.Prototype.GEOMETRY, geometry, object, count(Protocol.Lists.SLOTS), slots.length);
        for (int slot : slots) {
            add(Protocol.Lists.SLOTS, Integer.BYTES).integer(0, slot);
        }
        return prototype;
    }

    /** An instance of a prototype, whose place is where 16 numbers say; none: the origin. */
    void addInstance(int prototype, float... matrix) {
        add(Protocol.Lists.INSTANCE_PROTOTYPES, Integer.BYTES).integer(0, prototype);
        add(Protocol.Lists.INSTANCE_MATRICES, 16 * Float.BYTES)
                .real(0, matrix.length == 16 ? matrix : new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    }

    /** One instance of each geometry that there is, each of an object of its own. @param slots of all of them */
    void addInstances(int... slots) {
        for (int geometry = 0; geometry < count(Protocol.Lists.GEOMETRIES); geometry++) {
            int object = addObject(geometry + 1, "object " + geometry).index();
            addInstance(addPrototype(geometry, object, slots).index());
        }
    }

    Struct addMaterial(String name) {
        return add(Protocol.Lists.MATERIALS, Protocol.Material.BYTES)
                .integer64(Protocol.Material.ID, count(Protocol.Lists.MATERIALS))
                .text(Protocol.Material.NAME, name)
                .integer(Protocol.Material.GRAPH, Protocol.NONE)
                .integer(Protocol.Material.PASS_INDEX, 9);
    }

    /** Adds a material that shines with the colour of an image. */
    Struct addTexturedMaterial(String name, int image) {
        if (count(Protocol.Lists.SHADER_SOCKETS) == 0) {
            addShaderSocket("Color", SocketType.COLOR);
            add(Protocol.Lists.SOCKET_VALUES, 4 * Float.BYTES);
        }
        int node = addShaderNode("ShaderNodeTexImage").integer(Protocol.ShaderNode.OUTPUTS, 0, 1)
                .integer(Protocol.ShaderNode.VALUES, 0, 1).integer(Protocol.ShaderNode.IMAGE, image).index();
        addShaderGraph(node, 0).integer(Protocol.ShaderGraph.NODES, node, 1).integer(Protocol.ShaderGraph.SURFACE, 0, 0);
        return addMaterial(name).integer(Protocol.Material.GRAPH, count(Protocol.Lists.SHADER_GRAPHS) - 1);
    }

    Struct addImage(int width, int height, int channels) {
        return add(Protocol.Lists.IMAGES, Protocol.Image.BYTES)
                .integer64(Protocol.Image.ID, count(Protocol.Lists.IMAGES), 77)
                .text(Protocol.Image.NAME, "image")
                .integer(Protocol.Image.WIDTH, width, height, channels, Protocol.PixelFormat.FLOAT32, 0);
    }

    Struct addLight(int type, int object) {
        return add(Protocol.Lists.LIGHTS, Protocol.Light.BYTES)
                .integer64(Protocol.Light.ID, count(Protocol.Lists.LIGHTS))
                .text(Protocol.Light.NAME, "light")
                .integer(Protocol.Light.OBJECT, object, type, Protocol.LightFlags.CASTS_SHADOW)
                .real(Protocol.Light.LIGHT_TO_WORLD, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
                .real(Protocol.Light.COLOR, 1, 2, 3, 10, 1.5f, 0.25f, 13, 14)
                .real(Protocol.Light.AREA_SPREAD, 2, 0.125f)
                .integer(Protocol.Light.GRAPH, Protocol.NONE);
    }

    /** Adds a node of a type that it has for a name, too, without properties; all of a graph one after the other. */
    Struct addShaderNode(String type) {
        return add(Protocol.Lists.SHADER_NODES, Protocol.ShaderNode.BYTES)
                .text(Protocol.ShaderNode.TYPE, type)
                .text(Protocol.ShaderNode.NAME, type)
                .integer(Protocol.ShaderNode.IMAGE, Protocol.NONE, Protocol.NONE, Protocol.NONE, Protocol.NONE);
    }

    /** Adds a socket, which nodes share. */
    void addShaderSocket(String identifier, SocketType type) {
        add(Protocol.Lists.SHADER_SOCKETS, Protocol.ShaderSocket.BYTES)
                .text(Protocol.ShaderSocket.IDENTIFIER, identifier)
                .integer(Protocol.ShaderSocket.TYPE, type.ordinal());
    }

    /** Adds a graph of all nodes so far, whose surface is an output of one of them. */
    Struct addShaderGraph(int node, int output) {
        return add(Protocol.Lists.SHADER_GRAPHS, Protocol.ShaderGraph.BYTES)
                .integer(Protocol.ShaderGraph.NODES, 0, count(Protocol.Lists.SHADER_NODES))
                .integer(Protocol.ShaderGraph.SURFACE, node, output, Protocol.NONE, 0, Protocol.NONE, 0);
    }

    /** The {@code pb_description}, as it is now; its lists stay for as long as this. */
    ByteBuffer build() {
        ByteBuffer description =
                ByteBuffer.allocateDirect(Protocol.Description.BYTES).order(ByteOrder.nativeOrder());
        description.putInt(Protocol.Description.SIZE_BYTES, Protocol.Description.BYTES);
        description.putInt(Protocol.Description.VERSION, Protocol.MESSAGE_VERSION);
        for (int list = 0; list < Protocol.Lists.COUNT; list++) {
            int bytes = lists.get(list).stream().mapToInt(struct -> struct.bytes.capacity()).sum();
            if (bytes > 0) {
                ByteBuffer packed = ByteBuffer.allocateDirect(bytes);
                lists.get(list).forEach(struct -> packed.put(struct.bytes.duplicate()));
                kept.add(packed);
                int span = Protocol.Description.LISTS + list * Protocol.Span.BYTES;
                description.putLong(span + Protocol.Span.SEGMENT, segment);
                description.putLong(span + Protocol.Span.OFFSET, MemoryUtil.memAddress(packed.clear()));
                description.putLong(span + Protocol.Span.SIZE_BYTES, bytes);
            }
        }
        kept.add(description);
        return description;
    }
}
