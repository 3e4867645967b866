// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import com.example.RayRenderer;
import java.util.List;
import passbridge.Renderer;
import passbridge.pass.Pass;

/** That a correct renderer without OpenGL passes the contract. */
class RayRendererTest implements RendererContract {
    @Override
    public Renderer newRenderer() {
        return new RayRenderer();
    }

    @Override
    public List<Pass> passes() {
        return List.of(Pass.COMBINED, RayRenderer.FACING);
    }
}
