// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.RenderRequest;
import passbridge.RenderSink;

/** Ends the process, as a program may that was never meant to be a guest. */
public final class ExitingRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, RenderSink sink) {
        System.exit(3);
    }
}
