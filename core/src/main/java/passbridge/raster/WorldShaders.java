// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import passbridge.scene.ShaderGraph;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceShader;

/**
 * A world's shader graph, compiled for who looks into it.
 *
 * @param seen behind the scene
 * @param lighting what lights it
 */
record WorldShaders(SurfaceShader seen, SurfaceShader lighting) {
    static WorldShaders of(ShaderGraph graph) {
        SurfaceShader lighting = SurfaceShader.emissionOf(graph, RayKind.DIFFUSE);
        return new WorldShaders(SurfaceShader.differsByRay(graph) ? SurfaceShader.emissionOf(graph, RayKind.CAMERA) : lighting, lighting);
    }

    /** What is not as in Cycles: see {@link SurfaceShader#warnings}. */
    List<String> warnings() {
        Set<String> all = new LinkedHashSet<>(seen.warnings());
        all.addAll(lighting.warnings());
        return List.copyOf(all);
    }

    /** Whether both are the same in all directions. */
    boolean areEven() {
        return seen.isEven() && lighting.isEven();
    }
}
