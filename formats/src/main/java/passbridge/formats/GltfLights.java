// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.ModelElement;
import de.javagl.jgltf.model.NodeModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.scene.Light;

/** The lights of KHR_lights_punctual. */
final class GltfLights {
    static final String EXTENSION = "KHR_lights_punctual";

    /** glTF has photometric units; Blender's importer uses the same constant (io_scene_gltf2, PBR_WATTS_TO_LUMENS, Blender 5.0). */
    private static final float LUMENS_PER_WATT = 683;

    private final List<?> lights;

    GltfLights(GltfModel model) {
        lights = extension(model).get("lights") instanceof List<?> found ? found : List.of();
    }

    /** The light of a node; empty: it has none. @param place of the node, without its scale */
    Optional<Light> light(NodeModel node, Matrix4fc place) {
        if (!(extension(node).get("light") instanceof Number index)) {
            return Optional.empty();
        }
        if (index.intValue() < 0 || index.intValue() >= lights.size() || !(lights.get(index.intValue()) instanceof Map<?, ?> light)) {
            throw new PassbridgeException("there is no light " + index);
        }
        float intensity = number(light, "intensity", 1) / LUMENS_PER_WATT;
        Vector3f power = color(light).mul(intensity);
        float steradians = 4 * (float) Math.PI; // a spot light of Blender, too, has the power of the whole sphere
        switch (String.valueOf(light.get("type"))) {
            case "directional":
                return Optional.of(new Light.Sun(place, power));
            case "point":
                return Optional.of(new Light.Point(place, power.mul(steradians), 0));
            case "spot":
                Map<?, ?> spot = light.get("spot") instanceof Map<?, ?> found ? found : Map.of();
                float outer = number(spot, "outerConeAngle", (float) Math.PI / 4);
                float inner = number(spot, "innerConeAngle", 0);
                return Optional.of(new Light.Spot(place, power.mul(steradians), 0, 2 * outer, 1 - inner / outer));
            default:
                throw new PassbridgeException("there is no light of type " + light.get("type"));
        }
    }

    private static Map<?, ?> extension(ModelElement element) {
        return element.getExtensions() != null && element.getExtensions().get(EXTENSION) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static float number(Map<?, ?> from, String name, float absent) {
        return from.get(name) instanceof Number number ? number.floatValue() : absent;
    }

    private static Vector3f color(Map<?, ?> light) {
        Vector3f color = new Vector3f(1);
        if (light.get("color") instanceof List<?> channels) {
            for (int i = 0; i < Math.min(channels.size(), 3); i++) {
                color.setComponent(i, channels.get(i) instanceof Number number ? number.floatValue() : 1);
            }
        }
        return color;
    }
}
