// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Draws until it is cancelled. */
public final class EndlessRenderer implements GlRenderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        // draws no scene
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        while (!frame.isCancelled()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
