// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Set;
import passbridge.PassFramebuffer;
import passbridge.PassbridgeException;

/**
 * A framebuffer in which the shaders' outputs lead to the passes of a picture: draw buffer n is the output with location n, or none. The
 * picture's textures and the depth buffer stay their owners'.
 */
final class DrawTarget implements GlResource {
    private final int framebuffer = glGenFramebuffers();

    /**
     * @param outputs what is drawn; the picture has their passes
     * @param depthRenderbuffer 0: none
     */
    DrawTarget(PassFramebuffer picture, Set<ShaderOutput> outputs, int depthRenderbuffer) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        int[] drawBuffers = new int[ShaderOutput.LOCATION_COUNT];
        for (ShaderOutput output : outputs) {
            int attachment = GL_COLOR_ATTACHMENT0 + output.location();
            glFramebufferTexture2D(GL_FRAMEBUFFER, attachment, GL_TEXTURE_2D, picture.texture(output.pass()), 0);
            drawBuffers[output.location()] = attachment;
        }
        if (depthRenderbuffer != 0) {
            glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depthRenderbuffer);
        }
        glDrawBuffers(drawBuffers);
        int status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
        if (!outputs.isEmpty() && status != GL_FRAMEBUFFER_COMPLETE) {
            close();
            throw new PassbridgeException("this OpenGL can't draw passes " + picture.passes() + " together (framebuffer status 0x"
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
