// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * The GLSL function of a node type, out of a file of {@code nodes/}. The comments at the head of the file say what the function is called
 * with:
 *
 * <pre>{@code
 * // Node: ShaderNodeTexNoise                   Blender's bl_idname; several with commas
 * // Enum: noise_dimensions = 1D, 2D, 3D        a property; its place in the list as an int literal. Unknown and missing ones are the first
 * // Flag: normalize                            a property as a bool literal; "= true": where the node has none
 * // Since: 403                                 a bool literal: whether the node is of Blender 4.3 or a later one. Versions between which
 * //                                            nothing differs have the same code
 * // Used: Alpha                                a bool literal: whether anything needs that output
 * // Property: offset_frequency float           a number of the settings: float or vec3; "= 2": where the node has none
 * // Matrix: object_to_world                    a bool literal, whether the node names an object, and a mat4x3 from the world to it
 * // Table: ramp                                row of the color ramp's or curves' table as an int literal, see tables.glsl. Its
 * //                                            settings are Enum: interpolation of a ramp; Property: min_x, max_x and
 * //                                            Flag: is_extrapolated of curves
 * // Image:                                     a sampler2D
 * // Tiles:                                     row of the places of its UDIM tiles as an int literal, see image.glsl; -1: it has none
 * // Attribute: uv_map UV_MAP = 0 0 0 1         a vec4: the attribute whose name the property has, of an AttributeUse.Source or
 * //                                            what the named property says; its value where there is none
 * // Input: Vector vec3 = generated             an input by its identifier: float, vec3 or vec4 (with alpha). What is taken where
 * //                                            nothing is linked: generated, normal, uv, tangent, incoming, object_incoming, position,
 * //                                            object; or a number for nodes of versions that have no such input
 * // Input: W float if noise_dimensions = 1D|4D only taken where an Enum has one of these values; elsewhere 0
 * // Closure: microfacet if Metallic            adds a closure: an int, the element of the kind's array, -1 where an input after "if"
 * //                                            is unlinked and 0, or one after "unless" unlinked and 1 or more.
 * //                                            Kinds without an array (emission, transparency, holdout) are no parameter.
 * // Output: Color vec3                         an out parameter, after all others; shader: no parameter, but a last one, float weight
 * // Uses: noise.glsl                           files beside nodes/ that are needed
 * // Reads: POSITION                            SurfaceInputs that are read
 * // Warning: what it is drawn as               said of each such node; "Warning if model = CHIANG:" of those with that Enum, "Warning if
 * //                                            Weight:" where that input is linked or not 0, or that Flag is set
 * }</pre>
 *
 * <p>A line that ends with a comma or a bar goes on in the next comment line. Other comments are for readers. The function has the file's
 * name in camel case, and its parameters have the order of the lines.
 *
 * @param name of the function
 * @param nodeTypes Blender's
 * @param parameters but outputs and weight
 * @param outputs in the file's order
 * @param closures what it adds, in the file's order
 * @param uses names of shared files
 * @param reads globals of the renderer
 * @param warnings by the file's order
 * @param code of the file
 */
