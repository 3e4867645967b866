// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.LinkedHashMap;
import java.util.Map;
import passbridge.scene.Instance;
import passbridge.scene.LightLinking;
import passbridge.scene.ObjectSelection;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;

/** Sets of objects that lights of a scene, or meshes that emit, shine on or are blocked by, numbered; as many as Blender has: 64. */
final class ObjectSets {
    private static final int MAX_COUNT = Long.SIZE;

    private final Map<ObjectSelection, Integer> numbers = new LinkedHashMap<>();

    ObjectSets(Scene scene) {
        scene.lights().forEach(light -> add(light.source().linking()));
        LightLinking last = LightLinking.ALL;
        for (Instance instance : scene.instances()) {
            if (instance.object().linking() != last) {
                last = instance.object().linking();
                add(last);
            }
        }
    }

    private void add(LightLinking linking) {
        add(linking.receivers());
        add(linking.blockers());
    }

    private void add(ObjectSelection selection) {
        if (!selection.equals(ObjectSelection.ALL) && numbers.size() < MAX_COUNT) {
            numbers.putIfAbsent(selection, numbers.size());
        }
    }

    /** From 0 on; -1 of all objects. */
    int number(ObjectSelection selection) {
        return numbers.getOrDefault(selection, -1);
    }

    /** A bit for each set that an object is in. */
    long of(SceneObject object) {
        long sets = 0;
        for (Map.Entry<ObjectSelection, Integer> entry : numbers.entrySet()) {
            sets |= entry.getKey().contains(object) ? 1L << entry.getValue() : 0;
        }
        return sets;
    }
}
