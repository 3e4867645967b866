// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.MeshAttribute;

/**
 * A {@code pb_mesh}.
 *
 * @param normalsByVertex normals don't differ between the corners of a vertex
 */
record MeshMessage(
        ByteBuffer memory, int offset, long id, boolean hasData, String name, int vertexCount, int cornerCount, int triangleCount,
        boolean normalsByVertex, List<MeshAttribute> attributes, Optional<MeshAttribute> uvMap,
        Optional<MeshAttribute> colorAttribute)
        implements GeometryMessage {
    /** Reads the struct at {@code offset}. */
    static MeshMessage read(HostFrame frame, ByteBuffer memory, int offset) {
        ByteBuffer in = memory.duplicate().order(memory.order()).position(offset);
        long id = in.getLong();
        Span name = Span.read(in);
        Span positions = Span.read(in);
        in.position(in.position() + Protocol.Span.BYTES); // corners: C alone reads them
        boolean hasNormals = Span.read(in).sizeBytes() > 0;
        boolean hasFlatPolygons = Span.read(in).sizeBytes() > 0;
        in.position(in.position() + 3 * Protocol.Span.BYTES); // triangles, polygons: C alone reads them
        Span attributeSpan = Span.read(in);
        int vertexCount = in.getInt();
        int cornerCount = in.getInt();
        int triangleCount = in.getInt();
        in.getInt(); // polygons
        int normalsDomain = in.getInt();
        int uvMap = in.getInt();
        int colorAttribute = in.getInt();
        boolean normalsByVertex = !hasFlatPolygons && (!hasNormals || normalsDomain == Domain.POINT.ordinal());
        if (positions.sizeBytes() == 0 && vertexCount > 0) {
            return new MeshMessage(memory, offset, id, false, "", 0, 0, 0, false, List.of(), Optional.empty(), Optional.empty());
        }
        List<MeshAttribute> attributes = attributes(frame, attributeSpan);
        return new MeshMessage(
                memory, offset, id, true, frame.readText(name), vertexCount, cornerCount, triangleCount, normalsByVertex, attributes,
                listed(attributes, uvMap, "UV map"), listed(attributes, colorAttribute, "colour attribute"));
    }

    private static Optional<MeshAttribute> listed(List<MeshAttribute> attributes, int index, String what) {
        return index == Protocol.NONE ? Optional.empty() : Optional.of(Enumerated.element(attributes, index, what));
    }

    @Override
    public GeometryKind kind() {
        return GeometryKind.MESH;
    }

    @Override
    public HostGeometry open(HostFrame frame, Optional<Fingerprint> fingerprint) {
        return new HostMesh(frame, this, fingerprint);
    }

    private static List<MeshAttribute> attributes(HostFrame frame, Span span) {
        ByteBuffer in = frame.read(span);
        if (in.capacity() % Protocol.Attribute.BYTES != 0) {
            throw new PassbridgeException("the scene message has attributes of a wrong size");
        }
        List<MeshAttribute> attributes = new ArrayList<>();
        while (in.hasRemaining()) {
            String name = frame.readText(Span.read(in));
            Span.read(in); // values: C alone reads them
            ArrayType type = Enumerated.element(ArrayType.values(), in.getInt(), "attribute type");
            attributes.add(new MeshAttribute(name, type, Enumerated.element(Domain.values(), in.getInt(), "domain")));
        }
        return List.copyOf(attributes);
    }
}
