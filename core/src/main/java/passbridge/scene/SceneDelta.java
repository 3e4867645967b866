// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What is new about a scene. What has not changed since the scene before is the same object there, so this costs a look at each
 * instance, whatever the size of the geometries.
 *
 * @param added geometries that were not there before: read them
 * @param removed geometries that are there no longer: what was made of them can go
 * @param instancesMoved another place, order, count, material or geometry of an instance
 * @param cameraMoved another camera
 * @param lightsChanged another light
 * @param worldChanged other surroundings
 */
public record SceneDelta(
        Set<Geometry> added,
        Set<Geometry> removed,
        boolean instancesMoved,
        boolean cameraMoved,
        boolean lightsChanged,
        boolean worldChanged) {
    /**
     * {@return what is new from one scene to the next}
     *
     * @param before null: there was none
     * @param now the next
     */
    public static SceneDelta between(Scene before, Scene now) {
        Set<Geometry> old = before == null ? Set.of() : geometries(before);
        Set<Geometry> current = geometries(now);
        return new SceneDelta(
                without(current, old),
                without(old, current),
                before == null || before.instances() != now.instances() && !before.instances().equals(now.instances()),
                before == null || !before.camera().equals(now.camera()),
                before == null || !before.lights().equals(now.lights()),
                before == null || !before.world().equals(now.world()));
    }

    private static Set<Geometry> geometries(Scene scene) {
        Set<Geometry> geometries = Collections.newSetFromMap(new IdentityHashMap<>());
        scene.instances().forEach(instance -> geometries.add(instance.geometry()));
        return geometries;
    }

    private static Set<Geometry> without(Set<Geometry> all, Set<Geometry> left) {
        Set<Geometry> result = Collections.newSetFromMap(new IdentityHashMap<>());
        result.addAll(all);
        result.removeAll(left);
        return Collections.unmodifiableSet(result);
    }
}
