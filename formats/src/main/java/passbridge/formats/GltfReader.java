// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.model.CameraModel;
import de.javagl.jgltf.model.CameraOrthographicModel;
import de.javagl.jgltf.model.CameraPerspectiveModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.MeshModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.NodeModel;
import de.javagl.jgltf.model.SceneModel;
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
import org.joml.Quaternionf;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.scene.Camera;
import passbridge.scene.SceneBuilder;
import passbridge.scene.TriangleMesh;

/** Reads one glTF file. */
final class GltfReader {
    /** What is read of extensions. */
    private static final Set<String> KNOWN_EXTENSIONS =
            Set.of(GltfLights.EXTENSION, GltfMaterials.EMISSIVE_STRENGTH, GltfMaterials.SPECULAR_GLOSSINESS, UvTransform.EXTENSION,
                    "KHR_mesh_quantization");

    /** Deeper trees would overflow the stack of a thread of ordinary size. */
    private static final int MAX_DEPTH = 1000;

    private final SceneBuilder scene = new SceneBuilder();
    private Optional<Camera> camera = Optional.empty();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<NodeModel> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<MeshPrimitiveModel, Optional<TriangleMesh>> meshes = new IdentityHashMap<>();
    private final GltfMaterials materials;
    private final GltfLights lights;
    private final float aspect;

    private GltfReader(GltfFile file, float aspect) {
        this.aspect = aspect;
        this.materials = new GltfMaterials(file, warnings::add);
        this.lights = new GltfLights(file.model());
    }

    /** See {@link GltfScene#read}; what jgltf-model throws is thrown. */
    static GltfScene read(Path file, float aspect, Consumer<String> warning) throws IOException {
        GltfFile content = GltfFile.read(file, KNOWN_EXTENSIONS);
        GltfReader reader = new GltfReader(content, aspect);
        reader.place(content);
        reader.warnings.forEach(warning);
        return new GltfScene(reader.scene, reader.camera);
    }

    private void place(GltfFile file) {
        GltfModel model = file.model();
        model.getExtensionsModel().getExtensionsUsed().stream()
                .filter(extension -> !KNOWN_EXTENSIONS.contains(extension))
                .forEach(extension -> warnings.add("the extension " + extension + " is not read"));
        if (!model.getAnimationModels().isEmpty()) {
            warnings.add("animations are not read");
        }
        Matrix4f upright = new Matrix4f().rotationX((float) (Math.PI / 2));
        for (NodeModel root : roots(model.getSceneModels(), file.json().getScene(), model)) {
            place(root, upright, upright, 0);
        }
    }

    /** @param wanted of the scenes; null: the file does not say */
    private List<NodeModel> roots(List<SceneModel> scenes, Integer wanted, GltfModel model) {
        if (scenes.isEmpty()) {
            return model.getNodeModels().stream().filter(node -> node.getParent() == null).collect(Collectors.toList());
        }
        int scene = wanted == null ? 0 : wanted;
        if (scene < 0 || scene >= scenes.size()) {
            throw new PassbridgeException("it has no scene " + scene + " to show");
        }
        if (scenes.size() > 1) {
            warnings.add("of " + scenes.size() + " scenes " + (wanted == null ? "the first" : "number " + scene + ", the file's default,")
                    + " is read");
        }
        return scenes.get(scene).getNodeModels();
    }

    /** @param parentTurn without the scales of its ancestors, which may be 0 */
    private void place(NodeModel node, Matrix4fc parentToWorld, Matrix4fc parentTurn, int depth) {
        if (!placed.add(node) || depth > MAX_DEPTH) {
            throw new PassbridgeException("its nodes are not a tree of at most " + MAX_DEPTH + " levels");
        }
        if (node.getRotation() != null && isZero(node.getRotation())) {
            node.setRotation(null); // no rotation, and so none
        }
        Matrix4f nodeToParent = new Matrix4f().set(node.computeLocalTransform(null));
        Matrix4f nodeToWorld = parentToWorld.mul(nodeToParent, new Matrix4f());
        Matrix4f turn = parentTurn.mul(turn(node, nodeToParent), new Matrix4f());
        if (node.getSkinModel() != null) {
            warnings.add("skins are not read: meshes stand as they were modelled");
        }
        for (MeshModel mesh : node.getMeshModels()) {
            for (MeshPrimitiveModel primitive : mesh.getMeshPrimitiveModels()) {
                mesh(primitive, mesh.getName())
                        .ifPresent(geometry -> scene.add(geometry, nodeToWorld, materials.material(primitive.getMaterialModel())));
            }
        }
        Matrix4f unscaled = nodeToWorld.normalize3x3(new Matrix4f());
        if (!unscaled.isFinite()) {
            unscaled.set(turn).setTranslation(nodeToWorld.getTranslation(new Vector3f()));
        }
        if (node.getCameraModel() != null) {
            place(node.getCameraModel(), unscaled);
        }
        lights.light(node, unscaled).ifPresent(scene::add);
        for (NodeModel child : node.getChildren()) {
            place(child, nodeToWorld, turn, depth + 1);
        }
    }

    /** The rotation of a node alone; none where its matrix has lost it. */
    private static Matrix4f turn(NodeModel node, Matrix4fc nodeToParent) {
        if (node.getMatrix() == null && node.getRotation() != null) {
            float[] rotation = node.getRotation();
            return new Matrix4f().rotation(new Quaternionf(rotation[0], rotation[1], rotation[2], rotation[3]).normalize());
        }
        Matrix4f turn = nodeToParent.normalize3x3(new Matrix4f()).setTranslation(0, 0, 0);
        return turn.isFinite() ? turn : turn.identity();
    }

    private static boolean isZero(float[] numbers) {
        for (float number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }

    private Optional<TriangleMesh> mesh(MeshPrimitiveModel primitive, String name) {
        Optional<TriangleMesh> known = meshes.get(primitive);
        if (known == null) {
            known = GltfMesh.read(primitive, name == null ? "mesh" : name, warnings::add);
            meshes.put(primitive, known);
        }
        return known;
    }

    private void place(CameraModel model, Matrix4fc unscaledToWorld) {
        if (camera.isPresent()) {
            warnings.add("only the first camera is read");
            return;
        }
        Matrix4f worldToCamera = unscaledToWorld.invertAffine(new Matrix4f());
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
