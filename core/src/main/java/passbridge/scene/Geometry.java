// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What instances place in the scene: a kind and named arrays. Its content never changes. Instances that share a geometry hold the same
 * object; a geometry whose content is that of the scene before is the same object as there, so a renderer may keep what it made of it.
 *
 * <p>The values are in memory while {@link passbridge.Renderer#sync} runs that was handed the geometry as new, and for as long as a
 * {@link Retention} is open. Then they may be read on any thread, by as many as like, as often as they like. At other times reading
 * throws {@link IllegalStateException}. A geometry of the program's own can always be read.
 */
public sealed interface Geometry permits Mesh, Curves, PointCloud {
    /** {@return a number that stays from frame to frame, though the content may change, and that no other geometry of the scene has} */
    long id();

    /** {@return name of Blender's data, for messages} */
    String name();

    /** {@return what the geometry consists of, and its attributes} Any time. */
    List<GeometryArray> arrays();

    /**
     * {@return the array of this name, as it is in the frame; empty where there is none}
     *
     * @param name one of {@link GeometryArray}'s, or an attribute's
     */
    default Optional<GeometryArray> array(String name) {
        return arrays().stream().filter(array -> array.motionStep() == 0 && array.name().equals(name)).findFirst();
    }

    /** {@return how many motion steps the geometry has positions at beside the frame; 0: it does not deform} */
    default int motionStepCount() {
        return (int) arrays().stream().filter(array -> array.motionStep() > 0 && array.name().equals(GeometryArray.POSITION)).count();
    }

    /**
     * {@return what equals that of another geometry only where the two have the same arrays and values, whatever their ids and names} So
     * renderers of several sessions can tell what they may share. By itself a geometry's content equals that of the same object alone. Any
     * time.
     */
    default Object content() {
        return this;
    }

    /**
     * Copies values as they are kept, tightly packed. Indices among them are not checked: corrupt files have wrong ones.
     *
     * @param array one of {@link #arrays()}
     * @param first the first value to be copied
     * @param count how many
     * @param values direct, at least {@code count * array.type().bytes()} bytes from its position, receives values in native byte order;
     *     position unchanged
     * @throws IllegalStateException where the geometry can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where the buffer is not direct or too small, the values are outside, or the array is not this
     *     geometry's
     */
    void copyValues(GeometryArray array, int first, int count, ByteBuffer values);

    /**
     * {@return all numbers of an array of floats}
     *
     * @param array one of {@link #arrays()}, of a type that {@link ArrayType#isFloat}
     * @throws IllegalStateException as {@link #copyValues}
     */
    default float[] readFloats(GeometryArray array) {
        if (!array.type().isFloat()) {
            throw new IllegalArgumentException("array '" + array.name() + "' has " + array.type() + ", no floats");
        }
        FloatBuffer numbers = FloatBuffer.allocate(Math.multiplyExact(array.count(), array.type().numberCount()));
        HeapCopy.copy(this, array, part -> numbers.put(part.asFloatBuffer()));
        return numbers.array();
    }

    /**
     * {@return all numbers of an array of whole numbers; of {@link ArrayType#BOOL} 0 and 1}
     *
     * @param array one of {@link #arrays()}, of a type that is not {@link ArrayType#isFloat}, nor {@link ArrayType#BYTE_COLOR}
     * @throws IllegalStateException as {@link #copyValues}
     */
    default int[] readIntegers(GeometryArray array) {
        IntBuffer numbers = IntBuffer.allocate(Math.multiplyExact(array.count(), array.type().numberCount()));
        HeapCopy.copy(this, array, switch (array.type()) {
            case INT32, INT32X2, INT32X3 -> part -> numbers.put(part.asIntBuffer());
            case INT8 -> part -> {
                while (part.hasRemaining()) {
                    numbers.put(part.get());
                }
            };
            case BOOL -> part -> {
                while (part.hasRemaining()) {
                    numbers.put(part.get() == 0 ? 0 : 1);
                }
            };
            default -> throw new IllegalArgumentException(
                    "array '" + array.name() + "' has " + array.type() + ", no whole numbers");
        });
        return numbers.array();
    }

    /** {@return a box around all points whose coordinates are finite; empty where there are none} Radii are not in it. */
    default Optional<Bounds> bounds() {
        return array(GeometryArray.POSITION).flatMap(positions -> Bounds.around(readFloats(positions)));
    }

    /** {@return where Generated texture coordinates go from 0 to 1; empty: they are positions in object space, as in Cycles} */
    default Optional<TextureSpace> textureSpace() {
        return Optional.empty();
    }

    /** {@return whether the values can be read now} Any thread. */
    default boolean isReadable() {
        return true;
    }

    /**
     * Keeps the values in memory until the result is closed. Any thread.
     *
     * @return closed by the caller
     * @throws IllegalStateException where the geometry can't be read any more, see {@link #isReadable}
     */
    default Retention retain() {
        return () -> {};
    }
}
