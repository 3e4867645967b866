// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;

/**
 * Everything that one view layer shows, whatever the camera: that belongs to the request.
 *
 * @param world what surrounds the scene
 * @param instances geometries at their places
 * @param lights all lights
 * @param lightPaths which light counts
 * @param passAlphaThreshold data passes show surfaces whose alpha is at least this, and what lies behind others; 0 to 1
 * @param motionTimes when the motion steps of instances, lights and geometries are: frames from the frame itself, ascending; empty: nothing
 *     moves
 * @param properties custom properties
 */
public record Scene(
        World world, List<Instance> instances, List<Light> lights, LightPaths lightPaths, float passAlphaThreshold, List<Float> motionTimes,
        Settings properties) {
    /** Nothing, in black surroundings: what a renderer is given where it is to free what it has. */
    public static final Scene EMPTY = new SceneBuilder().build();

    /**
     * Copies the lists.
     *
     * @param world {@link #world()}
     * @param instances {@link #instances()}
     * @param lights {@link #lights()}
     * @param lightPaths {@link #lightPaths()}
     * @param passAlphaThreshold {@link #passAlphaThreshold()}
     * @param motionTimes {@link #motionTimes()}
     * @param properties {@link #properties()}
     */
    public Scene {
        Objects.requireNonNull(world, "world");
        Objects.requireNonNull(lightPaths, "lightPaths");
        Finite.require(passAlphaThreshold, 0, 1, "the alpha threshold of data passes");
        instances = List.copyOf(instances);
        lights = List.copyOf(lights);
        motionTimes = List.copyOf(motionTimes);
        Objects.requireNonNull(properties, "properties");
    }

    /**
     * A scene in which nothing moves and all light counts.
     *
     * @param world what surrounds the scene
     * @param instances geometries at their places
     * @param lights all lights
     * @param passAlphaThreshold 0 to 1
     */
    public Scene(World world, List<Instance> instances, List<Light> lights, float passAlphaThreshold) {
        this(world, instances, lights, LightPaths.ALL, passAlphaThreshold, List.of(), Settings.NONE);
    }

    /** {@return a scene of one's own, empty} */
    public static SceneBuilder builder() {
        return new SceneBuilder();
    }
}
