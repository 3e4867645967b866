// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import java.util.Optional;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.SceneObject;
import passbridge.shading.AttributeUse;

/** What shaders read of an object by a name, as Cycles does: custom properties, and its colour. */
final class ObjectProperty {
    private ObjectProperty() {}

    /** Whether an attribute is of the object or its instancer. */
    static boolean isOne(AttributeUse use) {
        return use.source() == AttributeUse.Source.OBJECT || use.source() == AttributeUse.Source.INSTANCER;
    }

    /**
     * As a colour or a vector with alpha 1, or a number three times with 1; empty where the attribute is not one of objects, or there is no
     * such property of numbers. What an instancer does not have the object itself may have.
     */
    static Optional<Vector4fc> value(SceneObject object, AttributeUse use) {
        String name = use.name();
        String key = name.startsWith("[\"") && name.endsWith("\"]") ? name.substring(2, name.length() - 2) : name;
        return switch (use.source()) {
            case OBJECT -> ofObject(object, key);
            case INSTANCER -> number(object.instancerProperties().values().get(key)).or(() -> ofObject(object, key));
            default -> Optional.empty();
        };
    }

    private static Optional<Vector4fc> ofObject(SceneObject object, String key) {
        return number(object.properties().values().get(key)).or(() -> key.equals("color") ? Optional.of(object.color()) : Optional.empty());
    }

    private static Optional<Vector4fc> number(Object value) {
        if (value instanceof Number number) {
            return Optional.of(numbers(List.of(number)));
        }
        if (value instanceof Vector3fc vector) {
            return Optional.of(new Vector4f(vector, 1));
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(Number.class::isInstance)) {
            return Optional.of(numbers(list.stream().map(Number.class::cast).toList()));
        }
        return Optional.empty();
    }

    private static Vector4f numbers(List<Number> list) {
        float x = list.get(0).floatValue();
        return list.size() == 1 ? new Vector4f(x, x, x, 1) : new Vector4f(
                x, list.get(1).floatValue(), list.size() > 2 ? list.get(2).floatValue() : 0,
                list.size() > 3 ? list.get(3).floatValue() : 1);
    }
}
