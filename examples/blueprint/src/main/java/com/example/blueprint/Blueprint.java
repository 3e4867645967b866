// SPDX-License-Identifier: Apache-2.0
package com.example.blueprint;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import org.joml.Matrix4f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.Film;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;

/** Draws edges and outlines of all meshes as white lines on blue paper, with Java2D: there is no OpenGL in it. */
public final class Blueprint implements FilmRenderer {
    static {
        // Else Java2D would connect to the display that Blender has its windows on.
        System.setProperty("java.awt.headless", "true");
    }

    /** The lines alone, alpha premultiplied. */
    static final Pass INK = new Pass("Ink", 4);

    /** Edges between two looks at whether the picture is still wanted. */
    private static final int EDGES_AT_ONCE = 4096;

    /**
     * What the add-on declares.
     *
     * @param thickness of the lines, pixels
     * @param paper colour behind them, linear
     */
    public record BlueprintSettings(float thickness, Vector3fc paper) {}

    private final Map<Geometry, MeshEdges> edges = new IdentityHashMap<>();
    private Scene scene;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(INK).withSettings(BlueprintSettings.class);
    }

    @Override
    public void sync(Scene now, SyncContext context) {
        scene = now;
        edges.keySet().removeAll(context.delta().removed());
        for (Geometry added : context.delta().added()) {
            if (added instanceof Mesh mesh) {
                edges.put(mesh, MeshEdges.of(mesh));
            } else {
                context.warn("Blueprint draws meshes alone: " + added.name() + " is left out");
            }
        }
    }

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        BlueprintSettings settings = request.settings().as(BlueprintSettings.class);
        // Premultiplied as Blender's passes are.
        BufferedImage ink = new BufferedImage(request.width(), request.height(), BufferedImage.TYPE_INT_ARGB_PRE);
        if (request.camera().type() == Camera.Type.EQUIRECTANGULAR) {
            frame.warn("Blueprint draws no panoramas: choose a perspective or orthographic camera");
        } else if (settings.thickness() > 0) {
            drawLines(ink, settings.thickness(), request.camera(), frame);
        }
        fill(frame.film(), ink, settings.paper());
        frame.progress(1, 1);
    }

    private void drawLines(BufferedImage ink, float thickness, Camera camera, FilmFrame frame) {
        Graphics2D graphics = ink.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.setColor(Color.WHITE);
        Vector4f eye = camera.type() == Camera.Type.ORTHOGRAPHIC ? new Vector4f(0, 0, 1, 0) : new Vector4f(0, 0, 0, 1);
        for (Instance instance : scene.instances()) {
            MeshEdges mesh = edges.get(instance.geometry());
            if (mesh == null || !instance.isVisibleToCamera()) {
                continue;
            }
            Matrix4f toCamera = camera.worldToCamera().mul(instance.objectToWorld(), new Matrix4f());
            LineProjection projection =
                    new LineProjection(ink.getWidth(), ink.getHeight(), camera.projection().mul(toCamera, new Matrix4f()));
            Vector4f eyeInObject = toCamera.invert().transform(eye, new Vector4f());
            for (int first = 0; first < mesh.count() && !frame.isCancelled(); first += EDGES_AT_ONCE) {
                Path2D.Float lines = new Path2D.Float();
                for (int edge = first; edge < Math.min(first + EDGES_AT_ONCE, mesh.count()); edge++) {
                    if (mesh.isDrawn(edge, eyeInObject)) {
                        projection.append(mesh.start(edge), mesh.end(edge), lines);
                    }
                }
                graphics.draw(lines);
            }
        }
        graphics.dispose();
    }

    /** Java2D counts rows from the top, Passbridge as Blender from the bottom. */
    private void fill(Film film, BufferedImage ink, Vector3fc paper) {
        boolean hasInkPass = film.passes().contains(INK);
        FloatBuffer combined = film.pixels(Pass.COMBINED);
        FloatBuffer inkPass = hasInkPass ? film.pixels(INK) : null;
        float paperAlpha = scene.world().transparentFilm() ? 0 : 1;
        int[] row = new int[film.width()];
        for (int y = film.height() - 1; y >= 0; y--) {
            ink.getRaster().getDataElements(0, y, film.width(), 1, row);
            for (int argb : row) {
                float white = (argb >>> 24) / 255f;
                float uncovered = (1 - white) * paperAlpha;
                combined.put(white + uncovered * paper.x());
                combined.put(white + uncovered * paper.y());
                combined.put(white + uncovered * paper.z());
                combined.put(white + uncovered);
                if (hasInkPass) {
                    inkPass.put(white).put(white).put(white).put(white);
                }
            }
        }
    }

    @Override
    public void close() {
        edges.clear();
    }
}
