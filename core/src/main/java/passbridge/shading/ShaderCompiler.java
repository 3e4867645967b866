// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.joml.Matrix4f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.scene.ColorRamp;
import passbridge.scene.Image;
import passbridge.scene.ShaderCurves;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderLink;
import passbridge.scene.ShaderNode;
import passbridge.scene.ShaderSocket;
import passbridge.scene.ShaderTable;
import passbridge.scene.SocketType;

/**
 * Compiles the nodes behind the outputs. Mix and Add Shader become weights of closures; what the output does not depend on is dropped; values
 * are converted as Cycles does (intern/cycles/kernel/svm/convert.h, as of Blender 5.2): a colour becomes a number by its luminance, a
 * vector by its average, a number becomes three, and any of them a shader that emits it.
 */
final class ShaderCompiler {
    private static final Vector4f MISSING_IMAGE = new Vector4f(1, 0, 1, 1); // Cycles' colour for it
    private static final String CONVERSION = "NodeImplicitConversion"; // a node that has a socket's type, and gives what it gets
    private static final int MATRIX_SIZE = 16; // column by column
    private static final Set<String> UNKNOWN_TO_CYCLES =
            Set.of("ShaderNodeShaderToRGB", "ShaderNodeSqueeze", "ShaderNodeUVAlongStroke");
    private static final float UNREAD_IES = 100; // what Cycles takes for a profile that it can't read
    private static final int ONE = 0; // the number of the weight that is 1

    private final ShaderGraph graph;
    private final RayKind rayKind;
    private final WorkingSpace space;
    private final boolean isSurface; // else a world or a light, which has no closures that reflect
    private final List<Map<String, Operand.Constant>> constants = new ArrayList<>(); // of outputs that are known, by node
    private final Set<String> warnings = new LinkedHashSet<>();
    private final ShaderStep.Call[] calls; // of value nodes that are needed, by node
    private final boolean[] isNeeded;
    private final List<Set<String>> neededOutputs = new ArrayList<>();
    private final List<ShaderStep.Weight> weights = new ArrayList<>();
    private final List<ShaderStep> closures = new ArrayList<>(); // calls of shader nodes, and emissions
    private final List<ShaderStep> volumeClosures = new ArrayList<>(); // the same of what the surface encloses
    private final List<Image> images = new ArrayList<>();
    private final List<ShaderTable> tables = new ArrayList<>();
    private final Map<Image, Integer> tileRows = new HashMap<>(); // of tables
    private final List<AttributeUse> attributes = new ArrayList<>();
    private final Set<SurfaceInput> inputs = EnumSet.noneOf(SurfaceInput.class);
    private final ShaderValues values = new ShaderValues();
    private final Set<Integer> displacementNodes = new TreeSet<>(); // computed before the normal is displaced
    private Optional<Operand> displacement = Optional.empty();
    private boolean isVolumeOnly;
    private boolean isTransparencyColored;

    ShaderCompiler(ShaderGraph graph, RayKind rayKind, boolean isSurface) {
        this.graph = graph;
        this.rayKind = rayKind;
        this.isSurface = isSurface;
        space = WorkingSpace.of(graph);
        WorkingSpace.unknown(graph).ifPresent(name -> warnings.add("the working space '" + name + "' is not known, taken as Linear Rec.709"));
        for (ShaderNode node : graph.nodes()) {
            constants.add(ConstantFolding.outputs(node, rayKind,
                    link -> Optional.ofNullable(constants.get(link.node()).get(link.output()))));
        }
        calls = new ShaderStep.Call[graph.nodes().size()];
        isNeeded = new boolean[graph.nodes().size()];
        graph.nodes().forEach(node -> neededOutputs.add(new LinkedHashSet<>()));
        weights.add(new ShaderStep.Weight(List.of()));
    }

    // ------------------------------------------------------------------------------------------------ steps

    /** Finds the steps that the surface needs. */
    void compile() {
        graph.surface().ifPresent(link -> addShaders(link, isSurface ? Use.SURFACE : Use.LIGHT, closures));
        if (isSurface) {
            graph.volume().ifPresent(link -> addShaders(link, Use.VOLUME, volumeClosures));
            isVolumeOnly = graph.volume().isPresent() && graph.surface().isEmpty();
            displacement = graph.displacement().map(link -> source(link).as(SocketType.VECTOR, space));
        }
        for (int index = graph.nodes().size() - 1; index >= 0; index--) {
            if (isNeeded[index]) {
                NodeFunction function = NodeLibrary.function(graph.nodes().get(index).type()).orElseThrow();
                calls[index] = call(index, function, Optional.empty());
            }
        }
        displacement.ifPresent(this::addNodesOf);
        for (int index = graph.nodes().size() - 1; index >= 0; index--) {
            if (displacementNodes.contains(index)) {
                calls[index].arguments().forEach(argument -> argument.ifPresent(this::addNodesOf));
            }
        }
    }

