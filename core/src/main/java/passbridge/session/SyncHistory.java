// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import passbridge.scene.Geometry;
import passbridge.scene.Scene;
import passbridge.scene.SceneDelta;

/**
 * Which scenes one renderer has taken over. What it has of a scene that was cancelled nobody knows: the next delta tells it to free all of
 * that, and to make it anew.
 */
final class SyncHistory {
    private SceneParts kept = SceneParts.of(Scene.EMPTY); // had by all scenes since the last complete one
    private SceneParts possible = kept; // had by one of them
    private SceneParts current = kept;
    private Scene begun = Scene.EMPTY;
    private Scene examined = Scene.EMPTY; // and what it consists of
    private SceneParts examinedParts = kept;
    private boolean isComplete; // before the first scene not even EMPTY is
    private boolean isWanting; // more of the scene than it was given

    /** Whether the renderer has exactly this scene. */
    boolean has(Scene scene) {
        return isComplete && !isWanting && scene == begun;
    }

    /** A scene is about to be taken over. */
    SceneDelta begin(Scene scene) {
        Scene before = isComplete ? begun : null;
        begun = scene;
        current = parts(scene);
        SceneDelta delta = new SceneDelta(
                added(SceneParts::geometries, newSet()), removed(SceneParts::geometries, newSet()),
                added(SceneParts::images, newSet()), removed(SceneParts::images, newSet()),
                added(SceneParts::materials, new LinkedHashSet<>()), removed(SceneParts::materials, new LinkedHashSet<>()),
                before == null || before.instances() != scene.instances() && !before.instances().equals(scene.instances()),
                before == null || !before.lights().equals(scene.lights()),
                before == null || !before.world().equals(scene.world()));
        kept = kept.within(current);
        possible = possible.and(current);
        isComplete = false;
        isWanting = false;
        return delta;
    }

    /** What the renderer would have to read of a scene, though it can't be read. */
    Set<Geometry> unreadable(Scene scene) {
        Set<Geometry> unreadable = newSet();
        for (Geometry geometry : parts(scene).geometries()) {
            if (!kept.geometries().contains(geometry) && !geometry.isReadable()) {
                unreadable.add(geometry);
            }
        }
        return unreadable;
    }

    private SceneParts parts(Scene scene) {
        if (scene != examined) {
            examinedParts = SceneParts.of(scene);
            examined = scene;
        }
        return examinedParts;
    }

    /** The scene begun last was taken over, and more of it is wanted: it follows once more. */
    void completeWanting() {
        complete();
        isWanting = true;
    }

    /** The scene begun last was taken over. */
    void complete() {
        kept = current;
        possible = current;
        isComplete = true;
    }

    private static <T> Set<T> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private <T> Set<T> added(Function<SceneParts, Set<T>> kind, Set<T> result) {
        kind.apply(current).stream().filter(part -> !kind.apply(kept).contains(part)).forEach(result::add);
        return Collections.unmodifiableSet(result);
    }

    private <T> Set<T> removed(Function<SceneParts, Set<T>> kind, Set<T> result) {
        kind.apply(possible).stream()
                .filter(part -> !kind.apply(kept).contains(part) || !kind.apply(current).contains(part))
                .forEach(result::add);
        return Collections.unmodifiableSet(result);
    }
}
