// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.gl.CurrentContext;
import passbridge.gl.ShaderProgram;
import passbridge.scene.SocketType;

/** Compiles every node file with every value of every enum: all combinations where they are few, else one enum after the other. */
@ExtendWith(CurrentContext.class)
class NodeFilesTest {
    private static final int MAX_COMBINATIONS = 24;

    static Stream<String> nodeTypes() {
        return NodeLibrary.functions().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("nodeTypes")
    void compiles(String type) {
        NodeFunction function = NodeLibrary.function(type).orElseThrow();
        for (Map<String, Object> properties : combinations(function)) {
            assertCompiles(type, function, properties);
        }
    }

    private static void assertCompiles(String type, NodeFunction function, Map<String, Object> properties) {
        TestGraph graph = new TestGraph();
        TestGraph.Node node = graph.whole(function, type);
        properties.forEach(node::set);
        if (function.parameters().stream().anyMatch(NodeFunction.ImageParameter.class::isInstance)) {
            node.image(new TestImage());
        }
        if (function.parameters().stream().anyMatch(NodeFunction.TableParameter.class::isInstance)) {
            node.ramp("LINEAR", 0, 0, 0, 1, 1, 1, 1, 1);
        }
        int index = node.add();
        Optional<NodeFunction.Output> shaderOutput = function.outputs().stream().filter(output -> output.type().isEmpty()).findFirst();
        SurfaceShader shader = SurfaceShader.of(graph.surface(
                index, shaderOutput.orElse(function.outputs().get(0)).identifier()));
        String source = ShadedPoint.source(shader, "surfaceEmission + reflectedLight(vec3(0.0, 0.0, 1.0), 0.1) + environmentLight()");
        ShaderProgram.link(type + " " + properties, "#version 410 core\nvoid main() { gl_Position = vec4(0.0); }\n", source).close();
    }

    private static List<Map<String, Object>> combinations(NodeFunction function) {
        List<Map<String, Object>> all = new ArrayList<>(List.of(Map.of()));
        List<Map<String, Object>> one = new ArrayList<>();
        for (NodeFunction.Parameter parameter : function.parameters()) {
            List<Map<String, Object>> choices = new ArrayList<>();
            if (parameter instanceof NodeFunction.EnumParameter choice) {
                choice.values().forEach(value -> choices.add(Map.of(choice.property(), value)));
            } else if (parameter instanceof NodeFunction.FlagParameter flag) {
                choices.add(Map.of(flag.property(), false));
                choices.add(Map.of(flag.property(), true));
            } else {
                continue;
            }
            one.addAll(choices);
            List<Map<String, Object>> products = new ArrayList<>();
            for (Map<String, Object> before : all) {
                for (Map<String, Object> choice : choices) {
                    Map<String, Object> product = new HashMap<>(before);
                    product.putAll(choice);
                    products.add(product);
                }
            }
            all = products;
            if (all.size() > 10_000) {
                break;
            }
        }
        return all.size() <= MAX_COMBINATIONS ? all : one;
    }

    /** Functions of all files have different names, those that they share included. */
    @Test
    void allFitIntoOneProgram() {
        TestGraph graph = new TestGraph();
        int sum = graph.node("ShaderNodeHoldout").output("Shader", SocketType.SHADER).add();
        for (Map.Entry<String, NodeFunction> entry : NodeLibrary.functions().entrySet()) {
            NodeFunction function = entry.getValue();
            if (function.parameters().stream().anyMatch(NodeFunction.ImageParameter.class::isInstance)) {
                continue; // more than a material may have
            }
            int node = graph.whole(function, entry.getKey()).add();
            sum = graph.node("ShaderNodeAddShader").linked("Shader", SocketType.SHADER, sum, "Shader")
                    .linked("Shader_001", SocketType.SHADER, node, function.outputs().get(0).identifier())
                    .output("Shader", SocketType.SHADER).add();
        }
        SurfaceShader shader = SurfaceShader.of(graph.surface(sum, "Shader"));
        ShaderProgram.link(
                "all nodes", "#version 410 core\nvoid main() { gl_Position = vec4(0.0); }\n", ShadedPoint.source(shader, "surfaceEmission"))
                .close();
    }
}
