// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector4f;
import passbridge.scene.ColorRamp;
import passbridge.scene.Image;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.ShaderTable;
import passbridge.scene.SocketType;

/** Builds shader graphs node by node; each is linked to those before it. */
final class TestGraph {
    private final List<ShaderNode> nodes = new ArrayList<>();

    /** A node that is being described; {@link #add} ends it. */
    final class Node {
        private final String type;
        private final List<ShaderSocket> inputs = new ArrayList<>();
        private final List<ShaderSocket> outputs = new ArrayList<>();
        private final Map<String, Object> properties = new HashMap<>();
        private Optional<Image> image = Optional.empty();
        private Optional<ColorRamp> ramp = Optional.empty();

        private Node(String type) {
            this.type = type;
        }

        Node number(String identifier, float value) {
            inputs.add(new ShaderSocket(identifier, SocketType.FLOAT, new Vector4f(value), Optional.empty()));
            return this;
        }

        Node vector(String identifier, float x, float y, float z) {
            inputs.add(new ShaderSocket(identifier, SocketType.VECTOR, new Vector4f(x, y, z, 1), Optional.empty()));
            return this;
        }

        Node color(String identifier, float red, float green, float blue) {
            inputs.add(new ShaderSocket(identifier, SocketType.COLOR, new Vector4f(red, green, blue, 1), Optional.empty()));
            return this;
        }

        Node input(String identifier, SocketType type) {
            inputs.add(new ShaderSocket(identifier, type, new Vector4f(), Optional.empty()));
            return this;
        }

        Node linked(String identifier, SocketType type, int node, String output) {
            inputs.add(new ShaderSocket(identifier, type, new Vector4f(), Optional.of(new ShaderLink(node, output))));
            return this;
        }

        Node output(String identifier, SocketType type) {
            return output(identifier, type, new Vector4f());
        }

        Node output(String identifier, SocketType type, Vector4f value) {
            outputs.add(new ShaderSocket(identifier, type, value, Optional.empty()));
            return this;
        }

        Node set(String property, Object value) {
            properties.put(property, value);
            return this;
        }

        Node image(Image value) {
            image = Optional.of(value);
            return this;
        }

        Node ramp(String interpolation, float... table) {
            ramp = Optional.of(new ColorRamp(interpolation, "RGB", "NEAR", List.of(), new ShaderTable(table)));
            return this;
        }

        /** {@return the node's index} */
        int add() {
            nodes.add(new ShaderNode(
                    type, type + " " + nodes.size(), inputs, outputs, Settings.of(properties), image, ramp, Optional.empty()));
            return nodes.size() - 1;
        }
    }

    Node node(String type) {
        return new Node(type);
    }

    /** A node that has all sockets of its function, unlinked and 0. */
    Node whole(NodeFunction function, String type) {
        Node node = node(type);
        for (NodeFunction.Parameter parameter : function.parameters()) {
            if (parameter instanceof NodeFunction.InputParameter input) {
                node.input(input.identifier(), switch (input.type()) {
                    case FLOAT -> SocketType.FLOAT;
                    case VEC3 -> SocketType.VECTOR;
                    case VEC4 -> SocketType.COLOR;
                });
            }
        }
        for (NodeFunction.Output output : function.outputs()) {
            node.output(output.identifier(), output.type().map(glsl -> glsl == GlslType.FLOAT ? SocketType.FLOAT : SocketType.COLOR)
                    .orElse(SocketType.SHADER));
        }
        return node;
    }

    /** {@return a Value node} */
    int value(float number) {
        return node("ShaderNodeValue").output("Value", SocketType.FLOAT, new Vector4f(number)).add();
    }

    /** {@return the graph whose surface is an output; a value is emitted} */
    ShaderGraph surface(int node, String output) {
        return new ShaderGraph(nodes, Optional.of(new ShaderLink(node, output)), Optional.empty(), Optional.empty());
    }
}
