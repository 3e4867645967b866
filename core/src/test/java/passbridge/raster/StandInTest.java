// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.joml.Matrix4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Material;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;

/** What is shown while programs are compiled, and what is not. */
@ExtendWith(CurrentContext.class)
class StandInTest {
    private static final RenderRequest REQUEST =
            TestFrame.request(8, 8, 3, 1.5f, List.of(Pass.COMBINED, Pass.DEPTH, Pass.MATERIAL_INDEX));

    private final CountDownLatch compiled = new CountDownLatch(1);
    private final Set<Thread> compilingThreads = ConcurrentHashMap.newKeySet();

    /** Emits 4 and more, by nodes that its approximation knows nothing of. */
    private static Material slow() {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node position = graph.node("ShaderNodeNewGeometry").output("Position", SocketType.VECTOR);
        ShaderGraphBuilder.Node bright = graph.node("ShaderNodeVectorMath").property("operation", "ADD")
                .link("Vector", SocketType.VECTOR, position, "Position").vector("Vector_001", 5, 5, 5).output("Vector", SocketType.VECTOR);
        ShaderGraphBuilder.Node emission = graph.node("ShaderNodeEmission").link("Color", SocketType.COLOR, bright, "Vector")
                .number("Strength", 1).output("Emission", SocketType.SHADER);
        return Material.of("slow", graph.surface(emission, "Emission")).withPassIndex(3);
    }

    private static Shown scene() {
        return new TestScene(TestScene.orthographic(1)).world(1, 1, 1, false)
                .add(MemoryMesh.plane(0.5f), new Matrix4f(), 0, slow())
                .add(MemoryMesh.plane(9), new Matrix4f().translation(0, 0, -1), 0, TestScene.WHITE).build();
    }

    /** The driver takes until the latch is open for the slow material. */
    private RasterRenderer slowRenderer() {
        String slowCode;
        try (MaterialShader shader = new MaterialShader(slow().graph(), null)) {
            slowCode = shader.seen().fragmentCode();
        }
        return new RasterRenderer(new VertexMemory(), code -> {
            if (code.fragmentCode().equals(slowCode)) {
                if (compiled.getCount() > 0) { // later the render thread may take what no other has begun
                    compilingThreads.add(Thread.currentThread());
                }
                try {
                    compiled.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return new SurfaceProgram(code);
        });
    }

    private static void assertSamePictures(TestFrame expected, TestFrame frame) {
        for (Pass pass : REQUEST.passes()) {
            assertArrayEquals(expected.picture(pass), frame.picture(pass), pass.name());
        }
    }

    @Test
    void unfinishedPicturesComeBeforeTheProgramsAndTheFinishedOneIsAsWithout() {
        try (RasterRenderer renderer = slowRenderer(); TestFrame frame = new TestFrame(REQUEST);
                TestFrame expected = TestFrame.draw(scene(), REQUEST)) {
            frame.lookAt();
            frame.onRefresh(() -> {
                if (compiled.getCount() > 0) {
                    assertEquals(List.of(), frame.samplesDone());
                    assertEquals(Color.STAND_IN, Color.inTheMiddleOf(frame));
                    assertArrayEquals(expected.picture(Pass.DEPTH), frame.picture(Pass.DEPTH));
                    assertArrayEquals(expected.picture(Pass.MATERIAL_INDEX), frame.picture(Pass.MATERIAL_INDEX));
                    compiled.countDown();
                } else if (!frame.samplesDone().isEmpty()) {
                    assertEquals(Color.MATERIAL, Color.inTheMiddleOf(frame));
                }
            });
            frame.drawWith(renderer, scene());
            assertEquals(0, compiled.getCount());
            assertEquals(List.of(1, 2, 3), frame.samplesDone());
            assertFalse(compilingThreads.contains(Thread.currentThread()));
            assertSamePictures(expected, frame);
        }
    }

    @Test
    void whereNobodyLooksNoStandInIsDrawn() {
        compiled.countDown();
        try (RasterRenderer renderer = slowRenderer(); TestFrame frame = new TestFrame(REQUEST);
                TestFrame expected = TestFrame.draw(scene(), REQUEST)) {
            List<Color> offered = new ArrayList<>();
            frame.onRefresh(() -> offered.add(Color.inTheMiddleOf(frame)));
            frame.drawWith(renderer, scene());
            assertEquals(List.of(Color.MATERIAL, Color.MATERIAL, Color.MATERIAL), offered);
            assertSamePictures(expected, frame);
        }
    }

    @Test
    void aFrameThatIsCancelledDoesNotWaitForPrograms() {
        try (RasterRenderer renderer = slowRenderer(); TestFrame next = new TestFrame(REQUEST);
                TestFrame expected = TestFrame.draw(scene(), REQUEST)) {
            try (TestFrame frame = new TestFrame(REQUEST)) {
                frame.lookAt();
                frame.onRefresh(() -> frame.cancelAfterPolls(1));
                frame.drawWith(renderer, scene());
                assertEquals(List.of(), frame.samplesDone());
            }
            assertEquals(1, compiled.getCount());
            compiled.countDown();
            next.drawWith(renderer, scene());
            assertSamePictures(expected, next);
        }
    }

    private enum Color {
        STAND_IN,
        MATERIAL;

        /** What stands for the material reflects no more than the world's 1. */
        static Color inTheMiddleOf(TestFrame frame) {
            return frame.value(Pass.COMBINED, 4, 4) < 2 ? STAND_IN : MATERIAL;
        }
    }
}
