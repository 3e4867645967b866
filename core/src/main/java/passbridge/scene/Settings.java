// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * Values by name: what a user chose for a frame, an object, a material or a light, or what is kept as custom properties. Immutable; any
 * thread. A value is a {@link Boolean}, {@link Integer}, {@link Float}, {@link String}, a {@link Vector3fc} for a scene-linear colour, or,
 * among custom properties, a {@link List} of Integer or Float.
 */
public final class Settings {
    /** No settings. */
    public static final Settings NONE = new Settings(Map.of());

    private final Map<String, Object> values;

    private Settings(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * {@return settings by name}
     *
     * @param values of the types that a setting has
     * @throws IllegalArgumentException for a value of a type that no setting has
     */
    public static Settings of(Map<String, ?> values) {
        values.forEach((name, value) -> {
            boolean known = value instanceof Boolean || value instanceof Integer || value instanceof Float
                    || value instanceof String || value instanceof Vector3fc || isListOfNumbers(value);
            if (!known) {
                throw new IllegalArgumentException("setting " + name + " can't be " + value);
            }
        });
        Map<String, Object> copies = new LinkedHashMap<>(values);
        copies.replaceAll((name, value) -> value instanceof List<?> list ? List.copyOf(list) : value);
        return new Settings(Map.copyOf(copies));
    }

    /**
     * {@return the settings that {@link #as} turns into an equal record} For tests, and for programs without Blender.
     *
     * @param record with components as {@link #as} takes them
     */
    public static Settings of(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(record, component);
            values.put(component.getName(), value instanceof Enum<?> constant ? constant.name()
                    : value instanceof Double number ? (Object) number.floatValue() : value);
        }
        return of(values);
    }

    private static boolean isListOfNumbers(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(number -> number instanceof Integer || number instanceof Float);
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the record " + record.getClass().getName() + " can't be read", e);
        }
    }

    /** {@return all values by name} */
    public Map<String, Object> values() {
        return values;
    }

    /**
     * {@return the settings as a record: each component has the setting of its name} A component is a {@code boolean}, {@code int},
     * {@code float}, {@code double}, {@code String}, an enum (by the name of its constant) or a {@link Vector3fc}; whole numbers are
     * taken for {@code float} and {@code double}, too.
     *
     * @param <R> the record
     * @param type of the record
     * @throws IllegalArgumentException where a component has no setting, or one of another type, or the record refuses the values
     */
    public <R extends Record> R as(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = Arrays.stream(components).map(component -> argument(type, component)).toArray();
        try {
            var constructor =
                    type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException("the settings " + values + " are refused by " + type.getSimpleName() + ": "
                    + refused.getCause().getMessage(), refused.getCause());
        } catch (ReflectiveOperationException | RuntimeException unreachable) {
            throw new IllegalArgumentException("the settings record " + type.getName()
                    + " can't be made: make it public, or open its package to module passbridge", unreachable);
        }
    }

    private Object argument(Class<?> record, RecordComponent component) {
        Object value = values.get(component.getName());
        if (value == null) {
            throw new IllegalArgumentException(record.getSimpleName() + " has a component '" + component.getName()
                    + "', but there is no such setting, only " + values.keySet() + ": declare it in the add-on");
        }
        Class<?> type = component.getType();
        if (type == boolean.class && value instanceof Boolean
                || type == int.class && value instanceof Integer
                || type == String.class && value instanceof String) {
            return value;
        }
        if (type == float.class && value instanceof Number number) {
            return number.floatValue();
        }
        if (type == double.class && value instanceof Number number) {
            return number.doubleValue();
        }
        if (type.isAssignableFrom(Vector3f.class) && value instanceof Vector3fc color) {
            return new Vector3f(color);
        }
        if (type.isEnum() && value instanceof String name) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        throw new IllegalArgumentException("setting '" + component.getName() + "' is " + value + ", which no " + type.getSimpleName()
                + " of " + record.getSimpleName() + " can be: give both the same type");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
