// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lwjgl.opengl.GL41C.*;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Ray;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraphBuilder;

@ExtendWith(CurrentContext.class)
class DataPassTest {
    private static final int SIZE = 16;
    private static final Pass[] DATA_PASSES = {
        Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX,
    };
    private static final Material FIRST = TestScene.diffuse(3, 1);
    private static final Material SECOND = TestScene.diffuse(4, 1);

    /** Interpolated between corners up to 60 m away: 2^-17 of that, 24 bits less 7 for the few operations in between. */
    private static final float INTERPOLATED = 5e-4f;

    private static Camera camera(Camera.Type type) {
        return type == Camera.Type.PERSPECTIVE ? TestScene.perspective() : TestScene.orthographic(2);
    }

    /** Where the ray through the centre of a pixel meets a transformed XY plane. */
    private static Vector3f hit(Camera camera, int x, int y, Matrix4f objectToWorld) {
        Matrix4f clipToObject =
                new Matrix4f(camera.projection()).mul(camera.worldToCamera()).mul(objectToWorld).invert();
        float clipX = (x + 0.5f) * 2 / SIZE - 1;
        float clipY = (y + 0.5f) * 2 / SIZE - 1;
        Vector3f near = clipToObject.transformProject(new Vector3f(clipX, clipY, -1));
        Vector3f far = clipToObject.transformProject(new Vector3f(clipX, clipY, 1));
        float along = near.z / (near.z - far.z);
        return near.lerp(far, along);
    }

