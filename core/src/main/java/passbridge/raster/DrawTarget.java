// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Set;
import passbridge.PassbridgeException;
import passbridge.gl.Film;

/**
 * A framebuffer in which the shaders' outputs lead to a film's passes: draw buffer n is the output with ordinal n, or none. The
 * film's textures and the depth buffer stay their owners'.
 */
final class DrawTarget implements GlResource {
    private final int framebuffer = glGenFramebuffers();

    /**
     * @param outputs what is drawn; the film has their passes
     * @param depthRenderbuffer 0: none
     */
    DrawTarget(Film film, Set<ShaderOutput> outputs, int depthRenderbuffer) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        int[] drawBuffers = new int[ShaderOutput.values().length];
        for (ShaderOutput output : outputs) {
            int attachment = GL_COLOR_ATTACHMENT0 + output.ordinal();
            glFramebufferTexture2D(GL_FRAMEBUFFER, attachment, GL_TEXTURE_2D, film.texture(output.pass()), 0);
            drawBuffers[output.ordinal()] = attachment;
        }
        if (depthRenderbuffer != 0) {
            glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depthRenderbuffer);
        }
        glDrawBuffers(drawBuffers);
        int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
        if (!outputs.isEmpty() && status != GL_FRAMEBUFFER_COMPLETE) {
            close();
            throw new PassbridgeException("this OpenGL can't draw passes " + film.passes() + " together (framebuffer status 0x"
                    + Integer.toHexString(status) + "): update the graphics driver");
        }
    }

    void bind() {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    }

    @Override
    public void close() {
        glDeleteFramebuffers(framebuffer);
    }
}
