// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import passbridge.PassbridgeException;
import passbridge.scene.Camera;
import passbridge.scene.SceneBuilder;

/**
 * A scene from glTF 2.0, {@code .gltf} with what it refers to or {@code .glb}: triangles with normals, UV maps and
 * materials; nodes; the first camera; lights of KHR_lights_punctual. glTF's +Y up becomes +Z up, as in Blender. TEXCOORD_0 is a mesh's
 * {@link passbridge.scene.Mesh#uvMap()}, TEXCOORD_1 its attribute {@code UVMap.001}. Materials become Principled BSDFs, with textures of
 * base colour, alpha, metallic, roughness and emission; those of KHR_materials_pbrSpecularGlossiness become such of metallic and roughness
 * that look alike. An image that is missing or damaged is warned of and left out. Mistakes that can be read over are logged by
 * jgltf-model.
 *
 * @param scene what the file's default scene has, or where it names none, its first; more can be added
 * @param camera empty: the file has none
 */
public record GltfScene(SceneBuilder scene, Optional<Camera> camera) {
    /**
     * {@return a file's default scene}
     *
     * @param file the .gltf or .glb
     * @param aspect width over height of the picture that the camera is for
     * @param warning hears of what the file has and a scene hasn't, one line each, every one once
     * @throws PassbridgeException where the file or one of its buffers is missing or damaged, or it is no glTF 2.0, or it requires an
     *     extension that is not read
     */
    public static GltfScene read(Path file, float aspect, Consumer<String> warning) {
        if (!(aspect > 0)) {
            throw new IllegalArgumentException("a picture can't have an aspect of " + aspect);
        }
        if (!Files.isReadable(file)) {
            throw new PassbridgeException("can't read " + file + ": is it there?");
        }
        try {
            return GltfReader.read(file, aspect, warning);
        } catch (PassbridgeException e) {
            throw new PassbridgeException("can't read " + file + " as glTF 2.0: " + e.getMessage(), e);
        } catch (IOException | RuntimeException | StackOverflowError e) { // jgltf-model takes for granted that files are valid
            throw new PassbridgeException("can't read " + file + " as glTF 2.0 (" + e + "): is it complete and valid?", e);
        }
    }
}
