// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lwjgl.opengl.GL33C;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Scene;

/** Passbridge's own renderer, which warns after each picture of what the process has then: OpenGL's objects and direct memory. */
public final class CountingRenderer implements GlRenderer {
    /** Drivers give the names of objects from 1 on, and those that have become free first. */
    private static final int HIGHEST_NAME = 4096;

    private final RasterRenderer renderer = new RasterRenderer();

    @Override
    public RendererCapabilities capabilities() {
        return renderer.capabilities();
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        renderer.sync(scene, context);
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        renderer.render(request, frame);
        tell(frame, "textures", count(GL33C::glIsTexture));
        tell(frame, "buffers", count(GL33C::glIsBuffer));
        tell(frame, "vertex arrays", count(GL33C::glIsVertexArray));
        tell(frame, "framebuffers", count(GL33C::glIsFramebuffer));
        tell(frame, "renderbuffers", count(GL33C::glIsRenderbuffer));
        tell(frame, "programs", count(GL33C::glIsProgram));
        tell(frame, "shaders", count(GL33C::glIsShader));
        tell(frame, "samplers", count(GL33C::glIsSampler));
        tell(frame, "queries", count(GL33C::glIsQuery));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            tell(frame, pool.getName() + " buffers", pool.getCount());
        }
    }

    @Override
    public void close() {
        renderer.close();
    }

    private static long count(IntPredicate exists) {
        return IntStream.rangeClosed(1, HIGHEST_NAME).filter(exists).count();
    }

    /** As blender-addon/tests reads it. */
    private static void tell(GlFrame frame, String kind, long count) {
        frame.warn("count of " + kind + ": " + count);
    }
}
