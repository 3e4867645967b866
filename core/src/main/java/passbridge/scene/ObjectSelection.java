// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Set;

/**
 * Some objects of a scene.
 *
 * @param included ids of objects, and no others; empty: all
 * @param excluded ids of objects that are not among them
 */
public record ObjectSelection(Set<Long> included, Set<Long> excluded) {
    /** All objects. */
    public static final ObjectSelection ALL = new ObjectSelection(Set.of(), Set.of());

    /**
     * Copies the sets.
     *
     * @param included {@link #included()}
     * @param excluded {@link #excluded()}
     */
    public ObjectSelection {
        included = Set.copyOf(included);
        excluded = Set.copyOf(excluded);
    }

    /**
     * {@return whether an object is among them}
     *
     * @param object an object of the scene
     */
    public boolean contains(SceneObject object) {
        return !excluded.contains(object.id()) && (included.isEmpty() || included.contains(object.id()));
    }
}