    /** What shaders are linked to, which decides what of them counts: the rest is left out, as in Cycles. */
    private enum Use {
        SURFACE, LIGHT, VOLUME;

        boolean takes(ClosureKind kind) {
            return switch (this) {
                case SURFACE -> kind != ClosureKind.VOLUME;
                case LIGHT -> kind == ClosureKind.EMISSION;
                case VOLUME -> kind == ClosureKind.VOLUME || kind == ClosureKind.EMISSION;
            };
        }
    }

    private void addShaders(ShaderLink end, Use use, List<ShaderStep> steps) {
        List<List<ShaderStep.Term>> terms = new ArrayList<>();
        graph.nodes().forEach(node -> terms.add(new ArrayList<>()));
        addTerm(end, new ShaderStep.Term(ONE, Optional.empty(), false), terms, steps);
        // What a node is linked to is before it, so all of a node's terms are known when its turn comes.
        for (int index = graph.nodes().size() - 1; index >= 0; index--) {
            if (!terms.get(index).isEmpty()) {
                addShader(index, weight(terms.get(index)), terms, use, steps);
            }
        }
    }

    private void addNodesOf(Operand operand) {
        if (operand instanceof Operand.Result result) {
            displacementNodes.add(result.node());
        } else if (operand instanceof Operand.Converted conversion) {
            addNodesOf(conversion.value());
        }
    }

    /** {@return how many functions are called} */
    long callCount() {
        return closures.size() + volumeClosures.size() + Arrays.stream(calls).filter(Objects::nonNull).count();
    }

    private int weight(List<ShaderStep.Term> terms) {
        if (terms.size() == 1 && terms.get(0).factor().isEmpty()) {
            return terms.get(0).weight();
        }
        weights.add(new ShaderStep.Weight(List.copyOf(terms)));
        return weights.size() - 1;
    }

    private void addTerm(ShaderLink link, ShaderStep.Term term, List<List<ShaderStep.Term>> terms, List<ShaderStep> steps) {
        SocketType type = graph.nodes().get(link.node()).output(link.output()).orElseThrow().type();
        if (type == SocketType.SHADER) {
            terms.get(link.node()).add(term);
            return;
        }
        steps.add(new ShaderStep.Emission(source(link), weight(List.of(term))));
    }

    private void addShader(int index, int weight, List<List<ShaderStep.Term>> terms, Use use, List<ShaderStep> steps) {
        ShaderNode node = graph.nodes().get(index);
        switch (node.type()) {
            case "ShaderNodeMixShader" -> {
                Operand factor = input(node, "Fac", SocketType.FLOAT);
                shaderLink(node, "Shader").ifPresent(
                        link -> mixTerm(weight, factor, true).ifPresent(term -> addTerm(link, term, terms, steps)));
                shaderLink(node, "Shader_001").ifPresent(
                        link -> mixTerm(weight, factor, false).ifPresent(term -> addTerm(link, term, terms, steps)));
            }
            case "ShaderNodeAddShader" -> {
                ShaderStep.Term same = new ShaderStep.Term(weight, Optional.empty(), false);
                shaderLink(node, "Shader").ifPresent(link -> addTerm(link, same, terms, steps));
                shaderLink(node, "Shader_001").ifPresent(link -> addTerm(link, same, terms, steps));
            }
            default -> {
                Optional<NodeFunction> function = NodeLibrary.function(node.type()).filter(NodeFunction::isShader);
                if (function.isEmpty()) {
                    warn(index, "is not supported yet and drawn black");
                    return;
                }
                if (!function.get().closures().stream().allMatch(closure -> use.takes(closure.kind()))) {
                    return;
                }
                steps.add(call(index, function.get(), Optional.of(weight)));
            }
        }
    }

    /** Empty where the factor leaves nothing of the shader. */
    private static Optional<ShaderStep.Term> mixTerm(int weight, Operand factor, boolean isComplement) {
        if (factor instanceof Operand.Constant constant) {
            float share = Math.min(Math.max(constant.value().x(), 0), 1);
            float factorOfShader = isComplement ? 1 - share : share;
            if (factorOfShader == 0) {
                return Optional.empty();
            }
            if (factorOfShader == 1) {
                return Optional.of(new ShaderStep.Term(weight, Optional.empty(), false));
            }
        }
        return Optional.of(new ShaderStep.Term(weight, Optional.of(factor), isComplement));
    }

