// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.gl.ObjectKind;
import passbridge.scene.Instance;
import passbridge.scene.InstanceSource;
import passbridge.scene.Particle;
import passbridge.shading.SurfaceInput;

/**
 * What the instances of a draw call were made by, five texels each: generated coordinates of the instancer and U; V, the particle's index, age
 * and lifetime; its location and size; its velocity; its angular velocity. All 0 where there is none.
 */
final class InstanceSources implements GlResource {
    /** What is read of it. */
    static final Set<SurfaceInput> INPUTS = Set.of(
            SurfaceInput.INSTANCER_GENERATED, SurfaceInput.INSTANCER_UV, SurfaceInput.PARTICLE_INDEX, SurfaceInput.PARTICLE_AGE,
            SurfaceInput.PARTICLE_LIFETIME, SurfaceInput.PARTICLE_LOCATION, SurfaceInput.PARTICLE_SIZE, SurfaceInput.PARTICLE_VELOCITY,
            SurfaceInput.PARTICLE_ANGULAR_VELOCITY);

    private static final int TEXELS = 5;
    private static final int FLOATS = 4 * TEXELS;

    private final int buffer = ObjectKind.BUFFER.make();
    private final int texture = ObjectKind.TEXTURE.make();

    /** @param instances in the order in which they are drawn */
    InstanceSources(List<Instance> instances) {
        int maxCount = Math.min(glGetInteger(GL_MAX_TEXTURE_BUFFER_SIZE) / TEXELS, Integer.MAX_VALUE / (FLOATS * Float.BYTES));
        if (instances.size() > maxCount) {
            throw new PassbridgeException("there are " + instances.size() + " instances of " + instances.get(0).geometry().name()
                    + " whose material reads what they were made by, but this OpenGL draws " + maxCount + " such at once: render fewer");
        }
        FloatBuffer texels = MemoryUtil.memCallocFloat(FLOATS * instances.size());
        try {
            for (int i = 0; i < instances.size(); i++) {
                put(instances.get(i).source(), texels, i * FLOATS);
            }
            glBindBuffer(GL_TEXTURE_BUFFER, buffer);
            glBufferData(GL_TEXTURE_BUFFER, texels, GL_STATIC_DRAW);
            InstanceBatch.requireMemory(instances, FLOATS * Float.BYTES);
        } catch (PassbridgeException e) {
            close();
            throw e;
        } finally {
            MemoryUtil.memFree(texels);
        }
        ImageUnit.bind(ImageUnit.INSTANCE_SOURCES, GL_TEXTURE_BUFFER, texture);
        glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, buffer);
    }

    private static void put(InstanceSource source, FloatBuffer texels, int at) {
        source.generated().get(at, texels);
        texels.put(at + 3, source.uv().x()).put(at + 4, source.uv().y());
        if (source.particle().isPresent()) {
            Particle particle = source.particle().get();
            texels.put(at + 5, particle.index()).put(at + 6, particle.age()).put(at + 7, particle.lifetime());
            particle.location().get(at + 8, texels);
            texels.put(at + 11, particle.size());
            particle.velocity().get(at + 12, texels);
            particle.angularVelocity().get(at + 16, texels);
        }
    }

    /** Lets the next draw call read it. */
    void bind() {
        ImageUnit.bind(ImageUnit.INSTANCE_SOURCES, GL_TEXTURE_BUFFER, texture);
    }

    @Override
    public void close() {
        ObjectKind.TEXTURE.free(texture);
        ObjectKind.BUFFER.free(buffer);
    }
}
