// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.example.BrokenRenderers;
import com.example.RayRenderer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import passbridge.Renderer;

/** What authors' test classes get, and how they fail; some of them are run by hand here. */
class PassbridgeExtensionTest {
    private static BlenderStandIn last;

    @TestRenderer(RayRenderer.class)
    static class Named {
        @Test
        void hasOneForEachParameter(BlenderStandIn blender, BlenderStandIn other) {
            assertNotSame(blender, other);
            blender.render(StandardScene.TRIANGLE.job()).picture();
            other.render(StandardScene.TRIANGLE.job()).picture();
            last = other;
        }

        @Nested
        class Within {
            @Test
            void hasOne(BlenderStandIn blender) {
                blender.render(StandardScene.TRIANGLE.job()).picture();
            }
        }
    }

    static class Registered {
        @RegisterExtension
        static final PassbridgeExtension PASSBRIDGE = PassbridgeExtension.of(RayRenderer::new, Duration.ofDays(1));

        @Test
        void hasOne(BlenderStandIn blender) {
            blender.render(StandardScene.TRIANGLE.job()).picture();
        }
    }

    @TestRenderer(BrokenRenderers.ThrowsInClose.class)
    static class Faulty {
        @Test
        void passesByItself(BlenderStandIn blender) {
            blender.render(StandardScene.TRIANGLE.job()).picture();
        }
    }

    @ExtendWith(PassbridgeExtension.class)
    static class Nameless {
        @Test
        void hasNone(BlenderStandIn blender) {
            blender.render(StandardScene.TRIANGLE.job()).picture();
        }
    }

    static class NeverAsks implements RendererContract {
        @Override
        public Renderer newRenderer() {
            return new BrokenRenderers.NeverAsks();
        }
    }

    private static TestExecutionSummary run(Class<?> testClass) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(testClass)).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static List<String> failures(Class<?> testClass) {
        return run(testClass).getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .toList();
    }

    @Test
    void parametersAreStandInsThatAreClosedAfterTheTest() {
        TestExecutionSummary summary = run(Named.class);
        assertEquals(List.of(), summary.getFailures());
        assertEquals(2, summary.getTestsSucceededCount());
        assertThrows(IllegalStateException.class, () -> last.render(StandardScene.TRIANGLE.job()));
    }

    @Test
    void extensionsCanBeRegistered() {
        TestExecutionSummary summary = run(Registered.class);
        assertEquals(List.of(), summary.getFailures());
        assertEquals(1, summary.getTestsSucceededCount());
    }

    @Test
    void faultsFailTheTest() {
        List<String> failures = failures(Faulty.class);
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).contains("close() failed"), failures::toString);
    }

    @Test
    void aClassWithoutRendererIsToldHowToNameIt() {
        List<String> failures = failures(Nameless.class);
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).contains("annotate it with @TestRenderer(YourRenderer.class)"), failures::toString);
    }

    @Test
    void theContractFailsInTheTestOfWhatIsBroken() {
        List<String> failures = failures(NeverAsks.class);
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).startsWith("cancelsCleanly(): "), failures::toString);
    }
}
