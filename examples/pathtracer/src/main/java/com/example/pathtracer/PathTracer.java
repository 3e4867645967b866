// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import passbridge.Film;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Mesh;
import passbridge.scene.MeshData;
import passbridge.scene.Scene;

/**
 * A progressive path tracer on all cores. A sample of the whole picture is finished before the next begins, so that the picture can be
 * looked at all the time; threads take rows from each other, and write to nothing but the rows that they took.
 */
public final class PathTracer implements FilmRenderer {
    /**
     * What the add-on declares. {@code samples} is in the request, too.
     *
     * @param samples paths through each pixel
     * @param max_bounces times that a path is reflected; 0: lights and glowing surfaces are all there is to see
     */
    public record PathTracerSettings(int samples, int max_bounces) {}

    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), PathTracer::thread);
    private final Map<Geometry, MeshData> meshes = new IdentityHashMap<>();
    private Scene scene;
    private Triangles triangles;
    private Bvh bvh;

    /** In the background, so that Blender's windows stay quick; and none that keeps the process alive. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pathtracer");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(Pass.DEPTH, Pass.NORMAL).withSettings(PathTracerSettings.class);
    }

    @Override
    public void sync(Scene now, SyncContext context) {
        meshes.keySet().removeAll(context.delta().removed());
        for (Geometry added : context.delta().added()) {
            if (added instanceof Mesh mesh) {
                meshes.put(mesh, Mesh.read(mesh, FlatNormals.ZERO));
            } else {
                context.warn("Path tracer: " + added.name() + " is no mesh and left out");
            }
        }
        now.instances().stream()
                .flatMap(instance -> instance.materials().stream())
                .distinct()
                .filter(material -> !Surface.isExact(material))
                .forEach(material -> context.warn(
                        "Path tracer: material " + material.name() + " is drawn opaque and in one colour, textures are not"));
        if (now.instances().stream().anyMatch(instance -> instance.object().holdout())) {
            context.warn("Path tracer: holdouts are drawn like anything else");
        }
        if (context.delta().instancesMoved()) {
            context.status("Building the hierarchy of triangles");
            triangles = Triangles.of(now.instances().stream().filter(Instance::isVisibleToCamera).toList(), meshes);
            bvh = new Bvh(triangles, context::isCancelled);
        }
        scene = now;
    }

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        PathTracerSettings settings = request.settings().as(PathTracerSettings.class);
        List<Lamp> lamps = scene.lights().stream().map(Lamp::of).toList();
        PathIntegrator integrator = new PathIntegrator(triangles, bvh, lamps, scene.world(), settings.max_bounces());
        Eye eye = new Eye(request);
        frame.metadata("Path Tracer Triangles", Integer.toString(triangles.count()));
        frame.status("Tracing paths on " + coreCount() + " cores");
        for (int sample = 0; sample < request.samples() && !frame.isCancelled(); sample++) {
            if (!addSample(sample, eye, integrator, frame)) {
                return;
            }
            frame.progress(sample + 1, request.samples());
            frame.metadata("Path Tracer Samples", Integer.toString(sample + 1));
            frame.refresh();
        }
    }

    private static int coreCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Adds a sample to each pixel; false where the picture is no longer wanted. */
    private boolean addSample(int sample, Eye eye, PathIntegrator integrator, FilmFrame frame) {
        Film film = frame.film();
        AtomicInteger nextRow = new AtomicInteger();
        Callable<Void> rows = () -> {
            for (int y = nextRow.getAndIncrement(); y < film.height() && !frame.isCancelled(); y = nextRow.getAndIncrement()) {
                addSample(sample, y, eye, integrator, film);
            }
            return null;
        };
        try {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(coreCount(), rows))) {
                done.get();
            }
            return !frame.isCancelled();
        } catch (InterruptedException givenUp) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a thread of the path tracer failed", failed.getCause());
        }
    }

    private static void addSample(int sample, int y, Eye eye, PathIntegrator integrator, Film film) {
        FloatBuffer combined = film.pixels(Pass.COMBINED);
        float share = 1f / (sample + 1);
        for (int x = 0; x < film.width(); x++) {
            int pixel = y * film.width() + x;
            RandomNumbers random = new RandomNumbers(pixel, sample);
            PathIntegrator.Sight sight = integrator.see(eye.ray(x, y, sample, random), random);
            average(combined, 4 * pixel, sight.radiance().x(), sample, share);
            average(combined, 4 * pixel + 1, sight.radiance().y(), sample, share);
            average(combined, 4 * pixel + 2, sight.radiance().z(), sample, share);
            average(combined, 4 * pixel + 3, sight.alpha(), sample, share);
            if (sample == 0) {
                writeData(film, pixel, sight, eye);
            }
        }
    }

    /** The film starts undefined: the first sample takes the place of whatever there is. */
    private static void average(FloatBuffer pixels, int index, float value, int sample, float share) {
        float before = sample == 0 ? 0 : pixels.get(index);
        pixels.put(index, before + (value - before) * share);
    }

    private static void writeData(Film film, int pixel, PathIntegrator.Sight sight, Eye eye) {
        boolean isEmpty = sight.position() == null;
        if (film.passes().contains(Pass.DEPTH)) {
            film.pixels(Pass.DEPTH).put(pixel, isEmpty ? Pass.BACKGROUND_DEPTH : eye.depth(sight.position()));
        }
        if (film.passes().contains(Pass.NORMAL)) {
            FloatBuffer normals = film.pixels(Pass.NORMAL);
            normals.put(3 * pixel, isEmpty ? 0 : sight.normal().x());
            normals.put(3 * pixel + 1, isEmpty ? 0 : sight.normal().y());
            normals.put(3 * pixel + 2, isEmpty ? 0 : sight.normal().z());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
