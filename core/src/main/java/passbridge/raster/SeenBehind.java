// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

/** What a view shows without the surfaces that refract: these show it, bent. */
final class SeenBehind implements GlResource {
    private final int texture = glGenTextures();
    private int width; // 0: the texture has no memory yet
    private int height;

    /** Takes what the bound framebuffer has of Combined. */
    void copy(int viewWidth, int viewHeight) {
        ImageUnit.bind(ImageUnit.SEEN_BEHIND, GL_TEXTURE_2D, texture);
        if (viewWidth != width || viewHeight != height) {
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA16F, viewWidth, viewHeight, 0, GL_RGBA, GL_FLOAT, 0);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
            width = viewWidth;
            height = viewHeight;
        }
        glReadBuffer(GL_COLOR_ATTACHMENT0 + ShaderOutput.COMBINED.location());
        glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, viewWidth, viewHeight);
    }

    @Override
    public void close() {
        glDeleteTextures(texture);
    }
}
