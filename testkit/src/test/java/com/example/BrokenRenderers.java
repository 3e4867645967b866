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
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.RendererCapabilities;
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
        public void sync(Scene scene, RenderSink sink) {
            throw new IllegalStateException("broken in sync");
        }
    }

    /** Throws in render. */
    public static final class ThrowsInRender extends RayRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
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
        public void sync(Scene scene, RenderSink sink) {
            super.sync(scene, sink);
            rows = 0;
        }

        @Override
        boolean isToEnd(RenderSink sink) {
            return ++rows > 40;
        }
    }

    /** Adds to what it takes for zeros. */
    public static final class AddsToUndefined extends RayRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            var pixels = sink.film().pixels(Pass.COMBINED);
            for (int i = 0; i < pixels.limit(); i++) {
                pixels.put(i, pixels.get(i) + 1);
            }
        }
    }

    /** Reads meshes in render. */
    public static final class ReadsLate extends RayRenderer {
        private Scene last;

        @Override
        public void sync(Scene scene, RenderSink sink) {
            last = scene;
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            super.sync(last, sink);
            super.render(request, sink);
        }
    }

    /** Reads an image in a thread of its own after sync, which keeps to itself what became of it. */
    public static final class ReadsLateUnseen extends RayRenderer {
        private Scene last;

        @Override
        public void sync(Scene scene, RenderSink sink) {
            super.sync(scene, sink);
            last = scene;
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            Thread reader = new Thread(() -> {
                try {
                    Image image = last.instances().get(0).materials().get(0).values().images().get(0);
                    ((StoredImage) image).pixels().copyRows(0, 1, direct(1000));
                } catch (IllegalStateException unseen) {
                    return;
                }
            }, "reader");
            reader.start();
            await(reader);
            super.render(request, sink);
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
        public void sync(Scene scene, RenderSink sink) {
            Mesh mesh = (Mesh) scene.instances().get(0).geometry();
            mesh.gather(List.of(), ByteBuffer.allocate(10_000), ByteBuffer.allocate(10_000), 1);
        }
    }

    /** Asks whether the frame was cancelled, and goes on in any case. */
    public static final class IgnoresCancel extends RayRenderer {
        @Override
        boolean isToEnd(RenderSink sink) {
            return sink.isCancelled() && false;
        }
    }

    /** Never asks whether the frame was cancelled. */
    public static final class NeverAsks implements Renderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.withoutOpenGl();
        }

        @Override
        public void sync(Scene scene, RenderSink sink) {
            // draws no scene
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            var pixels = sink.film().pixels(Pass.COMBINED);
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
        boolean isToEnd(RenderSink sink) {
            wasCancelled |= super.isToEnd(sink);
            return wasCancelled;
        }
    }

    /** Never returns. */
    public static final class NeverReturns extends RayRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    /** Returns only where it is cancelled. */
    public static final class WaitsForCancel extends RayRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            while (!sink.isCancelled()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Draws on in the film of the frame before. */
    public static final class WritesLate extends RayRenderer {
        private Film before;

        @Override
        public void sync(Scene scene, RenderSink sink) {
            super.sync(scene, sink);
            if (before != null) {
                before.pixels(Pass.COMBINED).put(0, 42);
            }
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            super.render(request, sink);
            before = sink.film();
        }
    }

    /** Goes on to draw the scene that has most instances. */
    public static final class KeepsLongestScene extends RayRenderer {
        private int longest;

        @Override
        public void sync(Scene scene, RenderSink sink) {
            if (scene.instances().size() >= longest) {
                longest = scene.instances().size();
                super.sync(scene, sink);
            }
        }
    }

    /** Draws what all of its kind have drawn so far. */
    public static final class SharesCounter extends RayRenderer {
        private static final AtomicInteger FRAMES = new AtomicInteger();

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            super.render(request, sink);
            sink.film().pixels(Pass.COMBINED).put(0, FRAMES.incrementAndGet());
        }
    }

    /** Draws into the first film that it was given. */
    public static final class KeepsFilm extends RayRenderer {
        private Film first;

        @Override
        Film film(RenderSink sink) {
            first = first == null ? sink.film() : first;
            return first;
        }
    }

    /** Has settings, and takes their record for known. */
    public static final class NamesNoSettings extends RayRenderer {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            if (!request.settings().values().isEmpty()) {
                request.settings().as(Gain.class);
            }
            super.render(request, sink);
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
        private Scene last;

        @Override
        public void sync(Scene scene, RenderSink sink) {
            last = scene;
            super.sync(scene, sink);
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            Camera camera = last.camera();
            Camera own = Camera.sharp(camera.type(), camera.worldToCamera(),
                    new Matrix4f().setPerspective(0.7f, (float) request.width() / request.height(), 0.1f, 100), 0.1f, 100);
            super.sync(new Scene(own, last.world(), last.instances(), last.lights(), last.passAlphaThreshold()), sink);
            super.render(request, sink);
        }
    }

    /** Draws other pixels each time. */
    public static final class DrawsAtRandom extends RayRenderer {
        private int frameCount;

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            super.render(request, sink);
            sink.film().pixels(Pass.COMBINED).put(0, ++frameCount);
        }
    }

    /** A correct renderer with OpenGL. */
    public static class OpenGl implements Renderer {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.openGl().withAnyPass();
        }

        @Override
        public void sync(Scene scene, RenderSink sink) {
            // draws no scene
        }

        @Override
        public void render(RenderRequest request, RenderSink sink) {
            clear(request, sink, request.width());
        }

        /** Fills the left columns. */
        static void clear(RenderRequest request, RenderSink sink, int columns) {
            GL33C.glBindFramebuffer(GL33C.GL_FRAMEBUFFER, sink.framebuffer().id());
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
        public void render(RenderRequest request, RenderSink sink) {
            clear(request, sink, request.width() - 3);
        }
    }

    /** Makes a texture for each frame and deletes none. */
    public static final class LeaksTextures extends OpenGl {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            GL33C.glBindTexture(GL33C.GL_TEXTURE_2D, GL33C.glGenTextures());
            super.render(request, sink);
        }
    }

    /** Draws on another thread. */
    public static final class DrawsElsewhere extends OpenGl {
        @Override
        public void render(RenderRequest request, RenderSink sink) {
            FutureTask<Integer> task = new FutureTask<>(() -> sink.framebuffer().id());
            new Thread(task, "elsewhere").start();
            try {
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Says that it needs no OpenGL. */
    public static final class ForgetsOpenGl extends OpenGl {
        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.withoutOpenGl();
        }
    }
}
