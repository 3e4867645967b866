// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Vector4f;
import passbridge.PassbridgeException;
import passbridge.scene.ColorRamp;
import passbridge.scene.Image;
import passbridge.scene.Settings;
import passbridge.scene.ShaderCurves;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.ShaderTable;
import passbridge.scene.SocketType;

/** Turns the {@code pb_shader_graph}s of a description into {@link ShaderGraph}s. */
final class DescribedShaderGraphs {
    private static final int CHANNEL_COUNT = 4;
    private static final int MATRIX_SIZE = 16;

    /** A socket of all nodes that share it. */
    private record Socket(String identifier, SocketType type) {}

    private final Description description;
    private final List<Image> images;
    private final Map<Long, List<Socket>> sockets = new HashMap<>();
    private final Map<Long, ShaderTable> tables = new HashMap<>();
    private final Map<Long, Settings> properties = new HashMap<>();
    private final KnownGraphs known;

    /**
     * @param images of the description
     * @param known of the description before; those of this one afterwards
     */
    DescribedShaderGraphs(Description description, List<Image> images, KnownGraphs known) {
        this.description = description;
        this.images = images;
        this.known = known;
        known.begin(description, images);
    }

    /** The graph that an {@code optional<SHADER_GRAPHS>} names; empty without. */
    Optional<ShaderGraph> graph(Description.Struct owner, int member) {
        int index = owner.integer(member);
        if (index == Protocol.NONE) {
            return Optional.empty();
        }
        Description.Struct struct = description.struct(Protocol.Lists.SHADER_GRAPHS, index);
        return Optional.of(known.graph(index, () -> graph(struct)));
    }

    private ShaderGraph graph(Description.Struct struct) {
        Description.Range nodes = struct.range(Protocol.ShaderGraph.NODES, Protocol.Lists.SHADER_NODES);
        List<ShaderNode> made = new ArrayList<>(nodes.count());
        for (int i = 0; i < nodes.count(); i++) {
            made.add(node(nodes.struct(i), made));
        }
        return new ShaderGraph(
                made,
                end(struct, Protocol.ShaderGraph.SURFACE, Protocol.ShaderGraph.SURFACE_OUTPUT, made),
                end(struct, Protocol.ShaderGraph.VOLUME, Protocol.ShaderGraph.VOLUME_OUTPUT, made),
                end(struct, Protocol.ShaderGraph.DISPLACEMENT, Protocol.ShaderGraph.DISPLACEMENT_OUTPUT, made));
    }

    private static Optional<ShaderLink> end(Description.Struct graph, int node, int output, List<ShaderNode> nodes) {
        return graph.integer(node) == Protocol.NONE ? Optional.empty() : Optional.of(link(graph, node, output, nodes));
    }

