// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
import passbridge.scene.Scene;

/** Draws until it is cancelled. */
public final class EndlessRenderer implements Renderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.openGl().withAnyPass();
    }

    @Override
    public void sync(Scene scene, RenderSink sink) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
        while (!sink.isCancelled()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
