// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.GeometryArray;
import passbridge.scene.Image.ColorSpace;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;

@ExtendWith(CurrentContext.class)
class CancelTest {
    private static final RenderRequest REQUEST =
            TestFrame.request(4, 4, 3, 1.5f, List.of(Pass.COMBINED, Pass.OBJECT_INDEX));

    private static Shown scene() {
        var image = new MemoryImage(4, 4, 3, ColorSpace.SRGB, (x, y, channel) -> 1);
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, false)
                .add(MemoryMesh.plane(9), new Matrix4f(), 5, TestScene.textured(image))
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, -1), 6, TestScene.WHITE)
                .build();
    }

    @Test
    void rendererStaysUsableWhereverTheFrameWasCancelled() {
        try (RasterRenderer renderer = new RasterRenderer()) {
            long poll = 1;
            boolean cancelled = true;
            while (cancelled) {
                try (TestFrame frame = new TestFrame(REQUEST)) {
                    frame.cancelAfterPolls(poll);
                    frame.drawWith(renderer, scene());
                    cancelled = frame.samplesDone().size() < 3;
                }
                try (TestFrame next = new TestFrame(REQUEST)) {
                    next.drawWith(renderer, scene());
                    assertEquals(List.of(1, 2, 3), next.samplesDone());
                    for (float index : next.picture(Pass.OBJECT_INDEX)) {
                        assertEquals(5, index);
                    }
                    assertEquals(1, next.value(Pass.COMBINED, 2, 2), 1e-5f);
                }
                poll++;
            }
            // Sync asks at least per mesh and image, drawing per surface and sample.
            assertTrue(poll > 12, "only " + poll + " polls");
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    @Test
    void meshThatFailsIsFreedAndTold() {
        try (RasterRenderer renderer = new RasterRenderer(); TestFrame frame = new TestFrame(REQUEST)) {
            Mesh mesh = new FailingMesh();
            long bufferCount = bufferCount();
            Shown scene = new TestScene(TestScene.orthographic(1)).add(mesh, TestScene.WHITE).build();
            assertThrows(IllegalStateException.class, () -> renderer.sync(scene.scene(), frame));
            assertEquals(bufferCount, bufferCount());
            assertThrows(IllegalStateException.class, () -> renderer.render(REQUEST, frame));
        }
    }

    @Test
    void closeFreesEverything() {
        long bufferCount = bufferCount();
        long textureCount = textureCount();
        TestFrame.draw(scene(), REQUEST).close();
        assertEquals(bufferCount, bufferCount());
        assertEquals(textureCount, textureCount());
    }

    @Test
    void framesDontPileUp() {
        try (RasterRenderer renderer = new RasterRenderer()) {
            drawOnce(renderer);
            long bufferCount = bufferCount();
            long textureCount = textureCount();
            drawOnce(renderer);
            assertEquals(bufferCount, bufferCount());
            assertEquals(textureCount, textureCount());
        }
    }

    private static void drawOnce(RasterRenderer renderer) {
        try (TestFrame frame = new TestFrame(REQUEST)) {
            frame.drawWith(renderer, scene());
        }
    }

    /** Drivers number objects from 1. */
    private static long bufferCount() {
        return IntStream.range(1, 10_000).filter(name -> glIsBuffer(name)).count();
    }

    private static long textureCount() {
        return IntStream.range(1, 10_000).filter(name -> glIsTexture(name)).count();
    }

    /** A mesh whose memory is gone. */
    private record FailingMesh() implements Mesh {
        @Override
        public List<GeometryArray> arrays() {
            return List.of();
        }

        @Override
        public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
            throw new IllegalArgumentException("there is no " + array);
        }

        @Override
        public int slotCount() {
            return 1;
        }

        @Override
        public String name() {
            return "failing mesh";
        }

        @Override
        public long id() {
            return 1;
        }

        @Override
        public int vertexCount(List<MeshAttribute> attributes) {
            return 3;
        }

        @Override
        public int triangleCount() {
            return 1;
        }

        @Override
        public List<MeshAttribute> attributes() {
            return List.of();
        }

        @Override
        public Optional<MeshAttribute> uvMap() {
            return Optional.empty();
        }

        @Override
        public Optional<MeshAttribute> colorAttribute() {
            return Optional.empty();
        }

        @Override
        public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
            throw new IllegalStateException("the mesh can't be read any more");
        }
    }
}