    private static Optional<ShaderLink> shaderLink(ShaderNode node, String identifier) {
        return node.input(identifier).flatMap(ShaderSocket::link);
    }

    private ShaderStep.Call call(int index, NodeFunction function, Optional<Integer> weight) {
        ShaderNode node = graph.nodes().get(index);
        List<Optional<Operand>> operands = new ArrayList<>();
        List<Optional<String>> literals = new ArrayList<>();
        for (NodeFunction.Parameter parameter : function.parameters()) {
            Optional<Operand> operand = operand(node, function, parameter);
            operands.add(operand);
            literals.add(operand.isPresent() ? Optional.empty() : literal(index, function, parameter));
        }
        addWarnings(index, function, operands);
        List<Boolean> isAdded = function.closures().stream().map(closure -> isAdded(function, operands, closure)).toList();
        isTransparencyColored |= function.closures().stream().anyMatch(closure -> closure.kind() == ClosureKind.TRANSPARENCY
                && closure.nonZero().contains("Color") && constant(function, operands, "Color").filter(Operand.Constant::isGrey).isEmpty());
        return new ShaderStep.Call(index, function, List.copyOf(operands), List.copyOf(literals), isAdded, weight);
    }

    private void addWarnings(int index, NodeFunction function, List<Optional<Operand>> operands) {
        ShaderNode node = graph.nodes().get(index);
        for (NodeFunction.Warning warning : function.warnings()) {
            boolean isSaid = warning.condition().stream().allMatch(condition -> holds(node, function, condition))
                    && warning.nonZero().stream().allMatch(name -> function.flagParameter(name).isPresent()
                            ? flag(node, function.flagParameter(name).get())
                            : !isUnused(node, name) && !isZero(function, operands, name));
            if (isSaid) {
                warn(index, warning.text());
            }
        }
    }

    /** Empty where the argument is a literal, or a closure's place, which is known later. */
    private Optional<Operand> operand(ShaderNode node, NodeFunction function, NodeFunction.Parameter parameter) {
        if (parameter instanceof NodeFunction.NumberParameter number) {
            return Optional.of(new Operand.Constant(number(node, number), number.type() == GlslType.FLOAT ? SocketType.FLOAT
                    : SocketType.VECTOR));
        }
        if (!(parameter instanceof NodeFunction.InputParameter input) || input.condition().isPresent()
                && !holds(node, function, input.condition().get())) {
            return Optional.empty();
        }
        Optional<ShaderSocket> socket = node.input(input.identifier());
        if (socket.isEmpty()) {
            return Optional.of(input.unlinked().<Operand>map(this::global)
                    .orElseGet(() -> new Operand.Constant(input.absent(), typeOf(input.type()))));
        }
        if (socket.get().link().isEmpty() && input.unlinked().isPresent()) {
            return Optional.of(global(input.unlinked().get()));
        }
        return Optional.of(input(socket.get(), socket.get().type()));
    }

    private Operand global(SurfaceInput input) {
        inputs.add(input);
        return new Operand.Global(input);
    }

    private static GlslType typeOf(SocketType type) {
        return switch (type) {
            case FLOAT -> GlslType.FLOAT;
            case VECTOR, SHADER -> GlslType.VEC3;
            case COLOR -> GlslType.VEC4;
        };
    }

    private static SocketType typeOf(GlslType type) {
        return switch (type) {
            case FLOAT -> SocketType.FLOAT;
            case VEC3 -> SocketType.VECTOR;
            case VEC4 -> SocketType.COLOR;
        };
    }

    private Operand input(ShaderNode node, String identifier, SocketType type) {
        return node.input(identifier).map(socket -> input(socket, type)).orElse(Operand.Constant.of(0));
    }

    private Operand input(ShaderSocket socket, SocketType type) {
        Operand own = new Operand.Constant(socket.value(), socket.type());
        return socket.link().filter(this::isKnownToCycles).map(this::source).orElse(own).as(type, space);
    }

    /** Cycles leaves out links to what it does not have. */
    private boolean isKnownToCycles(ShaderLink link) {
        if (!UNKNOWN_TO_CYCLES.contains(graph.nodes().get(link.node()).type())) {
            return true;
        }
        warn(link.node(), "is unknown to Cycles, too: what is linked to it keeps its own value");
        return false;
    }

