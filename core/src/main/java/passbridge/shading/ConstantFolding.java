// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.joml.Vector4f;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.SocketType;

/**
 * What outputs of nodes are known to be before anything is drawn: those of Value, RGB and Light Path nodes, and what Math, Mix and
 * conversions make of known numbers. Files choose their shaders by such: what is not seen by the camera is then not in the code.
 */
final class ConstantFolding {
    private ConstantFolding() {}

    /**
     * {@return the known outputs of a node by their identifiers}
     *
     * @param known of outputs of nodes before it
     */
    static Map<String, Operand.Constant> outputs(
            ShaderNode node, RayKind rayKind, Function<ShaderLink, Optional<Operand.Constant>> known) {
        Map<String, Operand.Constant> outputs = new HashMap<>();
        for (ShaderSocket output : node.outputs()) {
            folded(node, output, rayKind, known).ifPresent(constant -> outputs.put(output.identifier(), constant));
        }
        return outputs;
    }

    private static Optional<Operand.Constant> folded(
            ShaderNode node, ShaderSocket output, RayKind rayKind, Function<ShaderLink, Optional<Operand.Constant>> known) {
        return switch (node.type()) {
            case "ShaderNodeValue", "ShaderNodeRGB" -> Optional.of(new Operand.Constant(output.value(), output.type()));
            case "ShaderNodeLightPath" -> output.identifier().equals("Ray Length")
                    ? Optional.empty() : Optional.of(Operand.Constant.of(LightPath.value(output.identifier(), rayKind)));
            case "NodeImplicitConversion" -> input(node, "Value", output.type(), known);
            case "ShaderNodeMath" -> math(node, known);
            case "ShaderNodeMix" -> mix(node, output, known);
            default -> Optional.empty();
        };
    }

    private static Optional<Operand.Constant> input(
            ShaderNode node, String identifier, SocketType type, Function<ShaderLink, Optional<Operand.Constant>> known) {
        return node.input(identifier)
                .flatMap(socket -> socket.link().isPresent()
                        ? socket.link().flatMap(known) : Optional.of(new Operand.Constant(socket.value(), socket.type())))
                .map(constant -> constant.converted(type, WorkingSpace.of(node)));
    }

    private static Optional<Operand.Constant> math(ShaderNode node, Function<ShaderLink, Optional<Operand.Constant>> known) {
        Optional<Operand.Constant> first = input(node, "Value", SocketType.FLOAT, known);
        Optional<Operand.Constant> second = input(node, "Value_001", SocketType.FLOAT, known);
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        float a = first.get().value().x();
        float b = second.get().value().x();
        Optional<Float> result = switch (node.properties().values().get("operation") instanceof String operation ? operation : "") {
            case "ADD" -> Optional.of(a + b);
            case "SUBTRACT" -> Optional.of(a - b);
            case "MULTIPLY" -> Optional.of(a * b);
            case "MINIMUM" -> Optional.of(Math.min(a, b));
            case "MAXIMUM" -> Optional.of(Math.max(a, b));
            case "LESS_THAN" -> Optional.of(a < b ? 1f : 0f);
            case "GREATER_THAN" -> Optional.of(a > b ? 1f : 0f);
            default -> Optional.empty();
        };
        return result.map(number -> Operand.Constant.of(flag(node, "use_clamp") ? clamped(number) : number));
    }

    /** Of two values by one factor; where that is 0 or 1 only one of them has to be known. */
    private static Optional<Operand.Constant> mix(
            ShaderNode node, ShaderSocket output, Function<ShaderLink, Optional<Operand.Constant>> known) {
        String type = output.identifier().replace("Result_", "");
        Map<String, Object> properties = node.properties().values();
        boolean isMix = !type.equals("Color") || "MIX".equals(properties.get("blend_type"));
        boolean isOneFactor = !type.equals("Vector") || "UNIFORM".equals(properties.get("factor_mode"));
        Optional<Operand.Constant> factor = input(node, "Factor_Float", SocketType.FLOAT, known);
        if (!Arrays.asList("Float", "Vector", "Color").contains(type) || !isMix || !isOneFactor || factor.isEmpty()) {
            return Optional.empty();
        }
        float share = flag(node, "clamp_factor") ? clamped(factor.get().value().x()) : factor.get().value().x();
        Optional<Operand.Constant> below = input(node, "A_" + type, output.type(), known);
        Optional<Operand.Constant> above = input(node, "B_" + type, output.type(), known);
        if (below.isEmpty() && share != 1 || above.isEmpty() && share != 0) {
            return Optional.empty();
        }
        Vector4f result = share == 1 ? new Vector4f(above.orElseThrow().value())
                : share == 0 ? new Vector4f(below.orElseThrow().value()) : below.get().value().lerp(above.get().value(), share,
                new Vector4f());
        if (type.equals("Color") && flag(node, "clamp_result")) {
            result.set(clamped(result.x), clamped(result.y), clamped(result.z), result.w);
        }
        return Optional.of(new Operand.Constant(result, output.type()));
    }

    private static boolean flag(ShaderNode node, String property) {
        return Boolean.TRUE.equals(node.properties().values().get(property));
    }

    private static float clamped(float number) {
        return Math.min(Math.max(number, 0), 1);
    }
}
