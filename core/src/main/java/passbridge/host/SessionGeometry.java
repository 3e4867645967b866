// SPDX-License-Identifier: Apache-2.0
package passbridge.host;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import passbridge.PassbridgeException;
import passbridge.scene.Mesh;

/**
 * The geometries of a session's scene, from frame to frame: what has not changed stays the same object. Thread: the render thread.
 */
final class SessionGeometry {
    private Map<Long, HostMesh> meshes = new HashMap<>();

    /**
     * The meshes of a scene message. Unchanged are those that the sender says so of, and those with the content they had.
     *
     * @throws IncompleteScene where the message left data out that is not here
     */
    List<Mesh> meshes(HostFrame frame, Span span) {
        ByteBuffer memory = frame.read(span);
        if (memory.capacity() % MeshMessage.BYTES != 0) {
            throw new PassbridgeException("the scene message has meshes of a wrong size");
        }
        List<Mesh> result = new ArrayList<>();
        Map<Long, HostMesh> current = new HashMap<>();
        for (int offset = 0; offset < memory.capacity(); offset += MeshMessage.BYTES) {
            MeshMessage message = MeshMessage.read(frame, memory, offset);
            HostMesh mesh = mesh(frame, message);
            if (current.put(message.id(), mesh) != null) {
                throw new PassbridgeException("the scene message has two geometries with id " + message.id());
            }
            result.add(mesh);
        }
        meshes = current;
        return result;
    }

    private HostMesh mesh(HostFrame frame, MeshMessage message) {
        HostMesh known = meshes.get(message.id());
        if (!message.hasData()) {
            if (known == null) {
                throw new IncompleteScene("geometry " + message.id());
            }
            known.moveTo(frame, message);
            return known;
        }
        // A picture rendered once must not pay for what only a second one could save.
        Optional<Fingerprint> fingerprint = known == null
                ? Optional.empty()
                : Optional.of(Fingerprint.of(frame, message.memory(), message.offset()));
        if (fingerprint.isPresent() && known.fingerprint().equals(fingerprint)) {
            known.moveTo(frame, message);
            return known;
        }
        return new HostMesh(frame, message, fingerprint);
    }

    /** Forgets all: the next scene's geometries are new objects. */
    void clear() {
        meshes.clear();
    }
}