    /** The value of an output; marks its node as needed. */
    private Operand source(ShaderLink link) {
        List<SocketType> conversions = new ArrayList<>(); // the last one comes first
        ShaderLink from = link;
        ShaderNode node = graph.nodes().get(from.node());
        while (node.type().equals(CONVERSION) && !constants.get(from.node()).containsKey(from.output())) {
            conversions.add(0, node.output(from.output()).orElseThrow().type());
            from = node.input("Value").flatMap(ShaderSocket::link).orElseThrow();
            node = graph.nodes().get(from.node());
        }
        Operand operand = output(from);
        for (SocketType type : conversions) {
            operand = operand.as(type, space);
        }
        return operand;
    }

    private Operand output(ShaderLink link) {
        ShaderNode node = graph.nodes().get(link.node());
        ShaderSocket output = node.output(link.output()).orElseThrow();
        Operand.Constant constant = constants.get(link.node()).get(link.output());
        if (constant != null) {
            return constant;
        }
        Optional<NodeFunction> function = NodeLibrary.function(node.type());
        int outputIndex = -1;
        for (int i = 0; function.isPresent() && i < function.get().outputs().size(); i++) {
            NodeFunction.Output candidate = function.get().outputs().get(i);
            if (candidate.identifier().equals(link.output()) && candidate.type().isPresent()) {
                outputIndex = i;
            }
        }
        if (outputIndex < 0) {
            warn(link.node(), "is not supported yet, its output '" + link.output() + "' is taken as 0");
            return new Operand.Constant(new Vector4f(), output.type());
        }
        if (function.get().parameters().stream().anyMatch(NodeFunction.ImageParameter.class::isInstance) && node.image().isEmpty()) {
            return new Operand.Constant(output.type() == SocketType.FLOAT ? new Vector4f(1) : MISSING_IMAGE, output.type());
        }
        isNeeded[link.node()] = true;
        neededOutputs.get(link.node()).add(link.output());
        return new Operand.Result(link.node(), outputIndex, function.get().outputs().get(outputIndex).type().get(), output.type());
    }

    /** Whether a closure is left in: see {@link NodeFunction}. */
    private static boolean isAdded(NodeFunction function, List<Optional<Operand>> operands, NodeFunction.Closure closure) {
        return closure.nonZero().stream().noneMatch(input -> isZero(function, operands, input))
                && closure.belowOne().stream().noneMatch(
                        input -> constant(function, operands, input).filter(constant -> constant.value().x() >= 1).isPresent());
    }

    /** Whether a node lacks an input, or has it as 0; the input need not be a parameter of the node's function. */
    private static boolean isUnused(ShaderNode node, String input) {
        Optional<ShaderSocket> socket = node.input(input);
        return socket.isEmpty() || socket.get().link().isEmpty() && new Operand.Constant(socket.get().value(), socket.get().type()).isZero();
    }

    private static boolean isZero(NodeFunction function, List<Optional<Operand>> operands, String input) {
        return constant(function, operands, input).filter(Operand.Constant::isZero).isPresent();
    }

    /** The value of an input, where it is known. */
    private static Optional<Operand.Constant> constant(NodeFunction function, List<Optional<Operand>> operands, String input) {
        for (int i = 0; i < operands.size(); i++) {
            if (function.parameters().get(i) instanceof NodeFunction.InputParameter parameter && parameter.identifier().equals(input)) {
                return operands.get(i).filter(Operand.Constant.class::isInstance).map(Operand.Constant.class::cast);
            }
        }
        return Optional.empty();
    }

    private static boolean holds(ShaderNode node, NodeFunction function, NodeFunction.Condition condition) {
        List<String> all = function.enumParameter(condition.property())
                .orElseThrow(() -> new IllegalStateException(function.name() + " has no Enum " + condition.property())).values();
        return condition.values().contains(enumValue(node, condition.property(), all));
    }

    /** One of the values that a function knows; the first where the node has none of them. */
    private static String enumValue(ShaderNode node, String property, List<String> values) {
        Object value = node.properties().values().get(property);
        if (value == null && property.equals("interpolation") && node.ramp().isPresent()) {
            value = node.ramp().get().interpolation();
        }
        return values.contains(value) ? (String) value : values.get(0);
    }

    private static boolean flag(ShaderNode node, NodeFunction.FlagParameter parameter) {
        Object value = node.properties().values().get(parameter.property());
        if (parameter.property().equals("is_extrapolated") && node.curves().isPresent()) {
            value = node.curves().get().isExtrapolated();
        }
        return value instanceof Boolean is ? is : parameter.absent();
    }

