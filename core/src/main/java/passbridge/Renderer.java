// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.scene.Scene;

/**
 * Draws scenes: a {@link GlRenderer} with OpenGL, a {@link FilmRenderer} without. One renderer belongs to one session and keeps between
 * frames what it likes.
 *
 * <p>It has a public constructor without parameters, and is found by its name or as a provider of this service. A session makes
 * one and calls all its methods, the constructor included, on a thread of its own: one frame after the other.
 *
 * <p>Whatever is thrown fails the frame and is shown in Blender with class, message and the renderer's own stack frames; the
 * renderer is closed and the next frame has a new one. One that does not return within seconds after its frame was cancelled is
 * given up with its thread and its memory, and the next frame has a new one, too.
 */
public sealed interface Renderer extends AutoCloseable permits GlRenderer, FilmRenderer {
    /** {@return what this renderer offers} Asked once, before everything else; no OpenGL context is current. */
    RendererCapabilities capabilities();

    /**
     * Takes over a scene. Called before a frame whose scene is another than that of the frame before, and with {@link Scene#EMPTY} where no
     * frame follows for now. Geometry and image data may be read during this call only, on any thread: later reads throw {@link
     * IllegalStateException}.
     *
     * @param scene an immutable value
     * @param context tells what is new about the scene, and whether it is still wanted; valid during the call
     */
    void sync(Scene scene, SyncContext context);

    /** Frees everything. Called once by a session; another call has no effect. */
    @Override
    void close();
}
