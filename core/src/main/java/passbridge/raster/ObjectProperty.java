// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import java.util.Optional;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.SceneObject;

/** What shaders read of an object by a name, as Cycles does: custom properties, and its colour. */
final class ObjectProperty {
    private ObjectProperty() {}

    /** As a colour or a vector with alpha 1, or a number three times with 1; empty where there is no such property of numbers. */
    static Optional<Vector4fc> value(SceneObject object, String name) {
        String key = name.startsWith("[\"") && name.endsWith("\"]") ? name.substring(2, name.length() - 2) : name;
        Object value = object.properties().values().get(key);
        if (value instanceof Number number) {
            return Optional.of(numbers(List.of(number)));
        }
        if (value instanceof Vector3fc vector) {
            return Optional.of(new Vector4f(vector, 1));
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(Number.class::isInstance)) {
            return Optional.of(numbers(list.stream().map(Number.class::cast).toList()));
        }
        return key.equals("color") ? Optional.of(object.color()) : Optional.empty();
    }

    private static Vector4f numbers(List<Number> list) {
        float x = list.get(0).floatValue();
        return list.size() == 1 ? new Vector4f(x, x, x, 1) : new Vector4f(
                x, list.get(1).floatValue(), list.size() > 2 ? list.get(2).floatValue() : 0,
                list.size() > 3 ? list.get(3).floatValue() : 1);
    }
}
