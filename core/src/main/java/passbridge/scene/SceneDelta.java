// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is new about a scene. What has not changed since the scene before is the same object there, so this costs a look at each
 * instance, whatever the size of the geometries.
 *
 * @param added geometries that were not there before: read them
 * @param removed geometries that are there no longer: what was made of them can go
 * @param addedImages images that were not there before
 * @param removedImages images that are there no longer
 * @param addedMaterials materials that were not there before; one of which a number has changed is another
 * @param removedMaterials materials that are there no longer
 * @param instancesMoved another place, order, count, object, material or geometry of an instance
 * @param cameraMoved another camera
 * @param lightsChanged another light
 * @param worldChanged other surroundings
 */
public record SceneDelta(
        Set<Geometry> added,
        Set<Geometry> removed,
        Set<Image> addedImages,
        Set<Image> removedImages,
        Set<Material> addedMaterials,
        Set<Material> removedMaterials,
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
        Contents old = Contents.of(before);
        Contents current = Contents.of(now);
        return new SceneDelta(
                without(current.geometries, old.geometries, identitySet()),
                without(old.geometries, current.geometries, identitySet()),
                without(current.images, old.images, identitySet()),
                without(old.images, current.images, identitySet()),
                without(current.materials, old.materials, new LinkedHashSet<>()),
                without(old.materials, current.materials, new LinkedHashSet<>()),
                before == null || before.instances() != now.instances() && !before.instances().equals(now.instances()),
                before == null || !before.camera().equals(now.camera()),
                before == null || !before.lights().equals(now.lights()),
                before == null || !before.world().equals(now.world()));
    }

    /** What a scene has. Geometries and images: the objects; materials: what is equal is one. */
    private record Contents(Set<Geometry> geometries, Set<Material> materials, Set<Image> images) {
        static Contents of(Scene scene) {
            Contents contents = new Contents(identitySet(), new LinkedHashSet<>(), identitySet());
            if (scene != null) {
                // Instances share the lists, which takes a look at 100,000 of them instead of at all materials of each.
                Set<List<Material>> lists = identitySet();
                for (Instance instance : scene.instances()) {
                    contents.geometries.add(instance.geometry());
                    if (lists.add(instance.materials())) {
                        contents.materials.addAll(instance.materials());
                    }
                }
                contents.materials.forEach(material -> contents.images.addAll(material.values().images()));
            }
            return contents;
        }
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static <T> Set<T> without(Collection<T> all, Set<T> left, Set<T> result) {
        all.stream().filter(one -> !left.contains(one)).forEach(result::add);
        return Collections.unmodifiableSet(result);
    }
}
