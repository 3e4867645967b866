// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * An object of Blender, as far as it says more than where a geometry or a light is. Its instances share it.
 *
 * @param id stays from frame to frame; 0: none
 * @param name of the object, for users; "": none
 * @param assetName of the topmost parent, as Cryptomatte's asset layer has it; "": none
 * @param parentId {@link #id} of the parent, which need not be in the scene; 0: it has none
 * @param collections names of those that it is in
 * @param passIndex what the pass IndexOB shows
 * @param color RGBA, scene-linear: the object's own, which materials may ask for
 * @param visibleTo what sees it; what {@link Ray#CAMERA} does not see is in the scene all the same
 * @param holdout cuts a hole into the picture: alpha 0, data passes as where nothing is
 * @param shadowCatcher shows nothing but the shadows that fall on it
 * @param lightGroup that its emission, or its light, belongs to; "": none
 * @param linking which objects its emission has to do with; what the light of a {@link Light} has is {@link Light.Source#linking}
 * @param settings what the engine declares on objects
 * @param properties custom properties
 * @param instancerProperties custom properties of what it is instanced by; none where it is no instance
 */
public record SceneObject(
        long id,
        String name,
        String assetName,
        long parentId,
        List<String> collections,
        int passIndex,
        Vector4fc color,
        Set<Ray> visibleTo,
        boolean holdout,
        boolean shadowCatcher,
        String lightGroup,
        LightLinking linking,
        Settings settings,
        Settings properties,
        Settings instancerProperties) {
    private static final Set<Ray> ALL_RAYS = Set.of(Ray.values());

    /** One without a name: white, pass index 0, seen by all. */
    public static final SceneObject UNNAMED = named(0, "");

    /**
     * Copies the lists.
     *
     * @param id {@link #id()}
     * @param name {@link #name()}
     * @param assetName {@link #assetName()}
     * @param parentId {@link #parentId()}
     * @param collections {@link #collections()}
     * @param passIndex {@link #passIndex()}
     * @param color {@link #color()}
     * @param visibleTo {@link #visibleTo()}
     * @param holdout {@link #holdout()}
     * @param shadowCatcher {@link #shadowCatcher()}
     * @param lightGroup {@link #lightGroup()}
     * @param linking {@link #linking()}
     * @param settings {@link #settings()}
     * @param properties {@link #properties()}
     * @param instancerProperties {@link #instancerProperties()}
     */
    public SceneObject {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(assetName, "assetName");
        Objects.requireNonNull(color, "color");
        Objects.requireNonNull(lightGroup, "lightGroup");
        Objects.requireNonNull(linking, "linking");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(instancerProperties, "instancerProperties");
        collections = List.copyOf(collections);
        visibleTo = Set.copyOf(visibleTo);
    }

    /**
     * {@return an object as Blender's are at first: white, pass index 0, seen by all}
     *
     * @param id {@link #id()}
     * @param name {@link #name()}
     */
    public static SceneObject named(long id, String name) {
        return new SceneObject(id, name, name, 0, List.of(), 0, new Vector4f(1), ALL_RAYS, false, false, "", LightLinking.ALL,
                Settings.NONE, Settings.NONE, Settings.NONE);
    }

    /**
     * {@return the same with another {@link #passIndex}}
     *
     * @param index of the object
     */
    public SceneObject withPassIndex(int index) {
        return new SceneObject(id, name, assetName, parentId, collections, index, color, visibleTo, holdout, shadowCatcher, lightGroup, linking,
                settings, properties, instancerProperties);
    }

    /**
     * {@return the same with another {@link #holdout}}
     *
     * @param isHoldout whether it cuts a hole
     */
    public SceneObject withHoldout(boolean isHoldout) {
        return new SceneObject(id, name, assetName, parentId, collections, passIndex, color, visibleTo, isHoldout, shadowCatcher, lightGroup, linking,
                settings, properties, instancerProperties);
    }

    /**
     * {@return the same, hidden from some}
     *
     * @param rays what does not see it, beside what did not before
     */
    public SceneObject hiddenFrom(Ray... rays) {
        Set<Ray> left = EnumSet.noneOf(Ray.class);
        left.addAll(visibleTo);
        left.removeAll(List.of(rays));
        return new SceneObject(id, name, assetName, parentId, collections, passIndex, color, left, holdout, shadowCatcher, lightGroup, linking,
                settings, properties, instancerProperties);
    }

    /**
     * {@return the same with another {@link #linking}}
     *
     * @param emissionLinking which objects its emission has to do with
     */
    public SceneObject withLinking(LightLinking emissionLinking) {
        return new SceneObject(id, name, assetName, parentId, collections, passIndex, color, visibleTo, holdout, shadowCatcher, lightGroup,
                emissionLinking, settings, properties, instancerProperties);
    }
}
