// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Optional;
import java.util.Set;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.lwjgl.system.MemoryStack;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;
import passbridge.scene.Bounds;
import passbridge.scene.TextureSpace;

/** The surface shader, compiled for the outputs that are drawn, the shape that is, and a material's code. */
final class SurfaceProgram implements GlResource {
    private static final Bounds EMPTY = new Bounds(new Vector3f(), new Vector3f());

    private final ShaderProgram program;
    private final int isOnlyInstance; // this and the next ones: locations of what is set for each draw call
    private final int hasUvs;
    private final int isInstanceHoldout;
    private final int isShadowCatcher;
    private final int objectSets;
    private final int seed;
    private final int scalarAttributes;
    private final int materialIndex;
    private final int bodyThickness;
    private final int generatedLocation;
    private final int generatedScale;
    private final int volumeMin;
    private final int volumeMax;
    private final int poseShare;
    private final int firstSpheres;
    private final int firstInstance;
    private Matrix4fc worldToClip; // of the view, this and the next one
    private Matrix4fc deviatingToClip;
    private boolean deviates; // what is drawn next does
    private RayShader shader; // whose parameters are bound; null: none since begin()

    /** @throws passbridge.PassbridgeException where the driver refuses the code */
    SurfaceProgram(Code code) {
        program = ShaderProgram.link("surface of " + code.shape, code.vertexSource(), code.fragmentSource());
        isOnlyInstance = program.uniform("isOnlyInstance");
        hasUvs = program.uniform("hasUvs");
        isInstanceHoldout = program.uniform("isInstanceHoldout");
        isShadowCatcher = program.uniform("isShadowCatcher");
        objectSets = program.uniform("objectSets");
        seed = program.uniform("surfaceSeed");
        scalarAttributes = program.uniform("scalarAttributes");
        materialIndex = program.uniform("materialIndex");
        bodyThickness = program.uniform("bodyThickness");
        generatedLocation = program.uniform("generatedLocation");
        generatedScale = program.uniform("generatedScale");
        volumeMin = program.uniform("volumeMin");
        volumeMax = program.uniform("volumeMax");
        poseShare = program.uniform("poseShare");
        firstSpheres = program.uniform("firstSpheres");
        firstInstance = program.uniform("firstInstance");
    }

