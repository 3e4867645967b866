// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import passbridge.PassbridgeException;
import passbridge.scene.Geometry;

/**
 * The geometries of a session's scene, from frame to frame: what has not changed stays the same object. Thread: the render thread.
 */
final class SessionGeometry {
    private Map<Long, HostGeometry> known = new HashMap<>();

    /**
     * The geometries of a scene message. Unchanged are those that the sender says so of, and those with the content they had.
     *
     * @param spans the list of each kind
     * @return the same lists, decoded
     * @throws IncompleteScene where the message left data out that is not here
     */
    Map<GeometryKind, List<Geometry>> read(HostFrame frame, Map<GeometryKind, Span> spans) {
        Map<GeometryKind, List<Geometry>> result = new EnumMap<>(GeometryKind.class);
        Map<Long, HostGeometry> current = new HashMap<>();
        spans.forEach((kind, span) -> result.put(kind, list(frame, kind, span, current)));
        known = current;
        return result;
    }

    private List<Geometry> list(HostFrame frame, GeometryKind kind, Span span, Map<Long, HostGeometry> current) {
        ByteBuffer memory = frame.read(span);
        if (memory.capacity() % kind.structBytes != 0) {
            throw new PassbridgeException("the scene message has a list of wrong size: " + kind.description);
        }
        List<Geometry> result = new ArrayList<>();
        for (int offset = 0; offset < memory.capacity(); offset += kind.structBytes) {
            GeometryMessage message = kind.reader.read(frame, memory, offset);
            HostGeometry geometry = geometry(frame, message);
            if (current.put(message.id(), geometry) != null) {
                throw new PassbridgeException("the scene message has two geometries with id " + message.id());
            }
            result.add(geometry.geometry());
        }
        return result;
    }

    private HostGeometry geometry(HostFrame frame, GeometryMessage message) {
        HostGeometry before = known.get(message.id());
        if (before != null && before.kind() != message.kind()) {
            before = null;
        }
        if (!message.hasData()) {
            if (before == null) {
                throw new IncompleteScene("geometry " + message.id());
            }
            before.moveTo(frame, message);
            return before;
        }
        // A picture rendered once must not pay for what only a second one could save.
        Optional<Fingerprint> fingerprint = before == null ? Optional.empty() : Optional.of(Fingerprint.of(frame, message));
        if (fingerprint.isPresent() && before.fingerprint().equals(fingerprint)) {
            before.moveTo(frame, message);
            return before;
        }
        return message.open(frame, fingerprint);
    }

    /** The next scene has the same geometries, and leaves their data out. */
    void leaveOut(HostFrame frame) {
        known.values().forEach(geometry -> geometry.leaveOut(frame));
    }

    /** Forgets all: the next scene's geometries are new objects. */
    void clear() {
        known.clear();
    }
}
