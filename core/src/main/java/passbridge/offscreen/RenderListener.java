// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import passbridge.Film;

/**
 * Hears of a frame of an {@link OffscreenSession}, and may cancel it. Every method is called on a thread of the renderer, unless said
 * otherwise, and keeps it waiting; what it throws there reaches the renderer and so fails the frame.
 */
public interface RenderListener {
    /**
     * {@return whether the picture is no longer wanted} Asked each time that the renderer asks, and not again once it was true; never
     * where the renderer doesn't ask.
     */
    default boolean isCancelled() {
        return false;
    }

    /**
     * Hears how far the picture is.
     *
     * @param samplesDone samples per pixel
     * @param sampleCount samples per pixel that the picture will have in the end
     */
    default void progress(int samplesDone, int sampleCount) {}

    /**
     * Hears what the renderer is doing.
     *
     * @param text one short line
     */
    default void status(String text) {}

    /** {@return whether {@link #refreshed} is to be called now} Asked each time that the renderer offers the unfinished picture. */
    default boolean wantsRefresh() {
        return false;
    }

    /**
     * Sees the unfinished picture.
     *
     * @param unfinished to be read during the call only; the renderer draws on into it afterwards
     */
    default void refreshed(Film unfinished) {}

    /**
     * Hears a text that belongs to the picture. Called once for each name when the picture is complete, on the thread that wants it.
     *
     * @param name unique in a frame
     * @param value any number of lines
     */
    default void metadata(String name, String value) {}

    /**
     * Hears of something that was not drawn as it should be. Called once for each text when the picture is complete, on the thread that
     * wants it.
     *
     * @param text one line
     */
    default void warning(String text) {}
}
