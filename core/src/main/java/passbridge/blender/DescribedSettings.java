// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.scene.Settings;

/** Turns {@code pb_property}s into {@link Settings}. */
final class DescribedSettings {
    private static final int MOST_NUMBERS = 4;

    private DescribedSettings() {}

    static Settings of(Description.Range properties) {
        if (properties.count() == 0) {
            return Settings.NONE;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < properties.count(); i++) {
            Description.Struct property = properties.struct(i);
            values.put(property.text(Protocol.Property.NAME), value(property));
        }
        return Settings.of(values);
    }

    private static Object value(Description.Struct property) {
        int type = property.integer(Protocol.Property.TYPE);
        return switch (type) {
            case Protocol.PropertyType.BOOL -> number(property, 0) != 0;
            case Protocol.PropertyType.INT -> (int) number(property, 0);
            case Protocol.PropertyType.FLOAT -> (float) number(property, 0);
            case Protocol.PropertyType.COLOR -> new Vector3f(
                    (float) number(property, 0), (float) number(property, 1), (float) number(property, 2));
            case Protocol.PropertyType.TEXT -> property.text(Protocol.Property.TEXT);
            case Protocol.PropertyType.INTS -> numbers(property, number -> (int) number);
            case Protocol.PropertyType.FLOATS -> numbers(property, number -> (float) number);
            default -> throw new PassbridgeException("the description of the scene has a property '"
                    + property.text(Protocol.Property.NAME) + "' of unknown type " + Integer.toUnsignedString(type));
        };
    }

    private static double number(Description.Struct property, int index) {
        return property.real64(Protocol.Property.NUMBERS + index * Double.BYTES);
    }

    private static <T> List<T> numbers(Description.Struct property, DoubleFunction<T> convert) {
        int count = property.integer(Protocol.Property.COUNT);
        if (count < 0 || count > MOST_NUMBERS) {
            throw new PassbridgeException("the description of the scene has a property '" + property.text(Protocol.Property.NAME) + "' of "
                    + Integer.toUnsignedString(count) + " numbers: " + MOST_NUMBERS + " at most are possible");
        }
        List<T> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(convert.apply(number(property, i)));
        }
        return numbers;
    }
}