    /**
     * What a program is made of. Materials of the same structure have the same.
     *
     * @param shape of the geometry
     * @param deforms the geometry is drawn between two motion steps
     * @param outputs what is written
     * @param coverage which fragments are drawn
     * @param passesMatrix the fragment shader gets the instance's matrix
     * @param evaluates the material's code is run; else its outputs do not depend on it
     * @param vertexCode of a {@link RayShader}
     * @param lightFeatures that the code needs
     * @param declarations of a {@link RayShader}
     * @param fragmentCode of a {@link RayShader}
     */
    record Code(
            Shape shape, boolean deforms, Set<ShaderOutput> outputs, Coverage coverage, boolean passesMatrix, boolean evaluates,
            Set<LightFeature> lightFeatures, String vertexCode, String declarations, String fragmentCode) {
        private static final String PASS_NO_ATTRIBUTES = "void passAttributes() {}\nvec4 worldTangent(vec4 tangent);\n";

        /** @param lightFeatures of the scene */
        static Code of(Shape shape, boolean deforms, Set<ShaderOutput> outputs, Coverage wanted, RayShader shader,
                Set<LightFeature> lightFeatures) {
            if (outputs.contains(ShaderOutput.VOLUME_EXTINCTION)) {
                return new Code(shape, deforms, outputs, Coverage.OPAQUE, shader.readsMatrix(shape) || shader.hasUnevenVolume(), true, Set.of(),
                        shader.vertexCode(), shader.declarations(), shader.fragmentCode());
            }
            boolean isWhole = shader.isOpaque() || wanted == Coverage.OPAQUE_SHADOW && outputs.isEmpty();
            Coverage coverage = isWhole && !(isOfLight(outputs) && shader.isRefractive()) ? Coverage.OPAQUE : wanted;
            boolean evaluates = coverage != Coverage.OPAQUE || outputs.contains(ShaderOutput.COMBINED)
                    || outputs.contains(ShaderOutput.WIDE_ALBEDO) || outputs.contains(ShaderOutput.NORMAL) || !outputs.isEmpty() && shader.hasHoldout();
            return evaluates
                    ? new Code(
                            shape, deforms, outputs, coverage, shader.readsMatrix(shape), true,
                            outputs.contains(ShaderOutput.COMBINED) ? lightFeatures : Set.of(), shader.vertexCode(), shader.declarations(),
                            shader.fragmentCode())
                    : new Code(shape, deforms, outputs, coverage, false, false, Set.of(), PASS_NO_ATTRIBUTES, "", "");
        }

        /** Whether it is drawn as a light sees it, for shadows or for what is reflected. */
        private static boolean isOfLight(Set<ShaderOutput> outputs) {
            return outputs.isEmpty() || outputs.contains(ShaderOutput.WIDE_ALBEDO) || outputs.equals(ShaderOutput.VOLUME_SHADOW);
        }

        private String definitions() {
            return passesMatrix ? "#define PASSES_INSTANCE_MATRIX\n" : "";
        }

        String vertexSource() {
            return shape.vertexSource(definitions() + (deforms ? "#define DEFORMS\n" : "") + vertexCode);
        }

        String fragmentSource() {
            String definitions = ShaderOutput.declarations(outputs) + Lighting.declarations() + "#define COVERAGE_" + coverage + "\n"
                    + definitions() + LightFeature.declarations(lightFeatures) + (evaluates ? "#define EVALUATE_SURFACE\n" : "")
                    + (isOfLight(outputs) ? "#define SEEN_BY_LIGHT\n" : "") + declarations;
            String start = ShaderSource.load("surface.frag.glsl", definitions + shape.fragmentPreamble());
            if (outputs.contains(ShaderOutput.VOLUME_EXTINCTION)) {
                return start + ShaderSource.load("inputs.frag.glsl") + fragmentCode + ShaderSource.load("viewing_ray.glsl")
                        + ShaderSource.load("volume.frag.glsl");
            }
            return start
                    + (evaluates ? ShaderSource.load("inputs.frag.glsl") + fragmentCode + ShaderSource.load("light.frag.glsl") : "")
                    + ShaderSource.load("output.frag.glsl");
        }
    }

    /** Makes the program current and sets what holds for a whole sample. */
    void begin(
            SceneResources resources, Lighting lighting, SeenScene seen, Sample sample, ViewTransform view, DepthRange depth) {
        program.use();
        shader = null;
        worldToClip = view.worldToClip(depth);
        deviatingToClip = view.behindDeviation().worldToClip(depth);
        deviates = false;
        set("worldToClip", worldToClip);
        glUniform1i(program.uniform("isDepthReversed"), depth == DepthRange.REVERSED ? 1 : 0);
        set("worldToDepth", view.worldToDepth());
        set("eye", view.eye());
        set("cameraOrigin", view.origin());
        glUniform1f(program.uniform("viewHandedness"), view.handedness());
        glUniform2f(program.uniform("clipRange"), view.clipRange().x(), view.clipRange().y());
        glUniform2f(program.uniform("viewSize"), view.width(), view.height());
        glUniformMatrix4x3fv(program.uniform("worldToView"), false,
                new Matrix4f().scaling(1, 1, -1).mul(view.worldToCamera()).get4x3(new Matrix4x3f()).get(new float[12]));
        glUniform1i(program.uniform("spheres"), ImageUnit.SPHERES);
        glUniform1i(program.uniform("instanceSources"), ImageUnit.INSTANCE_SOURCES);
        glUniform1i(program.uniform("lightMaps"), ImageUnit.LIGHT_MAPS);
        resources.lightMaps().bind(ImageUnit.LIGHT_MAPS);
        ShaderParameters.connect(program);
        glUniform1f(program.uniform("passAlphaThreshold"), resources.scene().passAlphaThreshold());
        glUniform1ui(program.uniform("sampleIndex"), sample.index());
        glUniform1f(program.uniform("backgroundDepth"), Pass.BACKGROUND_DEPTH);
        glUniform1f(program.uniform("mipmapBias"), sample.mipmapBias() + view.mipmapBias());
        glUniform1i(program.uniform("areaGrid"), sample.areaGrid());
        glUniform1i(program.uniform("areaPointCount"), sample.areaPointCount());
        lighting.use(program, depth);
        seen.use(program, depth);
        Volumes.setRay(program, view, depth);
    }

