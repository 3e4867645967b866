// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import passbridge.scene.ArrayType;
import passbridge.scene.Curves;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;
import passbridge.scene.GeometryArrays;

/** A straight hair that is thicker at its root; makes room for more pieces than it has. */
final class Strand implements Curves {
    private static final float[] ROOT = {-1, -1, 0.2f};
    private static final float[] TIP = {1, 0.5f, 0.5f};
    private static final float ROOT_RADIUS = 0.1f;
    private static final float TIP_RADIUS = 0.02f;
    private static final int[] INDICES = {0, 2, 1, 3, 1, 2};

    private static final GeometryArrays ARRAYS = GeometryArrays.NONE
            .with(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3, ROOT[0], ROOT[1], ROOT[2], TIP[0], TIP[1], TIP[2])
            .with(GeometryArray.RADIUS, Domain.POINT, ArrayType.FLOAT, ROOT_RADIUS, TIP_RADIUS)
            .with(GeometryArray.CURVE_OFFSET, Domain.CURVE, ArrayType.INT32, 0, 2)
            .with(GeometryArray.CURVE_UV, Domain.CURVE, ArrayType.FLOAT2, 0.5f, 0.5f);

    @Override
    public long id() {
        return -2;
    }

    @Override
    public List<GeometryArray> arrays() {
        return ARRAYS.list();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        ARRAYS.copyValues(array, first, count, values);
    }

    @Override
    public float defaultRadius() {
        return 0;
    }

    @Override
    public String name() {
        return "hair";
    }

    @Override
    public int segmentSteps() {
        return 1;
    }

    @Override
    public int curveCount() {
        return 1;
    }

    @Override
    public int pointCount() {
        return 2;
    }

    @Override
    public boolean hasUvs() {
        return true;
    }

    @Override
    public int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices) {
        FloatBuffer data = vertices.asFloatBuffer();
        for (int vertex = 0; vertex < 4; vertex++) {
            boolean isRoot = vertex < 2;
            data.put(isRoot ? ROOT : TIP);
            for (int axis = 0; axis < 3; axis++) {
                data.put(TIP[axis] - ROOT[axis]);
            }
            data.put(isRoot ? ROOT_RADIUS : TIP_RADIUS).put(0.5f).put(0.5f);
        }
        indices.asIntBuffer().put(INDICES);
        return 1;
    }
}
