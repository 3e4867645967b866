// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import passbridge.RenderRequest;
import passbridge.RenderSink;
import passbridge.Renderer;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.Scene;

/** Keeps all that it is handed, for tests to look at; draws nothing. */
public final class RecordingRenderer implements Renderer {
    /** What a mesh gave. Indices: as many as the slots' triangles have. */
    public record Gathered(float[] vertices, int[] indices, int[] slotTriangleCounts) {}

    /** What the last frame was made of. Images: all pixels. */
    public record Recording(Scene scene, Map<Mesh, Gathered> meshes, Map<Image, float[]> images, RenderRequest request) {}

    private static volatile Recording last;

    private Scene scene;
    private Map<Mesh, Gathered> meshes;
    private Map<Image, float[]> images;

    /** Of the frame that was drawn last. */
    public static Recording last() {
        return last;
    }

    @Override
    public void sync(Scene scene, RenderSink sink) {
        this.scene = scene;
        meshes = new IdentityHashMap<>();
        images = new IdentityHashMap<>();
        for (Instance instance : scene.instances()) {
            meshes.computeIfAbsent((Mesh) instance.geometry(), mesh -> gather(mesh, instance.materials().size()));
            for (Material material : instance.materials()) {
                material.values().images().forEach(image -> images.computeIfAbsent(image, RecordingRenderer::pixels));
            }
        }
    }

    @Override
    public void render(RenderRequest request, RenderSink sink) {
        for (int sample = 1; sample <= request.samples(); sample++) {
            sink.progress(sample, request.samples());
        }
        last = new Recording(scene, meshes, images, request);
    }

    @Override
    public void close() {
        // keeps nothing
    }

    private static Gathered gather(Mesh mesh, int slotCount) {
        int margin = 8; // gather() begins at the buffers' positions
        List<MeshAttribute> attributes = mesh.attributes();
        ByteBuffer vertices =
                direct(margin + mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes)).position(margin);
        ByteBuffer indices = direct(margin + mesh.triangleCount() * 3 * Integer.BYTES).position(margin);
        int[] slotTriangleCounts = mesh.gather(attributes, vertices, indices, slotCount);
        float[] vertexFloats = new float[vertices.remaining() / Float.BYTES];
        vertices.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().get(vertexFloats);
        int triangleCount = 0;
        for (int count : slotTriangleCounts) {
            triangleCount += count;
        }
        int[] drawn = new int[triangleCount * 3];
        indices.slice().order(ByteOrder.nativeOrder()).asIntBuffer().get(drawn);
        return new Gathered(vertexFloats, drawn, slotTriangleCounts);
    }

    /** Row by row. */
    private static float[] pixels(Image image) {
        int rowFloats = image.width() * image.channels();
        float[] pixels = new float[rowFloats * image.height()];
        ByteBuffer row = direct(rowFloats * Float.BYTES);
        for (int y = 0; y < image.height(); y++) {
            image.copyRows(y, 1, row);
            row.asFloatBuffer().get(pixels, y * rowFloats, rowFloats);
        }
        return pixels;
    }

    private static ByteBuffer direct(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.nativeOrder());
    }
}
