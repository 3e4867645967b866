// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.joml.Vector3d;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.gl.CurrentContext;
import passbridge.scene.SocketType;

/** Math and Vector Math nodes against what mathematics and Blender's manual say of each operation. */
@ExtendWith(CurrentContext.class)
class ArithmeticNodeTest {
    private static final float[][] POINTS = {
        {0.5f, 0.25f, 0.125f}, {-1.75f, 0.5f, 2}, {2.5f, -1.5f, 0.75f}, {-0.3f, -0.7f, -0.2f}, {0, 0, 0}, {1, 3, 0.5f}, {-2, 2, 1}, {7.3f,
                2, -1}};

    /** Sines and powers of GPUs are this good. */
    private static final double TOLERANCE = 2e-5;

    private interface Operation {
        double of(double a, double b, double c);
    }

    private static final Map<String, Operation> OPERATIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("ADD", (a, b, c) -> a + b),
            Map.entry("SUBTRACT", (a, b, c) -> a - b),
            Map.entry("MULTIPLY", (a, b, c) -> a * b),
            Map.entry("DIVIDE", (a, b, c) -> b == 0 ? 0 : a / b),
            Map.entry("MULTIPLY_ADD", (a, b, c) -> a * b + c),
            Map.entry("POWER", (a, b, c) -> a < 0 && b != Math.rint(b) ? 0 : Math.pow(a, b)),
            Map.entry("LOGARITHM", (a, b, c) -> a > 0 && b > 0 && b != 1 ? Math.log(a) / Math.log(b) : 0),
            Map.entry("SQRT", (a, b, c) -> a > 0 ? Math.sqrt(a) : 0),
            Map.entry("INVERSE_SQRT", (a, b, c) -> a > 0 ? 1 / Math.sqrt(a) : 0),
            Map.entry("ABSOLUTE", (a, b, c) -> Math.abs(a)),
            Map.entry("EXPONENT", (a, b, c) -> Math.exp(a)),
            Map.entry("MINIMUM", (a, b, c) -> Math.min(a, b)),
            Map.entry("MAXIMUM", (a, b, c) -> Math.max(a, b)),
            Map.entry("LESS_THAN", (a, b, c) -> a < b ? 1 : 0),
            Map.entry("GREATER_THAN", (a, b, c) -> a > b ? 1 : 0),
            Map.entry("SIGN", (a, b, c) -> Math.signum(a)),
            Map.entry("COMPARE", (a, b, c) -> Math.abs(a - b) <= Math.max(c, 1e-7) ? 1 : 0),
            Map.entry("SMOOTH_MIN", (a, b, c) -> smoothMinimum(a, b, c)),
            Map.entry("SMOOTH_MAX", (a, b, c) -> -smoothMinimum(-a, -b, c)),
            Map.entry("ROUND", (a, b, c) -> Math.floor(a + 0.5)),
            Map.entry("FLOOR", (a, b, c) -> Math.floor(a)),
            Map.entry("CEIL", (a, b, c) -> Math.ceil(a)),
            Map.entry("TRUNC", (a, b, c) -> a < 0 ? Math.ceil(a) : Math.floor(a)),
            Map.entry("FRACT", (a, b, c) -> a - Math.floor(a)),
            Map.entry("MODULO", (a, b, c) -> b == 0 ? 0 : a % b),
            Map.entry("FLOORED_MODULO", (a, b, c) -> b == 0 ? 0 : a - b * Math.floor(a / b)),
            Map.entry("WRAP", (a, b, c) -> b == c ? c : c + ((a - c) / (b - c) - Math.floor((a - c) / (b - c))) * (b - c)),
            Map.entry("SNAP", (a, b, c) -> b == 0 ? 0 : Math.floor(a / b) * b),
            Map.entry("PINGPONG", (a, b, c) -> pingPong(a, b)),
            Map.entry("SINE", (a, b, c) -> Math.sin(a)),
            Map.entry("COSINE", (a, b, c) -> Math.cos(a)),
            Map.entry("TANGENT", (a, b, c) -> Math.tan(a)),
            Map.entry("ARCSINE", (a, b, c) -> Math.asin(Math.max(-1, Math.min(a, 1)))),
            Map.entry("ARCCOSINE", (a, b, c) -> Math.acos(Math.max(-1, Math.min(a, 1)))),
            Map.entry("ARCTANGENT", (a, b, c) -> Math.atan(a)),
            Map.entry("ARCTAN2", (a, b, c) -> Math.atan2(a, b)),
            Map.entry("SINH", (a, b, c) -> Math.sinh(a)),
            Map.entry("COSH", (a, b, c) -> Math.cosh(a)),
            Map.entry("TANH", (a, b, c) -> Math.tanh(a)),
            Map.entry("RADIANS", (a, b, c) -> Math.toRadians(a)),
            Map.entry("DEGREES", (a, b, c) -> Math.toDegrees(a))));

    /** Quilez, "Smooth minimum", the cubic one. */
    private static double smoothMinimum(double a, double b, double k) {
        double h = k == 0 ? 0 : Math.max(k - Math.abs(a - b), 0) / k;
        return Math.min(a, b) - h * h * h * k / 6;
    }

    /** A triangle wave that is 0 at 0 and the scale at the scale. */
    private static double pingPong(double a, double scale) {
        if (scale == 0) {
            return 0;
        }
        double size = Math.abs(scale);
        double place = Math.abs(a) % (2 * size);
        return place > size ? 2 * size - place : place;
    }

    static Iterable<String> operations() {
        return OPERATIONS.keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void math(String operation) {
        try (ShadedPoint point = new ShadedPoint(mathShader(operation, POINTS[0], false), ShadedPoint.EMISSION)) {
            for (float[] values : POINTS) {
                double expected = OPERATIONS.get(operation).of(values[0], values[1], values[2]);
                float found = point.resultWith(mathShader(operation, values, false).values())[0];
                assertEquals(expected, found, TOLERANCE * Math.max(1, Math.abs(expected)), operation + " of " + Arrays.toString(values));
            }
        }
    }

    private static SurfaceShader mathShader(String operation, float[] values, boolean isClamped) {
        TestGraph graph = new TestGraph();
        int node = graph.node("ShaderNodeMath").set("operation", operation).set("use_clamp", isClamped).number("Value", values[0])
                .number("Value_001", values[1]).number("Value_002", values[2]).output("Value", SocketType.FLOAT).add();
        return SurfaceShader.of(graph.surface(node, "Value"));
    }

    private static final Map<String, VectorOperation> VECTOR_OPERATIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("CROSS_PRODUCT", (a, b, c, s) -> a.cross(b, new Vector3d())),
            Map.entry("PROJECT", (a, b, c, s) -> b.lengthSquared() == 0 ? new Vector3d() : b.mul(a.dot(b) / b.lengthSquared(),
            new Vector3d())),
            Map.entry("REFLECT", (a, b, c, s) -> a.reflect(normalized(b), new Vector3d())),
            Map.entry("REFRACT", (a, b, c, s) -> refracted(a, normalized(b), s)),
            Map.entry("FACEFORWARD", (a, b, c, s) -> c.dot(b) < 0 ? a : a.negate(new Vector3d())),
            Map.entry("DOT_PRODUCT", (a, b, c, s) -> new Vector3d(a.dot(b))),
            Map.entry("DISTANCE", (a, b, c, s) -> new Vector3d(a.distance(b))),
            Map.entry("LENGTH", (a, b, c, s) -> new Vector3d(a.length())),
            Map.entry("SCALE", (a, b, c, s) -> a.mul(s, new Vector3d())),
            Map.entry("NORMALIZE", (a, b, c, s) -> normalized(a))));

    private interface VectorOperation {
        Vector3d of(Vector3d a, Vector3d b, Vector3d c, double scale);
    }

    /** Operations on each number that have the name of a Math node's, and what they are called there. */
    private static final Map<String, String> EACH_NUMBER = new TreeMap<>(Map.ofEntries(
            Map.entry("ADD", "ADD"), Map.entry("SUBTRACT", "SUBTRACT"), Map.entry("MULTIPLY", "MULTIPLY"), Map.entry("DIVIDE", "DIVIDE"),
            Map.entry("MULTIPLY_ADD", "MULTIPLY_ADD"), Map.entry("ABSOLUTE", "ABSOLUTE"), Map.entry("POWER", "POWER"), Map.entry("SIGN",
            "SIGN"),
            Map.entry("MINIMUM", "MINIMUM"), Map.entry("MAXIMUM", "MAXIMUM"), Map.entry("ROUND", "ROUND"), Map.entry("FLOOR", "FLOOR"),
            Map.entry("CEIL", "CEIL"), Map.entry("FRACTION", "FRACT"), Map.entry("MODULO", "MODULO"), Map.entry("WRAP", "WRAP"),
            Map.entry("SNAP", "SNAP"), Map.entry("SINE", "SINE"), Map.entry("COSINE", "COSINE"), Map.entry("TANGENT", "TANGENT")));

    private static Vector3d normalized(Vector3d v) {
        return v.lengthSquared() == 0 ? new Vector3d() : v.normalize(new Vector3d());
    }

    /** Snell's law; 0 where all is reflected. */
    private static Vector3d refracted(Vector3d a, Vector3d normal, double eta) {
        double cosine = normal.dot(a);
        double k = 1 - eta * eta * (1 - cosine * cosine);
        return k < 0 ? new Vector3d() : a.mul(eta, new Vector3d()).sub(normal.mul(eta * cosine + Math.sqrt(k), new Vector3d()));
    }

    static Iterable<String> vectorOperations() {
        List<String> all = new ArrayList<>(VECTOR_OPERATIONS.keySet());
        all.addAll(EACH_NUMBER.keySet());
        return all;
    }

    @ParameterizedTest
    @MethodSource("vectorOperations")
    void vectorMath(String operation) {
        boolean isNumber = Set.of("DOT_PRODUCT", "DISTANCE", "LENGTH").contains(operation);
        Vector3d[] points = {
            new Vector3d(0.5, -0.25, 2), new Vector3d(-0.4, 0.6, 0.3), new Vector3d(0, 0, 0), new Vector3d(1, 2, -3), new Vector3d(-1.5,
                    2.25, 0.75)};
        ShadedPoint point = null;
        for (int i = 0; i < points.length; i++) {
            Vector3d a = points[i];
            Vector3d b = points[(i + 1) % points.length];
            Vector3d c = points[(i + 3) % points.length];
            double scale = 0.75;
            TestGraph graph = new TestGraph();
            int node = graph.node("ShaderNodeVectorMath").set("operation", operation)
                    .vector("Vector", (float) a.x, (float) a.y, (float) a.z).vector("Vector_001", (float) b.x, (float) b.y, (float) b.z)
                    .vector("Vector_002", (float) c.x, (float) c.y, (float) c.z).number("Scale", (float) scale)
                    .output("Vector", SocketType.VECTOR).output("Value", SocketType.FLOAT).add();
            SurfaceShader shader = SurfaceShader.of(graph.surface(node, isNumber ? "Value" : "Vector"));
            point = point == null ? new ShadedPoint(shader, ShadedPoint.EMISSION) : point;
            Vector3d expected = VECTOR_OPERATIONS.containsKey(operation) ? VECTOR_OPERATIONS.get(operation).of(a, b, c, scale)
                    : eachNumber(OPERATIONS.get(EACH_NUMBER.get(operation)), a, b, c);
            float[] found = point.resultWith(shader.values());
            for (int k = 0; k < 3; k++) {
                assertEquals(expected.get(k), found[k], TOLERANCE * Math.max(1, Math.abs(expected.get(k))), operation + " of " + a + b + c);
            }
        }
        point.close();
    }

    private static Vector3d eachNumber(Operation operation, Vector3d a, Vector3d b, Vector3d c) {
        return new Vector3d(operation.of(a.x, b.x, c.x), operation.of(a.y, b.y, c.y), operation.of(a.z, b.z, c.z));
    }
}
