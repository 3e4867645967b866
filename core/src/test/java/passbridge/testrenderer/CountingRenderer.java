// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lwjgl.opengl.GL33C;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Scene;

/** Passbridge's own renderer, which warns after each picture of what the process has then: OpenGL's objects and direct memory. */
public final class CountingRenderer implements Renderer {
    /** Drivers give the names of objects from 1 on, and those that have become free first. */
    private static final int HIGHEST_NAME = 4096;

    private final RasterRenderer renderer = new RasterRenderer();

    @Override
    public RendererCapabilities capabilities() {
        return renderer.capabilities();
    }

    @Override
    public void sync(Scene scene, RenderSink sink) {
        renderer.sync(scene, sink);
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
        renderer.render(request, sink);
        tell(sink, "textures", count(GL33C::glIsTexture));
        tell(sink, "buffers", count(GL33C::glIsBuffer));
        tell(sink, "vertex arrays", count(GL33C::glIsVertexArray));
        tell(sink, "framebuffers", count(GL33C::glIsFramebuffer));
        tell(sink, "renderbuffers", count(GL33C::glIsRenderbuffer));
        tell(sink, "programs", count(GL33C::glIsProgram));
        tell(sink, "shaders", count(GL33C::glIsShader));
        tell(sink, "samplers", count(GL33C::glIsSampler));
        tell(sink, "queries", count(GL33C::glIsQuery));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            tell(sink, pool.getName() + " buffers", pool.getCount());
            tell(sink, pool.getName() + " bytes", pool.getMemoryUsed());
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
    private static void tell(RenderSink sink, String kind, long count) {
        sink.warn("count of " + kind + ": " + count);
    }
}
