// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A node of a {@link ShaderGraph}. Names are Blender's own, those of the newest version where versions differ.
 *
 * @param type {@code bl_idname}: "ShaderNodeTexNoise"
 * @param name of the node in its tree, for messages
 * @param inputs in Blender's order
 * @param outputs in Blender's order
 * @param properties enums by their identifiers, numbers, flags: "noise_dimensions" is "3D"
 * @param image of an Image Texture or Environment Texture node; empty where it has none, and where it can't be read
 * @param ramp of a Color Ramp node
 * @param curves of an RGB, Vector or Float Curves node
 */
public record ShaderNode(
        String type, String name, List<ShaderSocket> inputs, List<ShaderSocket> outputs, Settings properties, Optional<Image> image,
        Optional<ColorRamp> ramp, Optional<ShaderCurves> curves) {
    /**
     * Copies the lists.
     *
     * @param type {@link #type()}
     * @param name {@link #name()}
     * @param inputs {@link #inputs()}
     * @param outputs {@link #outputs()}
     * @param properties {@link #properties()}
     * @param image {@link #image()}
     * @param ramp {@link #ramp()}
     * @param curves {@link #curves()}
     */
    public ShaderNode {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(ramp, "ramp");
        Objects.requireNonNull(curves, "curves");
    }

    /**
     * {@return the input with an identifier; empty where the node has none, as in another version of Blender}
     *
     * @param identifier {@link ShaderSocket#identifier()}
     */
    public Optional<ShaderSocket> input(String identifier) {
        return socket(inputs, identifier);
    }

    /**
     * {@return the output with an identifier; empty where the node has none}
     *
     * @param identifier {@link ShaderSocket#identifier()}
     */
    public Optional<ShaderSocket> output(String identifier) {
        return socket(outputs, identifier);
    }

    private static Optional<ShaderSocket> socket(List<ShaderSocket> sockets, String identifier) {
        return sockets.stream().filter(socket -> socket.identifier().equals(identifier)).findFirst();
    }
}
