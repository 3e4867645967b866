// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.GL_NO_ERROR;
import static org.lwjgl.opengl.GL41C.glGetError;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Material;
import passbridge.scene.TriangleMesh;

/** Meshes that do not fit in one buffer, with buffers that are smaller than any mesh of these is. */
@ExtendWith(CurrentContext.class)
class LargeMeshTest {
    private static final int SIZE = 32;
    private static final int MAX_PART_BYTES = 4096;
    private static final List<Pass> PASSES =
            List.of(Pass.COMBINED, Pass.DEPTH, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX);
    private static final Material[] MATERIALS = {TestScene.diffuse(1, 1), TestScene.diffuse(2, 0.5f), TestScene.diffuse(3, 0.2f)};

    /** Triangles of slots 0 and 2, in turns. */
    private static TriangleMesh sphere(float radius) {
        TriangleMesh sphere = TriangleMesh.sphere(radius, 24);
        assertTrue((long) sphere.vertexCount(List.of()) * 24 > 4 * MAX_PART_BYTES);
        return sphere.withSlots(IntStream.range(0, sphere.triangleCount()).map(triangle -> triangle / 7 % 2 * 2).toArray());
    }

    private static Shown shown(TriangleMesh large) {
        return new TestScene(TestScene.orthographic(3))
                .world(1, 1, 1, false)
                .add(large, new Matrix4f().translation(-1, 0, 0), 4, MATERIALS)
                .add(TriangleMesh.plane(1), new Matrix4f().translation(2, 2, 0), 5, MATERIALS)
                .add(TriangleMesh.cube(1), new Matrix4f().translation(2, -2, 0), 6, MATERIALS)
                .build();
    }

    private static void assertSamePictures(RasterRenderer whole, RasterRenderer inPieces, Shown shown) {
        var request = TestFrame.request(SIZE, SIZE, 2, 1.5f, PASSES);
        try (TestFrame expected = new TestFrame(request); TestFrame drawn = new TestFrame(request)) {
            expected.drawWith(whole, shown);
            drawn.drawWith(inPieces, shown);
            assertTrue(Arrays.stream(toDoubles(expected.picture(Pass.MATERIAL_INDEX))).anyMatch(index -> index == 3));
            for (Pass pass : PASSES) {
                assertArrayEquals(expected.picture(pass), drawn.picture(pass), pass.name());
            }
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    private static double[] toDoubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Test
    void isDrawnAsIfItWereWhole() {
        try (RasterRenderer whole = new RasterRenderer();
                RasterRenderer inPieces = new RasterRenderer(new VertexMemory(MAX_PART_BYTES), SurfaceProgram::new)) {
            assertSamePictures(whole, inPieces, shown(sphere(1)));
            assertSamePictures(whole, inPieces, shown(sphere(1.5f)));
            assertSamePictures(whole, inPieces, shown(TriangleMesh.plane(1).withSlots(0, 2)));
            assertSamePictures(whole, inPieces, shown(sphere(1)));
        }
    }

    @Test
    void severalInstancesAreDrawnAsIfTheyWereWhole() {
        TriangleMesh large = sphere(1);
        Shown shown = new TestScene(TestScene.orthographic(3))
                .world(1, 1, 1, false)
                .add(large, new Matrix4f().translation(-1, 0, 0), 4, MATERIALS)
                .add(large, new Matrix4f().translation(1, 1, 0), 5, MATERIALS)
                .add(large, new Matrix4f().translation(1, -1, 0), 6, MATERIALS)
                .build();
        try (RasterRenderer whole = new RasterRenderer();
                RasterRenderer inPieces = new RasterRenderer(new VertexMemory(MAX_PART_BYTES), SurfaceProgram::new)) {
            assertSamePictures(whole, inPieces, shown);
        }
    }
}
