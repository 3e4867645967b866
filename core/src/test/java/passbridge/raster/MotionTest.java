// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.RenderRequest;
import passbridge.View;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Camera.Shutter;
import passbridge.scene.Instance;
import passbridge.scene.LightPaths;
import passbridge.scene.InstanceSource;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.Settings;
import passbridge.scene.World;

@ExtendWith(CurrentContext.class)
class MotionTest {
    private static final int SIZE = 16;
    private static final int SAMPLES = 128;
    private static final List<Float> TIMES = List.of(-0.25f, 0.25f);

    /** Times of the golden ratio cover a share of the shutter's time to two of them. */
    private static final float DISCREPANCY = 2f / SAMPLES;

    private static Matrix4f x(float x) {
        return new Matrix4f().translation(x, 0, 0);
    }

    @Test
    void pathGoesThroughItsSteps() {
        Matrix4f left = new Matrix4f().translation(-1, 0, 0).rotateZ(-0.5f).scale(2, 1, 1);
        Matrix4f frame = new Matrix4f().scale(-2, 1, 1);
        Matrix4f right = new Matrix4f().translation(3, 0, 0).rotateX(2).scale(1, 0.1f, 1);
        MotionPath path = MotionPath.of(frame, TIMES, List.of(left, right));
        assertTrue(path.at(-0.25f).equals(left, 1e-5f), "" + path.at(-0.25f));
        assertTrue(path.at(0).equals(frame, 1e-5f), "" + path.at(0));
        assertTrue(path.at(0.25f).equals(right, 1e-5f), "" + path.at(0.25f));
        assertTrue(path.at(9).equals(right, 1e-5f), "" + path.at(9));
    }

    @Test
    void pathTurnsWithoutShrinking() {
        MotionPath path = MotionPath.of(new Matrix4f(), List.of(1f), List.of(new Matrix4f().rotateZ(2).scale(3)));
        assertTrue(path.at(0.5f).equals(new Matrix4f().rotateZ(1).scale(2), 1e-5f), "" + path.at(0.5f));
    }

    @Test
    void pathOfSomethingFlatStaysFinite() {
        MotionPath path = MotionPath.of(new Matrix4f().scale(0), List.of(1f), List.of(x(2)));
        assertTrue(path.at(0.5f).isFinite());
        assertEquals(1, path.at(0.5f).m30(), 1e-6f);
    }

    private static Camera withShutter(Camera camera, Shutter.Position position) {
        return new Camera(camera.type(), camera.worldToCamera(), camera.projection(), camera.clipStart(), camera.clipEnd(),
                Optional.empty(), Optional.empty(), Optional.of(new Shutter(0.5f, position)));
    }

