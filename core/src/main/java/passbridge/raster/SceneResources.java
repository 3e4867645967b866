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
import java.util.Optional;
import passbridge.RenderSink;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;

/** A scene in OpenGL's memory. */
final class SceneResources implements GlResource {
    private final Scene scene;
    private final Map<Image, ImageTexture> textures = new IdentityHashMap<>();
    private final List<InstanceBatch> batches = new ArrayList<>();
    private final Deque<GlResource> owned = new ArrayDeque<>();
    private LightBuffer lights;

    private SceneResources(Scene scene) {
        this.scene = scene;
    }

    /** Uploads a scene; empty where the frame was cancelled, after freeing what was there. */
    static Optional<SceneResources> upload(Scene scene, RenderSink sink) {
        SceneResources resources = new SceneResources(scene);
        boolean complete = false;
        try {
            complete = resources.uploadAll(sink);
        } catch (IllegalStateException e) {
            // Reading a mesh or an image ends so where the frame is cancelled meanwhile.
            if (!sink.isCancelled()) {
                throw e;
            }
        } finally {
            if (!complete) {
                resources.close();
            }
        }
        return complete ? Optional.of(resources) : Optional.empty();
    }

    private boolean uploadAll(RenderSink sink) {
        PipelineState.forUploading();
        lights = own(new LightBuffer(scene.lights()));
        PipelineState.forUploading();
        return uploadMeshes(sink) && uploadImages(sink) && !sink.isCancelled();
    }

    private boolean uploadMeshes(RenderSink sink) {
        Map<MeshKey, MeshBuffers> meshes = new HashMap<>();
        for (Map.Entry<BatchKey, List<Instance>> group : groups(scene.instances()).entrySet()) {
            if (sink.isCancelled()) {
                return false;
            }
            BatchKey key = group.getKey();
            MeshBuffers mesh = meshes.computeIfAbsent(
                    new MeshKey(key.mesh, key.materials.size()), k -> own(new MeshBuffers(k.mesh, k.slotCount)));
            batches.add(own(new InstanceBatch(mesh, group.getValue())));
        }
        return true;
    }

    private static Map<BatchKey, List<Instance>> groups(List<Instance> instances) {
        Map<BatchKey, List<Instance>> groups = new LinkedHashMap<>();
        for (Instance instance : instances) {
            groups.computeIfAbsent(new BatchKey(instance.mesh(), instance.materials()), key -> new ArrayList<>()).add(instance);
        }
        return groups;
    }

    private boolean uploadImages(RenderSink sink) {
        for (InstanceBatch batch : batches) {
            for (Material material : batch.materials()) {
                Image image = material.baseColorImage().orElse(null);
                if (image != null && !textures.containsKey(image)) {
                    if (sink.isCancelled()) {
                        return false;
                    }
                    textures.put(image, own(new ImageTexture(image, sink::isCancelled)));
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

    /** What is drawn at once: the mesh object with the material list, which instances share. */
    private record BatchKey(Mesh mesh, List<Material> materials) {
        @Override
        public boolean equals(Object other) {
            return other instanceof BatchKey key && key.mesh == mesh && key.materials == materials;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(mesh) + System.identityHashCode(materials);
        }
    }
}
