// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.scene.Scene;

/**
 * Draws scenes. One renderer belongs to one session and keeps between frames what it likes.
 *
 * <p>It has a public constructor without parameters, and is found by its name or as a provider of this service. A session makes
 * one and calls all its methods, the constructor included, on a thread of its own: one frame after the other. An OpenGL context that
 * nobody else uses is current in {@link #sync}, {@link #render} and {@link #close} where {@link #capabilities} asks for one; whatever
 * OpenGL state a method leaves behind is nobody's concern but the renderer's.
 *
 * <p>Whatever is thrown fails the frame and is shown in Blender with class, message and the renderer's own stack frames; the
 * renderer is closed and the next frame has a new one. One that does not return within seconds after its frame was cancelled is
 * given up with its thread and its memory, and the next frame has a new one, too.
 */
public interface Renderer extends AutoCloseable {
    /** {@return what this renderer needs and offers} Asked once, before everything else; no OpenGL context is current. */
    RendererCapabilities capabilities();

    /**
     * Takes over the scene of the next frame. Geometry and image data may be read during this call only: the memory behind
     * them belongs to Blender, and later reads throw {@link IllegalStateException}.
     *
     * @param scene an immutable snapshot; {@link passbridge.scene.SceneDelta} tells what is new about it
     * @param sink to ask whether the frame was cancelled
     */
    void sync(Scene scene, RenderSink sink);

    /**
     * Draws the scene taken over last: into {@code sink.framebuffer()} with OpenGL, into {@code sink.film()} without. Looks at
     * {@link RenderSink#isCancelled()} often, between draw calls for example, and returns early where it is set.
     *
     * @param request what to draw
     * @param sink receives the picture
     */
    void render(RenderRequest request, RenderSink sink);

    /** Frees everything. Called once; a renderer that is called by others as well takes a second call for nothing. */
    @Override
    void close();
}
