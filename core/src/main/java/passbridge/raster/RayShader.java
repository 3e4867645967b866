// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joml.Vector4f;
import passbridge.scene.DerivedValue;
import passbridge.scene.GeometryArray;
import passbridge.scene.Image;
import passbridge.shading.AttributeUse;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/**
 * A material as rays of one kind meet it: GLSL, and what it reads. Materials that differ by numbers, images, tables and names of attributes
 * alone have the same GLSL and share programs.
 */
final class RayShader implements GlResource {
    /** Location of the first attribute in the vertex shader. */
    static final int FIRST_ATTRIBUTE_LOCATION = 8;

    /** Attributes at most: OpenGL has 16 locations at least. */
    static final int MAX_ATTRIBUTES = 16 - FIRST_ATTRIBUTE_LOCATION;

    /** Locations of two attributes of geometries that deform, at the second step of a {@link Pose}: as 0 and 1 are at the first. */
    static final int NEXT_LOCATION = 14;

    /** {@link SurfaceInput#TANGENT} as an attribute. */
    private static final AttributeUse ACTIVE_TANGENT = new AttributeUse(AttributeUse.Source.TANGENT, "", new Vector4f());

    /** What {@link SurfaceInput#GENERATED} is made of; W is 0 where it is that of the position. */
    static final AttributeUse UNDEFORMED_POSITION =
            new AttributeUse(AttributeUse.Source.GEOMETRY, GeometryArray.UNDEFORMED_POSITION, new Vector4f(0));

    /** What {@link #CURVE_INPUTS} are made of: along the curve, its length, its number. */
    static final AttributeUse CURVE = new AttributeUse(AttributeUse.Source.GEOMETRY, ".curve", new Vector4f(0));

    /** What {@link SurfaceInput#ISLAND} is; below 0 where there is none. */
    private static final AttributeUse ISLAND = new AttributeUse(AttributeUse.Source.GEOMETRY, ".island", new Vector4f(-1));

    private static final AttributeUse POINTINESS = new AttributeUse(AttributeUse.Source.GEOMETRY, ".pointiness", new Vector4f(0));
    private static final AttributeUse PARAMETRIC = new AttributeUse(AttributeUse.Source.GEOMETRY, ".parametric", new Vector4f(0));

    /** What is computed of a mesh, by what reads it. */
    static final Map<AttributeUse, DerivedValue> DERIVED_VALUES =
            Map.of(ISLAND, DerivedValue.ISLAND, POINTINESS, DerivedValue.POINTINESS, PARAMETRIC, DerivedValue.PARAMETRIC);

    /** Of what inputs are made of, in inputs.frag.glsl. */
    private static final List<Map.Entry<AttributeUse, String>> NAMES = List.of(
            Map.entry(ACTIVE_TANGENT, "ACTIVE_TANGENT"), Map.entry(UNDEFORMED_POSITION, "UNDEFORMED_POSITION"), Map.entry(CURVE, "CURVE"),
            Map.entry(ISLAND, "ISLAND"), Map.entry(POINTINESS, "POINTINESS"), Map.entry(PARAMETRIC, "PARAMETRIC"));

    private static final Set<SurfaceInput> CURVE_INPUTS =
            EnumSet.of(SurfaceInput.HAIR_INTERCEPT, SurfaceInput.HAIR_LENGTH, SurfaceInput.HAIR_INDEX);

    private static final Set<SurfaceInput> MATRIX_INPUTS = EnumSet.of(
            SurfaceInput.OBJECT_TO_WORLD, SurfaceInput.WORLD_TO_OBJECT, SurfaceInput.OBJECT_LOCATION, SurfaceInput.HAIR_TANGENT,
            SurfaceInput.HAIR_TANGENT_NORMAL, SurfaceInput.OBJECT_INCOMING);

    /** Inputs that meshes have at their vertices. */
    private static final Set<SurfaceInput> POSITION_INPUTS = EnumSet.of(SurfaceInput.OBJECT_POSITION, SurfaceInput.GENERATED);

    private final SurfaceShader shader;
    private final ShaderParameters parameters;
    private final String vertexCode;
    private final String declarations;
    private final String fragmentCode;

    /**
     * @param layout the attributes in the order of their locations; has those of {@link #attributes(SurfaceShader)}
     * @param earlier a shader of which this one is possibly another state; null: none
     */
    RayShader(SurfaceShader shader, List<AttributeUse> layout, RayShader earlier) {
        this.shader = shader;
        fragmentCode = shader.fragmentCode();
        String reads = reads();
        List<AttributeUse> read = attributes(shader);
        // Programs are looked up by code; of equal texts that are the same object no letters are compared.
        vertexCode = (reads + attributePassing(read, layout)).intern();
        String volume = !shader.hasVolume() ? "" : shader.isVolumeEven() ? "#define HAS_VOLUME\n" : "#define HAS_VOLUME\n#define UNEVEN_VOLUME\n";
        declarations = (reads + volume + inputDeclarations() + attributeDeclarations(read)).intern();
        parameters = new ShaderParameters(shader, earlier == null ? null : earlier.parameters);
    }

    /**
     * What a shader reads of vertices: eight at most with what inputs are made of, which do without where there are more.
     */
    static List<AttributeUse> attributes(SurfaceShader shader) {
        List<AttributeUse> all = new ArrayList<>(shader.attributes());
        addIfRead(shader, SurfaceInput.TANGENT, ACTIVE_TANGENT, all);
        addIfRead(shader, SurfaceInput.GENERATED, UNDEFORMED_POSITION, all);
        CURVE_INPUTS.forEach(input -> addIfRead(shader, input, CURVE, all));
        addIfRead(shader, SurfaceInput.ISLAND, ISLAND, all);
        addIfRead(shader, SurfaceInput.POINTINESS, POINTINESS, all);
        addIfRead(shader, SurfaceInput.PARAMETRIC, PARAMETRIC, all);
        return List.copyOf(all);
    }

