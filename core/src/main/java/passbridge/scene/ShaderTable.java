// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Arrays;

/** Colours in a row, evenly spaced, as a color ramp or curves give them: a renderer samples it between them. Immutable; any thread. */
public final class ShaderTable {
    private static final int CHANNEL_COUNT = 4;

    private final float[] values;
    private final int hash;

    /**
     * A table of its own copy of the numbers.
     *
     * @param values red, green, blue, alpha of one entry after the other
     */
    public ShaderTable(float[] values) {
        if (values.length == 0 || values.length % CHANNEL_COUNT != 0) {
            throw new IllegalArgumentException("a table has four numbers per entry, and can't have " + values.length + " in all");
        }
        this.values = values.clone();
        hash = Arrays.hashCode(values);
    }

    /** {@return how many entries there are; the first stands for the lowest place, the last for the highest} */
    public int size() {
        return values.length / CHANNEL_COUNT;
    }

    /** {@return a copy of the numbers: red, green, blue, alpha of one entry after the other} */
    public float[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShaderTable table && hash == table.hash && Arrays.equals(values, table.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "table of " + size();
    }
}
