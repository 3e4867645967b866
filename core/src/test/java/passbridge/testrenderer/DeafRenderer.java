// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.FilmFrame;
import passbridge.RenderRequest;

/** Never returns, and never asks whether it should. It sleeps: its thread outlives the test that it is in, and must not slow the others down. */
public final class DeafRenderer extends FilmPatternRenderer {
    private static final long ANY_MS = 60_000;

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        while (request.samples() > 0) {
            try {
                Thread.sleep(ANY_MS);
            } catch (InterruptedException unheeded) {
                // It is deaf to that as well.
            }
        }
    }
}
