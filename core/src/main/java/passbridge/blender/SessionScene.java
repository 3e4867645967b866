// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import passbridge.PassbridgeException;
import passbridge.scene.Material;
import passbridge.scene.SceneObject;

/**
 * What the session's scene consists of, from frame to frame: what has not changed stays the same object. Thread: the render thread.
 */
final class SessionScene {
    private Map<Long, CapturedGeometry> geometries = new HashMap<>();
    private Map<Long, CapturedImage> images = new HashMap<>();
    private Map<Material, Material> materials = new HashMap<>();
    private Map<SceneObject, SceneObject> objects = new HashMap<>();
    private final KnownGraphs graphs = new KnownGraphs();

    /** The next scene's parts: those of this one, and new ones. {@link #replaceWith} makes them this one's. */
    final class Next {
        private final Map<Long, CapturedGeometry> nextGeometries = new HashMap<>();
        private final Map<Long, CapturedImage> nextImages = new HashMap<>();
        private final List<CapturedImage> describedImages = new ArrayList<>();
        private final Map<Material, Material> nextMaterials = new HashMap<>();
        private final Map<SceneObject, SceneObject> nextObjects = new HashMap<>();
        private final Set<Long> missing = new LinkedHashSet<>();
        private final Arena arena;
        private final Lease lease;
        private final Consumer<String> listener;

        private Next(Arena arena, Lease lease, Consumer<String> listener) {
            this.arena = arena;
            this.lease = lease;
            this.listener = listener;
        }

        /** Ids of geometries that were said to be unchanged, though they are not here. */
        Set<Long> missing() {
            return missing;
        }

        /** The geometry of a {@code pb_geometry}; null: it is {@link #missing}. */
        CapturedGeometry geometry(Description.Struct struct) {
            long id = struct.integer64(Protocol.Geometry.ID);
            int state = struct.integer(Protocol.Geometry.STATE);
            CapturedGeometry.Content content = CapturedGeometry.Content.of(struct);
            CapturedGeometry geometry = geometries.get(id);
            boolean isKnown = geometry != null && geometry.content().equals(content);
            if (state == Protocol.GeometryState.CAPTURED) {
                if (!isKnown) {
                    geometry = switch (content.kind()) {
                        case MESH -> new CapturedMesh(struct);
                        case CURVES -> new CapturedCurves(struct);
                        case POINT_CLOUD -> new CapturedPointCloud(struct);
                    };
                }
                geometry.addPlace(CapturedGeometry.Place.of(struct, arena, lease));
            } else if (state != Protocol.GeometryState.UNCHANGED) {
                throw new PassbridgeException("the description of the scene has a geometry of unknown state " + state);
            } else if (!isKnown) {
                missing.add(id);
                return null;
            }
            if (nextGeometries.put(id, geometry) != null) {
                throw new PassbridgeException("the description of the scene has two geometries with id " + Long.toUnsignedString(id));
            }
            geometry.tell(listener);
            return geometry;
        }

        /** Those of the scene that was described last, complete or not. */
        KnownGraphs graphs() {
            return graphs;
        }

        CapturedImage image(Description.Struct struct) {
            long id = struct.integer64(Protocol.Image.ID);
            CapturedImage image = CapturedImage.of(struct, images.get(id), describedImages);
            describedImages.add(image);
            if (nextImages.put(id, image) != null) {
                throw new PassbridgeException("the description of the scene has two images with id " + Long.toUnsignedString(id));
            }
            return image;
        }

        /** The material itself, or one like it that was there before. */
        Material material(Material made) {
            return nextMaterials.computeIfAbsent(made, key -> materials.getOrDefault(key, key));
        }

        /** The object itself, or one like it that was there before. */
        SceneObject object(SceneObject made) {
            return nextObjects.computeIfAbsent(made, key -> objects.getOrDefault(key, key));
        }
    }

    /**
     * Begins a scene.
     *
     * @param arena that they are in
     * @param lease of the values that come with it
     * @param listener hears what of its geometries can't be drawn
     */
    Next begin(Arena arena, Lease lease, Consumer<String> listener) {
        return new Next(arena, lease, listener);
    }

    /** The parts of a scene are those of the session, from now on. */
    void replaceWith(Next next) {
        geometries = next.nextGeometries;
        images = next.nextImages;
        materials = next.nextMaterials;
        objects = next.nextObjects;
    }

    /** Nobody is told any more what can't be drawn. */
    void stopTelling() {
        geometries.values().forEach(geometry -> geometry.tell(text -> {}));
    }

    /** Forgets all: the next scene's parts are new objects. */
    void clear() {
        geometries = new HashMap<>();
        images = new HashMap<>();
        materials = new HashMap<>();
        objects = new HashMap<>();
        graphs.clear();
    }
}
