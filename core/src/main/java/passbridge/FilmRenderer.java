// SPDX-License-Identifier: Apache-2.0
package passbridge;

/** A renderer that draws into memory. OpenGL is not even started for it. */
public non-sealed interface FilmRenderer extends Renderer {
    /**
     * Draws the scene taken over last into {@code frame.film()}. Looks at {@link Frame#isCancelled} often, for every row for example, and
     * returns early where it is set.
     *
     * @param request what to draw, and from where
     * @param frame receives the picture; valid during the call
     */
    void render(RenderRequest request, FilmFrame frame);
}
