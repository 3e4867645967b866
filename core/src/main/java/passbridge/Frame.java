// SPDX-License-Identifier: Apache-2.0
package passbridge;

/**
 * The picture that {@code render} makes. Valid during that call; afterwards the frame counts as cancelled, and what is told is not heard
 * any more. Any thread, unless said otherwise.
 */
public sealed interface Frame permits GlFrame, FilmFrame {
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
     * copy of the picture a few times a second. Thread: the renderer's. With OpenGL the read framebuffer, the pixel pack buffer and the
     * pixel storage may be others afterwards.
     *
     * @throws IllegalStateException on another thread
     */
    void refresh();

    /**
     * {@return whether somebody waits for the unfinished picture, which {@link #refresh} would show now} For renderers that have to draw
     * something for that alone. Cheap. False where nobody looks.
     */
    default boolean wantsRefresh() {
        return false;
    }

    /**
     * Keeps a text beside the picture: Blender writes it into the metadata of the file.
     *
     * @param name unique in a frame: a second text of a name takes the place of the first
     * @param value anything without zero characters
     * @throws IllegalArgumentException for an empty name or a zero character
     */
    void metadata(String name, String value);

    /**
     * Tells the user of something that can't be drawn as it should be, once for each text.
     *
     * @param text one line
     */
    void warn(String text);
}
