// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;

/**
 * A scene in the making: black surroundings and nothing in it yet. One thread at a time. What is built is independent of
 * it; build again after a change for the next picture.
 */
public final class SceneBuilder {
    /** Blender's default. */
    private static final float PASS_ALPHA_THRESHOLD = 0.5f;

    private final List<Instance> instances = new ArrayList<>();
    private final List<Light> lights = new ArrayList<>();
    private World world = new World(new Vector3f(), false);
    private LightPaths lightPaths = LightPaths.ALL;
    private float passAlphaThreshold = PASS_ALPHA_THRESHOLD;

    /** Starts a scene. */
    public SceneBuilder() {}

    /**
     * Sets what surrounds the scene.
     *
     * @param surroundings black without
     * @return this
     */
    public SceneBuilder world(World surroundings) {
        world = surroundings;
        return this;
    }

    /**
     * Surrounds the scene with one scene-linear colour.
     *
     * @param red radiance
     * @param green radiance
     * @param blue radiance
     * @return this
     */
    public SceneBuilder world(float red, float green, float blue) {
        return world(new World(new Vector3f(red, green, blue), false));
    }

    /**
     * Sets {@link Scene#lightPaths}.
     *
     * @param paths which light counts; {@link LightPaths#ALL} without
     * @return this
     */
    public SceneBuilder lightPaths(LightPaths paths) {
        lightPaths = paths;
        return this;
    }

    /**
     * Sets {@link Scene#passAlphaThreshold}.
     *
     * @param threshold 0 to 1; 0.5 without
     * @return this
     */
    public SceneBuilder passAlphaThreshold(float threshold) {
        passAlphaThreshold = threshold;
        return this;
    }

    /**
     * Adds a geometry at the origin.
     *
     * @param geometry may be added any number of times
     * @param materials by slot, at least one
     * @return this
     */
    public SceneBuilder add(Geometry geometry, Material... materials) {
        return add(geometry, new Matrix4f(), materials);
    }

    /**
     * Adds a geometry.
     *
     * @param geometry may be added any number of times
     * @param objectToWorld its place; copied
     * @param materials by slot, at least one
     * @return this
     */
    public SceneBuilder add(Geometry geometry, Matrix4fc objectToWorld, Material... materials) {
        return add(Instance.of(geometry, objectToWorld, materials));
    }

    /**
     * Adds an instance.
     *
     * @param instance a geometry at a place
     * @return this
     */
    public SceneBuilder add(Instance instance) {
        instances.add(instance);
        return this;
    }

    /**
     * Adds a light.
     *
     * @param light at its place
     * @return this
     */
    public SceneBuilder add(Light light) {
        lights.add(light);
        return this;
    }

    /** {@return all instances so far} */
    public List<Instance> instances() {
        return List.copyOf(instances);
    }

    /** {@return all lights so far} */
    public List<Light> lights() {
        return List.copyOf(lights);
    }

    /** {@return the scene as it is now} */
    public Scene build() {
        return new Scene(world, instances, lights, lightPaths, passAlphaThreshold, List.of(), Settings.NONE);
    }
}