    /** Makes the program current; {@link #begin} was called in the same sample. */
    void use() {
        program.use();
        shader = null; // another program may have bound its own
    }

    /**
     * Sets what holds for the next draw call.
     *
     * @param wanted of the material in the slot
     * @param surfaceSeed differs between draw calls
     */
    void surface(SceneResources resources, InstanceBatch batch, int slot, RayShader wanted, int surfaceSeed) {
        glUniform1i(isOnlyInstance, batch.isOnlyInstance() ? 1 : 0);
        glUniform1i(hasUvs, batch.geometry().hasUvs() ? 1 : 0);
        glUniform1i(isInstanceHoldout, batch.traits().isHoldout() ? 1 : 0);
        glUniform1i(isShadowCatcher, batch.traits().isShadowCatcher() ? 1 : 0);
        glUniform2ui(objectSets, (int) batch.traits().sets(), (int) (batch.traits().sets() >>> Integer.SIZE));
        glUniform1ui(seed, surfaceSeed);
        glUniform1i(scalarAttributes, batch.scalarAttributes(slot));
        glUniform1f(materialIndex, batch.materials().get(slot).passIndex());
        setGenerated(batch.geometry().textureSpace());
        Pose pose = batch.geometry().pose();
        if (poseShare >= 0) {
            glUniform1f(poseShare, pose.share());
        }
        if (firstSpheres >= 0 && batch.geometry() instanceof SphereBuffers spheres) {
            glUniform2i(firstSpheres, spheres.firstSphere(pose.first()), spheres.firstSphere(pose.second()));
        }
        if (bodyThickness >= 0) {
            glUniform1f(bodyThickness, batch.thickness());
        }
        if (volumeMin >= 0) {
            Bounds bounds = batch.geometry().bounds().orElse(EMPTY);
            glUniform3f(volumeMin, bounds.min().x(), bounds.min().y(), bounds.min().z());
            glUniform3f(volumeMax, bounds.max().x(), bounds.max().y(), bounds.max().z());
        }
        if (wanted != shader) {
            wanted.parameters().bind(resources::texture);
            shader = wanted;
        }
    }

    /**
     * Sets what holds for the next instances.
     *
     * @param first number of the first one
     * @param deviate have less detail than they are, so that they must not hide themselves
     */
    void instances(int first, boolean deviate) {
        if (firstInstance >= 0) {
            glUniform1i(firstInstance, first);
        }
        if (deviate != deviates) {
            deviates = deviate;
            set("worldToClip", deviate ? deviatingToClip : worldToClip);
        }
    }

    /** Without a texture space coordinates are positions. */
    private void setGenerated(Optional<TextureSpace> space) {
        if (generatedScale >= 0) {
            Vector3fc location = space.map(TextureSpace::location).orElse(new Vector3f(0.5f));
            Vector3fc size = space.map(TextureSpace::size).orElse(new Vector3f(0.5f));
            glUniform3f(generatedLocation, location.x(), location.y(), location.z());
            glUniform3f(generatedScale, scale(size.x()), scale(size.y()), scale(size.z()));
        }
    }

    private static float scale(float size) {
        return size != 0 ? 0.5f / size : 0;
    }

    private void set(String name, Matrix4fc value) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            glUniformMatrix4fv(program.uniform(name), false, value.get(stack.mallocFloat(16)));
        }
    }

    private void set(String name, Vector4f value) {
        glUniform4f(program.uniform(name), value.x, value.y, value.z, value.w);
    }

    private void set(String name, Vector3fc value) {
        glUniform3f(program.uniform(name), value.x(), value.y(), value.z());
    }

    @Override
    public void close() {
        program.close();
    }
}
