// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix4x3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.Image;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ValueGraph;
import passbridge.scene.ValueNode;

/**
 * A {@link ValueGraph} as GLSL. The code says what is computed from what; the numbers in it are uniforms, so that materials that
 * differ by numbers, images and names of attributes alone have the same code and share a program.
 *
 * <p>Thread: any.
 */
final class SurfaceValues {
    /** Location of the first {@code attributes()} element in the vertex shader. */
    static final int FIRST_ATTRIBUTE_LOCATION = 8;

    private final List<Image> images;
    private final List<ValueNode> attributes;
    private final boolean isOpaque;
    private final List<Float> constants = new ArrayList<>();
    private final String fragmentCode;

    SurfaceValues(ValueGraph graph) {
        images = graph.images();
        attributes = graph.namedAttributes();
        isOpaque = graph.isOpaque();
        StringBuilder statements = new StringBuilder();
        for (int index = 0; index < graph.nodes().size(); index++) {
            statements.append("    vec4 v").append(index).append(" = ").append(expression(graph.nodes().get(index))).append(";\n");
        }
        fragmentCode = declarations()
                + "void evaluateValues(out vec3 baseColor, out float alpha) {\n"
                + statements
                + "    baseColor = v" + graph.baseColor() + ".rgb;\n"
                + "    alpha = clamp(v" + graph.alpha() + ".x, 0.0, 1.0);\n"
                + "}\n";
    }

    private String declarations() {
        StringBuilder code = new StringBuilder();
        if (!constants.isEmpty()) {
            code.append("uniform vec4 valueConstants[").append(constants.size() / 4).append("];\n");
        }
        for (int i = 0; i < images.size(); i++) {
            code.append("uniform sampler2D valueImage").append(i).append(";\n");
        }
        for (int i = 0; i < attributes.size(); i++) {
            code.append("in vec4 valueAttribute").append(i).append(";\n");
        }
        return code.toString();
    }

    /** For the fragment shader: {@code void evaluateValues(out vec3 baseColor, out float alpha)}, and what it needs. */
    String fragmentCode() {
        return fragmentCode;
    }

    /** For the vertex shader: {@code void passValueAttributes()}, which hands the attributes on. */
    String vertexCode() {
        StringBuilder code = new StringBuilder("uniform int scalarAttributes; // a bit for each\n");
        StringBuilder statements = new StringBuilder();
        for (int i = 0; i < attributes.size(); i++) {
            code.append("layout(location = ").append(FIRST_ATTRIBUTE_LOCATION + i).append(") in vec4 attribute").append(i)
                    .append(";\nout vec4 valueAttribute").append(i).append(";\n");
            statements.append("    valueAttribute").append(i).append(" = (scalarAttributes & ").append(1 << i)
                    .append(") != 0 ? attribute").append(i).append(".xxxw : attribute").append(i).append(";\n");
        }
        return code + "void passValueAttributes() {\n" + statements + "}\n";
    }

    /** Numbers of {@code valueConstants}. */
    float[] constants() {
        float[] values = new float[constants.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = constants.get(i);
        }
        return values;
    }

    /** In the order of {@code valueImage0} and following. */
    List<Image> images() {
        return images;
    }

    /** {@link ValueNode.Attribute} and {@link ValueNode.UvMap} nodes, in the order of {@code valueAttribute0} and following. */
    List<ValueNode> attributes() {
        return attributes;
    }

    /** What a node of {@link #attributes()} means in a mesh. */
    static Optional<MeshAttribute> attribute(Mesh mesh, ValueNode node) {
        if (node instanceof ValueNode.UvMap map) {
            return mesh.attribute(map.name());
        }
        String name = ((ValueNode.Attribute) node).name();
        return name.isEmpty() ? mesh.colorAttribute() : mesh.attribute(name);
    }

    /** The value of such a node where a mesh has nothing of that name. */
    static Vector4fc absent(ValueNode node) {
        return node instanceof ValueNode.Attribute attribute ? attribute.absent() : new Vector4f(0, 0, 0, 1);
    }

    boolean isOpaque() {
        return isOpaque;
    }

    private String expression(ValueNode node) {
        if (node instanceof ValueNode.Constant constant) {
            return constant(constant.value());
        }
        if (node instanceof ValueNode.UvMap map && map.name().isEmpty()) {
            return "vec4(textureCoordinates, 0.0, 1.0)";
        }
        if (node instanceof ValueNode.Attribute || node instanceof ValueNode.UvMap) {
            return "valueAttribute" + attributes.indexOf(node);
        }
        if (node instanceof ValueNode.ImageSample sample) {
            return "sampled(valueImage" + images.indexOf(sample.image()) + ", v" + sample.coordinates() + ".xy, "
                    + sample.interpolation() + ", " + sample.extension() + ")";
        }
        if (node instanceof ValueNode.Math math) {
            return clamped(math.isClamped(), call("math_" + math.operation(), math.a(), math.b(), math.c()));
        }
        if (node instanceof ValueNode.Mix mix) {
            return clamped(mix.isClamped(), call("blend_" + mix.blend(), mix.factor(), mix.below(), mix.above()));
        }
        if (node instanceof ValueNode.WeightedSum sum) {
            return "vec4(dot(v" + sum.input() + ", " + constant(sum.weights()) + "))";
        }
        if (node instanceof ValueNode.Combine combine) {
            return "vec4(v" + combine.x() + ".x, v" + combine.y() + ".x, v" + combine.z() + ".x, 1.0)";
        }
        if (node instanceof ValueNode.Transform transform) {
            Matrix4x3fc m = transform.matrix();
            String column0 = constant(m.m00(), m.m01(), m.m02(), 0);
            String column1 = constant(m.m10(), m.m11(), m.m12(), 0);
            String column2 = constant(m.m20(), m.m21(), m.m22(), 0);
            String column3 = constant(m.m30(), m.m31(), m.m32(), 0);
            String v = "v" + transform.input();
            return "vec4((" + column0 + " * " + v + ".x + " + column1 + " * " + v + ".y + " + column2 + " * " + v + ".z + " + column3
                    + ").xyz, " + v + ".w)";
        }
        if (node instanceof ValueNode.BackFacing) {
            return "vec4(isFrontFacing() ? 0.0 : 1.0)";
        }
        throw new AssertionError(node);
    }

    private static String clamped(boolean isClamped, String expression) {
        return isClamped ? "clamp(" + expression + ", 0.0, 1.0)" : expression;
    }

    private static String call(String function, int a, int b, int c) {
        return function + "(v" + a + ", v" + b + ", v" + c + ")";
    }

    private String constant(Vector4fc value) {
        return constant(value.x(), value.y(), value.z(), value.w());
    }

    private String constant(float x, float y, float z, float w) {
        constants.addAll(List.of(x, y, z, w));
        return "valueConstants[" + (constants.size() / 4 - 1) + "]";
    }
}
