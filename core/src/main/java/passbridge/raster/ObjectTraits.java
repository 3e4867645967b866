// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import passbridge.scene.Ray;
import passbridge.scene.SceneObject;

/**
 * What of an object decides with which others it can be drawn.
 *
 * @param isHoldout cuts a hole into the picture
 * @param isSeen by the camera
 * @param castsShadow on what lights shine on
 * @param reflectsLight onto others
 * @param isShadowCatcher shows nothing but the shadows that fall on it
 * @param sets of {@link ObjectSets} that it is in
 */
record ObjectTraits(boolean isHoldout, boolean isSeen, boolean castsShadow, boolean reflectsLight, boolean isShadowCatcher, long sets) {
    static ObjectTraits of(SceneObject object, ObjectSets sets) {
        return new ObjectTraits(object.holdout(), object.visibleTo().contains(Ray.CAMERA), object.visibleTo().contains(Ray.SHADOW),
                object.visibleTo().contains(Ray.DIFFUSE), object.shadowCatcher(), sets.of(object));
    }

    /** @param set a number of {@link ObjectSets}; below 0: that of all objects */
    boolean isIn(int set) {
        return set < 0 || (sets >>> set & 1) != 0;
    }
}
