// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;

/**
 * Everything that one view layer shows in one frame.
 *
 * @param camera the eye
 * @param world what surrounds the scene
 * @param instances geometries at their places
 * @param lights all lights
 * @param passAlphaThreshold data passes show surfaces whose alpha is at least this, and what lies behind others; 0 to 1
 */
public record Scene(Camera camera, World world, List<Instance> instances, List<Light> lights, float passAlphaThreshold) {
    /**
     * Copies the lists.
     *
     * @param camera {@link #camera()}
     * @param world {@link #world()}
     * @param instances {@link #instances()}
     * @param lights {@link #lights()}
     * @param passAlphaThreshold {@link #passAlphaThreshold()}
     */
    public Scene {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(world, "world");
        Finite.require(passAlphaThreshold, 0, 1, "the alpha threshold of data passes");
        instances = List.copyOf(instances);
        lights = List.copyOf(lights);
    }

    /** {@return a scene of one's own, empty} */
    public static SceneBuilder builder() {
        return new SceneBuilder();
    }
}
