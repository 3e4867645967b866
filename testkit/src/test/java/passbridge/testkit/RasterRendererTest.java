// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.List;
import passbridge.Renderer;
import passbridge.pass.Pass;
import passbridge.raster.RasterRenderer;

/** That Passbridge's own renderer keeps the contract. */
class RasterRendererTest implements RendererContract {
    @Override
    public Renderer newRenderer() {
        return new RasterRenderer();
    }

    @Override
    public List<Pass> passes() {
        return List.of(Pass.COMBINED, Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, Pass.MATERIAL_INDEX);
    }

    /** Its glossy floor shows what the picture has of the scene: of a border, what lies in it. Without that it is below 0.01. */
    @Override
    public double maxBorderFlip() {
        return 0.02;
    }
}
