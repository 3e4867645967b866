// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import passbridge.scene.Curves;
import passbridge.scene.CurvesData;

/**
 * What shaders are told of curves beside their places: how far along a curve a place is, how long the curve is, which one it is, and where
 * it begins. As Cycles has it (intern/cycles/blender/curves.cpp, export_hair_curves, as of Blender 5.2), by the straight lines from point
 * to point.
 */
final class CurveFacts {
    /** Of a vertex: along the curve from 0 to 1, its length, its number, the coordinates of its first point. */
    static final int FLOATS = 6;

    private final int segmentSteps;
    private final float[] positions;
    private final int[] offsets;
    private final float[] intercepts; // by point
    private final float[] lengths; // by curve

    /** Reads curves: during {@link passbridge.Renderer#sync}. */
    CurveFacts(Curves curves) {
        this(curves.segmentSteps(), Curves.read(curves));
    }

    /** @param segmentSteps {@link Curves#segmentSteps()} */
    CurveFacts(int segmentSteps, CurvesData data) {
        this.segmentSteps = segmentSteps;
        positions = data.positions();
        offsets = data.offsets();
        intercepts = new float[positions.length / 3];
        lengths = new float[Math.max(offsets.length - 1, 0)];
        for (int curve = 0; curve < lengths.length; curve++) {
            if (pointCount(curve) > 0) {
                measure(curve);
            }
        }
    }

    /** 0 where points are out of range. */
    private int pointCount(int curve) {
        boolean isPossible = offsets[curve] >= 0 && offsets[curve] <= offsets[curve + 1] && offsets[curve + 1] <= intercepts.length;
        return isPossible ? offsets[curve + 1] - offsets[curve] : 0;
    }

    private void measure(int curve) {
        float length = 0;
        for (int point = offsets[curve] + 1; point < offsets[curve + 1]; point++) {
            float x = positions[3 * point] - positions[3 * point - 3];
            float y = positions[3 * point + 1] - positions[3 * point - 2];
            float z = positions[3 * point + 2] - positions[3 * point - 1];
            length += (float) Math.sqrt(x * x + y * y + z * z);
            intercepts[point] = length;
        }
        for (int point = offsets[curve]; length > 0 && point < offsets[curve + 1]; point++) {
            intercepts[point] /= length;
        }
        lengths[curve] = length;
    }

    /** Pieces of all curves, were none left out. */
    long pieceCount(int stepsPerPiece) {
        long count = 0;
        for (int curve = 0; curve < lengths.length; curve++) {
            count += pieceCount(curve, stepsPerPiece);
        }
        return count;
    }

    /** As {@link Curves#gather} has it. */
    private int pieceCount(int curve, int stepsPerPiece) {
        int pointCount = pointCount(curve);
        return pointCount < 2 ? 0 : ((pointCount - 1) * segmentSteps - 1) / stepsPerPiece + 1;
    }

    /** Of each vertex that {@link Curves#gather} writes, where it leaves no curve out. */
    float[] ofVertices(int stepsPerPiece) {
        int endCount = 0;
        for (int curve = 0; curve < lengths.length; curve++) {
            int pieces = pieceCount(curve, stepsPerPiece);
            endCount += pieces > 0 ? pieces + 1 : 0;
        }
        float[] facts = new float[Math.multiplyExact(2 * FLOATS, endCount)];
        int at = 0;
        for (int curve = 0; curve < lengths.length; curve++) {
            int pieces = pieceCount(curve, stepsPerPiece);
            for (int end = 0; pieces > 0 && end <= pieces; end++) {
                float intercept = intercept(curve, Math.min(end * stepsPerPiece, (pointCount(curve) - 1) * segmentSteps));
                for (int side = 0; side < 2; side++) {
                    facts[at] = intercept;
                    facts[at + 1] = lengths[curve];
                    facts[at + 2] = curve;
                    System.arraycopy(positions, 3 * offsets[curve], facts, at + 3, 3);
                    at += FLOATS;
                }
            }
        }
        return facts;
    }

    private float intercept(int curve, int step) {
        int point = offsets[curve] + Math.min(step / segmentSteps, pointCount(curve) - 2);
        float share = (float) (step - (point - offsets[curve]) * segmentSteps) / segmentSteps;
        return intercepts[point] * (1 - share) + intercepts[point + 1] * share;
    }
}
