// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.model.CameraModel;
import de.javagl.jgltf.model.CameraOrthographicModel;
import de.javagl.jgltf.model.CameraPerspectiveModel;
import de.javagl.jgltf.model.ExtensionsModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.MeshModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.NodeModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import de.javagl.jgltf.model.v1.GltfModelV1;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import passbridge.PassbridgeException;
import passbridge.scene.Camera;
import passbridge.scene.SceneBuilder;
import passbridge.scene.TriangleMesh;

/** Reads one glTF file. */
final class GltfReader {
    /** What is read of extensions. */
    private static final Set<String> KNOWN_EXTENSIONS =
            Set.of(GltfLights.EXTENSION, GltfMaterials.EMISSIVE_STRENGTH, "KHR_mesh_quantization");

    /** Deeper trees would overflow the stack of a thread of ordinary size. */
    private static final int MAX_DEPTH = 1000;

    private final SceneBuilder scene = new SceneBuilder();
    private Optional<Camera> camera = Optional.empty();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<NodeModel> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<MeshPrimitiveModel, Optional<TriangleMesh>> meshes = new IdentityHashMap<>();
    private final GltfMaterials materials = new GltfMaterials(warnings::add);
    private final GltfLights lights;
    private final float aspect;

    private GltfReader(GltfModel model, float aspect) {
        this.aspect = aspect;
        this.lights = new GltfLights(model);
    }

    /** See {@link GltfScene#read}; what jgltf-model throws is thrown. */
    static GltfScene read(Path file, float aspect, Consumer<String> warning) throws IOException {
        GltfModel model = new GltfModelReader().read(file.toAbsolutePath()); // of a name alone it finds no folder
        if (model instanceof GltfModelV1) {
            throw new PassbridgeException("it is glTF 1.0");
        }
        GltfReader reader = new GltfReader(model, aspect);
        reader.place(model);
        reader.warnings.forEach(warning);
        return new GltfScene(reader.scene, reader.camera);
    }

    private void place(GltfModel model) {
        ExtensionsModel extensions = model.getExtensionsModel();
        extensions.getExtensionsUsed().stream()
                .filter(extension -> !KNOWN_EXTENSIONS.contains(extension))
                .forEach(extension -> warnings.add("the extension " + extension + " is not read"));
        if (!model.getAnimationModels().isEmpty()) {
            warnings.add("animations are not read");
        }
        if (model.getSceneModels().size() > 1) {
            warnings.add("of " + model.getSceneModels().size() + " scenes the first is read");
        }
        List<NodeModel> roots = model.getSceneModels().isEmpty()
                ? model.getNodeModels().stream().filter(node -> node.getParent() == null).collect(Collectors.toList())
                : model.getSceneModels().get(0).getNodeModels();
        Matrix4f upright = new Matrix4f().rotationX((float) (Math.PI / 2));
        for (NodeModel root : roots) {
            place(root, upright, 0);
        }
    }

    private void place(NodeModel node, Matrix4fc parentToWorld, int depth) {
        if (!placed.add(node) || depth > MAX_DEPTH) {
            throw new PassbridgeException("its nodes are not a tree of at most " + MAX_DEPTH + " levels");
        }
        Matrix4f nodeToWorld = parentToWorld.mul(new Matrix4f().set(node.computeLocalTransform(null)), new Matrix4f());
        if (node.getSkinModel() != null) {
            warnings.add("skins are not read: meshes stand as they were modelled");
        }
        for (MeshModel mesh : node.getMeshModels()) {
            for (MeshPrimitiveModel primitive : mesh.getMeshPrimitiveModels()) {
                mesh(primitive, mesh.getName())
                        .ifPresent(geometry -> scene.add(geometry, nodeToWorld, materials.material(primitive.getMaterialModel())));
            }
        }
        if (node.getCameraModel() != null) {
            place(node.getCameraModel(), nodeToWorld);
        }
        lights.light(node, nodeToWorld).ifPresent(scene::add);
        for (NodeModel child : node.getChildren()) {
            place(child, nodeToWorld, depth + 1);
        }
    }

    private Optional<TriangleMesh> mesh(MeshPrimitiveModel primitive, String name) {
        Optional<TriangleMesh> known = meshes.get(primitive);
        if (known == null) {
            known = GltfMesh.read(primitive, name == null ? "mesh" : name, warnings::add);
            meshes.put(primitive, known);
        }
        return known;
    }

    private void place(CameraModel model, Matrix4f nodeToWorld) {
        if (camera.isPresent()) {
            warnings.add("only the first camera is read");
            return;
        }
        Matrix4f worldToCamera = nodeToWorld.normalize3x3(new Matrix4f()).invertAffine();
        CameraPerspectiveModel perspective = model.getCameraPerspectiveModel();
        CameraOrthographicModel orthographic = model.getCameraOrthographicModel();
        if (perspective != null) {
            float far = perspective.getZfar() == null ? Float.POSITIVE_INFINITY : perspective.getZfar();
            camera = Optional.of(Camera.perspective(worldToCamera, perspective.getYfov(), aspect, perspective.getZnear(), far));
        } else if (orthographic != null) {
            camera = Optional.of(Camera.orthographic(
                    worldToCamera, 2 * orthographic.getYmag(), aspect, orthographic.getZnear(), orthographic.getZfar()));
        }
    }
}
