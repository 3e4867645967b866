// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.RenderRequest;
import passbridge.RenderSink;

/** Never returns, and never asks whether it should. */
public final class DeafRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, RenderSink sink) {
        while (request.samples() > 0) {
            Thread.onSpinWait();
        }
    }
}
