// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import passbridge.Renderer;
import passbridge.pass.Pass;
import passbridge.scene.Settings;

/**
 * Ready-made tests of what every renderer has to stand in Blender. A test class implements this:
 *
 * <pre>{@code
 * class InkRendererTest implements RendererContract {
 *     @Override
 *     public Renderer newRenderer() {
 *         return new InkRenderer();
 *     }
 * }
 * }</pre>
 *
 * <p>Pictures have to be repeatable, see {@link RendererChecks}.
 */
public interface RendererContract {
    /** {@return a new renderer} Thread: that of a session. */
    Renderer newRenderer();

    /** {@return the passes that the tests ask for, {@link Pass#COMBINED} among them: best all that the renderer fills} */
    default List<Pass> passes() {
        return List.of(Pass.COMBINED);
    }

    /** {@return the settings of the frames, for renderers with a settings record: {@link Settings#of(Record)}} */
    default Settings settings() {
        return Settings.NONE;
    }

    /** {@return what the picture of a border may differ from that part of the whole one, a mean FLIP of 0 to 1; noise needs more} */
    default double maxBorderFlip() {
        return 0.01;
    }

    /** A standard scene as the tests render it. */
    private RenderJob job(StandardScene scene) {
        // All passes of the large picture would need more memory than small machines give to tests.
        List<Pass> passes = scene == StandardScene.LARGE ? List.of(Pass.COMBINED) : passes();
        return scene.job().withPasses(passes).withSettings(settings());
    }

    /** {@return tests that each {@link StandardScene} is rendered, all pixels of it, and a second time the same} */
    @TestFactory
    default Stream<DynamicTest> rendersStandardScenes() {
        return Stream.of(StandardScene.values()).map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
            try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
                RendererChecks.rendersRepeatably(blender, job(scene));
            }
        }));
    }

    /** See {@link RendererChecks#followsScenes}. */
    @Test
    default void followsScenes() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.followsScenes(blender, job(StandardScene.OBJECTS), job(StandardScene.TRIANGLE));
            RendererChecks.followsScenes(blender, job(StandardScene.EMPTY), job(StandardScene.LIGHTS));
        }
    }

    /** See {@link RendererChecks#rendersAgainAfterClear}. */
    @Test
    default void rendersAgainAfterClear() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.rendersAgainAfterClear(blender, job(StandardScene.OBJECTS));
        }
    }

    /** See {@link RendererChecks#cancelsCleanly}. */
    @Test
    default void cancelsCleanly() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.cancelsCleanly(blender, job(StandardScene.OBJECTS).withSamples(4));
        }
    }

    /** See {@link RendererChecks#rendersBorder}. */
    @Test
    default void rendersBorder() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.rendersBorder(blender, job(StandardScene.OBJECTS).withSamples(16), maxBorderFlip());
        }
    }

    /** See {@link RendererChecks#keepsTwoFrames}. */
    @Test
    default void keepsTwoFrames() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.keepsTwoFrames(blender, job(StandardScene.OBJECTS), job(StandardScene.LIGHTS));
        }
    }

    /** See {@link RendererChecks#keepsSessionsApart}. */
    @Test
    default void keepsSessionsApart() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer);
                BlenderStandIn otherBlender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.keepsSessionsApart(blender, otherBlender, job(StandardScene.OBJECTS), job(StandardScene.LIGHTS));
        }
    }

    /** See {@link RendererChecks#refusesMissingSettings}. */
    @Test
    default void refusesMissingSettings() {
        try (BlenderStandIn blender = BlenderStandIn.open(this::newRenderer)) {
            RendererChecks.refusesMissingSettings(blender, job(StandardScene.TRIANGLE));
        }
    }

    /** See {@link RendererChecks#closesTwice}. */
    @Test
    default void closesTwice() {
        RendererChecks.closesTwice(this::newRenderer, job(StandardScene.TRIANGLE));
    }

    /** See {@link RendererChecks#freesOpenGlObjects}. */
    @Test
    default void freesOpenGlObjects() {
        RendererChecks.freesOpenGlObjects(this::newRenderer, job(StandardScene.OBJECTS));
    }
}
