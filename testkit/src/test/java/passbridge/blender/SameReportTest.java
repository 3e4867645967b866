// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passbridge.pass.Pass;
import passbridge.testkit.BlenderStandIn;
import passbridge.testkit.FrameResult;
import passbridge.testkit.RenderJob;
import passbridge.testkit.StandardScene;
import passbridge.testrenderer.MeshReader;

/** That a stand-in tells word by word what Blender's side of the C ABI is told of a renderer. */
class SameReportTest {
    private static final RenderJob JOB = StandardScene.ONE_PIXEL.job();

    /** In a stand-in that is left open: many of these renderers can't be closed without a fault, either. */
    private static FrameResult render(String renderer) {
        return BlenderStandIn.open(renderer, List.of()).render(JOB);
    }

    private static String reportInBlender(String renderer) {
        DescriptionBuilder scene = new DescriptionBuilder(0);
        scene.addMesh();
        scene.addInstances();
        try (HostClient client = new HostClient(renderer); HostClient.Frame frame = client.open(scene, 1, 1, Pass.COMBINED)) {
            return frame.waitForFailure();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "passbridge.testrenderer.BrokenRenderer$Constructor",
        "passbridge.testrenderer.BrokenRenderer$Sync",
        "passbridge.testrenderer.BrokenRenderer$Render",
        "passbridge.testrenderer.BrokenRenderer$Memory",
        "passbridge.testrenderer.BrokenRenderer$Text",
        "passbridge.testrenderer.BrokenRenderer$Unopenable",
        "java.lang.String",
        "com.example.Nowhere",
    })
    void failuresAreToldAlike(String renderer) {
        assertEquals(reportInBlender(renderer), render(renderer).report());
    }

    @Test
    void lateReadsAreReportedAlike() {
        String renderer = MeshReader.Late.class.getName();
        String reported = render(renderer).reportedLine();
        assertEquals(withoutNames(reportInBlender(renderer).lines().findFirst().orElseThrow()), withoutNames(reported));
    }

    /** The scenes are not the same. */
    private static String withoutNames(String text) {
        return text.replaceAll("'[^']*'", "''");
    }
}
