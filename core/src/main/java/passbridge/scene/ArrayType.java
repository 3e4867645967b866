// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** Kinds of values in an array; the order is that of {@code pb_array_type}. */
public enum ArrayType {
    /** One 32-bit float. */
    FLOAT(1, Float.BYTES),
    /** Two floats: UV maps. */
    FLOAT2(2, 2 * Float.BYTES),
    /** Three floats. */
    FLOAT3(3, 3 * Float.BYTES),
    /** Four floats: a colour with alpha, scene-linear. */
    FLOAT4(4, 4 * Float.BYTES),
    /** Four unsigned bytes: a colour, encoded with the sRGB transfer function, with linear alpha; gathered scene-linear. */
    BYTE_COLOR(4, 4),
    /** A 32-bit whole number. */
    INT32(1, Integer.BYTES),
    /** An 8-bit whole number. */
    INT8(1, 1),
    /** One byte: 0 or not. */
    BOOL(1, 1),
    /** Three 32-bit whole numbers. */
    INT32X3(3, 3 * Integer.BYTES),
    /** Two 32-bit whole numbers. */
    INT32X2(2, 2 * Integer.BYTES);

    private final int numberCount;
    private final int bytes;

    ArrayType(int numberCount, int bytes) {
        this.numberCount = numberCount;
        this.bytes = bytes;
    }

    /** {@return numbers of a value, and floats that a gathered vertex has of it} */
    public int numberCount() {
        return numberCount;
    }

    /** {@return bytes of a value in an array} */
    public int bytes() {
        return bytes;
    }

    /** {@return whether a value consists of 32-bit floats} */
    public boolean isFloat() {
        return ordinal() <= FLOAT4.ordinal();
    }
}
