// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
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

/**
 * Passbridge's own renderer, which warns after each picture of what the process has then: OpenGL's objects and direct memory. It tells, too,
 * of which of OpenGL's objects there were when it was last given {@link Scene#EMPTY}.
 */
public final class CountingRenderer implements GlRenderer {
    /** Drivers give the names of objects from 1 on, and those that have become free first. */
    static final int HIGHEST_NAME = 4096;

    private static final Map<String, IntPredicate> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("textures", GL33C::glIsTexture);
        KINDS.put("buffers", GL33C::glIsBuffer);
        KINDS.put("vertex arrays", GL33C::glIsVertexArray);
        KINDS.put("framebuffers", GL33C::glIsFramebuffer);
        KINDS.put("renderbuffers", GL33C::glIsRenderbuffer);
        KINDS.put("programs", GL33C::glIsProgram);
        KINDS.put("shaders", GL33C::glIsShader);
        KINDS.put("samplers", GL33C::glIsSampler);
        KINDS.put("queries", GL33C::glIsQuery);
    }

    private final RasterRenderer renderer = new RasterRenderer();
    private Map<String, Long> countsOfNothing = Map.of();

    @Override
    public RendererCapabilities capabilities() {
        return renderer.capabilities();
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        renderer.sync(scene, context);
        if (scene == Scene.EMPTY) {
            countsOfNothing = counts();
        }
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        renderer.render(request, frame);
        counts().forEach((kind, count) -> tell(frame, kind, count));
        countsOfNothing.forEach((kind, count) -> tell(frame, kind + " of nothing", count));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            tell(frame, pool.getName() + " buffers", pool.getCount());
        }
    }

    @Override
    public void close() {
        renderer.close();
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        KINDS.forEach((kind, exists) -> counts.put(kind, count(exists)));
        return counts;
    }

    private static long count(IntPredicate exists) {
        return IntStream.rangeClosed(1, HIGHEST_NAME).filter(exists).count();
    }

    /** As blender-addon/tests reads it. */
    private static void tell(GlFrame frame, String kind, long count) {
        frame.warn("count of " + kind + ": " + count);
    }
}
