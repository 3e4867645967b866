// SPDX-License-Identifier: Apache-2.0
package passbridge;

/**
 * A renderer that draws with OpenGL. An OpenGL 4.1 core context that nobody else uses is current in {@link #sync}, {@link #render} and
 * {@link #close}. Whatever OpenGL state a method leaves behind is what the next one finds, in the next frame, too, with these exceptions:
 *
 * <ul>
 *   <li>Where pictures are read, after {@code render} and in {@link Frame#refresh}: the bindings of the read framebuffer and the pixel pack
 *       buffer, the parameters of {@code glPixelStore} that begin with PACK, and the clamping of colours that are read.
 *   <li>Where memory for a picture is made, before the first {@code render} and before one of another size or with other passes: the 2D
 *       texture of the active unit and the pixel unpack buffer, of which none is bound then.
 *   <li>A binding of Passbridge's own framebuffers and textures, which may be others in the next frame.
 * </ul>
 */
public non-sealed interface GlRenderer extends Renderer {
    /**
     * Draws the scene taken over last into {@code frame.framebuffer()}. Looks at {@link Frame#isCancelled} often, between draw calls for
     * example, and returns early where it is set. Where the processor draws, other sessions draw while it asks, and not beside it.
     *
     * @param request what to draw, and from where
     * @param frame receives the picture; valid during the call
     */
    void render(RenderRequest request, GlFrame frame);
}
