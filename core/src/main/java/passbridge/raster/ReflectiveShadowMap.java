// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.joml.Vector3f;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassFramebuffer;
import passbridge.gl.TextureFramebuffer;

/**
 * What a light sees, and how much of its light each place reflects: Dachsbacher and Stamminger 2005, "Reflective Shadow Maps". It is read
 * into main memory.
 *
 * <p>Thread: the one with the OpenGL context.
 */
final class ReflectiveShadowMap implements GlResource {
    /** Texels along each side. Few places are picked of one map, and the grids of many maps lie differently. */
    static final int SIDE = 32;

    static final int TEXEL_COUNT = SIDE * SIDE;

    static final Set<ShaderOutput> OUTPUTS = EnumSet.of(ShaderOutput.WIDE_ALBEDO, ShaderOutput.NORMAL, ShaderOutput.POSITION);

    private static final int CHANNELS = PassFramebuffer.storedChannels(ShaderOutput.POSITION.pass());

    private final TextureFramebuffer framebuffer;
    private final DepthBuffer depth;
    private final DrawTarget target;
    private final FloatBuffer albedos = MemoryUtil.memAllocFloat(CHANNELS * TEXEL_COUNT);
    private final FloatBuffer normals = MemoryUtil.memAllocFloat(CHANNELS * TEXEL_COUNT);
    private final FloatBuffer positions = MemoryUtil.memAllocFloat(CHANNELS * TEXEL_COUNT);

    ReflectiveShadowMap() {
        framebuffer = TextureFramebuffer.open(SIDE, SIDE, OUTPUTS.stream().map(ShaderOutput::pass).toList());
        depth = new DepthBuffer(SIDE, SIDE);
        target = new DrawTarget(framebuffer, OUTPUTS, depth.renderbuffer());
    }

    /** Makes the map the one that is drawn into, empty; changes the viewport. */
    void begin(DepthRange depthRange) {
        target.bind();
        glViewport(0, 0, SIDE, SIDE);
        for (ShaderOutput output : OUTPUTS) {
            glClearBufferfv(GL_COLOR, output.location(), new float[4]);
        }
        depthRange.clear();
    }

    /** Reads what was drawn. */
    void read() {
        framebuffer.readRows(ShaderOutput.WIDE_ALBEDO.pass(), 0, SIDE, albedos);
        framebuffer.readRows(ShaderOutput.NORMAL.pass(), 0, SIDE, normals);
        framebuffer.readRows(ShaderOutput.POSITION.pass(), 0, SIDE, positions);
    }

    /** What a place reflects of the light that falls on it, 0 to 1; black where there is nothing. */
    Vector3f albedo(int texel) {
        return texel(albedos, texel);
    }

    /** The surface's normal on the side of the light, of length 1. */
    Vector3f normal(int texel) {
        return texel(normals, texel);
    }

    /** In the world. */
    Vector3f position(int texel) {
        return texel(positions, texel);
    }

    private static Vector3f texel(FloatBuffer channels, int texel) {
        return new Vector3f(channels.get(CHANNELS * texel), channels.get(CHANNELS * texel + 1), channels.get(CHANNELS * texel + 2));
    }

    @Override
    public void close() {
        target.close();
        depth.close();
        framebuffer.close();
        MemoryUtil.memFree(albedos);
        MemoryUtil.memFree(normals);
        MemoryUtil.memFree(positions);
    }
}