    /** @param made the nodes before it */
    private ShaderNode node(Description.Struct struct, List<ShaderNode> made) {
        List<Socket> inputs = sockets(struct.range(Protocol.ShaderNode.INPUTS, Protocol.Lists.SHADER_SOCKETS));
        List<Socket> outputs = sockets(struct.range(Protocol.ShaderNode.OUTPUTS, Protocol.Lists.SHADER_SOCKETS));
        Description.Range values = struct.range(Protocol.ShaderNode.VALUES, Protocol.Lists.SOCKET_VALUES);
        if (values.count() != inputs.size() + outputs.size()) {
            throw new PassbridgeException("the description of the scene has a shader node of " + inputs.size() + " inputs and "
                    + outputs.size() + " outputs with " + values.count() + " values");
        }
        List<Optional<ShaderLink>> links = links(struct, made, inputs.size());
        List<ShaderSocket> inputSockets = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            inputSockets.add(socket(inputs.get(i), values.struct(i), links.get(i)));
        }
        List<ShaderSocket> outputSockets = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            outputSockets.add(socket(outputs.get(i), values.struct(inputs.size() + i), Optional.empty()));
        }
        return new ShaderNode(
                struct.text(Protocol.ShaderNode.TYPE),
                struct.text(Protocol.ShaderNode.NAME),
                inputSockets,
                outputSockets,
                properties(struct),
                Optional.ofNullable(struct.element(Protocol.ShaderNode.IMAGE, images, null, "image")),
                optional(struct, Protocol.ShaderNode.RAMP, Protocol.Lists.COLOR_RAMPS).map(this::ramp),
                optional(struct, Protocol.ShaderNode.CURVES, Protocol.Lists.SHADER_CURVES).map(this::curves));
    }

    private static ShaderSocket socket(Socket socket, Description.Struct value, Optional<ShaderLink> link) {
        return new ShaderSocket(socket.identifier, socket.type, value.vector4(0), link);
    }

    private List<Socket> sockets(Description.Range range) {
        return sockets.computeIfAbsent(range.key(), key -> range.map(struct -> new Socket(
                struct.text(Protocol.ShaderSocket.IDENTIFIER),
                struct.constant(Protocol.ShaderSocket.TYPE, SocketType.values(), "type of a socket"))));
    }

    /** By input. */
    private static List<Optional<ShaderLink>> links(Description.Struct node, List<ShaderNode> made, int inputCount) {
        List<Optional<ShaderLink>> links = new ArrayList<>(Collections.nCopies(inputCount, Optional.empty()));
        Description.Range range = node.range(Protocol.ShaderNode.LINKS, Protocol.Lists.SHADER_LINKS);
        for (int i = 0; i < range.count(); i++) {
            Description.Struct link = range.struct(i);
            int input = link.integer(Protocol.ShaderLink.INPUT);
            if (input < 0 || input >= inputCount) {
                throw new PassbridgeException("the description of the scene has a link to input " + Integer.toUnsignedString(input)
                        + " of a shader node with " + inputCount);
            }
            links.set(input, Optional.of(link(link, Protocol.ShaderLink.NODE, Protocol.ShaderLink.OUTPUT, made)));
        }
        return links;
    }

    private static ShaderLink link(Description.Struct struct, int node, int output, List<ShaderNode> nodes) {
        ShaderNode source = struct.element(node, nodes, "shader node");
        return new ShaderLink(struct.integer(node), struct.element(output, source.outputs(), "output of a shader node").identifier());
    }

    private Settings properties(Description.Struct node) {
        Description.Range range = node.range(Protocol.ShaderNode.PROPERTIES, Protocol.Lists.PROPERTIES);
        Settings read = properties.computeIfAbsent(range.key(), key -> DescribedSettings.of(range));
        return optional(node, Protocol.ShaderNode.OBJECT_TO_WORLD, Protocol.Lists.NODE_MATRICES)
                .map(matrix -> with(read, "object_to_world", floats(matrix, MATRIX_SIZE)))
                .orElse(read);
    }

    private static Settings with(Settings settings, String name, Object value) {
        Map<String, Object> values = new LinkedHashMap<>(settings.values());
        values.put(name, value);
        return Settings.of(values);
    }

    private static List<Float> floats(Description.Struct struct, int count) {
        List<Float> floats = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            floats.add(struct.real(i * Float.BYTES));
        }
        return floats;
    }

    private Optional<Description.Struct> optional(Description.Struct struct, int member, int list) {
        int index = struct.integer(member);
        return index == Protocol.NONE ? Optional.empty() : Optional.of(description.struct(list, index));
    }

    private ColorRamp ramp(Description.Struct struct) {
        return new ColorRamp(
                struct.text(Protocol.ColorRamp.INTERPOLATION),
                struct.text(Protocol.ColorRamp.COLOR_MODE),
                struct.text(Protocol.ColorRamp.HUE_INTERPOLATION),
                struct.range(Protocol.ColorRamp.STOPS, Protocol.Lists.RAMP_STOPS).map(stop -> new ColorRamp.Stop(
                        stop.real(Protocol.RampStop.POSITION), stop.vector4(Protocol.RampStop.COLOR))),
                table(struct.range(Protocol.ColorRamp.TABLE, Protocol.Lists.TABLE_ENTRIES)));
    }

    private ShaderCurves curves(Description.Struct struct) {
        return new ShaderCurves(
                struct.range(Protocol.ShaderCurves.CURVES, Protocol.Lists.CURVES).map(curve -> new ShaderCurves.Curve(
                        curve.range(0, Protocol.Lists.CURVE_POINTS).map(point -> new ShaderCurves.Point(
                                point.real(Protocol.CurvePoint.X),
                                point.real(Protocol.CurvePoint.Y),
                                point.text(Protocol.CurvePoint.HANDLE))))),
                struct.real(Protocol.ShaderCurves.MIN_X),
                struct.real(Protocol.ShaderCurves.MAX_X),
                struct.integer(Protocol.ShaderCurves.IS_EXTRAPOLATED) != 0,
                table(struct.range(Protocol.ShaderCurves.TABLE, Protocol.Lists.TABLE_ENTRIES)));
    }

    private ShaderTable table(Description.Range range) {
        return tables.computeIfAbsent(range.key(), key -> {
            float[] values = new float[range.count() * CHANNEL_COUNT];
            for (int i = 0; i < range.count(); i++) {
                Vector4f entry = range.struct(i).vector4(0);
                values[i * CHANNEL_COUNT] = entry.x;
                values[i * CHANNEL_COUNT + 1] = entry.y;
                values[i * CHANNEL_COUNT + 2] = entry.z;
                values[i * CHANNEL_COUNT + 3] = entry.w;
            }
            return new ShaderTable(values);
        });
    }
}
