// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.FilmFrame;
import passbridge.RenderRequest;

/** Ends the process, as a program may that was never meant to be a guest. */
public final class ExitingRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        System.exit(3);
    }
}
