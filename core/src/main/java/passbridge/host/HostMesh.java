// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

/** A mesh whose data lies in the memory of whoever sent the frame's scene. Its content never changes; where it lies does. */
final class HostMesh implements Mesh {
    private final MeshMessage content;
    private final Optional<Fingerprint> fingerprint;
    private HostFrame frame;
    private MeshMessage source;
    private String warning; // null: there is nothing wrong

    /**
     * @param content of a message with data
     * @param fingerprint of the content, where it was taken
     */
    HostMesh(HostFrame frame, MeshMessage content, Optional<Fingerprint> fingerprint) {
        this.content = content;
        this.fingerprint = fingerprint;
        this.frame = frame;
        this.source = content;
    }

    Optional<Fingerprint> fingerprint() {
        return fingerprint;
    }

    /** The same content in the message of a later frame, which may have left the data out. */
    void moveTo(HostFrame laterFrame, MeshMessage laterSource) {
        frame = laterFrame;
        source = laterSource;
        if (warning != null) {
            frame.warn(warning);
        }
    }

    @Override
    public long id() {
        return content.id();
    }

    @Override
    public String name() {
        return content.name();
    }

    @Override
    public int triangleCount() {
        return content.triangleCount();
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
                && attributes.stream().allMatch(attribute -> attribute.domain() == MeshAttribute.Domain.POINT);
        return byVertex ? content.vertexCount() : content.cornerCount();
    }

    @Override
    public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
        long vertexBytes = (long) vertexCount(attributes) * Mesh.vertexBytes(attributes);
        long indexBytes = triangleCount() * 3L * Integer.BYTES;
        if (!vertices.isDirect() || vertices.remaining() < vertexBytes
                || !indices.isDirect() || indices.remaining() < indexBytes || slotCount < 1) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes
                    + " bytes and at least one slot are needed");
        }
        IntBuffer attributeIndices = indicesOf(attributes);
        frame.requireSyncing();
        if (!source.hasData()) {
            throw new IncompleteScene("mesh " + name());
        }
        IntBuffer counts = integers(slotCount + 1);
        Native.frameGather(
                frame.address(), source.memory(), source.offset(), attributeIndices, vertices, indices, counts, slotCount);
        int skipped = counts.get(slotCount);
        if (skipped > 0) {
            warning = "Mesh '" + name() + "': " + skipped + " triangles have wrong indices or coordinates and are not drawn";
            frame.warn(warning);
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

    private static IntBuffer integers(int count) {
        return ByteBuffer.allocateDirect(count * Integer.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
    }
}
