// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/**
 * Curves with a radius, hair for example: Catmull-Rom splines that are drawn as ribbons which always show the camera their full width.
 * All of them have the material of slot 0.
 *
 * <p>A curve goes from its first to its last point in {@link #segmentSteps} equal steps a segment between two points, and is drawn in
 * straight pieces of one step or, where it is small, of several. The data is gathered into memory of the renderer's choice, a mapped OpenGL
 * buffer for example: two equal vertices for each end of pieces on a curve, as 32-bit floats, native byte order, tightly packed:
 *
 * <pre>
 *  byte 0        12       24    28
 *       | x y z  | t t t  | r   | u v      point on the curve, derivative there, radius, all in object space; the curve's UVs, if any
 * </pre>
 *
 * <p>Curves follow each other in their order, those of fewer than two points and those left out take no place.
 *
 * <p>The renderer moves those with an even index by the radius in the direction of cross(tangent, direction of view), the others to the
 * opposite side.
 */
public non-sealed interface Curves extends Geometry {
    /** Bytes of point, tangent and radius. */
    int POINT_TANGENT_AND_RADIUS_BYTES = 7 * Float.BYTES;

    /** Bytes of UVs, where there are any. */
    int UV_BYTES = 2 * Float.BYTES;

    /** Indices of a piece: two triangles. */
    int PIECE_INDEX_COUNT = 6;

    /** {@return the radius of all points, where there is no array {@link GeometryArray#RADIUS}} */
    float defaultRadius();

    /** {@return how many curves there are, those that can't be drawn among them} */
    int curveCount();

    /** {@return how many points there are, those of no curve among them} */
    int pointCount();

    /** {@return equal steps that a segment between two points has, at least 1} */
    int segmentSteps();

    /**
     * {@return pieces that {@link #gather} writes at most; twice as many vertices}
     *
     * @param stepsPerPiece as there
     * @throws IllegalArgumentException where that is below 1
     */
    default long maxPieceCount(int stepsPerPiece) {
        if (stepsPerPiece < 1) {
            throw new IllegalArgumentException("a piece takes at least one step, not " + stepsPerPiece);
        }
        long stepCount = (long) pointCount() * segmentSteps();
        // Of each curve a piece that takes fewer steps, and the end that there is more than pieces.
        return Math.min(stepCount, stepCount / stepsPerPiece + 2L * curveCount());
    }

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
     * @param stepsPerPiece steps of a curve that a piece takes, at least 1; the last piece of a curve may take fewer
     * @param vertices direct, at least {@code 2 * maxPieceCount(stepsPerPiece) * vertexBytes()} bytes from its position; position
     *     unchanged
     * @param indices direct, at least {@code maxPieceCount(stepsPerPiece) * PIECE_INDEX_COUNT * Integer.BYTES} bytes from its position,
     *     receives unsigned 32-bit indices; position unchanged
     * @return pieces written
     * @throws IllegalStateException where the curves can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where a buffer is not direct or too small, or a piece would take no step
     */
    int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices);

    /**
     * As {@link #gather(int, ByteBuffer, ByteBuffer)}, with the points where they are at a motion step. The same vertices are written in the
     * same order, but for curves that can't be drawn at one of the two times.
     *
     * @param stepsPerPiece as there
     * @param motionStep as {@link GeometryArray#motionStep()}, at most {@link #motionStepCount}
     * @param vertices as there
     * @param indices as there
     * @return pieces written
     * @throws IllegalArgumentException as there, or where there is no such motion step
     */
    default int gather(int stepsPerPiece, int motionStep, ByteBuffer vertices, ByteBuffer indices) {
        if (motionStep != 0) {
            throw new IllegalArgumentException("curves '" + name() + "' have no motion step " + motionStep);
        }
        return gather(stepsPerPiece, vertices, indices);
    }

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
