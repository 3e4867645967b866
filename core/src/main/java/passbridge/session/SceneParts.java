// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;

/** What a scene refers to, each once. Geometries and images: the objects; materials: what is equal is one. */
record SceneParts(Set<Geometry> geometries, Set<Image> images, Set<Material> materials) {
    static SceneParts of(Scene scene) {
        SceneParts parts = new SceneParts(newSet(), newSet(), new LinkedHashSet<>());
        Set<List<Material>> lists = newSet(); // instances share them
        for (Instance instance : scene.instances()) {
            parts.geometries.add(instance.geometry());
            if (lists.add(instance.materials())) {
                instance.materials().stream().filter(parts.materials::add)
                        .forEach(material -> parts.images.addAll(material.graph().images()));
            }
        }
        parts.images.addAll(scene.world().graph().images());
        scene.lights().forEach(light -> light.source().graph().ifPresent(graph -> parts.images.addAll(graph.images())));
        return parts;
    }

    /** The parts of both. */
    SceneParts and(SceneParts other) {
        SceneParts parts = new SceneParts(newSet(), newSet(), new LinkedHashSet<>());
        for (SceneParts each : List.of(this, other)) {
            parts.geometries.addAll(each.geometries);
            parts.images.addAll(each.images);
            parts.materials.addAll(each.materials);
        }
        return parts;
    }

    /** The parts that both have. */
    SceneParts within(SceneParts other) {
        SceneParts parts = new SceneParts(newSet(), newSet(), new LinkedHashSet<>());
        geometries.stream().filter(other.geometries::contains).forEach(parts.geometries::add);
        images.stream().filter(other.images::contains).forEach(parts.images::add);
        materials.stream().filter(other.materials::contains).forEach(parts.materials::add);
        return parts;
    }

    private static <T> Set<T> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