    private static void addIfRead(SurfaceShader shader, SurfaceInput input, AttributeUse use, List<AttributeUse> all) {
        if (shader.inputs().contains(input) && !all.contains(use) && all.size() < MAX_ATTRIBUTES) {
            all.add(use);
        }
    }

    /** Whether a geometry that deforms has locations left for its second step beside these attributes. */
    static boolean leavesRoomForPose(List<AttributeUse> read) {
        return FIRST_ATTRIBUTE_LOCATION + read.size() <= NEXT_LOCATION;
    }

    private String reads() {
        StringBuilder code = new StringBuilder();
        for (SurfaceInput input : EnumSet.copyOf(shader.inputs())) {
            code.append("#define READS_").append(input).append('\n');
        }
        code.append(readsInstanceSource() ? "#define READS_INSTANCE_SOURCE\n" : "");
        return code.toString();
    }

    private String inputDeclarations() {
        StringBuilder code = new StringBuilder();
        for (SurfaceInput input : EnumSet.copyOf(shader.inputs())) {
            if (input != SurfaceInput.MATERIAL_INDEX) { // a uniform
                String type = input.glslType();
                code.append(type).append(' ').append(input.glslName()).append(" = ").append(type).append("(0.0);\n");
            }
        }
        return code.toString();
    }

    private static String attributeDeclarations(List<AttributeUse> read) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < read.size(); i++) {
            code.append(interpolation(read.get(i))).append("in vec4 attributeValue").append(i).append(";\n");
        }
        for (Map.Entry<AttributeUse, String> named : NAMES) {
            if (read.contains(named.getKey())) {
                code.append("#define ").append(named.getValue()).append(" attributeValue").append(read.indexOf(named.getKey())).append('\n');
            }
        }
        return code.toString();
    }

    /** Numbers of islands are told apart to the last bit. */
    private static String interpolation(AttributeUse use) {
        return use.equals(ISLAND) ? "flat " : "";
    }

    private static String attributePassing(List<AttributeUse> read, List<AttributeUse> layout) {
        StringBuilder code = new StringBuilder("uniform int scalarAttributes; // a bit for each\n");
        StringBuilder statements = new StringBuilder();
        for (int i = 0; i < read.size(); i++) {
            int place = layout.indexOf(read.get(i));
            code.append("layout(location = ").append(FIRST_ATTRIBUTE_LOCATION + place).append(") in vec4 attribute").append(i)
                    .append(";\n").append(interpolation(read.get(i))).append("out vec4 attributeValue").append(i).append(";\n");
            String value = read.get(i).source() == AttributeUse.Source.TANGENT ? "worldTangent(attribute" + i + ")"
                    : "(scalarAttributes & " + (1 << place) + ") != 0 ? attribute" + i + ".xxxw : attribute" + i;
            statements.append("    attributeValue").append(i).append(" = ").append(value).append(";\n");
        }
        return code + "vec4 worldTangent(vec4 tangent);\nvoid passAttributes() {\n" + statements + "}\n";
    }

    /** For the vertex shader: macros {@code READS_...} of all inputs, and {@code void passAttributes()}, which hands the attributes on. */
    String vertexCode() {
        return vertexCode;
    }

    /** For the fragment shader: the same macros, and globals that {@code inputs.frag.glsl} sets. */
    String declarations() {
        return declarations;
    }

    /** For the fragment shader, after the globals: {@link SurfaceShader#fragmentCode}. */
    String fragmentCode() {
        return fragmentCode;
    }

    ShaderParameters parameters() {
        return parameters;
    }

    List<Image> images() {
        return shader.images();
    }

    /** Whether the fragment shader of a shape needs the instance's matrix. */
    boolean readsMatrix(Shape shape) {
        Set<SurfaceInput> inputs = shader.inputs();
        return MATRIX_INPUTS.stream().anyMatch(inputs::contains)
                || shape != Shape.MESH && POSITION_INPUTS.stream().anyMatch(inputs::contains);
    }

    /** Whether it reads {@link InstanceSources}. */
    boolean readsInstanceSource() {
        return InstanceSources.INPUTS.stream().anyMatch(shader.inputs()::contains);
    }

    /** Whether its volume differs from place to place. */
    boolean hasUnevenVolume() {
        return shader.hasVolume() && !shader.isVolumeEven();
    }

    boolean reads(SurfaceInput input) {
        return shader.inputs().contains(input);
    }

    /** Whether nothing is seen through it. */
    boolean isOpaque() {
        return shader.isOpaque();
    }

    /** Whether what is seen through it is not just seen less often: see {@link Coverage#PASSED}. */
    boolean changesWhatIsBehind() {
        return !shader.isOpaque() && (shader.isTransparencyColored() || shader.isEmissive());
    }

    /** Whether what is behind may be seen through it, bent. */
    boolean isRefractive() {
        return shader.isRefractive();
    }

    /** Whether it encloses a volume. */
    boolean hasVolume() {
        return shader.hasVolume();
    }

    /** Whether it encloses a volume that is seen as what is behind it, not bent. */
    boolean showsVolume() {
        return shader.hasVolume() && !shader.isRefractive();
    }

    /** Whether it may be a hole. */
    boolean hasHoldout() {
        return shader.hasHoldout();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
