// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Set;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.lwjgl.system.MemoryStack;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Material;
import passbridge.scene.Scene;

/** The surface shader, compiled for the outputs that are drawn. */
final class SurfaceProgram implements GlResource {
    private final ShaderProgram program;

    SurfaceProgram(Set<ShaderOutput> outputs) {
        program = ShaderProgram.link(
                "surface", ShaderSource.load("surface.vert.glsl"), ShaderSource.load("surface.frag.glsl", outputs));
    }

    /** Makes the program current and sets what holds for a whole sample. */
    void begin(SceneResources resources, Sample sample, View view) {
        program.use();
        Scene scene = resources.scene();
        set("worldToClip", view.worldToClip());
        set("worldToDepth", view.worldToDepth());
        set("eye", view.eye());
        set("cameraOrigin", view.origin());
        glUniform1f(program.uniform("viewHandedness"), view.handedness());
        glUniform2f(program.uniform("clipRange"), scene.camera().clipStart(), scene.camera().clipEnd());
        set("worldRadiance", scene.world().color());
        glUniform1i(program.uniform("lights"), ImageUnit.LIGHTS.ordinal());
        glUniform1i(program.uniform("lightCount"), resources.lights().lightCount());
        glUniform1i(program.uniform("baseColorImage"), ImageUnit.BASE_COLOR_IMAGE.ordinal());
        glUniform1f(program.uniform("mipmapBias"), sample.mipmapBias() + view.mipmapBias());
        glUniform1i(program.uniform("areaGrid"), sample.areaGrid());
        glUniform1i(program.uniform("areaPointCount"), sample.areaPointCount());
        glUniform2f(program.uniform("areaPoint"), sample.areaPoint().x, sample.areaPoint().y);
        resources.lights().bind();
    }

    /** Sets what holds for the next draw call. */
    void surface(SceneResources resources, InstanceBatch batch, Material material) {
        glUniform1i(program.uniform("isOnlyInstance"), batch.isOnlyInstance() ? 1 : 0);
        glUniform1i(program.uniform("meshHasUvs"), batch.mesh().hasUvs() ? 1 : 0);
        glUniform1f(program.uniform("materialIndex"), material.passIndex());
        set("baseColor", material.baseColor());
        glUniform1i(program.uniform("hasBaseColorImage"), material.baseColorImage().isPresent() ? 1 : 0);
        glUniform1f(program.uniform("metallic"), material.metallic());
        glUniform1f(program.uniform("roughness"), material.roughness());
        glUniform1f(program.uniform("specular"), material.specular());
        set("emission", material.emission());
        material.baseColorImage().ifPresent(image -> resources.texture(image).bind());
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
