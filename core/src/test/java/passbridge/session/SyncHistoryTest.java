// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import passbridge.scene.ArrayImage;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneBuilder;
import passbridge.scene.SceneDelta;
import passbridge.scene.TriangleMesh;

/** What a renderer is told of a scene, after others that it has taken over completely or not. */
class SyncHistoryTest {
    private static final Geometry CUBE = TriangleMesh.cube(1);
    private static final Geometry PLANE = TriangleMesh.plane(1);
    private static final Geometry SPHERE = TriangleMesh.sphere(1, 8);
    private static final Material RED = Material.colored(1, 0, 0);

    private final SyncHistory history = new SyncHistory();

    private static Scene scene(Geometry... geometries) {
        SceneBuilder builder = Scene.builder();
        for (Geometry geometry : geometries) {
            builder.add(geometry, RED);
        }
        return builder.build();
    }

    private SceneDelta sync(Scene scene) {
        SceneDelta delta = history.begin(scene);
        history.complete();
        return delta;
    }

    private static void assertGeometries(Set<Geometry> added, Set<Geometry> removed, SceneDelta delta) {
        assertEquals(added, delta.added(), "added");
        assertEquals(removed, delta.removed(), "removed");
    }

    @Test
    void theFirstSceneIsAllNewEvenWhereThereIsNothing() {
        SceneDelta delta = sync(Scene.EMPTY);
        assertGeometries(Set.of(), Set.of(), delta);
        assertTrue(delta.instancesMoved() && delta.lightsChanged() && delta.worldChanged());
    }

    @Test
    void aSceneIsTakenOverOnce() {
        Scene scene = scene(CUBE);
        assertFalse(history.has(scene));
        sync(scene);
        assertTrue(history.has(scene));
        SceneDelta delta = sync(scene(CUBE));
        assertGeometries(Set.of(), Set.of(), delta);
        assertFalse(delta.instancesMoved() || delta.lightsChanged() || delta.worldChanged());
    }

    @Test
    void theEmptySceneRemovesEverything() {
        sync(scene(CUBE, PLANE));
        assertGeometries(Set.of(), Set.of(CUBE, PLANE), sync(Scene.EMPTY));
        assertGeometries(Set.of(CUBE), Set.of(), sync(scene(CUBE)));
    }

    @Test
    void whatMayBeThereOfACancelledSceneIsRemovedAndAdded() {
        sync(scene(CUBE, PLANE));
        history.begin(scene(CUBE, SPHERE)); // cancelled: the plane may be gone or not, the sphere there or not
        assertFalse(history.has(scene(CUBE, SPHERE)));
        SceneDelta delta = history.begin(scene(CUBE, PLANE, SPHERE)); // cancelled, too
        assertGeometries(Set.of(PLANE, SPHERE), Set.of(PLANE, SPHERE), delta);
        assertTrue(delta.instancesMoved());
        assertGeometries(Set.of(PLANE), Set.of(PLANE, SPHERE), sync(scene(CUBE, PLANE)));
        assertGeometries(Set.of(), Set.of(PLANE), sync(scene(CUBE)));
    }

    @Test
    void imagesAndMaterialsAreToldOf() {
        ArrayImage image = ArrayImage.of("dot", 1, 1, 1, Image.ColorSpace.LINEAR, new float[1]);
        Material textured = Material.textured(image);
        sync(scene(CUBE));
        SceneDelta delta = sync(Scene.builder().add(CUBE, textured, Material.colored(1, 0, 0)).build());
        assertEquals(Set.of(image), delta.addedImages());
        assertEquals(Set.of(textured), delta.addedMaterials(), "an equal material is the same");
        assertEquals(Set.of(), delta.removedMaterials());
        SceneDelta back = sync(scene(CUBE));
        assertEquals(Set.of(image), back.removedImages());
        assertEquals(Set.of(textured), back.removedMaterials());
    }
}
