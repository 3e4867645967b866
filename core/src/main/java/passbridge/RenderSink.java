// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.gl.PassFramebuffer;

/**
 * Where a frame goes. Valid during the call that it is handed to; afterwards the frame counts as cancelled, and what is told is not
 * heard any more. Any thread, unless said otherwise.
 */
public interface RenderSink {
    /**
     * {@return the passes' memory in OpenGL, owned by Passbridge, in the size and with the passes of the request} Its contents are
     * undefined when {@link Renderer#render} starts. What it holds when that returns is the picture. Thread: the renderer's.
     *
     * @throws IllegalStateException where the renderer needs no OpenGL, outside {@code render}, or on another thread
     */
    PassFramebuffer framebuffer();

    /**
     * {@return the passes' memory for renderers without OpenGL, otherwise as {@link #framebuffer}} Any thread may write to it; it stays
     * valid, though unheeded, when the frame is over.
     *
     * @throws IllegalStateException where the renderer draws with OpenGL, or outside {@code render}
     */
    Film film();

    /** {@return whether the picture is no longer wanted} Cheap enough to ask before every draw call, or for every row. */
    boolean isCancelled();

    /**
     * Tells how far the picture is.
     *
     * @param samplesDone samples per pixel
     * @param sampleCount samples per pixel that the picture will have in the end
     */
    void progress(int samplesDone, int sampleCount);

    /**
     * Tells what is being done, for Blender's status line.
     *
     * @param text one short line; at most 127 bytes of UTF-8 are shown
     */
    void status(String text);

    /**
     * Offers the unfinished picture as it is now: Blender shows it where somebody looks. Costs nothing where nobody does, and at most a
     * copy of the picture a few times a second. Thread: the renderer's, during {@code render}. With OpenGL the read framebuffer, the pixel
     * pack buffer and the pixel storage may be others afterwards.
     */
    void refresh();

    /**
     * Keeps a text beside the picture: Blender writes it into the metadata of the file.
     *
     * @param name unique in a frame: a second text of a name takes the place of the first
     * @param value anything without zero characters
     */
    void metadata(String name, String value);

    /**
     * Tells the user of something that can't be drawn as it should be, once for each text.
     *
     * @param text one line
     */
    void warn(String text);
}
