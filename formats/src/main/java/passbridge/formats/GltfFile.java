// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.Image;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.GltfModels;
import de.javagl.jgltf.model.io.Buffers;
import de.javagl.jgltf.model.io.GltfAssetReader;
import de.javagl.jgltf.model.io.GltfReference;
import de.javagl.jgltf.model.io.IO;
import de.javagl.jgltf.model.io.v2.GltfAssetV2;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import passbridge.PassbridgeException;

/**
 * A file and all that it refers to. An image that is missing has no bytes; a buffer that is missing is an error.
 *
 * @param json what the file says, with what the model leaves out
 * @param model the same, by objects in place of indices; lists are in the order of the file
 */
record GltfFile(GlTF json, GltfModel model) {
    private static final String NOWHERE = "";

    /**
     * Reads a .gltf or .glb. What jgltf-model throws at an invalid file is thrown.
     *
     * @param knownExtensions that a file may require
     * @throws PassbridgeException where it is no glTF 2.0, requires another extension, or lacks a buffer
     */
    static GltfFile read(Path file, Set<String> knownExtensions) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            if (!(new GltfAssetReader().readWithoutReferences(stream) instanceof GltfAssetV2 asset)) {
                throw new PassbridgeException("it is glTF 1.0: convert it");
            }
            GlTF json = asset.getGltf();
            requireOnly(knownExtensions, json.getExtensionsRequired());
            markImagesWithoutData(json.getImages());
            for (GltfReference buffer : asset.getBufferReferences()) {
                buffer.getTarget().accept(referred(file, buffer.getUri()).orElseThrow(() -> new PassbridgeException(
                        "its buffer '" + buffer.getUri() + "' is not beside it: copy that, too, or export a .glb")));
            }
            for (GltfReference image : asset.getImageReferences()) {
                image.getTarget().accept(referred(file, image.getUri()).orElse(Buffers.create(0)));
            }
            return new GltfFile(json, GltfModels.create(asset));
        }
    }

    private static void requireOnly(Set<String> known, List<String> required) {
        Set<String> unknown = new LinkedHashSet<>(required == null ? List.of() : required);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new PassbridgeException("it requires " + String.join(", ", unknown) + ", which can't be read: export it without");
        }
    }

    /** jgltf-model would refuse the file. */
    private static void markImagesWithoutData(List<Image> images) {
        for (Image image : images == null ? List.<Image>of() : images) {
            if (image.getBufferView() == null && (image.getUri() == null || isTornDataUri(image.getUri()))) {
                image.setUri(NOWHERE);
            }
        }
    }

    private static boolean isTornDataUri(String uri) {
        if (!IO.isDataUriString(uri)) {
            return false;
        }
        try {
            IO.readDataUri(uri);
            return false;
        } catch (RuntimeException torn) {
            return true;
        }
    }

    /** Empty: there is no such file beside the other, or the URI is none of a file. */
    private static Optional<ByteBuffer> referred(Path file, String uri) throws IOException {
        for (String name : List.of(decoded(uri), uri)) { // exporters that don't encode names are about
            try {
                Path referred = file.toAbsolutePath().resolveSibling(name);
                if (Files.isRegularFile(referred)) {
                    return Optional.of(Buffers.create(Files.readAllBytes(referred)));
                }
            } catch (InvalidPathException e) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** A relative URI as the name of a file; itself where it is not encoded. */
    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return uri;
        }
    }
}