    /** A white half-plane to the right of x = 0 that moves by 2 m in each frame, so by 1 m while the shutter is open. */
    private static Scene movingEdge(int count) {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), 0, -9, 9, 9);
        List<Matrix4fc> steps = List.of(x(-0.5f), x(0.5f));
        Instance moving = new Instance(
                mesh, new Matrix4f(), steps, SceneObject.UNNAMED.withPassIndex(6), List.of(TestScene.emissive(1)), InstanceSource.NONE, 0, 1);
        Instance resting = Instance.of(mesh, x(50), SceneObject.UNNAMED, moving.materials());
        return new Scene(new World(new Vector3f(), false), count == 1 ? List.of(moving) : List.of(moving, resting), List.of(), LightPaths.ALL, 0.5f, TIMES,
                Settings.NONE);
    }

    private static RenderRequest request() {
        return TestFrame.request(SIZE, SIZE, SAMPLES, 0, List.of(Pass.COMBINED, Pass.OBJECT_INDEX));
    }

    private static void assertBlurred(TestFrame frame) {
        for (int x = 0; x < SIZE; x++) {
            float metres = (x + 0.5f) / SIZE * 4 - 2;
            float expected = Math.max(0, Math.min(1, metres + 0.5f));
            assertEquals(expected, frame.value(Pass.COMBINED, x, 8), DISCREPANCY, "column " + x);
            assertEquals(metres > 0 ? 6 : 0, frame.value(Pass.OBJECT_INDEX, x, 8), "data passes show the frame itself");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void objectsAreBlurredByTheirMotion(int instanceCount) {
        Shown shown = new Shown(movingEdge(instanceCount), withShutter(TestScene.orthographic(2), Shutter.Position.CENTER));
        try (TestFrame frame = TestFrame.draw(shown, request())) {
            assertBlurred(frame);
        }
    }

    /** As the objects' motion, but the mesh itself goes there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void meshesAreBlurredByTheirDeformation(int instanceCount) {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), 0, -9, 9, 9)
                .motionStep(new Vector3f(-0.5f, 0, 0)).motionStep(new Vector3f(0.5f, 0, 0));
        Instance here = Instance.of(mesh, new Matrix4f(), SceneObject.UNNAMED.withPassIndex(6), List.of(TestScene.emissive(1)));
        Instance there = Instance.of(mesh, x(50), SceneObject.UNNAMED, here.materials());
        Scene scene = new Scene(new World(new Vector3f(), false), List.of(here, there).subList(0, instanceCount), List.of(), LightPaths.ALL, 0.5f, TIMES,
                Settings.NONE);
        try (TestFrame frame = TestFrame.draw(new Shown(scene, withShutter(TestScene.orthographic(2), Shutter.Position.CENTER)), request())) {
            assertBlurred(frame);
        }
    }

    /** Two triangles fit in one buffer. */
    @Test
    void meshesInSeveralPiecesAreBlurredByTheirDeformation() {
        var mesh = new MemoryMesh(false).motionStep(new Vector3f(-0.5f, 0, 0)).motionStep(new Vector3f(0.5f, 0, 0));
        for (float y : new float[] {-2, -1, 0, 1}) {
            mesh.quad(0, new Vector3f(0, 0, 1), 0, y, 9, y + 1);
        }
        Instance instance = Instance.of(mesh, new Matrix4f(), SceneObject.UNNAMED.withPassIndex(6), List.of(TestScene.emissive(1)));
        Scene scene = new Scene(new World(new Vector3f(), false), List.of(instance), List.of(), LightPaths.ALL, 0.5f, TIMES, Settings.NONE);
        RenderRequest request = request().withView(
                View.of(withShutter(TestScene.orthographic(2), Shutter.Position.CENTER), SIZE, SIZE));
        try (TestFrame frame = new TestFrame(request);
                RasterRenderer renderer = new RasterRenderer(new VertexMemory(400), SurfaceProgram::new)) {
            renderer.sync(scene, frame);
            renderer.render(request, frame);
            assertBlurred(frame);
            assertEquals(5, mesh.gatherCount(), "gathered once for each piece, and for its light");
        }
    }

    /** The next scene's times are others, or there are none: what was uploaded is not drawn in poses that there are no more. */
    @Test
    void deformationEndsWithTheMotion() {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), 0, -9, 9, 9)
                .motionStep(new Vector3f(-0.5f, 0, 0)).motionStep(new Vector3f(0.5f, 0, 0));
        Instance instance = Instance.of(mesh, new Matrix4f(), SceneObject.UNNAMED, List.of(TestScene.emissive(1)));
        RenderRequest request = request().withView(
                View.of(withShutter(TestScene.orthographic(2), Shutter.Position.CENTER), SIZE, SIZE));
        try (TestFrame frame = new TestFrame(request); RasterRenderer renderer = new RasterRenderer()) {
            for (List<Float> times : List.of(TIMES, List.<Float>of())) {
                renderer.sync(new Scene(new World(new Vector3f(), false), List.of(instance), List.of(), LightPaths.ALL, 0.5f, times, Settings.NONE), frame);
                renderer.render(request, frame);
                assertEquals(times.isEmpty() ? 1 : 0.625f, frame.value(Pass.COMBINED, 8, 8), DISCREPANCY);
            }
        }
    }

    @Test
    void everythingIsBlurredByTheMotionOfTheCamera() {
        var mesh = new MemoryMesh(false).quad(0, new Vector3f(0, 0, 1), 0, -9, 9, 9);
        Camera camera = withShutter(TestScene.orthographic(2), Shutter.Position.CENTER);
        Shown shown = new TestScene(camera).add(mesh, new Matrix4f(), 6, TestScene.emissive(1)).build();
        List<View.CameraStep> steps = List.of(step(camera, -0.25f, 0.5f), step(camera, 0.25f, -0.5f));
        View view = new View(camera, "", new View.Region(0, 0, SIZE, SIZE), steps, View.CameraObject.NONE);
        try (TestFrame frame = new TestFrame(request()); RasterRenderer renderer = new RasterRenderer()) {
            renderer.sync(shown.scene(), frame);
            renderer.render(request().withView(view), frame);
            assertBlurred(frame);
        }
    }

    private static View.CameraStep step(Camera camera, float time, float cameraX) {
        return new View.CameraStep(time, x(-cameraX).mulLocal(camera.worldToCamera()), camera.projection());
    }

    @Test
    void shutterThatBeginsAtTheFrameShowsWhatFollows() {
        Shown shown = new Shown(movingEdge(1), withShutter(TestScene.orthographic(2), Shutter.Position.START));
        try (TestFrame frame = TestFrame.draw(shown, request())) {
            // From the frame to 0.25 frames later it goes to 0.5 m, where it rests: no later step is known.
            assertEquals(0, frame.value(Pass.COMBINED, 7, 8));
            assertEquals(0.25f / 2, frame.value(Pass.COMBINED, 8, 8), DISCREPANCY);
            assertEquals(1, frame.value(Pass.COMBINED, 10, 8), 1e-4f);
        }
    }
}
