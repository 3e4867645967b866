// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import java.util.Set;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.lwjgl.system.MemoryStack;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;
import passbridge.scene.Image;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.ValueGraph;

/** The surface shader, compiled for the outputs that are drawn, the shape that is, and what a material's values are computed from. */
final class SurfaceProgram implements GlResource {
    private final ShaderProgram program;
    private final int isOnlyInstance; // this and the next ones: locations of what is set for each draw call
    private final int hasUvs;
    private final int isHoldout;
    private final int isInstanceHoldout;
    private final int objectSets;
    private final int seed;
    private final int scalarAttributes;
    private Material material; // whose numbers are set; null: none since begin()

    SurfaceProgram(Shape shape, Set<ShaderOutput> outputs, Coverage coverage, SurfaceValues values) {
        String declarations = ShaderOutput.declarations(outputs) + Lighting.declarations() + "#define COVERAGE_" + coverage + "\n";
        program = ShaderProgram.link(
                "surface of " + shape,
                shape.vertexSource(values.vertexCode()),
                ShaderSource.load("surface.frag.glsl", declarations + shape.fragmentPreamble())
                        + ShaderSource.load("light.frag.glsl") + ShaderSource.load("values.frag.glsl") + values.fragmentCode());
        isOnlyInstance = program.uniform("isOnlyInstance");
        hasUvs = program.uniform("hasUvs");
        isHoldout = program.uniform("isHoldout");
        isInstanceHoldout = program.uniform("isInstanceHoldout");
        objectSets = program.uniform("objectSets");
        seed = program.uniform("surfaceSeed");
        scalarAttributes = program.uniform("scalarAttributes");
    }

    /** Makes the program current and sets what holds for a whole sample. */
    void begin(SceneResources resources, Lighting lighting, Sample sample, ViewTransform view, DepthRange depth) {
        program.use();
        material = null;
        Scene scene = resources.scene();
        set("worldToClip", view.worldToClip(depth));
        glUniform1i(program.uniform("isDepthReversed"), depth == DepthRange.REVERSED ? 1 : 0);
        set("worldToDepth", view.worldToDepth());
        set("eye", view.eye());
        set("cameraOrigin", view.origin());
        glUniform1f(program.uniform("viewHandedness"), view.handedness());
        glUniform2f(program.uniform("clipRange"), view.clipRange().x(), view.clipRange().y());
        glUniform1i(program.uniform("spheres"), ImageUnit.SPHERES);
        for (int i = 0; i < ValueGraph.MAX_IMAGES; i++) {
            glUniform1i(program.uniform("valueImage" + i), ImageUnit.FIRST_VALUE_IMAGE + i);
        }
        glUniform1f(program.uniform("passAlphaThreshold"), scene.passAlphaThreshold());
        glUniform1ui(program.uniform("sampleIndex"), sample.index());
        glUniform1f(program.uniform("backgroundDepth"), Pass.BACKGROUND_DEPTH);
        glUniform1f(program.uniform("mipmapBias"), sample.mipmapBias() + view.mipmapBias());
        glUniform1i(program.uniform("areaGrid"), sample.areaGrid());
        glUniform1i(program.uniform("areaPointCount"), sample.areaPointCount());
        lighting.use(program, depth);
    }

    /** Makes the program current; {@link #begin} was called in the same sample. */
    void use() {
        program.use();
    }

    /**
     * Sets what holds for the next draw call.
     *
     * @param surfaceSeed differs between draw calls
     */
    void surface(SceneResources resources, InstanceBatch batch, int slot, int surfaceSeed) {
        Material slotMaterial = batch.materials().get(slot);
        SurfaceValues values = batch.values(slot);
        glUniform1i(isOnlyInstance, batch.isOnlyInstance() ? 1 : 0);
        glUniform1i(hasUvs, batch.geometry().hasUvs() ? 1 : 0);
        glUniform1i(isHoldout, batch.traits().isHoldout() || slotMaterial.holdout() ? 1 : 0);
        glUniform1i(isInstanceHoldout, batch.traits().isHoldout() ? 1 : 0);
        glUniform2ui(objectSets, (int) batch.traits().sets(), (int) (batch.traits().sets() >>> Integer.SIZE));
        glUniform1ui(seed, surfaceSeed);
        glUniform1i(scalarAttributes, batch.scalarAttributes(slot));
        if (slotMaterial != material) {
            setMaterial(slotMaterial, values);
            material = slotMaterial;
        }
        List<Image> images = values.images();
        for (int i = 0; i < images.size(); i++) {
            resources.texture(images.get(i)).bind(ImageUnit.FIRST_VALUE_IMAGE + i);
        }
    }

    private void setMaterial(Material wanted, SurfaceValues values) {
        glUniform4fv(program.uniform("valueConstants"), values.constants());
        glUniform1f(program.uniform("materialIndex"), wanted.passIndex());
        glUniform1f(program.uniform("metallic"), wanted.metallic());
        glUniform1f(program.uniform("roughness"), wanted.roughness());
        glUniform1f(program.uniform("specular"), wanted.specular());
        set("emission", wanted.emission());
        glUniform1f(program.uniform("bentNormalShare"), wanted.bentNormalShare());
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
