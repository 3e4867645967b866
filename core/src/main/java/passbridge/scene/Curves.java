// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/**
 * Curves with a radius, hair for example: Catmull-Rom splines that are drawn as ribbons which always show the camera their full width.
 * All of them have the material of slot 0.
 *
 * <p>The data is gathered into memory of the renderer's choice, a mapped OpenGL buffer for example: two equal vertices for each step on a
 * curve, as 32-bit floats, native byte order, tightly packed:
 *
 * <pre>
 *  byte 0        12       24    28
 *       | x y z  | t t t  | r   | u v      point on the curve, derivative there, radius, all in object space; the curve's UVs, if any
 * </pre>
 *
 * <p>Curves follow each other in their order, those of fewer than two points and those left out take no place; a curve's vertices go from
 * its first to its last point, in {@code maxPieceCount() / points} equal steps a segment between two points. A renderer may so leave out
 * steps where a curve is small.
 *
 * <p>The renderer moves those with an even index by the radius in the direction of cross(tangent, direction of view), the others to the
 * opposite side.
 */
public non-sealed interface Curves extends Geometry {
    /** Bytes of point, tangent and radius. */
    int POINT_TANGENT_AND_RADIUS_BYTES = 7 * Float.BYTES;

    /** Bytes of UVs, where there are any. */
    int UV_BYTES = 2 * Float.BYTES;

    /** Indices of a piece between two steps: two triangles. */
    int PIECE_INDEX_COUNT = 6;

    /** {@return the radius of all points, where there is no array {@link GeometryArray#RADIUS}} */
    float defaultRadius();

    /** {@return pieces that {@link #gather} writes at most; twice as many vertices} */
    long maxPieceCount();

    /** {@return whether vertices have UVs} */
    boolean hasUvs();

    /** {@return bytes of one gathered vertex} */
    default int vertexBytes() {
        return POINT_TANGENT_AND_RADIUS_BYTES + (hasUvs() ? UV_BYTES : 0);
    }

    /**
     * Writes vertices and indices. Curves that can't be drawn (points out of range, numbers that are not finite) are left out with a
     * warning.
     *
     * @param vertices direct, at least {@code 2 * maxPieceCount() * vertexBytes()} bytes from its position; position unchanged
     * @param indices direct, at least {@code maxPieceCount() * PIECE_INDEX_COUNT * Integer.BYTES} bytes from its position, receives
     *     unsigned 32-bit indices; position unchanged
     * @return pieces written
     * @throws IllegalStateException where the curves can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where a buffer is not direct or too small
     */
    int gather(ByteBuffer vertices, ByteBuffer indices);

    /**
     * {@return the points of curves in plain arrays, as they are kept: offsets and coordinates are not checked}
     *
     * @param curves some that can be read
     * @throws IllegalStateException where the curves can't be read, see {@link #isReadable}
     */
    static CurvesData read(Curves curves) {
        float[] positions = curves.array(GeometryArray.POSITION).map(curves::readFloats).orElse(new float[0]);
        return new CurvesData(
                positions,
                HeapCopy.radii(curves, positions.length / 3, curves.defaultRadius()),
                curves.array(GeometryArray.CURVE_OFFSET).map(curves::readIntegers).orElse(new int[0]),
                curves.array(GeometryArray.CURVE_UV).map(curves::readFloats).orElse(new float[0]));
    }
}