    private static boolean isSince(ShaderNode node, NodeFunction.SinceParameter parameter) {
        return !(node.properties().values().get("blender_version") instanceof Number version) || version.intValue() >= parameter.version();
    }

    private static Vector4f number(ShaderNode node, NodeFunction.NumberParameter parameter) {
        Object value = node.properties().values().get(parameter.property());
        if (value instanceof Number number) {
            return new Vector4f(number.floatValue());
        }
        if (value instanceof Vector3fc vector) {
            return new Vector4f(vector, 1);
        }
        if (value instanceof List<?> list && list.size() >= 3) {
            return new Vector4f(
                    ((Number) list.get(0)).floatValue(), ((Number) list.get(1)).floatValue(), ((Number) list.get(2)).floatValue(), 1);
        }
        if (node.curves().isPresent() && parameter.property().equals("min_x")) {
            return new Vector4f(node.curves().get().minX());
        }
        if (node.curves().isPresent() && parameter.property().equals("max_x")) {
            return new Vector4f(node.curves().get().maxX());
        }
        // A Normal node has its direction as the value of an output.
        return node.output(parameter.property()).map(output -> new Vector4f(output.value()))
                .orElseGet(() -> new Vector4f(parameter.absent()));
    }

    /** Empty for the place of a closure. */
    private Optional<String> literal(int index, NodeFunction function, NodeFunction.Parameter parameter) {
        ShaderNode node = graph.nodes().get(index);
        if (parameter instanceof NodeFunction.EnumParameter choice) {
            return Optional.of(Integer.toString(choice.values().indexOf(enumValue(node, choice.property(), choice.values()))));
        }
        if (parameter instanceof NodeFunction.FlagParameter flag) {
            return Optional.of(Boolean.toString(flag(node, flag)));
        }
        if (parameter instanceof NodeFunction.SinceParameter since) {
            return Optional.of(Boolean.toString(isSince(node, since)));
        }
        if (parameter instanceof NodeFunction.UsedParameter used) {
            return Optional.of(Boolean.toString(neededOutputs.get(index).contains(used.output())));
        }
        if (parameter instanceof NodeFunction.MatrixParameter matrix) {
            return Optional.of(inverseCode(node.properties().values().get(matrix.property())));
        }
        if (parameter instanceof NodeFunction.TableParameter) {
            return Optional.of(Integer.toString(tableRow(index)));
        }
        if (parameter instanceof NodeFunction.ImageParameter) {
            return Optional.of(imageName(index, node.image().orElseThrow()));
        }
        if (parameter instanceof NodeFunction.TilesParameter) {
            return Optional.of(Integer.toString(tilesRow(node.image().orElseThrow())));
        }
        if (parameter instanceof NodeFunction.AttributeParameter attribute) {
            return Optional.of(attributeCode(index, attribute));
        }
        if (parameter instanceof NodeFunction.InputParameter input) {
            return Optional.of(zero(input.type()));
        }
        return Optional.empty();
    }

    /** Whether there is a matrix, and its inverse. */
    private String inverseCode(Object property) {
        if (!(property instanceof List<?> numbers) || numbers.size() != MATRIX_SIZE) {
            return "false, mat4x3(0.0)";
        }
        float[] columns = new float[MATRIX_SIZE];
        for (int i = 0; i < MATRIX_SIZE; i++) {
            columns[i] = ((Number) numbers.get(i)).floatValue();
        }
        Matrix4f inverse = new Matrix4f().set(columns).invertAffine();
        List<String> code = new ArrayList<>();
        for (int column = 0; column < 4; column++) {
            code.add(values.add(inverse.getColumn(column, new Vector4f()), GlslType.VEC3));
        }
        return "true, mat4x3(" + String.join(", ", code) + ")";
    }

    private static String zero(GlslType type) {
        return type == GlslType.FLOAT ? "0.0" : type.code() + "(0.0)";
    }

    private int tableRow(int index) {
        ShaderNode node = graph.nodes().get(index);
        Optional<ShaderTable> table = node.ramp().map(ColorRamp::table).or(() -> node.curves().map(ShaderCurves::table));
        if (node.type().equals("ShaderNodeTexSky")) {
            table = Optional.of(SkyTable.of(node.properties()));
        }
        if (node.type().equals("ShaderNodeTexIES")) {
            return iesRow(index);
        }
        if (table.isEmpty()) {
            warn(index, "has no table and gives black");
        }
        tables.add(table.orElseGet(() -> new ShaderTable(new float[] {0, 0, 0, 1})));
        return tables.size() - 1;
    }

