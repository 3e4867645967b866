// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.joml.Matrix4f;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.Material;

/** Ribbons of curves, and spheres of point clouds. */
@ExtendWith(CurrentContext.class)
class StrandTest {
    private static final int SIZE = 16;
    private static final Pass[] DATA_PASSES = {
        Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX,
    };
    private static final Material THIRD = TestScene.diffuse(3, 1);

    /** Interpolated and computed in a few steps from numbers up to 5: 2^-24 of it per step, with room. */
    private static final float COMPUTED = 1e-4f;

    /** Along Y from -9 to 9 at height 0. */
    private static MemoryCurves upright(float radius) {
        return new MemoryCurves(
                new Vector3f(0, -9, 0), radius, new Vector3f(0, 9, 0), radius, Optional.of(new Vector2f(0.25f, 0.75f)));
    }

    private static void assertNear(float[] actual, float... expected) {
        assertArrayEquals(expected, actual, COMPUTED);
    }

    @Test
    void ribbonShowsItsWidthAndTheNormalOfATube() {
        var scene = new TestScene(TestScene.orthographic(2)).add(upright(1), new Matrix4f(), 7, THIRD).build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, DATA_PASSES)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    float across = (x + 0.5f) / 4 - 2;
                    boolean covered = Math.abs(across) < 1;
                    assertEquals(covered ? 7 : 0, frame.value(Pass.OBJECT_INDEX, x, y));
                    if (covered) {
                        float towards = (float) Math.sqrt(1 - across * across);
                        assertNear(frame.pixel(Pass.NORMAL, x, y), across, 0, towards, 0);
                        assertNear(frame.pixel(Pass.POSITION, x, y), across, (y + 0.5f) / 4 - 2, 0, 0);
                        assertNear(frame.pixel(Pass.DEPTH, x, y), TestScene.CAMERA_HEIGHT);
                        assertNear(frame.pixel(Pass.UV, x, y), 0.25f, 0.75f, 1, 0);
                        assertEquals(3, frame.value(Pass.MATERIAL_INDEX, x, y));
                    }
                }
            }
        }
    }

    @Test
    void ribbonBecomesThinner() {
        var curves = new MemoryCurves(new Vector3f(0, -2, 0), 2, new Vector3f(0, 2, 0), 0, Optional.empty());
        var scene = new TestScene(TestScene.orthographic(2)).add(curves, new Matrix4f(), 1, THIRD).build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.OBJECT_INDEX, Pass.UV)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    float across = Math.abs((x + 0.5f) / 4 - 2);
                    float radius = 1 - (y + 0.5f) / SIZE;
                    if (across != 2 * radius) { // on the very edge either is right
                        assertEquals(across < 2 * radius ? 1 : 0, frame.value(Pass.OBJECT_INDEX, x, y), x + ", " + y);
                    }
                    assertArrayEquals(new float[4], frame.pixel(Pass.UV, x, y));
                }
            }
        }
    }

    /** From wherever it is looked at along the ground, it is as wide. */
    @Test
    void ribbonTurnsToTheCamera() {
        for (int degrees = 0; degrees < 360; degrees += 30) {
            var aside = new Matrix4f().rotateY((float) Math.toRadians(degrees));
            var scene = new TestScene(TestScene.orthographic(2)).add(upright(1), aside, 1, THIRD).build();
            try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.OBJECT_INDEX, Pass.NORMAL)) {
                assertArrayEquals(
                        new float[] {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
                        Arrays.copyOf(frame.picture(Pass.OBJECT_INDEX), SIZE));
                assertTrue(frame.pixel(Pass.NORMAL, 7, 3)[2] > 0.99f);
            }
        }
    }

    /** Seen from its end a ribbon has no width, and what is flat or empty has none either; nothing fails. */
    @Test
    void nothingIsDrawnOfWhatHasNoExtent() {
        var towards = new MemoryCurves(new Vector3f(0, 0, -1), 1, new Vector3f(0, 0, 1), 1, Optional.empty());
        var scene = new TestScene(TestScene.orthographic(2))
                .add(towards, THIRD)
                .add(upright(1), new Matrix4f().scale(0), 1, THIRD)
                .add(new MemoryPointCloud(0, 0, 0, 1), new Matrix4f().scale(1, 1, 0), 1, THIRD)
                .add(new MemoryPointCloud(0, 0, 0, 0), new Matrix4f(), 1, THIRD)
                .add(new MemoryPointCloud(), new Matrix4f(), 1, THIRD)
                .build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.OBJECT_INDEX)) {
            assertArrayEquals(new float[SIZE * SIZE], frame.picture(Pass.OBJECT_INDEX));
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    @ParameterizedTest
    @EnumSource(Camera.Type.class)
    void sphereIsExact(Camera.Type type) {
        boolean perspective = type == Camera.Type.PERSPECTIVE;
        Camera camera = perspective ? TestScene.perspective() : TestScene.orthographic(2);
        Vector3f centre = new Vector3f(0.5f, -0.25f, 1);
        float radius = 1.5f;
        var cloud = new MemoryPointCloud(centre.x, centre.y, centre.z, radius);
        var scene = new TestScene(camera).add(cloud, new Matrix4f(), 7, THIRD).build();
        int covered = 0;
        try (TestFrame frame = TestFrame.draw(scene, SIZE, DATA_PASSES)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    float clipX = (x + 0.5f) * 2 / SIZE - 1;
                    float clipY = (y + 0.5f) * 2 / SIZE - 1;
                    Vector3f origin = perspective ? new Vector3f(0, 0, 5) : new Vector3f(2 * clipX, 2 * clipY, 5);
                    Vector3f ray = perspective ? new Vector3f(clipX, clipY, -1).normalize() : new Vector3f(0, 0, -1);
                    Vector3f toOrigin = origin.sub(centre, new Vector3f());
                    float along = toOrigin.dot(ray);
                    float discriminant = along * along - toOrigin.lengthSquared() + radius * radius;
                    assertEquals(discriminant > 0 ? 7 : 0, frame.value(Pass.OBJECT_INDEX, x, y), x + ", " + y);
                    if (discriminant > 0) {
                        covered++;
                        Vector3f hit = ray.mul(-along - (float) Math.sqrt(discriminant), new Vector3f()).add(origin);
                        Vector3f normal = hit.sub(centre, new Vector3f()).normalize();
                        assertNear(frame.pixel(Pass.POSITION, x, y), hit.x, hit.y, hit.z, 0);
                        assertNear(frame.pixel(Pass.DEPTH, x, y), 5 - hit.z);
                        assertNear(frame.pixel(Pass.NORMAL, x, y), normal.x, normal.y, normal.z, 0);
                        assertArrayEquals(new float[4], frame.pixel(Pass.UV, x, y));
                        assertEquals(3, frame.value(Pass.MATERIAL_INDEX, x, y));
                    }
                }
            }
        }
        assertTrue(covered > 20, "only " + covered);
    }

    /** Surfaces cut spheres and ribbons where they meet them, whichever is drawn first. */
    @Test
    void depthIsThatOfTheSphere() {
        var scene = new TestScene(TestScene.orthographic(2))
                .add(new MemoryPointCloud(0, 0, 0, 1), new Matrix4f(), 1, THIRD)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 0.5f), 2, THIRD)
                .add(new MemoryCurves(new Vector3f(-9, 0, 0.75f), 0.25f, new Vector3f(9, 0, 0.75f), 0.25f, Optional.empty()),
                        new Matrix4f(), 3, THIRD)
                .build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.OBJECT_INDEX)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    float acrossX = (x + 0.5f) / 4 - 2;
                    float acrossY = (y + 0.5f) / 4 - 2;
                    float height = (float) Math.sqrt(Math.max(1 - acrossX * acrossX - acrossY * acrossY, 0));
                    boolean inRibbon = Math.abs(acrossY) < 0.25f;
                    int expected = height > 0.5f && (!inRibbon || height > 0.75f) ? 1 : inRibbon ? 3 : 2;
                    assertEquals(expected, frame.value(Pass.OBJECT_INDEX, x, y), x + ", " + y);
                }
            }
        }
    }

    /** What reaches beyond the near or the far end is not seen: not the other side of it either. */
    @Test
    void spheresAreClipped() {
        var scene = new TestScene(TestScene.perspective())
                .add(new MemoryPointCloud(0, 0, 5, 3, 0, 0, 4.95f, 0.04f, 0, 0, -97, 1.5f), new Matrix4f(), 1, THIRD)
                .build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.OBJECT_INDEX)) {
            assertArrayEquals(new float[4], frame.picture(Pass.OBJECT_INDEX));
        }
    }

    @Test
    void instancesShareWhatIsUploadedOnce() {
        MemoryCurves curves = upright(0.5f);
        MemoryPointCloud cloud = new MemoryPointCloud(0, 0, 0, 0.4f);
        var scene = new TestScene(TestScene.orthographic(2))
                .add(curves, new Matrix4f().translation(-1.5f, 0, 0), 1, THIRD)
                .add(curves, new Matrix4f().translation(-0.5f, 0, 0), 2, THIRD)
                .add(cloud, new Matrix4f().translation(0.5f, 0.5f, 0), 3, THIRD)
                .add(cloud, new Matrix4f().translation(1.5f, 0.5f, 0).scale(1, 0.1f, 1), 4, TestScene.diffuse(5, 1))
                .build();
        try (RasterRenderer renderer = new RasterRenderer()) {
            for (int i = 0; i < 2; i++) {
                try (TestFrame frame = new TestFrame(TestFrame.request(4, 4, 1, 1.5f, List.of(DATA_PASSES)))) {
                    frame.drawWith(renderer, scene);
                    assertEquals(1, frame.value(Pass.OBJECT_INDEX, 0, 2));
                    assertEquals(2, frame.value(Pass.OBJECT_INDEX, 1, 2));
                    assertEquals(3, frame.value(Pass.OBJECT_INDEX, 2, 2));
                    assertEquals(4, frame.value(Pass.OBJECT_INDEX, 3, 2));
                    assertEquals(5, frame.value(Pass.MATERIAL_INDEX, 3, 2));
                    assertEquals(0, frame.value(Pass.OBJECT_INDEX, 3, 1));
                }
            }
        }
        assertEquals(1, curves.gatherCount());
        assertEquals(1, cloud.gatherCount());
    }

    /** A sphere and a tube are lit as their normals say. */
    @Test
    void shadingIsThatOfSurfaces() {
        Light sun = new Light.Sun(new Matrix4f(), new Vector3f((float) Math.PI)); // from above
        var scene = new TestScene(TestScene.orthographic(2))
                .add(new MemoryPointCloud(-1, 0, 0, 1), new Matrix4f(), TestScene.REFLECTS_NOTHING, TestScene.WHITE)
                .add(new MemoryCurves(new Vector3f(1, -9, 0), 1, new Vector3f(1, 9, 0), 1, Optional.empty()), new Matrix4f(),
                        TestScene.REFLECTS_NOTHING, TestScene.WHITE)
                .add(sun)
                .build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.COMBINED, Pass.NORMAL)) {
            for (int x = 1; x < SIZE - 1; x++) {
                float cosine = frame.pixel(Pass.NORMAL, x, 8)[2];
                assertTrue(cosine > 0.4f);
                assertNear(frame.pixel(Pass.COMBINED, x, 8), cosine, cosine, cosine, 1);
            }
        }
    }

    /** Bent hairs of six points, about 0.6 long, in a square of 2. */
    private static MemoryHairs bentHairs(int hairCount, boolean tellsArrays) {
        Random random = new Random(1);
        float[] positions = new float[hairCount * 6 * 3];
        for (int hair = 0; hair < hairCount; hair++) {
            float x = 2 * random.nextFloat() - 1;
            float y = 2 * random.nextFloat() - 1;
            float bend = random.nextFloat() - 0.5f;
            for (int point = 0; point < 6; point++) {
                int first = 3 * (hair * 6 + point);
                positions[first] = x + 0.1f * point;
                positions[first + 1] = y + 0.02f * bend * point * point;
                positions[first + 2] = 0.05f * point;
            }
        }
        return new MemoryHairs(positions, 6, 4, 0.005f, tellsArrays);
    }

    /** Pieces that are drawn of hairs. */
    private static int drawnPieces(MemoryHairs hairs, Camera camera, Matrix4f objectToWorld) {
        Shown shown = new TestScene(camera).add(hairs, objectToWorld, 1, THIRD).build();
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame frame = new TestFrame(TestFrame.request(SIZE, SIZE, 1, 1.5f, List.of(Pass.OBJECT_INDEX)))) {
            return frame.primitivesDrawnWith(renderer, shown) / 2;
        }
    }

    @Test
    void hairBelowAPixelIsDrawnInFewPieces() {
        MemoryHairs hairs = bentHairs(50, true);
        Matrix4f here = new Matrix4f();
        assertEquals(hairs.pieceCount(), drawnPieces(hairs, TestScene.orthographic(0.2f), here));
        assertEquals(hairs.hairCount(), drawnPieces(hairs, TestScene.orthographic(100), here));
        assertEquals(hairs.pieceCount(), drawnPieces(hairs, TestScene.orthographic(100), new Matrix4f().scale(500)));
        Matrix4f close = new Matrix4f().translation(0, 0, 4.5f);
        assertEquals(hairs.pieceCount(), drawnPieces(hairs, TestScene.perspective(), close));
        Matrix4f farAway = new Matrix4f().translation(0, 0, -90);
        assertEquals(hairs.hairCount(), drawnPieces(hairs, TestScene.perspective(), farAway));
        assertEquals(hairs.pieceCount(), drawnPieces(hairs, TestScene.perspective(), new Matrix4f(farAway).scale(1, 1, 400)),
                "it reaches to the camera");
        int between = drawnPieces(hairs, TestScene.orthographic(5), here);
        assertTrue(between > hairs.hairCount() && between < hairs.pieceCount(), between + " pieces");
        assertEquals(hairs.hairCount() * 20, drawnPieces(bentHairs(50, false), TestScene.orthographic(100), here));
    }

    /** A step that is left out is no farther from the piece that is drawn instead than the bound says, at whatever size. */
    @Test
    void coarsePiecesAreWhereFineOnesAre() {
        MemoryHairs hairs = bentHairs(50, true);
        RibbonLevels levels = RibbonLevels.of(hairs, 0).orElseThrow();
        int stepsPerPiece = 1;
        for (float texelsPerUnit = 1000; texelsPerUnit > 0.1f; texelsPerUnit *= 0.9f) {
            stepsPerPiece = levels.stepsPerPiece(texelsPerUnit);
            assertTrue(farthestStep(hairs, stepsPerPiece) * texelsPerUnit <= RibbonLevels.MAX_DEVIATION_TEXELS, stepsPerPiece + " steps");
        }
        assertTrue(stepsPerPiece >= hairs.pieceCount() / hairs.hairCount(), stepsPerPiece + " steps");
    }

    private static double farthestStep(MemoryHairs hairs, int stepsPerPiece) {
        int lastStep = hairs.pieceCount() / hairs.hairCount();
        double farthest = 0;
        for (int hair = 0; hair < hairs.hairCount(); hair++) {
            for (int step = 0; step <= lastStep; step++) {
                int near = step / stepsPerPiece * stepsPerPiece;
                int far = Math.min(near + stepsPerPiece, lastStep);
                double sum = 0;
                for (int axis = 0; near < far && axis < 3; axis++) {
                    float from = hairs.at(hair, near, axis, false);
                    float to = hairs.at(hair, far, axis, false);
                    double share = (double) (step - near) / (far - near);
                    sum += Math.pow(from + share * (to - from) - hairs.at(hair, step, axis, false), 2);
                }
                farthest = Math.max(farthest, Math.sqrt(sum));
            }
        }
        return farthest;
    }

    /** The picture of few pieces is that of all, as far as samples that lie apart can tell. */
    @Test
    void coarsePiecesLookLikeFineOnes() {
        float[][] pictures = new float[2][];
        for (boolean hasLevels : new boolean[] {false, true}) {
            Shown shown = new TestScene(TestScene.orthographic(10))
                    .add(bentHairs(2000, hasLevels), new Matrix4f(), 1, TestScene.emissive(1))
                    .build();
            try (TestFrame frame = TestFrame.draw(shown, TestFrame.request(SIZE, SIZE, 64, 1.5f, List.of(Pass.COMBINED)))) {
                pictures[hasLevels ? 1 : 0] = frame.picture(Pass.COMBINED).clone();
            }
        }
        double sum = 0;
        double difference = 0;
        for (int i = 0; i < pictures[0].length; i++) {
            sum += pictures[0][i];
            difference += Math.abs(pictures[0][i] - pictures[1][i]);
        }
        assertTrue(sum > 1, "nothing is seen");
        assertTrue(difference < 0.05 * sum, difference + " of " + sum);
    }
}
