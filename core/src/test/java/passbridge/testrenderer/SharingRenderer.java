// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.util.stream.IntStream;
import org.lwjgl.opengl.GL15C;
import org.lwjgl.opengl.GL45C;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.gl.SharesObjects;
import passbridge.raster.RasterRenderer;
import passbridge.scene.Scene;

/** Passbridge's own renderer, which warns after each picture of how many large buffers all sessions of the process have together then. */
public final class SharingRenderer implements GlRenderer, SharesObjects {
    /** Smaller ones may have several meshes, which are shared with nobody. */
    private static final int LARGE_BYTES = 1 << 20;

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
        frame.warn("large buffers: " + IntStream.rangeClosed(1, CountingRenderer.HIGHEST_NAME).filter(SharingRenderer::isLargeBuffer).count());
    }

    private static boolean isLargeBuffer(int name) {
        return GL15C.glIsBuffer(name) && GL45C.glGetNamedBufferParameteri64(name, GL15C.GL_BUFFER_SIZE) > LARGE_BYTES;
    }

    @Override
    public void close() {
        renderer.close();
    }
}
