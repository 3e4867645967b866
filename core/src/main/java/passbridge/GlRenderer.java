// SPDX-License-Identifier: Apache-2.0
package passbridge;

/**
 * A renderer that draws with OpenGL. An OpenGL 4.1 core context that nobody else uses is current in {@link #sync}, {@link #render} and
 * {@link #close}; whatever OpenGL state a method leaves behind is nobody's concern but the renderer's.
 */
public non-sealed interface GlRenderer extends Renderer {
    /**
     * Draws the scene taken over last into {@code frame.framebuffer()}. Looks at {@link Frame#isCancelled} often, between draw calls for
     * example, and returns early where it is set.
     *
     * @param request what to draw, and from where
     * @param frame receives the picture; valid during the call
     */
    void render(RenderRequest request, GlFrame frame);
}
