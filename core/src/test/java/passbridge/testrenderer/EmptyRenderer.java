// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.FilmFrame;
import passbridge.RenderRequest;

/** Draws nothing, without OpenGL: what is left is the cost of a frame. */
public final class EmptyRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        // the film is as it was
    }
}
