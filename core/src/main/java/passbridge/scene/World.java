// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import org.joml.Vector3fc;

/**
 * What surrounds the scene.
 *
 * @param color finite radiance, the same from every direction
 * @param transparentFilm the world lights the scene but is not seen: alpha is 0 where there is no surface
 */
public record World(Vector3fc color, boolean transparentFilm) {
    /**
     * Checks the components.
     *
     * @param color {@link #color()}
     * @param transparentFilm {@link #transparentFilm()}
     * @throws IllegalArgumentException where one is out of its range
     */
    public World {
        Finite.require(color, "the world's colour");
    }
}
