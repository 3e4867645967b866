// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Curves;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.PointCloud;
import passbridge.scene.Scene;

/** Keeps all that it is handed, for tests to look at; draws nothing. */
public final class RecordingRenderer implements GlRenderer {
    /** What a mesh gave. Indices: as many as the slots' triangles have. */
    public record Gathered(float[] vertices, int[] indices, int[] slotTriangleCounts) {}

    /** What curves gave. Indices: of the pieces written. */
    public record GatheredCurves(float[] vertices, int[] indices) {}

    /** What the last frame was made of. Images: all pixels; point clouds: the spheres written. */
    public record Recording(
            Scene scene, Map<Mesh, Gathered> meshes, Map<Curves, GatheredCurves> curves, Map<PointCloud, float[]> pointClouds,
            Map<Image, float[]> images, RenderRequest request) {}

    private static volatile Recording last;
    private static volatile Scene lastSynced;

    private Scene scene;
    private Map<Mesh, Gathered> meshes;
    private Map<Curves, GatheredCurves> curves;
    private Map<PointCloud, float[]> pointClouds;
    private Map<Image, float[]> images;

    /** Of the frame that was drawn last. */
    public static Recording last() {
        return last;
    }

    /** That was synced last. */
    public static Scene lastSynced() {
        return lastSynced;
    }

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        this.scene = scene;
        lastSynced = scene;
        meshes = new IdentityHashMap<>();
        curves = new IdentityHashMap<>();
        pointClouds = new IdentityHashMap<>();
        images = new IdentityHashMap<>();
        for (Instance instance : scene.instances()) {
            if (!instance.geometry().isReadable()) {
                context.request(instance.geometry());
            } else if (instance.geometry() instanceof Mesh mesh) {
                meshes.computeIfAbsent(mesh, key -> gather(mesh, instance.materials().size()));
            } else if (instance.geometry() instanceof Curves strands) {
                curves.computeIfAbsent(strands, RecordingRenderer::gather);
            } else if (instance.geometry() instanceof PointCloud cloud) {
                pointClouds.computeIfAbsent(cloud, RecordingRenderer::gather);
            }
            for (Material material : instance.materials()) {
                material.graph().images().forEach(image -> images.computeIfAbsent(image, key -> pixels(key, context)));
            }
        }
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        for (int sample = 1; sample <= request.samples(); sample++) {
            frame.progress(sample, request.samples());
        }
        last = new Recording(scene, meshes, curves, pointClouds, images, request);
    }

    @Override
    public void close() {
        // keeps nothing
    }

    private static final int MARGIN = 8; // gather() begins at the buffers' positions

    private static Gathered gather(Mesh mesh, int slotCount) {
        List<MeshAttribute> attributes = mesh.attributes();
        ByteBuffer vertices =
                direct(MARGIN + mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes)).position(MARGIN);
        ByteBuffer indices = direct(MARGIN + mesh.triangleCount() * 3 * Integer.BYTES).position(MARGIN);
        int[] slotTriangleCounts = mesh.gather(attributes, vertices, indices, slotCount);
        int triangleCount = 0;
        for (int count : slotTriangleCounts) {
            triangleCount += count;
        }
        return new Gathered(
                floats(vertices, vertices.remaining() / Float.BYTES), integers(indices, triangleCount * 3), slotTriangleCounts);
    }

    private static GatheredCurves gather(Curves curves) {
        int maxPieceCount = (int) curves.maxPieceCount(1);
        ByteBuffer vertices = direct(MARGIN + 2 * maxPieceCount * curves.vertexBytes()).position(MARGIN);
        ByteBuffer indices = direct(MARGIN + maxPieceCount * Curves.PIECE_INDEX_COUNT * Integer.BYTES).position(MARGIN);
        int pieceCount = curves.gather(1, vertices, indices);
        return new GatheredCurves(
                floats(vertices, vertices.remaining() / Float.BYTES), integers(indices, pieceCount * Curves.PIECE_INDEX_COUNT));
    }

    private static float[] gather(PointCloud cloud) {
        ByteBuffer spheres = direct(MARGIN + cloud.pointCount() * PointCloud.SPHERE_BYTES).position(MARGIN);
        return floats(spheres, cloud.gather(spheres) * PointCloud.SPHERE_BYTES / Float.BYTES);
    }

    private static float[] floats(ByteBuffer bytes, int count) {
        float[] floats = new float[count];
        bytes.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().get(floats);
        return floats;
    }

    private static int[] integers(ByteBuffer bytes, int count) {
        int[] integers = new int[count];
        bytes.slice().order(ByteOrder.nativeOrder()).asIntBuffer().get(integers);
        return integers;
    }

    /** Row by row; none where they can't be had. */
    private static float[] pixels(Image image, SyncContext context) {
        int rowFloats = image.width() * image.channels();
        float[] pixels = new float[rowFloats * image.height()];
        ByteBuffer row = direct(rowFloats * Float.BYTES);
        Optional<ImagePixels> available = context.pixels(image);
        if (available.isEmpty()) {
            return new float[0];
        }
        try (ImagePixels stored = available.get()) {
            for (int y = 0; y < image.height(); y++) {
                stored.copyRows(y, 1, row);
                for (int i = 0; i < rowFloats; i++) {
                    pixels[y * rowFloats + i] = image.format() == Image.Format.FLOAT32
                            ? row.getFloat(i * Float.BYTES)
                            : Byte.toUnsignedInt(row.get(i)) / 255f;
                }
            }
        }
        return pixels;
    }

    private static ByteBuffer direct(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.nativeOrder());
    }
}
