// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.ShaderGraph;
import passbridge.scene.World;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceShader;

/**
 * What fills the world, the same everywhere: numbers per metre, as {@link SurfaceShader} tells them.
 *
 * @param isEven the world's nodes have it the same everywhere
 */
record WorldVolume(Vector3fc extinction, Vector3fc scattering, Vector3fc emission, float anisotropy, boolean isEven) {
    /** Empty where nothing fills it. Computes with OpenGL, and changes its state. */
    static Optional<WorldVolume> of(World world) {
        ShaderGraph graph = world.graph();
        if (graph.volume().isEmpty()) {
            return Optional.empty();
        }
        SurfaceShader shader = SurfaceShader.of(
                new ShaderGraph(graph.nodes(), Optional.empty(), graph.volume(), Optional.empty()), RayKind.CAMERA);
        if (!shader.hasVolume()) {
            return Optional.empty();
        }
        return Optional.of(new WorldVolume(value(shader, "volumeExtinction"), value(shader, "volumeScattering"),
                value(shader, "volumeEmission"), value(shader, "vec3(volumeAnisotropy + 1.0)").x - 1, shader.isVolumeEven()));
    }

    private static Vector3f value(SurfaceShader shader, String expression) {
        try (RadianceProgram program = new RadianceProgram(
                shader, RadianceProgram.Extent.MAP_OF_DIRECTIONS, new WorldMap.WorldInputs(), expression)) {
            return new Vector3f(program.map(shader, image -> null, 1, 1));
        }
    }

    /** Whether no light comes from without end. */
    boolean hidesWorld() {
        return extinction.x() > 0 && extinction.y() > 0 && extinction.z() > 0;
    }
}
