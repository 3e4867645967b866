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
 * A world that is the same in all directions, whatever its nodes are.
 *
 * @param radiance that lights the scene
 * @param background that is seen behind it: it may be another, by a Light Path node
 */
record EvenWorld(Vector3fc radiance, Vector3fc background) {
    /** Empty where it differs by direction. Computes more than one node with OpenGL, and changes its state. */
    static Optional<EvenWorld> of(World world) {
        ShaderGraph graph = world.graph();
        if (graph.nodes().size() <= 1) {
            return Optional.of(new EvenWorld(world.color(), world.color())); // a Background of constants, if any
        }
        SurfaceShader lighting = SurfaceShader.emissionOf(graph, RayKind.DIFFUSE);
        SurfaceShader seen = SurfaceShader.differsByRay(graph) ? SurfaceShader.emissionOf(graph, RayKind.CAMERA) : lighting;
        if (!lighting.isEven() || !seen.isEven()) {
            return Optional.empty();
        }
        Vector3fc radiance = radiance(lighting);
        return Optional.of(new EvenWorld(radiance, seen.equals(lighting) ? radiance : radiance(seen)));
    }

    private static Vector3f radiance(SurfaceShader shader) {
        try (RadianceProgram program = new RadianceProgram(
                shader, RadianceProgram.Extent.MAP_OF_DIRECTIONS, new WorldMap.WorldInputs())) {
            return new Vector3f(program.map(shader, image -> null, 1, 1));
        }
    }

    /** What the picture shows where there is no surface. */
    World behind(World world) {
        return new World(background, world.graph(), world.transparentFilm(), world.name(), world.lightGroup(), world.settings(),
                world.properties());
    }
}
