// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.ArrayType;
import passbridge.scene.Material;

/** A geometry that has not changed, and of which more is needed all the same. */
@ExtendWith(CurrentContext.class)
class RequestTest {
    private static final Material BY_ATTRIBUTE = Material.of("by attribute", AlphaTest.attribute("glow"));

    @Test
    void anotherAttributeIsAskedFor() {
        MemoryMesh mesh = MemoryMesh.plane(9).attribute("glow", ArrayType.FLOAT3, 0.5f, 0.25f, 0.125f);
        Shown plain = new TestScene(TestScene.orthographic(2)).add(mesh, TestScene.WHITE).world(1, 1, 1, false).build();
        Shown glowing = new TestScene(TestScene.orthographic(2)).add(mesh, BY_ATTRIBUTE).world(1, 1, 1, false).build();
        try (RasterRenderer renderer = new RasterRenderer();
                TestFrame first = new TestFrame(TestFrame.request(4, 4, 1, 0, List.of(Pass.COMBINED)))) {
            first.drawWith(renderer, plain);
            assertEquals(1, first.value(Pass.COMBINED, 1, 2), 1e-6f);
            assertEquals(1, mesh.gatherCount());
            mesh.setReadable(false);
            renderer.sync(glowing.scene(), first);
            assertEquals(Set.of(mesh), Set.copyOf(first.requested()));
            assertEquals(1, mesh.gatherCount());
            mesh.setReadable(true);
            first.drawWith(renderer, glowing);
            assertEquals(3, mesh.gatherCount()); // to be drawn anew, and for the light that it gives
            first.drawWith(renderer, glowing);
            assertEquals(3, mesh.gatherCount());
        }
    }
}
