// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.List;
import passbridge.scene.ArrayType;
import passbridge.scene.Curves;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;

/** Catmull-Rom splines of one radius in Java's memory, all of as many points. */
final class MemoryHairs implements Curves {
    private final float[] positions;
    private final int pointsPerHair;
    private final int segmentSteps;
    private final float radius;
    private final boolean tellsArrays;

    /** @param tellsArrays without them nobody knows how large the hairs are */
    MemoryHairs(float[] positions, int pointsPerHair, int segmentSteps, float radius, boolean tellsArrays) {
        this.positions = positions;
        this.pointsPerHair = pointsPerHair;
        this.segmentSteps = segmentSteps;
        this.radius = radius;
        this.tellsArrays = tellsArrays;
    }

    int hairCount() {
        return positions.length / 3 / pointsPerHair;
    }

    int pieceCount() {
        return hairCount() * (pointsPerHair - 1) * segmentSteps;
    }

    /** Coordinate of a hair's step, or its derivative. */
    float at(int hair, int step, int axis, boolean derivative) {
        int segment = Math.min(step / segmentSteps, pointsPerHair - 2);
        float t = (float) (step - segment * segmentSteps) / segmentSteps;
        float[] p = new float[4];
        for (int i = 0; i < 4; i++) {
            int point = Math.max(0, Math.min(segment - 1 + i, pointsPerHair - 1));
            p[i] = positions[3 * (hair * pointsPerHair + point) + axis];
        }
        float linear = p[2] - p[0];
        float square = 2 * p[0] - 5 * p[1] + 4 * p[2] - p[3];
        float cube = 3 * p[1] - p[0] - 3 * p[2] + p[3];
        return derivative
                ? 0.5f * (linear + 2 * t * square + 3 * t * t * cube)
                : p[1] + 0.5f * t * (linear + t * (square + t * cube));
    }

    @Override
    public List<GeometryArray> arrays() {
        return tellsArrays
                ? List.of(
                        new GeometryArray(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, positions.length / 3, 0),
                        new GeometryArray(GeometryArray.CURVE_OFFSET, Domain.CURVE, ArrayType.INT32, hairCount() + 1, 0))
                : List.of();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        ByteBuffer out = values.duplicate().order(values.order());
        for (int i = first; i < first + count; i++) {
            if (array.type() == ArrayType.INT32) {
                out.putInt(i * pointsPerHair);
            } else {
                out.putFloat(positions[3 * i]).putFloat(positions[3 * i + 1]).putFloat(positions[3 * i + 2]);
            }
        }
    }

    @Override
    public float defaultRadius() {
        return radius;
    }

    @Override
    public String name() {
        return "memory hairs";
    }

    @Override
    public long id() {
        return System.identityHashCode(this);
    }

    @Override
    public int segmentSteps() {
        return segmentSteps;
    }

    @Override
    public int curveCount() {
        return hairCount();
    }

    @Override
    public int pointCount() {
        return positions.length / 3;
    }

    @Override
    public boolean hasUvs() {
        return false;
    }

    @Override
    public int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices) {
        ByteBuffer vertexData = vertices.duplicate().order(vertices.order());
        ByteBuffer indexData = indices.duplicate().order(indices.order());
        int lastStep = (pointsPerHair - 1) * segmentSteps;
        int pieceCount = (lastStep + stepsPerPiece - 1) / stepsPerPiece;
        for (int hair = 0; hair < hairCount(); hair++) {
            for (int end = 0; end <= pieceCount; end++) {
                int step = Math.min(end * stepsPerPiece, lastStep);
                for (int side = 0; side < 2; side++) {
                    for (int number = 0; number < 6; number++) {
                        vertexData.putFloat(at(hair, step, number % 3, number >= 3));
                    }
                    vertexData.putFloat(radius);
                }
                int near = 2 * (hair * (pieceCount + 1) + end);
                if (end < pieceCount) {
                    for (int offset : new int[] {0, 2, 1, 3, 1, 2}) {
                        indexData.putInt(near + offset);
                    }
                }
            }
        }
        return hairCount() * pieceCount;
    }
}