    private int iesRow(int index) {
        Object text = graph.nodes().get(index).properties().values().get("ies");
        Optional<ShaderTable> profile = text instanceof String ies ? IesProfile.table(ies) : Optional.empty();
        if (profile.isEmpty()) {
            warn(index, "has no IES profile that can be read, its light is even on all sides");
        }
        tables.add(profile.orElseGet(() -> new ShaderTable(new float[] {UNREAD_IES, UNREAD_IES, UNREAD_IES, 1})));
        return tables.size() - 1;
    }

    private String imageName(int index, Image image) {
        int place = images.indexOf(image);
        if (place < 0 && images.size() == SurfaceShader.MAX_IMAGES) {
            warn(index, "has one image more than the " + SurfaceShader.MAX_IMAGES + " that a material may have, another is drawn instead");
            place = 0;
        }
        if (place < 0) {
            place = images.size();
            images.add(image);
        }
        return "shaderImage" + place;
    }

    private int tilesRow(Image image) {
        return image.tiles().isEmpty() ? -1 : tileRows.computeIfAbsent(image, tiled -> {
            tables.add(TileAtlas.of(tiled).places());
            return tables.size() - 1;
        });
    }

    private String attributeCode(int index, NodeFunction.AttributeParameter parameter) {
        ShaderNode node = graph.nodes().get(index);
        String name = node.properties().values().get(parameter.property()) instanceof String text ? text : "";
        String chosen = node.properties().values().get(parameter.source()) instanceof String text ? text : parameter.source();
        AttributeUse.Source source = Arrays.stream(AttributeUse.Source.values()).filter(known -> known.name().equals(chosen))
                .findFirst().orElse(AttributeUse.Source.GEOMETRY);
        if (name.isEmpty() && source == AttributeUse.Source.UV_MAP) {
            return "vec4(" + code(global(SurfaceInput.UV), GlslType.VEC3) + ", 1.0)";
        }
        if (name.isEmpty() && source == AttributeUse.Source.TANGENT) {
            return code(global(SurfaceInput.TANGENT), GlslType.VEC4);
        }
        if (name.isEmpty() && source != AttributeUse.Source.COLOR) {
            return values.add(parameter.absent(), GlslType.VEC4);
        }
        AttributeUse use = new AttributeUse(source, name, parameter.absent());
        if (!attributes.contains(use) && attributes.size() == SurfaceShader.MAX_ATTRIBUTES) {
            warn(index, "reads one attribute more than the " + SurfaceShader.MAX_ATTRIBUTES + " that there may be, which is taken as 0");
            return values.add(parameter.absent(), GlslType.VEC4);
        }
        if (!attributes.contains(use)) {
            attributes.add(use);
        }
        return "attributeValue" + attributes.indexOf(use);
    }

    private void warn(int index, String text) {
        ShaderNode node = graph.nodes().get(index);
        warnings.add("node '" + node.name() + "' (" + node.type() + ") " + text);
    }

    // ------------------------------------------------------------------------------------------------ code

    private static String variable(int node, int output) {
        return "v" + node + "_" + output;
    }

    /** The expression of a value in a type of GLSL. */
    private String code(Operand operand, GlslType type) {
        if (operand instanceof Operand.Constant constant) {
            boolean isNumber = type == GlslType.FLOAT;
            return values.add(isNumber ? constant.converted(SocketType.FLOAT, space).value() : constant.value(), type);
        }
        if (operand instanceof Operand.Converted conversion) {
            GlslType between = typeOf(conversion.type());
            return converted(code(conversion.value(), between), between, conversion.type(), type);
        }
        if (operand instanceof Operand.Global global) {
            String name = global.input().glslName();
            return converted(name, global.input().glslType().equals("vec4") ? GlslType.VEC4 : GlslType.VEC3, SocketType.VECTOR, type);
        }
        Operand.Result result = (Operand.Result) operand;
        return converted(variable(result.node(), result.output()), result.glslType(), result.type(), type);
    }

    private static String converted(String code, GlslType from, SocketType meaning, GlslType to) {
        if (from == to) {
            return code;
        }
        String three = from == GlslType.VEC4 ? code + ".xyz" : code;
        return switch (to) {
            case FLOAT -> meaning == SocketType.COLOR
                    ? "dot(" + three + ", LUMINANCE_WEIGHTS)"
                    : "dot(" + three + ", vec3(1.0 / 3.0))";
            case VEC3 -> from == GlslType.FLOAT ? "vec3(" + code + ")" : three;
            case VEC4 -> from == GlslType.FLOAT ? "vec4(vec3(" + code + "), 1.0)" : "vec4(" + code + ", 1.0)";
        };
    }

