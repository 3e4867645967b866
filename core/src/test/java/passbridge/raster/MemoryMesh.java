// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.ArrayType;
import passbridge.scene.Bounds;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/** A mesh of quads in Java's memory; counts how often it is gathered. */
final class MemoryMesh implements Mesh {
    private record Corner(Vector3fc position, Vector3fc normal, Vector2f uv) {}

    private static final MeshAttribute UVS =
            new MeshAttribute("UVMap", ArrayType.FLOAT2, Domain.CORNER);

    private final List<Corner> corners = new ArrayList<>();
    private final List<Integer> quadSlots = new ArrayList<>();
    private final boolean hasUvs;
    private final Map<MeshAttribute, float[]> constantAttributes = new LinkedHashMap<>();
    private MeshAttribute colorAttribute;
    private final List<Vector3fc> offsetsAtSteps = new ArrayList<>();
    private int gatherCount;
    private boolean isReadable = true;

    MemoryMesh(boolean hasUvs) {
        this.hasUvs = hasUvs;
    }

    /** The square from (-size, -size, 0) to (size, size, 0), seen from +Z, UVs 0 to 1. */
    static MemoryMesh plane(float size) {
        return new MemoryMesh(true).quad(0, new Vector3f(0, 0, 1), -size, -size, size, size);
    }

    /** Adds a rectangle in the XY plane, front towards +Z. */
    MemoryMesh quad(int slot, Vector3fc normal, float x0, float y0, float x1, float y1) {
        corners.add(new Corner(new Vector3f(x0, y0, 0), normal, new Vector2f(0, 0)));
        corners.add(new Corner(new Vector3f(x1, y0, 0), normal, new Vector2f(1, 0)));
        corners.add(new Corner(new Vector3f(x1, y1, 0), normal, new Vector2f(1, 1)));
        corners.add(new Corner(new Vector3f(x0, y1, 0), normal, new Vector2f(0, 1)));
        quadSlots.add(slot);
        return this;
    }

    /** Adds an attribute that has the same value everywhere. */
    MemoryMesh attribute(String name, ArrayType type, float... value) {
        constantAttributes.put(new MeshAttribute(name, type, Domain.FACE), value);
        return this;
    }

    /** As {@link #attribute}; it is switched on for rendering. */
    MemoryMesh colorAttribute(String name, float... value) {
        colorAttribute = new MeshAttribute(name, ArrayType.FLOAT4, Domain.FACE);
        return attribute(name, ArrayType.FLOAT4, value);
    }

    /** Adds a motion step, at which the whole mesh lies beside where it is at the frame. */
    MemoryMesh motionStep(Vector3fc offset) {
        offsetsAtSteps.add(offset);
        return this;
    }

    /** Whether it can be read from now on. */
    void setReadable(boolean readable) {
        isReadable = readable;
    }

    @Override
    public boolean isReadable() {
        return isReadable;
    }

    int gatherCount() {
        return gatherCount;
    }

    @Override
    public List<GeometryArray> arrays() {
        List<GeometryArray> arrays = new ArrayList<>();
        for (int step = 1; step <= offsetsAtSteps.size(); step++) {
            arrays.add(new GeometryArray(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, corners.size(), step));
        }
        return arrays;
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        ByteBuffer data = values.duplicate().order(values.order());
        for (Corner corner : corners.subList(first, first + count)) {
            put(data, corner.position.add(offsetsAtSteps.get(array.motionStep() - 1), new Vector3f()));
        }
    }

    @Override
    public List<MeshAttribute> motionAttributes() {
        return arrays().stream().map(array -> new MeshAttribute(array.name(), array.type(), array.domain(), array.motionStep())).toList();
    }

    @Override
    public Optional<Bounds> bounds() {
        return Optional.empty();
    }

    @Override
    public int slotCount() {
        return 1;
    }

    @Override
    public String name() {
        return "memory mesh";
    }

    @Override
    public long id() {
        return System.identityHashCode(this);
    }

    @Override
    public int vertexCount(List<MeshAttribute> attributes) {
        return corners.size();
    }

    @Override
    public int triangleCount() {
        return 2 * quadSlots.size();
    }

    @Override
    public List<MeshAttribute> attributes() {
        List<MeshAttribute> attributes = new ArrayList<>(constantAttributes.keySet());
        if (hasUvs) {
            attributes.add(UVS);
        }
        return attributes;
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return hasUvs ? Optional.of(UVS) : Optional.empty();
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return Optional.ofNullable(colorAttribute);
    }

    @Override
    public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        gatherCount++;
        ByteBuffer vertexData = vertices.duplicate().order(vertices.order());
        for (Corner corner : corners) {
            put(vertexData, corner.position);
            put(vertexData, corner.normal);
            for (MeshAttribute attribute : attributes) {
                if (attribute.motionStep() > 0) {
                    put(vertexData, corner.position.add(offsetsAtSteps.get(attribute.motionStep() - 1), new Vector3f()));
                    continue;
                }
                for (float value : attribute.equals(UVS) ? new float[] {corner.uv.x, corner.uv.y} : constantAttributes.get(attribute)) {
                    vertexData.putFloat(value);
                }
            }
        }
        ByteBuffer indexData = indices.duplicate().order(indices.order());
        int[] counts = new int[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            for (int quad = 0; quad < quadSlots.size(); quad++) {
                if (Math.min(Math.max(quadSlots.get(quad), 0), slotCount - 1) == slot) {
                    for (int corner : new int[] {0, 1, 2, 0, 2, 3}) {
                        indexData.putInt(4 * quad + corner);
                    }
                    counts[slot] += 2;
                }
            }
        }
        return counts;
    }

    private static void put(ByteBuffer data, Vector3fc value) {
        data.putFloat(value.x()).putFloat(value.y()).putFloat(value.z());
    }
}
