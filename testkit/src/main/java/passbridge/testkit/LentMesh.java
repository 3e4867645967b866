// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import passbridge.scene.Bounds;
import passbridge.scene.GeometryArray;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.TextureSpace;

/** A mesh that is lent. */
final class LentMesh extends Lent implements Mesh {
    private final Mesh mesh;

    LentMesh(Mesh mesh, StandInFrame frame, Consumer<String> lateReads) {
        super(frame, lateReads);
        this.mesh = mesh;
    }

    @Override
    String description() {
        return "mesh '" + name() + "'";
    }

    @Override
    public long id() {
        return mesh.id();
    }

    @Override
    public Object content() {
        return mesh.content();
    }

    @Override
    public List<GeometryArray> arrays() {
        return mesh.arrays();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        requireReadable();
        mesh.copyValues(array, first, count, values);
    }

    @Override
    public Optional<Bounds> bounds() {
        return mesh.bounds();
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return mesh.textureSpace();
    }

    @Override
    public int slotCount() {
        return mesh.slotCount();
    }

    @Override
    public String name() {
        return mesh.name();
    }

    @Override
    public int triangleCount() {
        return mesh.triangleCount();
    }

    @Override
    public List<MeshAttribute> attributes() {
        return mesh.attributes();
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return mesh.uvMap();
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return mesh.colorAttribute();
    }

    @Override
    public int vertexCount(List<MeshAttribute> attributes) {
        requireReadable();
        return mesh.vertexCount(attributes);
    }

    @Override
    public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        int vertexCount = vertexCount(attributes);
        int vertexBytes = Mesh.vertexBytes(attributes);
        long indexBytes = triangleCount() * 3L * Integer.BYTES;
        if (!holds(vertices, (long) vertexCount * vertexBytes) || !holds(indices, indexBytes) || slotCount < 1) {
            throw new IllegalArgumentException("direct buffers of " + (long) vertexCount * vertexBytes + " and " + indexBytes
                    + " bytes and at least one slot are needed");
        }
        if (attributes.size() > MAX_GATHERED_ATTRIBUTES || attributes.stream().distinct().count() < attributes.size()
                || !attributes().containsAll(attributes)) {
            throw new IllegalArgumentException("at most " + MAX_GATHERED_ATTRIBUTES + " attributes of mesh " + name() + ", none twice: "
                    + attributes);
        }
        ByteBuffer gatheredVertices = nativeOrder(vertices);
        int[] slotCounts = mesh.gather(attributes, gatheredVertices, nativeOrder(indices), slotCount);
        int[] kept = leaveOutWrong(gatheredVertices.slice().order(gatheredVertices.order()), vertexCount, vertexBytes,
                nativeOrder(indices).slice().order(gatheredVertices.order()), slotCounts);
        int skipped = triangleCount() - Arrays.stream(kept).sum();
        if (skipped > 0) {
            warn("Mesh '" + name() + "': " + skipped + " triangles have wrong indices or coordinates and are not drawn");
        }
        return kept;
    }

    /** Closes up the triangles that can be drawn, as C does. @return how many each slot has */
    private static int[] leaveOutWrong(ByteBuffer vertices, int vertexCount, int vertexBytes, ByteBuffer indices, int[] slotCounts) {
        int[] kept = new int[slotCounts.length];
        int triangle = 0;
        int target = 0;
        for (int slot = 0; slot < slotCounts.length; slot++) {
            for (int end = triangle + slotCounts[slot]; triangle < end; triangle++) {
                if (isDrawable(vertices, vertexCount, vertexBytes, indices, triangle)) {
                    for (int corner = 0; corner < 3; corner++) {
                        indices.putInt((3 * target + corner) * Integer.BYTES, indices.getInt((3 * triangle + corner) * Integer.BYTES));
                    }
                    target++;
                    kept[slot]++;
                }
            }
        }
        return kept;
    }

    private static boolean isDrawable(ByteBuffer vertices, int vertexCount, int vertexBytes, ByteBuffer indices, int triangle) {
        for (int corner = 0; corner < 3; corner++) {
            int index = indices.getInt((3 * triangle + corner) * Integer.BYTES);
            if (index < 0 || index >= vertexCount) {
                return false;
            }
            for (int axis = 0; axis < 3; axis++) {
                if (!Float.isFinite(vertices.getFloat(index * vertexBytes + axis * Float.BYTES))) {
                    return false;
                }
            }
        }
        return true;
    }
}
