// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import passbridge.scene.Domain;
import passbridge.scene.Geometry;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/** A mesh whose data lies in the memory of whoever sent the frame's scene. */
final class HostMesh extends HostGeometry implements Mesh {
    private final MeshMessage content;

    /** See {@link GeometryMessage#open}. */
    HostMesh(HostFrame frame, MeshMessage content, Optional<Fingerprint> fingerprint) {
        super(frame, content, fingerprint);
        this.content = content;
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public int triangleCount() {
        return content.triangleCount();
    }

    @Override
    public int slotCount() {
        return 1;
    }

    @Override
    public List<MeshAttribute> attributes() {
        return content.attributes();
    }

    @Override
    public Optional<MeshAttribute> uvMap() {
        return content.uvMap();
    }

    @Override
    public Optional<MeshAttribute> colorAttribute() {
        return content.colorAttribute();
    }

    @Override
    public int vertexCount(List<MeshAttribute> attributes) {
        boolean byVertex = content.normalsByVertex()
                && attributes.stream().allMatch(attribute -> attribute.domain() == Domain.POINT);
        return byVertex ? content.vertexCount() : content.cornerCount();
    }

    @Override
    public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        long vertexBytes = (long) vertexCount(attributes) * Mesh.vertexBytes(attributes);
        long indexBytes = triangleCount() * 3L * Integer.BYTES;
        if (!holds(vertices, vertexBytes) || !holds(indices, indexBytes) || slotCount < 1) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes
                    + " bytes and at least one slot are needed");
        }
        IntBuffer attributeIndices = indicesOf(attributes);
        HostFrame frame = readableFrame();
        IntBuffer counts = integers(slotCount + 1);
        frame.use(address -> Native.frameGather(
                address, source().memory(), source().offset(), attributeIndices, vertices, indices, counts, slotCount));
        int skipped = counts.get(slotCount);
        if (skipped > 0) {
            warn("Mesh '" + name() + "': " + skipped + " triangles have wrong indices or coordinates and are not drawn");
        }
        int[] slotTriangleCounts = new int[slotCount];
        counts.get(slotTriangleCounts);
        return slotTriangleCounts;
    }

    private IntBuffer indicesOf(List<MeshAttribute> attributes) {
        if (attributes.isEmpty()) {
            return null;
        }
        if (attributes.size() > MAX_GATHERED_ATTRIBUTES || attributes.stream().distinct().count() < attributes.size()) {
            throw new IllegalArgumentException("at most " + MAX_GATHERED_ATTRIBUTES + " attributes, none twice: " + attributes);
        }
        IntBuffer indices = integers(attributes.size());
        for (MeshAttribute attribute : attributes) {
            int index = attributes().indexOf(attribute);
            if (index < 0) {
                throw new IllegalArgumentException("mesh " + name() + " has no " + attribute);
            }
            indices.put(index);
        }
        return indices.rewind();
    }
}
