// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.FilmFrame;
import passbridge.RenderRequest;

/** Never returns, and never asks whether it should. */
public final class DeafRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        while (request.samples() > 0) {
            Thread.onSpinWait();
        }
    }
}