    /** Writes the code of what {@link #compile} found. */
    SurfaceShader shader() {
        Set<NodeFunction> functions = new LinkedHashSet<>();
        Map<ClosureKind, Integer> counts = new EnumMap<>(ClosureKind.class);
        StringBuilder statements = new StringBuilder();
        for (int index : displacementNodes) {
            append(statements, calls[index], functions, counts);
        }
        displacement.ifPresent(offset -> statements.append("    displaceNormal(").append(code(offset, GlslType.VEC3)).append(");\n"));
        for (int index = 0; index < calls.length; index++) {
            if (calls[index] != null && !displacementNodes.contains(index)) {
                append(statements, calls[index], functions, counts);
            }
        }
        for (int i = 1; i < weights.size(); i++) {
            statements.append("    float w").append(i).append(" = ").append(weightCode(weights.get(i))).append(";\n");
        }
        Map<ClosureKind, Integer> volumeCounts = new EnumMap<>(ClosureKind.class);
        if (!volumeClosures.isEmpty()) {
            statements.append("    beginVolume();\n");
            volumeClosures.forEach(step -> appendClosure(statements, step, functions, volumeCounts));
            statements.append("    endVolume();\n");
        }
        closures.forEach(step -> appendClosure(statements, step, functions, counts));
        if (isVolumeOnly) {
            counts.merge(ClosureKind.TRANSPARENCY, 1, Integer::sum);
            statements.append("    addTransparency(vec3(1.0));\n");
        }
        String begin = isSurface ? "    beginSurface();\n    beginClosures();\n" : "    beginSurface();\n";
        SurfaceCode code = SurfaceCode.of(new SurfaceCode.Parts(
                declarations(counts), sharedFiles(functions), List.copyOf(functions), "void evaluateSurface() {\n" + begin + statements + "}\n"));
        inputs.addAll(code.reads());
        return new SurfaceShader(code, values.toArray(), tables, images, attributes, inputs, counts.keySet(), volumeCounts.keySet(),
                isVolumeEven(), isTransparencyColored, List.copyOf(warnings));
    }

    private void appendClosure(
            StringBuilder statements, ShaderStep step, Set<NodeFunction> functions, Map<ClosureKind, Integer> counts) {
        if (step instanceof ShaderStep.Call call) {
            append(statements, call, functions, counts);
        } else if (step instanceof ShaderStep.Emission emission) {
            counts.merge(ClosureKind.EMISSION, 1, Integer::sum);
            statements.append("    surfaceEmission += ").append(code(emission.value(), GlslType.VEC3)).append(" * ")
                    .append(weightName(emission.weight())).append(";\n");
        }
    }

    /** Whether the volume is the same everywhere in an object. */
    private boolean isVolumeEven() {
        Set<Integer> weightsSeen = new TreeSet<>();
        return volumeClosures.stream().allMatch(step -> {
            if (step instanceof ShaderStep.Call call) {
                return isEven(call) && isEvenWeight(call.weight().orElse(ONE), weightsSeen);
            }
            ShaderStep.Emission emission = (ShaderStep.Emission) step;
            return isEven(emission.value()) && isEvenWeight(emission.weight(), weightsSeen);
        });
    }

    private boolean isEvenWeight(int weight, Set<Integer> seen) {
        return !seen.add(weight) || weights.get(weight).terms().stream()
                .allMatch(term -> term.factor().map(this::isEven).orElse(true) && isEvenWeight(term.weight(), seen));
    }

    private boolean isEven(Operand operand) {
        if (operand instanceof Operand.Converted conversion) {
            return isEven(conversion.value());
        }
        if (operand instanceof Operand.Result result) {
            return isEven(calls[result.node()]);
        }
        return !(operand instanceof Operand.Global global) || global.input().isOfObject();
    }

    private boolean isEven(ShaderStep.Call call) {
        return call.function().reads().stream().allMatch(SurfaceInput::isOfObject)
                && call.function().parameters().stream().noneMatch(parameter -> parameter instanceof NodeFunction.ImageParameter
                        || parameter instanceof NodeFunction.AttributeParameter)
                && call.arguments().stream().flatMap(Optional::stream).allMatch(this::isEven);
    }

