// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import passbridge.RenderSink;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;

/**
 * A scene in OpenGL's memory. Meshes and images that the scene before had are taken over from there; what the new scene doesn't have
 * is freed.
 */
final class SceneResources implements GlResource {
    private final Scene scene;
    private final Map<MeshKey, MeshBuffers> meshes = new HashMap<>();
    private final Map<Image, ImageTexture> textures = new IdentityHashMap<>();
    private final List<InstanceBatch> batches = new ArrayList<>();
    private final Deque<GlResource> owned = new ArrayDeque<>();
    private LightBuffer lights;

    private SceneResources(Scene scene) {
        this.scene = scene;
    }

    /**
     * Uploads a scene.
     *
     * @param before of the scene before, or null; closed on return, whatever happens
     * @return null where the frame was cancelled
     */
    static SceneResources upload(Scene scene, SceneResources before, RenderSink sink) {
        SceneResources resources = new SceneResources(scene);
        boolean complete = false;
        try {
            complete = resources.uploadAll(before, sink);
        } catch (IllegalStateException e) {
            // Reading a mesh or an image ends so where the frame is cancelled meanwhile.
            if (!sink.isCancelled()) {
                throw e;
            }
        } finally {
            if (before != null) {
                before.close();
            }
            if (!complete) {
                resources.close();
            }
        }
        return complete ? resources : null;
    }

    private boolean uploadAll(SceneResources before, RenderSink sink) {
        PipelineState.forUploading();
        lights = own(new LightBuffer(scene.lights()));
        PipelineState.forUploading();
        return uploadMeshes(before, sink) && uploadImages(before, sink) && !sink.isCancelled();
    }

    private boolean uploadMeshes(SceneResources before, RenderSink sink) {
        for (Map.Entry<BatchKey, List<Instance>> group : groups(scene.instances()).entrySet()) {
            if (sink.isCancelled()) {
                return false;
            }
            BatchKey key = group.getKey();
            MeshKey meshKey = new MeshKey((Mesh) key.geometry, key.materials.size());
            batches.add(own(new InstanceBatch(mesh(meshKey, before), group.getValue())));
        }
        return true;
    }

    private MeshBuffers mesh(MeshKey key, SceneResources before) {
        MeshBuffers mesh = meshes.get(key);
        if (mesh == null) {
            mesh = before == null ? null : before.meshes.remove(key);
            mesh = mesh == null ? new MeshBuffers(key.mesh, key.slotCount) : mesh;
            meshes.put(key, mesh);
        }
        return mesh;
    }

    private static Map<BatchKey, List<Instance>> groups(List<Instance> instances) {
        Map<BatchKey, List<Instance>> groups = new LinkedHashMap<>();
        for (Instance instance : instances) {
            groups.computeIfAbsent(new BatchKey(instance.geometry(), instance.materials()), key -> new ArrayList<>()).add(instance);
        }
        return groups;
    }

    private boolean uploadImages(SceneResources before, RenderSink sink) {
        for (InstanceBatch batch : batches) {
            for (Material material : batch.materials()) {
                Image image = material.baseColorImage().orElse(null);
                if (image != null && !textures.containsKey(image)) {
                    if (sink.isCancelled()) {
                        return false;
                    }
                    ImageTexture texture = before == null ? null : before.textures.remove(image);
                    textures.put(image, texture == null ? new ImageTexture(image, sink::isCancelled) : texture);
                }
            }
        }
        return true;
    }

    private <T extends GlResource> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    Scene scene() {
        return scene;
    }

    LightBuffer lights() {
        return lights;
    }

    List<InstanceBatch> batches() {
        return Collections.unmodifiableList(batches);
    }

    ImageTexture texture(Image image) {
        return textures.get(image);
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
        meshes.values().forEach(MeshBuffers::close);
        meshes.clear();
        textures.values().forEach(ImageTexture::close);
        textures.clear();
    }

    /** What is uploaded once: the mesh object, with as many slots as its instances have. */
    private record MeshKey(Mesh mesh, int slotCount) {
        @Override
        public boolean equals(Object other) {
            return other instanceof MeshKey key && key.mesh == mesh && key.slotCount == slotCount;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(mesh) + slotCount;
        }
    }

    /** What is drawn at once: the geometry with the material list, which instances share. */
    private record BatchKey(Geometry geometry, List<Material> materials) {
        @Override
        public boolean equals(Object other) {
            return other instanceof BatchKey key && key.geometry == geometry && key.materials == materials;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(geometry) + System.identityHashCode(materials);
        }
    }
}
