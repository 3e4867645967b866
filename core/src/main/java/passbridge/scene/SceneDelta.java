// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Set;

/**
 * What is new about a scene. What has not changed since the scene before is the same object there, so this costs a look at each
 * instance, whatever the size of the geometries. Sets are by identity.
 *
 * <p>Free what is removed before you make what is added: after a scene that was not taken over completely, a frame having been cancelled,
 * what may be there or not is in both.
 *
 * @param added geometries that were not there before: read them
 * @param removed geometries that are there no longer: what was made of them can go
 * @param addedImages images that were not there before
 * @param removedImages images that are there no longer
 * @param addedMaterials materials that were not there before; one of which a number has changed is another
 * @param removedMaterials materials that are there no longer
 * @param instancesMoved another place, order, count, object, material or geometry of an instance
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
        boolean lightsChanged,
        boolean worldChanged) {}