record NodeFunction(
        String name, List<String> nodeTypes, List<Parameter> parameters, List<Output> outputs, List<Closure> closures, List<String> uses,
        Set<SurfaceInput> reads, List<Warning> warnings, String code) {
    private static final Pattern LINE = Pattern.compile(
            "// (Node|Enum|Flag|Since|Used|Property|Matrix|Table|Image|Tiles|Attribute|Input|Closure|Output|Uses|Reads|Warning)(?: if ([^:]*))?:(.*)");
    private static final Pattern INPUT = Pattern.compile("(.+?) (float|vec3|vec4)(?: = ([^=]+?))?(?: if (\\w+) = (\\S+))?");
    private static final Pattern CLOSURE = Pattern.compile("(\\w+)(?: if (.+?))?(?: unless (.+))?");

    /** What the function is called with. */
    sealed interface Parameter {}

    record EnumParameter(String property, List<String> values) implements Parameter {}

    record FlagParameter(String property, boolean absent) implements Parameter {}

    record SinceParameter(int version) implements Parameter {}

    record UsedParameter(String output) implements Parameter {}

    record NumberParameter(String property, GlslType type, Vector4fc absent) implements Parameter {}

    record MatrixParameter(String property) implements Parameter {}

    record TableParameter() implements Parameter {}

    record ImageParameter() implements Parameter {}

    record TilesParameter() implements Parameter {}

    record AttributeParameter(String property, String source, Vector4fc absent) implements Parameter {}

    /**
     * An input.
     *
     * @param identifier Blender's
     * @param type in GLSL
     * @param unlinked what is taken where nothing is linked; empty: the socket's value
     * @param absent the value where the node has no such input
     * @param condition when it is taken
     */
    record InputParameter(String identifier, GlslType type, Optional<SurfaceInput> unlinked, Vector4fc absent,
            Optional<Condition> condition)
            implements Parameter {}

    /** The place of a closure in its kind's array. */
    record ClosureParameter() implements Parameter {}

    /**
     * An Enum that has one of some values.
     *
     * @param property the Enum's
     * @param values any of these
     */
    record Condition(String property, List<String> values) {}

    /**
     * A closure that the function may add.
     *
     * @param kind of closure
     * @param nonZero inputs that must not be unlinked and 0
     * @param belowOne inputs that must not be unlinked and 1 or more
     */
    record Closure(ClosureKind kind, List<String> nonZero, List<String> belowOne) {}

    /**
     * An output.
     *
     * @param identifier Blender's
     * @param type empty: a shader
     */
    record Output(String identifier, Optional<GlslType> type) {}

    /**
     * What is to be said of a node.
     *
     * @param text a sentence without its subject
     * @param condition when it is said
     * @param nonZero an input that must not be unlinked and 0, or a Flag that must be set
     */
    record Warning(String text, Optional<Condition> condition, Optional<String> nonZero) {
        /** @param what the condition or the name behind "if"; null: it is always said */
        private static Warning of(String text, String what) {
            if (what == null) {
                return new Warning(text, Optional.empty(), Optional.empty());
            }
            return what.contains(" = ") ? new Warning(text, Optional.of(NodeFunction.condition(what)), Optional.empty())
                    : new Warning(text, Optional.empty(), Optional.of(what));
        }
    }

    boolean isShader() {
        return outputs.stream().anyMatch(output -> output.type().isEmpty());
    }

    /** The Flag of a property. */
    Optional<FlagParameter> flagParameter(String property) {
        return parameters.stream().filter(FlagParameter.class::isInstance).map(FlagParameter.class::cast)
                .filter(parameter -> parameter.property().equals(property)).findFirst();
    }

    /** The Enum of a property. */
    Optional<EnumParameter> enumParameter(String property) {
        return parameters.stream().filter(EnumParameter.class::isInstance).map(EnumParameter.class::cast)
                .filter(parameter -> parameter.property().equals(property)).findFirst();
    }

    /**
     * Reads a file.
     *
     * @param fileName in {@code nodes/}
     * @param code its text
     * @throws IllegalArgumentException where a comment can't be understood; names file and line
     */
    static NodeFunction parse(String fileName, String code) {
        Header header = new Header();
        for (String line : joinedLines(code)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            try {
                header.add(matcher.group(1), matcher.group(2), matcher.group(3).strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(fileName + ": '" + line + "' can't be understood: " + e.getMessage(), e);
            }
        }
        String name = functionName(fileName);
        if (header.nodeTypes.isEmpty() || header.outputs.isEmpty() || !code.contains("void " + name + "(")) {
            throw new IllegalArgumentException(fileName + " must name a Node and an Output, and define void " + name + "(...)");
        }
        return new NodeFunction(
                name, List.copyOf(header.nodeTypes), List.copyOf(header.parameters), List.copyOf(header.outputs),
                List.copyOf(header.closures), List.copyOf(header.uses), Set.copyOf(header.reads), List.copyOf(header.warnings), code);
    }

    /** Lines of a file; a comment that ends with a comma or a bar goes on in the next. */
    private static List<String> joinedLines(String code) {
        List<String> joined = new ArrayList<>();
        boolean goesOn = false;
        for (String line : code.lines().toList()) {
            if (goesOn && line.startsWith("//")) {
                int last = joined.size() - 1;
                joined.set(last, joined.get(last) + (joined.get(last).endsWith(",") ? " " : "") + line.substring(2).strip());
            } else {
                joined.add(line);
            }
            goesOn = line.startsWith("//") && (line.endsWith(",") || line.endsWith("|"));
        }
        return joined;
    }

    /** The names after "Uses:" of a shared file. */
    static List<String> uses(String code) {
        return namesAfter("// Uses:", code).toList();
    }

    /** The names after "Reads:" of a shared file. */
    static Set<SurfaceInput> reads(String code) {
        return namesAfter("// Reads:", code).map(SurfaceInput::valueOf).collect(Collectors.toSet());
    }

    private static Stream<String> namesAfter(String start, String code) {
        return code.lines().filter(line -> line.startsWith(start)).flatMap(line -> names(line.substring(start.length())).stream());
    }

    private static String functionName(String fileName) {
        String[] words = fileName.replace(".glsl", "").split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return name.toString();
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).toList();
    }

    private static Vector4f numbers(String text) {
        String[] numbers = text.strip().split("\\s+");
        if (numbers.length == 1) {
            return new Vector4f(Float.parseFloat(numbers[0]));
        }
        return new Vector4f(
                Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]), Float.parseFloat(numbers[2]),
                numbers.length > 3 ? Float.parseFloat(numbers[3]) : 1);
    }

    private static Condition condition(String text) {
        String[] sides = text.split(" = ");
        if (sides.length != 2) {
            throw new IllegalArgumentException("a condition is 'property = VALUE|VALUE', not '" + text + "'");
        }
        return new Condition(sides[0].strip(), List.of(sides[1].strip().split("\\|")));
    }

    private static Optional<SurfaceInput> surfaceInput(String name) {
        return switch (name) {
            case "generated" -> Optional.of(SurfaceInput.GENERATED);
            case "normal" -> Optional.of(SurfaceInput.NORMAL);
            case "uv" -> Optional.of(SurfaceInput.UV);
            case "tangent" -> Optional.of(SurfaceInput.TANGENT);
            case "incoming" -> Optional.of(SurfaceInput.INCOMING);
            case "object_incoming" -> Optional.of(SurfaceInput.OBJECT_INCOMING);
            case "position" -> Optional.of(SurfaceInput.POSITION);
            case "object" -> Optional.of(SurfaceInput.OBJECT_POSITION);
            default -> Optional.empty();
        };
    }

    /** What was read so far. */
    private static final class Header {
        private final List<String> nodeTypes = new ArrayList<>();
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();
        private final List<Closure> closures = new ArrayList<>();
        private final List<String> uses = new ArrayList<>();
        private final Set<SurfaceInput> reads = new TreeSet<>();
        private final List<Warning> warnings = new ArrayList<>();

        private void add(String key, String what, String text) {
            switch (key) {
                case "Node" -> nodeTypes.addAll(names(text));
                case "Enum" -> parameters.add(new EnumParameter(before(text, " = "), names(after(text, " = "))));
                case "Flag" -> parameters.add(new FlagParameter(before(text, " = "), after(text, " = ").equals("true")));
                case "Since" -> parameters.add(new SinceParameter(Integer.parseInt(text)));
                case "Used" -> parameters.add(new UsedParameter(text));
                case "Property" -> {
                    String[] words = before(text, " = ").split(" ");
                    GlslType type = words[1].equals("int") ? GlslType.FLOAT : GlslType.of(words[1]);
                    parameters.add(new NumberParameter(words[0], type, absent(after(text, " = "))));
                }
                case "Matrix" -> parameters.add(new MatrixParameter(text));
                case "Table" -> parameters.add(new TableParameter());
                case "Image" -> parameters.add(new ImageParameter());
                case "Tiles" -> parameters.add(new TilesParameter());
                case "Attribute" -> {
                    String[] words = before(text, " = ").split(" ");
                    parameters.add(new AttributeParameter(words[0], words[1], absent(after(text, " = "))));
                }
                case "Input" -> parameters.add(input(text));
                case "Closure" -> {
                    Closure closure = closure(text);
                    closures.add(closure);
                    if (closure.kind().isCounted()) {
                        parameters.add(new ClosureParameter());
                    }
                }
                case "Output" -> {
                    int space = text.lastIndexOf(' ');
                    String type = text.substring(space + 1);
                    outputs.add(new Output(
                            text.substring(0, space).strip(), type.equals("shader") ? Optional.empty() : Optional.of(GlslType.of(type))));
                }
                case "Uses" -> uses.addAll(names(text));
                case "Reads" -> names(text).forEach(name -> reads.add(SurfaceInput.valueOf(name)));
                case "Warning" -> warnings.add(Warning.of(text, what));
                default -> throw new IllegalArgumentException(key);
            }
        }

        private static Vector4f absent(String text) {
            return text.isEmpty() ? new Vector4f() : numbers(text);
        }

        private InputParameter input(String text) {
            Matcher matcher = INPUT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("an Input is 'Identifier type', and perhaps '= value' and 'if property = VALUE'");
            }
            String value = matcher.group(3) == null ? "" : matcher.group(3);
            Optional<SurfaceInput> unlinked = surfaceInput(value);
            unlinked.ifPresent(reads::add);
            Optional<Condition> condition = Optional.ofNullable(matcher.group(4))
                    .map(property -> new Condition(property, List.of(matcher.group(5).split("\\|"))));
            return new InputParameter(
                    matcher.group(1), GlslType.of(matcher.group(2)), unlinked,
                    unlinked.isPresent() ? new Vector4f() : absent(value), condition);
        }

        private static Closure closure(String text) {
            Matcher matcher = CLOSURE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("a Closure is a kind, and perhaps 'if Input' and 'unless Input'");
            }
            return new Closure(
                    ClosureKind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                    matcher.group(2) == null ? List.of() : names(matcher.group(2)),
                    matcher.group(3) == null ? List.of() : names(matcher.group(3)));
        }

        private static String before(String text, String separator) {
            int at = text.indexOf(separator);
            return at < 0 ? text : text.substring(0, at).strip();
        }

        private static String after(String text, String separator) {
            int at = text.indexOf(separator);
            return at < 0 ? "" : text.substring(at + separator.length()).strip();
        }
    }
}
