// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import java.util.Optional;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * An input or an output of a {@link ShaderNode}.
 *
 * @param identifier Blender's, which no other input, or no other output, of the node has: "Base Color", "Value_001"
 * @param type what it carries
 * @param value of an input without a link; of an output the number, vector or colour that a Value, RGB or Normal node has; a number four
 *     times, a vector with 1; 0 where it has none
 * @param link of an input; empty where nothing is linked, and for outputs
 */
public record ShaderSocket(String identifier, SocketType type, Vector4fc value, Optional<ShaderLink> link) {
    /**
     * Copies the value.
     *
     * @param identifier {@link #identifier()}
     * @param type {@link #type()}
     * @param value {@link #value()}
     * @param link {@link #link()}
     */
    public ShaderSocket {
        Objects.requireNonNull(identifier, "identifier");
        Objects.requireNonNull(type, "type");
        value = new Vector4f(value);
        Objects.requireNonNull(link, "link");
    }
}