    @ParameterizedTest
    @EnumSource(Camera.Type.class)
    void tiltedPlane(Camera.Type type) {
        Camera camera = camera(type);
        Matrix4f objectToWorld = new Matrix4f().translation(0.2f, 0.1f, 0.3f).rotateXYZ(0.3f, 0.2f, 0.2f).scale(1, 2, 1);
        var scene = new TestScene(camera).add(MemoryMesh.plane(20), objectToWorld, 7, FIRST).build();
        Vector3f normal = objectToWorld.normal(new Matrix4f()).transformDirection(new Vector3f(0, 0, 1)).normalize();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, DATA_PASSES)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    Vector3f object = hit(camera, x, y, objectToWorld);
                    Vector3f world = objectToWorld.transformPosition(object, new Vector3f());
                    assertNear(frame.pixel(Pass.POSITION, x, y), world.x, world.y, world.z, 0);
                    assertNear(frame.pixel(Pass.DEPTH, x, y), TestScene.CAMERA_HEIGHT - world.z);
                    assertNear(frame.pixel(Pass.NORMAL, x, y), normal.x, normal.y, normal.z, 0);
                    assertNear(frame.pixel(Pass.UV, x, y), object.x / 40 + 0.5f, object.y / 40 + 0.5f, 1, 0);
                    assertEquals(7, frame.value(Pass.OBJECT_INDEX, x, y));
                    assertEquals(3, frame.value(Pass.MATERIAL_INDEX, x, y));
                }
            }
        }
    }

    private static void assertNear(float[] actual, float... expected) {
        assertArrayEquals(expected, actual, INTERPOLATED);
    }

    @Test
    void normalIsThatOfTheCornersNotOfTheFace() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), -9, -9, 9, 9);
        assertNormal(mesh, new Matrix4f(), 0.6f, 0, 0.8f);
    }

    @Test
    void normalFollowsTheInverseTranspose() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), -9, -9, 9, 9);
        Vector3f expected = new Vector3f(0.6f / 3, 0, 0.8f).normalize();
        assertNormal(mesh, new Matrix4f().scale(3, 1, 1), expected.x, 0, expected.z);
    }

    @Test
    void mirroredInstanceMirrorsTheNormal() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), -9, -9, 9, 9);
        assertNormal(mesh, new Matrix4f().scale(-1, 1, 1), -0.6f, 0, 0.8f);
    }

    @Test
    void backFaceTurnsTheNormalToTheCamera() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), -9, -9, 9, 9);
        // Half a turn about Y gives (-0.6, 0, -0.8), seen from behind.
        assertNormal(mesh, new Matrix4f().rotateY((float) Math.PI), 0.6f, 0, 0.8f);
    }

    @Test
    void mirroredBackFaceTurnsTheNormalToTheCamera() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.6f, 0, 0.8f), -9, -9, 9, 9);
        // Mirroring Z gives (0.6, 0, -0.8), seen from behind.
        assertNormal(mesh, new Matrix4f().scale(1, 1, -1), -0.6f, 0, 0.8f);
    }

    @Test
    void normalInterpolatedIsOfUnitLength() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0.3f, 0, 0.4f), -9, -9, 9, 9);
        assertNormal(mesh, new Matrix4f(), 0.6f, 0, 0.8f);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, -20})
    void bentNormalReflectsTheViewJustOffTheFace(int tiltDegrees) {
        float tilt = (float) Math.toRadians(tiltDegrees);
        float own = (float) Math.toRadians(60); // from the face's normal
        // Halfway between the view along Z and what leaves the face at a height of 0.01.
        float bent = (tilt + (float) Math.acos(0.01)) / 2;
        assertNormalAt(bent, own, tilt, 1);
        assertNormalAt((bent + own + tilt) / 2, own, tilt, 0.5f); // the mean of two unit vectors
        assertNormalAt(own + tilt, own, tilt, 0);
    }

    @Test
    void normalThatReflectsTheViewOffTheFaceIsNotBent() {
        float own = (float) Math.toRadians(40);
        assertNormalAt(own, own, 0, 1);
    }

    /** Angles about Y, from Z: the expected normal, the corners' from the face's, the face's; and the share of the closure that bends its. */
    private static void assertNormalAt(float expected, float own, float tilt, float glossyShare) {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f((float) Math.sin(own), 0, (float) Math.cos(own)), -9, -9, 9, 9);
        var scene = new TestScene(TestScene.orthographic(2))
                .add(mesh, new Matrix4f().rotateY(tilt), 0, partlyGlossy(glossyShare))
                .build();
        try (TestFrame frame = TestFrame.draw(scene, 4, Pass.NORMAL)) {
            // The face's normal comes from places 0.5 m apart in numbers up to 14: 2^-20 of rounding makes 4e-6 of angle.
            assertArrayEquals(
                    new float[] {(float) Math.sin(expected), 0, (float) Math.cos(expected), 0}, frame.pixel(Pass.NORMAL, 1, 2), 2e-5f);
        }
    }

    @Test
    void whatTheCameraDoesNotSeeIsNotDrawn() {
        SceneObject hidden = SceneObject.UNNAMED.withPassIndex(3).hiddenFrom(Ray.CAMERA);
        Scene scene = Scene.builder()
                .add(Instance.of(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), hidden, List.of(FIRST)))
                .add(Instance.of(MemoryMesh.plane(9), new Matrix4f(), SceneObject.UNNAMED.withPassIndex(5), List.of(FIRST)))
                .build();
        try (TestFrame frame = TestFrame.draw(new Shown(scene, TestScene.orthographic(2)), 4, Pass.OBJECT_INDEX)) {
            assertEquals(5, frame.value(Pass.OBJECT_INDEX, 1, 2));
        }
    }

    private static Material partlyGlossy(float share) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node diffuse = TestScene.shader(graph, "ShaderNodeBsdfDiffuse", 1);
        ShaderGraphBuilder.Node glossy = TestScene.shader(graph, "ShaderNodeBsdfAnisotropic", 1).property("distribution", "GGX");
        return Material.of("partly glossy", graph.surface(TestScene.mix(graph, share, diffuse, "BSDF", glossy, "BSDF"), "Shader"));
    }

    private static void assertNormal(MemoryMesh mesh, Matrix4f objectToWorld, float x, float y, float z) {
        var scene = new TestScene(TestScene.orthographic(2)).add(mesh, objectToWorld, 0, FIRST).build();
        try (TestFrame frame = TestFrame.draw(scene, 4, Pass.NORMAL)) {
            // Rounding of one normalization.
            assertArrayEquals(new float[] {x, y, z, 0}, frame.pixel(Pass.NORMAL, 1, 2), 1e-6f);
        }
    }

    @Test
    void coverageIsExactAtPixelEdges() {
        var mesh = new MemoryMesh(true).quad(0, new Vector3f(0, 0, 1), -1, -2, 0.5f, 1);
        var scene = new TestScene(TestScene.orthographic(2)).add(mesh, new Matrix4f(), 5, FIRST).build();
        try (TestFrame frame = TestFrame.draw(scene, SIZE, Pass.OBJECT_INDEX)) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    boolean covered = x >= 4 && x < 10 && y < 12;
                    assertEquals(covered ? 5 : 0, frame.value(Pass.OBJECT_INDEX, x, y), "pixel " + x + ", " + y);
                }
            }
        }
    }

    @Test
    void backgroundIsZeroButForDepthAndCombined() {
        var scene = new TestScene(TestScene.perspective()).world(0.25f, 0.5f, 2, false).build();
        Pass[] passes = {
            Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX, Pass.COMBINED,
        };
        try (TestFrame frame = TestFrame.draw(scene, 2, passes)) {
            assertEquals(Pass.BACKGROUND_DEPTH, frame.value(Pass.DEPTH, 0, 0));
            assertArrayEquals(new float[] {0.25f, 0.5f, 2, 1}, frame.pixel(Pass.COMBINED, 1, 1));
            for (Pass pass : List.of(Pass.POSITION, Pass.NORMAL, Pass.UV)) {
                assertArrayEquals(new float[4], frame.pixel(pass, 1, 0));
            }
            assertEquals(0, frame.value(Pass.OBJECT_INDEX, 0, 1));
            assertEquals(0, frame.value(Pass.MATERIAL_INDEX, 0, 1));
        }
    }

    @Test
    void materialSlots() {
        var mesh = new MemoryMesh(true)
                .quad(1, new Vector3f(0, 0, 1), -2, -2, 0, 2)
                .quad(0, new Vector3f(0, 0, 1), 0, -2, 1, 2)
                .quad(9, new Vector3f(0, 0, 1), 1, -2, 2, 2);
        var scene = new TestScene(TestScene.orthographic(2)).add(mesh, FIRST, SECOND).build();
        try (TestFrame frame = TestFrame.draw(scene, 4, Pass.MATERIAL_INDEX)) {
            assertArrayEquals(new float[] {4, 4, 3, 4, 4, 4, 3, 4, 4, 4, 3, 4, 4, 4, 3, 4}, frame.picture(Pass.MATERIAL_INDEX));
        }
    }

    @Test
    void instancesShareTheMeshAndKeepTheirIndices() {
        var mesh = MemoryMesh.plane(1);
        var scene = new TestScene(TestScene.orthographic(2));
        for (int i = 0; i < 4; i++) {
            scene.add(mesh, new Matrix4f().translation(i % 2 * 2 - 1, i / 2 * 2 - 1, 0), 10 + i, i < 3 ? FIRST : SECOND);
        }
        try (TestFrame frame = TestFrame.draw(scene.build(), 2, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX)) {
            assertArrayEquals(new float[] {10, 11, 12, 13}, frame.picture(Pass.OBJECT_INDEX));
            assertArrayEquals(new float[] {3, 3, 3, 4}, frame.picture(Pass.MATERIAL_INDEX));
        }
        assertEquals(1, mesh.gatherCount());
    }

    @Test
    void nearerSurfaceHidesWhicheverIsDrawnFirst() {
        var scene = new TestScene(TestScene.perspective())
                .add(MemoryMesh.plane(9), new Matrix4f(), 1, FIRST)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, 1), 2, FIRST)
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, -1), 3, FIRST);
        try (TestFrame frame = TestFrame.draw(scene.build(), 2, Pass.OBJECT_INDEX)) {
            assertArrayEquals(new float[] {2, 2, 2, 2}, frame.picture(Pass.OBJECT_INDEX));
        }
    }

    @Test
    void clipsByNearAndFar() {
        var scene = new TestScene(TestScene.perspective())
                .add(MemoryMesh.plane(900), new Matrix4f().translation(0, 0, TestScene.CAMERA_HEIGHT - 0.05f), 1, FIRST)
                .add(MemoryMesh.plane(900), new Matrix4f().translation(0, 0, TestScene.CAMERA_HEIGHT - 101), 2, FIRST);
        try (TestFrame frame = TestFrame.draw(scene.build(), 2, Pass.OBJECT_INDEX)) {
            assertArrayEquals(new float[4], frame.picture(Pass.OBJECT_INDEX));
        }
    }

    @Test
    void meshWithoutUvsHasNone() {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), -9, -9, 9, 9);
        var scene = new TestScene(TestScene.orthographic(2)).add(mesh, FIRST).build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.UV)) {
            assertArrayEquals(new float[16], frame.picture(Pass.UV));
        }
    }

    @Test
    void emptyMeshAndFlattenedInstanceDrawNothingAndFailNothing() {
        var scene = new TestScene(TestScene.orthographic(2))
                .add(new MemoryMesh(true), FIRST)
                .add(MemoryMesh.plane(1), new Matrix4f().scale(0), 1, FIRST);
        try (TestFrame frame = TestFrame.draw(scene.build(), 2, Pass.OBJECT_INDEX)) {
            assertArrayEquals(new float[4], frame.picture(Pass.OBJECT_INDEX));
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    @Test
    void unknownPassesAreZeroWhateverTheFilmHeld() {
        Pass custom = new Pass("Custom", 4);
        Pass otherDepth = new Pass("Depth ", 1);
        var scene = new TestScene(TestScene.orthographic(2)).add(MemoryMesh.plane(9), FIRST).build();
        var request = TestFrame.request(2, 2, 3, 1.5f, List.of(custom, Pass.DEPTH, otherDepth, Pass.COMBINED));
        try (TestFrame frame = new TestFrame(request); RasterRenderer renderer = new RasterRenderer()) {
            glBindFramebuffer(GL_FRAMEBUFFER, frame.framebuffer().id());
            glClearBufferfv(GL_COLOR, 0, new float[] {1, Float.NaN, 3, 4});
            glClearBufferfv(GL_COLOR, 2, new float[] {9, 9, 9, 9});
            frame.drawWith(renderer, scene);
            assertArrayEquals(new float[16], frame.picture(custom));
            assertArrayEquals(new float[4], frame.picture(otherDepth));
            assertEquals(5, frame.value(Pass.DEPTH, 0, 0), INTERPOLATED);
        }
    }

    @Test
    void drawsAmongMorePassesThanOneDrawingWrites() {
        List<Pass> passes = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            passes.add(new Pass("AOV " + i, i % 4 + 1));
        }
        passes.add(9, Pass.DEPTH);
        passes.add(Pass.OBJECT_INDEX);
        var scene = new TestScene(TestScene.orthographic(2)).add(MemoryMesh.plane(9), new Matrix4f(), 8, FIRST).build();
        try (TestFrame frame = TestFrame.draw(scene, TestFrame.request(2, 2, 1, 1.5f, passes))) {
            for (Pass pass : passes) {
                float expected = pass.equals(Pass.DEPTH) ? 5 : pass.equals(Pass.OBJECT_INDEX) ? 8 : 0;
                assertEquals(expected, frame.value(pass, 1, 1), INTERPOLATED, pass.name());
            }
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }

    /** 2 cm in 100 m with a near clip of 1 cm: of the usual depth all of them are one number. */
    @Test
    void farSurfacesThatAreCloseToEachOtherHideEachOther() {
        Camera camera = Camera.perspective(
                new Matrix4f().rotateX(-0.5f).rotateY(-0.3f).translate(0, 0, -TestScene.CAMERA_HEIGHT), 1, 1, 0.01f, 1000);
        for (boolean isFrontFirst : new boolean[] {false, true}) {
            TestScene scene = new TestScene(camera);
            Matrix4f front = new Matrix4f().translation(0, 0, TestScene.CAMERA_HEIGHT - 100);
            Matrix4f back = new Matrix4f().translation(0, 0, TestScene.CAMERA_HEIGHT - 100.02f);
            scene.add(MemoryMesh.plane(600), isFrontFirst ? front : back, isFrontFirst ? 1 : 2, FIRST);
            scene.add(MemoryMesh.plane(600), isFrontFirst ? back : front, isFrontFirst ? 2 : 1, FIRST);
            try (TestFrame frame = TestFrame.draw(scene.build(), 64, Pass.OBJECT_INDEX)) {
                for (float index : frame.picture(Pass.OBJECT_INDEX)) {
                    assertEquals(1, index);
                }
            }
        }
    }

    /** A long session sees more materials than OpenGL should keep programs of. */
    @Test
    void programsThatAreNotUsedAnyMoreAreFreed() {
        List<Pass> all = List.of(Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX, Pass.COMBINED);
        var scene = new TestScene(TestScene.orthographic(2)).add(MemoryMesh.plane(9), new Matrix4f(), 8, FIRST).build();
        long before = programCount();
        try (RasterRenderer renderer = new RasterRenderer()) {
            for (int subset = 1; subset <= SurfacePrograms.MAX_KEPT + 4; subset++) {
                int chosen = subset;
                List<Pass> passes = IntStream.range(0, all.size()).filter(i -> (chosen >> i & 1) == 1).mapToObj(all::get).toList();
                try (TestFrame frame = new TestFrame(TestFrame.request(2, 2, 1, 1.5f, passes))) {
                    frame.drawWith(renderer, scene);
                }
            }
            assertEquals(SurfacePrograms.MAX_KEPT, programCount() - before);
        }
        assertEquals(before, programCount());
    }

    /** Drivers number programs from 1. */
    private static long programCount() {
        glUseProgram(0); // the current one is not freed
        return IntStream.range(1, 10_000).filter(name -> glIsProgram(name)).count();
    }

    @Test
    void drawsWhateverStateOthersLeft() {
        glEnable(GL_SCISSOR_TEST);
        glScissor(0, 0, 1, 1);
        glEnable(GL_CULL_FACE);
        glCullFace(GL_FRONT_AND_BACK);
        glColorMask(false, false, false, false);
        glDepthMask(false);
        glDepthFunc(GL_NEVER);
        glEnable(GL_RASTERIZER_DISCARD);
        glFrontFace(GL_CW);
        glPixelStorei(GL_UNPACK_ROW_LENGTH, 3);
        var scene = new TestScene(TestScene.orthographic(2)).add(MemoryMesh.plane(9), new Matrix4f(), 8, FIRST).build();
        try (TestFrame frame = TestFrame.draw(scene, 2, Pass.OBJECT_INDEX, Pass.NORMAL)) {
            assertArrayEquals(new float[] {8, 8, 8, 8}, frame.picture(Pass.OBJECT_INDEX));
            assertArrayEquals(new float[] {0, 0, 1, 0}, frame.pixel(Pass.NORMAL, 1, 1));
        }
    }
}
