// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.World;
import passbridge.shading.SurfaceShader;

/**
 * A world that is the same in all directions, whatever its nodes are.
 *
 * @param radiance that lights the scene
 * @param background that is seen behind it: it may be another, by a Light Path node
 */
record EvenWorld(Vector3fc radiance, Vector3fc background) {
    static final EvenWorld BLACK = new EvenWorld(new Vector3f(), new Vector3f());

    /**
     * Empty where it differs by direction. Computes more than one node with OpenGL, and changes its state.
     *
     * @param shaders of the world
     */
    static Optional<EvenWorld> of(World world, WorldShaders shaders) {
        if (world.graph().nodes().size() <= 1) {
            return Optional.of(new EvenWorld(world.color(), world.color())); // a Background of constants, if any
        }
        if (!shaders.areEven()) {
            return Optional.empty();
        }
        Vector3fc radiance = radiance(shaders.lighting());
        return Optional.of(new EvenWorld(radiance, shaders.seen().equals(shaders.lighting()) ? radiance : radiance(shaders.seen())));
    }

    private static Vector3f radiance(SurfaceShader shader) {
        try (RadianceProgram program = new RadianceProgram(
                shader, RadianceProgram.Extent.MAP_OF_DIRECTIONS, new WorldMap.WorldInputs())) {
            return new Vector3f(program.map(shader, image -> null, 1, 1));
        }
    }

    /** What the picture shows where there is no surface. */
    World behind(World world) {
        return new World(background, world.graph(), world.transparentFilm(), world.filmExposure(), world.name(), world.lightGroup(),
                world.settings(), world.properties());
    }
}
