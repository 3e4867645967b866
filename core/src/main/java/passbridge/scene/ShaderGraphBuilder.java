// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * Builds a {@link ShaderGraph} node by node, for programs without Blender. Names are Blender's. Inputs that a node is not given have no
 * effect, as far as they can be switched off by 0. One thread at a time.
 */
public final class ShaderGraphBuilder {
    /** Whose nodes they are: what changed with later versions does not touch them. */
    private static final int BLENDER_VERSION = 502;

    private final List<Node> nodes = new ArrayList<>();

    /** Starts a graph without nodes. */
    public ShaderGraphBuilder() {}

    /** A node in the making: of the graph from the start, and complete when the graph is. */
    public final class Node {
        private final int index = nodes.size();
        private final String type;
        private final List<ShaderSocket> inputs = new ArrayList<>();
        private final List<ShaderSocket> outputs = new ArrayList<>();
        private final Map<String, Object> properties = new HashMap<>(Map.of("blender_version", BLENDER_VERSION));
        private Optional<Image> image = Optional.empty();

        private Node(String type) {
            this.type = type;
        }

        /**
         * Adds an input that is a number.
         *
         * @param identifier of the input
         * @param value of it
         * @return this
         */
        public Node number(String identifier, float value) {
            return input(identifier, SocketType.FLOAT, new Vector4f(value), Optional.empty());
        }

        /**
         * Adds an input that is a vector.
         *
         * @param identifier of the input
         * @param x of it
         * @param y of it
         * @param z of it
         * @return this
         */
        public Node vector(String identifier, float x, float y, float z) {
            return input(identifier, SocketType.VECTOR, new Vector4f(x, y, z, 1), Optional.empty());
        }

        /**
         * Adds an input that is a colour.
         *
         * @param identifier of the input
         * @param value scene-linear, with alpha
         * @return this
         */
        public Node color(String identifier, Vector4fc value) {
            return input(identifier, SocketType.COLOR, value, Optional.empty());
        }

        /**
         * Adds an input that is linked.
         *
         * @param identifier of the input
         * @param inputType what it carries; what is linked is converted to it
         * @param from a node before this
         * @param output identifier of one of its outputs
         * @return this
         */
        public Node link(String identifier, SocketType inputType, Node from, String output) {
            return input(identifier, inputType, new Vector4f(), Optional.of(new ShaderLink(from.index, output)));
        }

        private Node input(String identifier, SocketType inputType, Vector4fc value, Optional<ShaderLink> link) {
            inputs.add(new ShaderSocket(identifier, inputType, value, link));
            return this;
        }

        /**
         * Adds an output.
         *
         * @param identifier of the output
         * @param outputType what it carries
         * @return this
         */
        public Node output(String identifier, SocketType outputType) {
            return output(identifier, outputType, new Vector4f());
        }

        /**
         * Adds an output of a Value, RGB or Normal node.
         *
         * @param identifier of the output
         * @param outputType what it carries
         * @param value {@link ShaderSocket#value()}
         * @return this
         */
        public Node output(String identifier, SocketType outputType, Vector4fc value) {
            outputs.add(new ShaderSocket(identifier, outputType, value, Optional.empty()));
            return this;
        }

        /**
         * Sets a property.
         *
         * @param name of the property
         * @param value of a type that {@link Settings} have
         * @return this
         */
        public Node property(String name, Object value) {
            properties.put(name, value);
            return this;
        }

        /**
         * Sets the image of a texture.
         *
         * @param texture the image
         * @return this
         */
        public Node image(Image texture) {
            image = Optional.of(texture);
            return this;
        }

        private ShaderNode build() {
            return new ShaderNode(type, "", inputs, outputs, Settings.of(properties), image, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Adds a node.
     *
     * @param type {@code bl_idname}: "ShaderNodeBsdfDiffuse"
     * @return the node, without sockets
     */
    public Node node(String type) {
        Node node = new Node(type);
        nodes.add(node);
        return node;
    }

    /**
     * Adds a texture of an image, with outputs "Color" and "Alpha", that takes the UV map that is switched on for rendering, is repeated
     * outside of 0 to 1 and interpolated.
     *
     * @param image the image
     * @return the node
     */
    public Node texture(Image image) {
        return node("ShaderNodeTexImage")
                .image(image)
                .vector("Vector", 0, 0, 0)
                .output("Color", SocketType.COLOR)
                .output("Alpha", SocketType.FLOAT)
                .property("extension", "REPEAT")
                .property("image_alpha_mode", "CHANNEL_PACKED")
                .property("interpolation", "Linear")
                .property("projection", "FLAT")
                .property("projection_blend", 0f);
    }

    /**
     * {@return the graph of all nodes so far}
     *
     * @param surface what the surface is linked to
     * @param output identifier of one of that node's outputs
     * @throws IllegalArgumentException where a node is linked to what is not before it, or not there
     */
    public ShaderGraph surface(Node surface, String output) {
        return new ShaderGraph(
                nodes.stream().map(Node::build).toList(), Optional.of(new ShaderLink(surface.index, output)), Optional.empty(),
                Optional.empty());
    }
}
