// SPDX-License-Identifier: Apache-2.0
package passbridge;

/** A picture drawn with OpenGL. */
public non-sealed interface GlFrame extends Frame {
    /**
     * {@return the passes' memory in OpenGL, owned by Passbridge, in the size and with the passes of the request} Its contents are
     * undefined when {@code render} starts. What it holds when that returns is the picture. Thread: the renderer's.
     *
     * @throws IllegalStateException on another thread, or after {@code render}
     */
    PassFramebuffer framebuffer();
}
