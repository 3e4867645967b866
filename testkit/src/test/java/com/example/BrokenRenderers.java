// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.joml.Matrix4f;
import org.lwjgl.opengl.GL33C;
import passbridge.Film;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Image;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;
import passbridge.scene.StoredImage;

/** Renderers with one mistake each. */
public final class BrokenRenderers {
    private BrokenRenderers() {}

    /** Throws in its constructor. */
    public static final class ThrowsInConstructor extends RayRenderer {
        /** Throws. */
        public ThrowsInConstructor() {
            throw new IllegalStateException("broken in constructor");
        }
    }

    /** Throws when it is asked for its capabilities. */
    public static final class ThrowsInCapabilities extends RayRenderer {
        @Override
        public RendererCapabilities capabilities() {
            throw new IllegalStateException("broken in capabilities");
        }
    }

    /** Throws in sync. */
    public static final class ThrowsInSync extends RayRenderer {
        @Override
        public void sync(Scene scene, SyncContext context) {
            throw new IllegalStateException("broken in sync");
        }
    }

    /** Throws in render. */
    public static final class ThrowsInRender extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            throw new AssertionError("broken in render");
        }
    }

    /** Throws in close. */
    public static final class ThrowsInClose extends RayRenderer {
        @Override
        public void close() {
            throw new IllegalStateException("broken in close");
        }
    }

    /** Throws where it is closed again. */
    public static final class ClosesOnce extends RayRenderer {
        private boolean closed;

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
        }
    }

    /** Returns without having drawn the rest. */
    public static final class ReturnsEarly extends RayRenderer {
        private int rows;

        @Override
        boolean isToEnd(FilmFrame frame) {
            return ++rows > 40;
        }
    }

    /** Adds to what it takes for zeros. */
    public static final class AddsToUndefined extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            var pixels = frame.film().pixels(Pass.COMBINED);
            for (int i = 0; i < pixels.limit(); i++) {
                pixels.put(i, pixels.get(i) + 1);
            }
        }
    }

    /** Reads meshes in render. */
    public static final class ReadsLate extends RayRenderer {
        private Scene last;

        @Override
        public void sync(Scene scene, SyncContext context) {
            last = scene;
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            read((Mesh) last.instances().get(0).geometry());
        }
    }

    /** Reads an image in a thread of its own after sync, which keeps to itself what became of it. */
    public static final class ReadsLateUnseen extends RayRenderer {
        private Scene last;

        @Override
        public void sync(Scene scene, SyncContext context) {
            super.sync(scene, context);
            last = scene;
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            Thread reader = new Thread(() -> {
                try {
                    Image image = last.instances().get(0).materials().get(0).graph().images().get(0);
                    ((StoredImage) image).pixels().copyRows(0, 1, direct(1000));
                } catch (IllegalStateException unseen) {
                    return;
                }
            }, "reader");
            reader.start();
            await(reader);
            super.render(request, frame);
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gathers into memory of Java's heap. */
    public static final class GathersIntoHeap extends RayRenderer {
        @Override
        public void sync(Scene scene, SyncContext context) {
            Mesh mesh = (Mesh) scene.instances().get(0).geometry();
            mesh.gather(List.of(), ByteBuffer.allocate(10_000), ByteBuffer.allocate(10_000), 1);
        }
    }

    /** Asks whether the frame was cancelled, and goes on in any case. */
    public static final class IgnoresCancel extends RayRenderer {
        @Override
        boolean isToEnd(FilmFrame frame) {
            return frame.isCancelled() && false;
        }
    }

    /** Never asks whether the frame was cancelled. */
    public static final class NeverAsks implements FilmRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of();
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            // draws no scene
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            var pixels = frame.film().pixels(Pass.COMBINED);
            while (pixels.hasRemaining()) {
                pixels.put(1);
            }
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    /** Takes it for drawn what it began before it was cancelled. */
    public static final class KeepsCancelled extends RayRenderer {
        private boolean wasCancelled;

        @Override
        boolean isToEnd(FilmFrame frame) {
            wasCancelled |= super.isToEnd(frame);
            return wasCancelled;
        }
    }

    /** Never returns. It sleeps: its thread outlives the test that it is in, and must not slow the others down. */
    public static final class NeverReturns extends RayRenderer {
        private static final long ANY_MS = 60_000;

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            while (true) {
                try {
                    Thread.sleep(ANY_MS);
                } catch (InterruptedException unheeded) {
                    // It goes on.
                }
            }
        }
    }

    /** Returns only where it is cancelled. */
    public static final class WaitsForCancel extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            while (!frame.isCancelled()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Draws on in the film of the frame before. */
    public static final class WritesLate extends RayRenderer {
        private Film before;

        @Override
        public void sync(Scene scene, SyncContext context) {
            super.sync(scene, context);
            if (before != null) {
                before.pixels(Pass.COMBINED).put(0, 42);
            }
        }

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            super.render(request, frame);
            before = frame.film();
        }
    }

    /** Goes on to draw the scene that has most instances. */
    public static final class KeepsLongestScene extends RayRenderer {
        private int longest;

        @Override
        public void sync(Scene scene, SyncContext context) {
            if (scene.instances().size() >= longest) {
                longest = scene.instances().size();
                super.sync(scene, context);
            }
        }
    }

    /** Draws what all of its kind have drawn so far. */
    public static final class SharesCounter extends RayRenderer {
        private static final AtomicInteger FRAMES = new AtomicInteger();

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            super.render(request, frame);
            frame.film().pixels(Pass.COMBINED).put(0, FRAMES.incrementAndGet());
        }
    }

    /** Draws into the first film that it was given. */
    public static final class KeepsFilm extends RayRenderer {
        private Film first;

        @Override
        Film film(FilmFrame frame) {
            first = first == null ? frame.film() : first;
            return first;
        }
    }

    /** Has settings, and takes their record for known. */
    public static final class NamesNoSettings extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            if (!request.settings().values().isEmpty()) {
                request.settings().as(Gain.class);
            }
            super.render(request, frame);
        }
    }

    /** Settings. @param gain any */
    public record Gain(float gain) {}

    /** A correct renderer with settings. */
    public static final class NamesSettings extends RayRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return super.capabilities().withSettings(Gain.class);
        }
    }

    /** Makes a projection of its own from the picture's size. */
    public static final class OwnProjection extends RayRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            Camera camera = request.camera();
            super.render(request.withCamera(Camera.sharp(camera.type(), camera.worldToCamera(),
                    new Matrix4f().setPerspective(0.7f, (float) request.width() / request.height(), 0.1f, 100), 0.1f, 100)), frame);
        }
    }

    /** Draws other pixels each time. */
    public static final class DrawsAtRandom extends RayRenderer {
        private int frameCount;

        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            super.render(request, frame);
            frame.film().pixels(Pass.COMBINED).put(0, ++frameCount);
        }
    }

    /** A correct renderer with OpenGL. */
    public static class OpenGl implements GlRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of(pass -> true);
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            // draws no scene
        }

        @Override
        public void render(RenderRequest request, GlFrame frame) {
            clear(request, frame, request.width());
        }

        /** Fills the left columns. */
        static void clear(RenderRequest request, GlFrame frame, int columns) {
            GL33C.glBindFramebuffer(GL33C.GL_FRAMEBUFFER, frame.framebuffer().id());
            GL33C.glEnable(GL33C.GL_SCISSOR_TEST);
            GL33C.glScissor(0, 0, columns, request.height());
            GL33C.glClearColor(0.5f, 0.5f, 0.5f, 1);
            GL33C.glClear(GL33C.GL_COLOR_BUFFER_BIT);
        }

        @Override
        public void close() {
            // keeps nothing
        }
    }

    /** Leaves the right columns as they are. */
    public static final class FillsLeftColumns extends OpenGl {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            clear(request, frame, request.width() - 3);
        }
    }

    /** Makes a texture for each frame and deletes none. */
    public static final class LeaksTextures extends OpenGl {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            GL33C.glBindTexture(GL33C.GL_TEXTURE_2D, GL33C.glGenTextures());
            super.render(request, frame);
        }
    }

    /** Draws on another thread. */
    public static final class DrawsElsewhere extends OpenGl {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            FutureTask<Integer> task = new FutureTask<>(() -> frame.framebuffer().id());
            new Thread(task, "elsewhere").start();
            try {
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Can't decide how to draw. */
    public static final class DrawsBothWays extends OpenGl implements FilmRenderer {
        @Override
        public void render(RenderRequest request, FilmFrame frame) {
            // never called
        }
    }
}
