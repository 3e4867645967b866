// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays of a geometry in the program's own memory. Immutable; any thread. */
public final class GeometryArrays {
    /** Nothing yet. */
    public static final GeometryArrays NONE = new GeometryArrays(Map.of());

    private final Map<GeometryArray, byte[]> values;

    private GeometryArrays(Map<GeometryArray, byte[]> values) {
        this.values = values;
    }

    /**
     * {@return the same and one more}
     *
     * @param name as {@link GeometryArray#name()}
     * @param domain what the numbers belong to
     * @param type of floats
     * @param numbers all numbers of all values; copied
     * @throws IllegalArgumentException where these are no whole values of that type
     */
    public GeometryArrays with(String name, Domain domain, ArrayType type, float... numbers) {
        ByteBuffer bytes = bytes(name, type, type.isFloat(), numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return with(name, domain, type, bytes.array());
    }

    /**
     * {@return the same and one more}
     *
     * @param name as {@link GeometryArray#name()}
     * @param domain what the numbers belong to
     * @param type {@link ArrayType#INT32}, {@link ArrayType#INT32X2} or {@link ArrayType#INT32X3}
     * @param numbers all numbers of all values; copied
     * @throws IllegalArgumentException where these are no whole values of that type
     */
    public GeometryArrays with(String name, Domain domain, ArrayType type, int... numbers) {
        boolean fits = type == ArrayType.INT32 || type == ArrayType.INT32X2 || type == ArrayType.INT32X3;
        ByteBuffer bytes = bytes(name, type, fits, numbers.length);
        bytes.asIntBuffer().put(numbers);
        return with(name, domain, type, bytes.array());
    }

    private static ByteBuffer bytes(String name, ArrayType type, boolean fits, int numberCount) {
        if (!fits || numberCount % type.numberCount() != 0) {
            throw new IllegalArgumentException("array '" + name + "' of " + type + " can't be made of " + numberCount + " such numbers");
        }
        return ByteBuffer.allocate(Math.multiplyExact(numberCount, Integer.BYTES)).order(ByteOrder.nativeOrder());
    }

    private GeometryArrays with(String name, Domain domain, ArrayType type, byte[] bytes) {
        Map<GeometryArray, byte[]> more = new LinkedHashMap<>(values);
        more.keySet().removeIf(array -> array.name().equals(name));
        more.put(new GeometryArray(name, domain, type, bytes.length / type.bytes(), 0), bytes);
        return new GeometryArrays(more);
    }

    /** {@return what is there, in the order in which it was added} */
    public List<GeometryArray> list() {
        return List.copyOf(new ArrayList<>(values.keySet()));
    }

    /**
     * What {@link Geometry#copyValues} does.
     *
     * @param array one of {@link #list()}
     * @param first the first value
     * @param count how many values
     * @param target as there
     */
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer target) {
        byte[] bytes = values.get(array);
        if (bytes == null) {
            throw new IllegalArgumentException("there is no " + array);
        }
        requireCopyable(array, first, count, target);
        target.put(target.position(), bytes, first * array.type().bytes(), count * array.type().bytes());
    }

    /**
     * Checks the arguments of {@link Geometry#copyValues}.
     *
     * @param array whose values are to be copied
     * @param first the first value
     * @param count how many values
     * @param target receives them
     * @throws IllegalArgumentException where these don't go together
     */
    public static void requireCopyable(GeometryArray array, int first, int count, ByteBuffer target) {
        if (first < 0 || count < 0 || count > array.count() - first) {
            throw new IllegalArgumentException("array '" + array.name() + "' has " + array.count() + " values, not " + count + " from "
                    + first + " on");
        }
        if (!target.isDirect() || target.remaining() < (long) count * array.type().bytes()) {
            throw new IllegalArgumentException(
                    "a direct buffer of " + (long) count * array.type().bytes() + " bytes is needed, not " + target);
        }
    }
}