    private List<String> sharedFiles(Set<NodeFunction> functions) {
        List<String> shared = new ArrayList<>();
        if (!tables.isEmpty()) {
            shared.add("tables.glsl");
        }
        shared.add(isSurface ? "closures.glsl" : "outputs.glsl");
        if (displacement.isPresent()) {
            shared.add("displaced_normal.glsl");
        }
        if (!volumeClosures.isEmpty()) {
            shared.add("volume.glsl");
        }
        functions.forEach(function -> shared.addAll(function.uses()));
        return shared;
    }

    private String declarations(Map<ClosureKind, Integer> counts) {
        StringBuilder code = new StringBuilder(space.definitions());
        for (ClosureKind kind : ClosureKind.values()) {
            if (kind.isCounted()) {
                code.append("#define ").append(kind.countMacro()).append(' ').append(counts.getOrDefault(kind, 0)).append('\n');
            }
        }
        if (counts.containsKey(ClosureKind.MICROFACET) || counts.containsKey(ClosureKind.REFRACTION)) {
            code.append("#define ALBEDO_ROW ").append(tables.size()).append('\n');
            tables.addAll(AlbedoTable.rows());
        }
        if (!tileRows.isEmpty()) {
            code.append("#define TILED_IMAGES\n");
        }
        if (values.count() > 0) {
            code.append("layout(std140) uniform ShaderValues {\n    vec4 shaderValues[").append(values.count()).append("];\n};\n");
        }
        for (int i = 0; i < images.size(); i++) {
            code.append("uniform sampler2D shaderImage").append(i).append(";\n");
        }
        if (!tables.isEmpty()) {
            code.append("uniform sampler2D shaderTables;\nconst int shaderTableSizes[").append(tables.size()).append("] = int[](");
            code.append(String.join(", ", tables.stream().map(table -> Integer.toString(table.size())).toList())).append(");\n");
        }
        return code.toString();
    }

    private static String weightName(int weight) {
        return weight == ONE ? "1.0" : "w" + weight;
    }

    private String weightCode(ShaderStep.Weight weight) {
        List<String> terms = new ArrayList<>();
        for (ShaderStep.Term term : weight.terms()) {
            String share = term.factor().map(factor -> "clamp(" + code(factor, GlslType.FLOAT) + ", 0.0, 1.0)").orElse("1.0");
            String product = term.isComplement() ? "(1.0 - " + share + ")" : share;
            terms.add(term.weight() == ONE ? product : weightName(term.weight()) + " * " + product);
        }
        return String.join(" + ", terms);
    }

    private void append(
            StringBuilder statements, ShaderStep.Call call, Set<NodeFunction> functions, Map<ClosureKind, Integer> counts) {
        functions.add(call.function());
        List<String> arguments = new ArrayList<>();
        List<NodeFunction.Parameter> parameters = call.function().parameters();
        Iterator<Integer> places = places(call, counts).iterator();
        for (int i = 0; i < parameters.size(); i++) {
            NodeFunction.Parameter parameter = parameters.get(i);
            if (parameter instanceof NodeFunction.ClosureParameter) {
                arguments.add(Integer.toString(places.next()));
            } else if (call.literals().get(i).isPresent()) {
                arguments.add(call.literals().get(i).get());
            } else {
                GlslType type = parameter instanceof NodeFunction.InputParameter input
                        ? input.type() : ((NodeFunction.NumberParameter) parameter).type();
                arguments.add(code(call.arguments().get(i).orElseThrow(), type));
            }
        }
        List<NodeFunction.Output> outputs = call.function().outputs();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).type().isPresent()) {
                statements.append("    ").append(outputs.get(i).type().get().code()).append(' ').append(variable(call.node(),
                        i)).append(";\n");
                arguments.add(variable(call.node(), i));
            }
        }
        call.weight().ifPresent(weight -> arguments.add(weightName(weight)));
        statements.append("    ").append(call.function().name()).append('(').append(String.join(", ", arguments)).append(");\n");
    }

    /** Of each closure of a call that has an array: its element there, -1 where it is left out. */
    private static List<Integer> places(ShaderStep.Call call, Map<ClosureKind, Integer> counts) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < call.closures().size(); i++) {
            ClosureKind kind = call.function().closures().get(i).kind();
            int count = counts.getOrDefault(kind, 0);
            if (call.closures().get(i)) {
                counts.put(kind, count + 1);
            }
            if (kind.isCounted()) {
                places.add(call.closures().get(i) ? count : -1);
            }
        }
        return places;
    }
}
