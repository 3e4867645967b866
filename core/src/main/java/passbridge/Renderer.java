// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.scene.Scene;

/**
 * Draws scenes. One renderer belongs to one session and keeps between frames what it likes.
 *
 * <p>All methods, the constructor without parameters included, run on Passbridge's render thread with an OpenGL context
 * current; whatever OpenGL state a method leaves behind is nobody's concern but the renderer's. Whatever is thrown
 * fails the frame and is shown in Blender with class, message and stack trace; the next frame starts anew.
 */
public interface Renderer extends AutoCloseable {
    /**
     * Takes over the scene of the next frame. Mesh and image data may be read during this call only: the memory behind
     * them belongs to Blender, and later reads throw {@link IllegalStateException}.
     *
     * @param scene an immutable snapshot
     * @param sink to ask whether the frame was cancelled
     */
    void sync(Scene scene, RenderSink sink);

    /**
     * Draws the scene taken over last into {@code sink.film()}. Looks at {@link RenderSink#isCancelled()} between draw
     * calls and returns early where it is set.
     *
     * @param request what to draw
     * @param sink receives the picture
     */
    void render(RenderRequest request, RenderSink sink);

    /** Frees everything. Called once. */
    @Override
    void close();
}
