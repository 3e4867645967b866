// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.joml.Vector4fc;

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

    ShaderNode with(String identifier, Vector4fc value) {
        List<ShaderSocket> changed = inputs.stream()
                .map(input -> input.identifier().equals(identifier)
                        ? new ShaderSocket(identifier, input.type(), value, input.link())
                        : input)
                .toList();
        return new ShaderNode(type, name, changed, outputs, properties, image, ramp, curves);
    }

    boolean hasStructureOf(ShaderNode other) {
        return type.equals(other.type)
                && haveStructureOf(inputs, other.inputs)
                && haveStructureOf(outputs, other.outputs)
                && choices(properties).equals(choices(other.properties))
                && image.isPresent() == other.image.isPresent()
                && ramp.map(ColorRamp::interpolation).equals(other.ramp.map(ColorRamp::interpolation))
                && curves.map(ShaderCurves::isExtrapolated).equals(other.curves.map(ShaderCurves::isExtrapolated));
    }

    private static boolean haveStructureOf(List<ShaderSocket> sockets, List<ShaderSocket> others) {
        if (sockets.size() != others.size()) {
            return false;
        }
        for (int index = 0; index < sockets.size(); index++) {
            ShaderSocket socket = sockets.get(index);
            ShaderSocket other = others.get(index);
            if (!socket.identifier().equals(other.identifier()) || socket.type() != other.type() || !socket.link().equals(other.link())) {
                return false;
            }
        }
        return true;
    }

    /** What isn't a number, or several. */
    private static Map<String, Object> choices(Settings properties) {
        Map<String, Object> choices = new HashMap<>(properties.values());
        choices.values().removeIf(value -> value instanceof Float || value instanceof List<?>);
        return choices;
    }

    private static Optional<ShaderSocket> socket(List<ShaderSocket> sockets, String identifier) {
        return sockets.stream().filter(socket -> socket.identifier().equals(identifier)).findFirst();
    }
}
