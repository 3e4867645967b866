// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.model.AccessorByteData;
import de.javagl.jgltf.model.AccessorData;
import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AccessorIntData;
import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.AccessorShortData;
import de.javagl.jgltf.model.GltfConstants;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.TriangleMesh;

/** Turns a primitive of glTF into a mesh. */
final class GltfMesh {
    private GltfMesh() {}

    /** What the UV map TEXCOORD_n is called, which meshes of others may lack; as Blender's importer calls it. */
    static String uvMap(int number) {
        return number == 0 ? "" : String.format("UVMap.%03d", number);
    }

    /** Empty: it has no triangles. */
    static Optional<TriangleMesh> read(MeshPrimitiveModel primitive, String name, Consumer<String> warning) {
        Map<String, AccessorModel> attributes = primitive.getAttributes();
        AccessorModel positions = attributes.get("POSITION");
        if (positions == null) {
            warning.accept("mesh '" + name + "' has no positions and is not read");
            return Optional.empty();
        }
        if (!primitive.getTargets().isEmpty()) {
            warning.accept("morph targets are not read");
        }
        if (attributes.containsKey("COLOR_0")) {
            warning.accept("vertex colours are not read");
        }
        int[] vertices = primitive.getIndices() == null
                ? IntStream.range(0, positions.getCount()).toArray()
                : indices(primitive.getIndices());
        int[] triangles = triangles(primitive.getMode(), vertices);
        if (triangles == null) {
            warning.accept("mesh '" + name + "' consists of points or lines and is not read");
            return Optional.empty();
        }
        TriangleMesh mesh = TriangleMesh.of(name, floats(positions, 3), triangles);
        if (attributes.containsKey("NORMAL")) {
            mesh = mesh.withNormals(floats(attributes.get("NORMAL"), 3));
        }
        for (int map = 0; attributes.containsKey("TEXCOORD_" + map); map++) {
            float[] uvs = floats(attributes.get("TEXCOORD_" + map), 2);
            for (int v = 1; v < uvs.length; v += 2) {
                uvs[v] = 1 - uvs[v]; // counted from the top in glTF
            }
            mesh = map == 0 ? mesh.withUvs(uvs) : mesh.withAttribute(uvMap(map), ArrayType.FLOAT2, uvs);
        }
        return Optional.of(mesh);
    }

    /** Three vertices a triangle; null: there are none. */
    private static int[] triangles(int mode, int[] vertices) {
        int stripCount = Math.max(vertices.length - 2, 0);
        switch (mode) {
            case GltfConstants.GL_TRIANGLES:
                return vertices;
            case GltfConstants.GL_TRIANGLE_STRIP: // every other one is the other way round
                return IntStream.range(0, stripCount)
                        .flatMap(i -> IntStream.of(vertices[i], vertices[i + 1 + i % 2], vertices[i + 2 - i % 2]))
                        .toArray();
            case GltfConstants.GL_TRIANGLE_FAN:
                return IntStream.range(0, stripCount)
                        .flatMap(i -> IntStream.of(vertices[0], vertices[i + 1], vertices[i + 2]))
                        .toArray();
            default:
                return null;
        }
    }

    private static int[] indices(AccessorModel accessor) {
        AccessorData data = accessor.getAccessorData();
        return IntStream.range(0, accessor.getCount()).map(i -> (int) integer(data, i, 0)).toArray();
    }

    /** Whole numbers that stand for 0 to 1, or -1 to 1, become that (glTF 2.0, section 3.6.2.2). */
    private static float[] floats(AccessorModel accessor, int components) {
        if (accessor.getElementType().getNumComponents() != components) {
            throw new PassbridgeException("an attribute of a mesh has " + accessor.getElementType() + " where " + components
                    + " numbers belong");
        }
        AccessorData data = accessor.getAccessorData();
        float largest = accessor.isNormalized() ? largest(accessor.getComponentType()) : 1;
        float[] floats = new float[Math.multiplyExact(accessor.getCount(), components)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = data instanceof AccessorFloatData numbers
                    ? numbers.get(i / components, i % components)
                    : Math.max(integer(data, i / components, i % components) / largest, -1);
        }
        return floats;
    }

    private static long integer(AccessorData data, int element, int component) {
        if (data instanceof AccessorByteData bytes) {
            return bytes.getInt(element, component);
        }
        if (data instanceof AccessorShortData shorts) {
            return shorts.getInt(element, component);
        }
        if (data instanceof AccessorIntData integers) {
            return integers.getLong(element, component);
        }
        throw new PassbridgeException("a mesh counts in numbers that are not whole");
    }

    private static float largest(int componentType) {
        switch (componentType) {
            case GltfConstants.GL_BYTE:
                return Byte.MAX_VALUE;
            case GltfConstants.GL_UNSIGNED_BYTE:
                return 0xff;
            case GltfConstants.GL_SHORT:
                return Short.MAX_VALUE;
            case GltfConstants.GL_UNSIGNED_SHORT:
                return 0xffff;
            default:
                return 1;
        }
    }
}
