// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.GeometryArray;
import passbridge.scene.GeometryArrays;
import passbridge.scene.PointCloud;

/** Three spheres, one of them without a radius; makes room for one that is left out. */
final class Droplets implements PointCloud {
    private static final float[] SPHERES = {-0.5f, 0, 0.3f, 0.3f, 0.5f, 0, 0.3f, 0.2f, 0, 0.5f, 0.3f, 0};

    private static final GeometryArrays ARRAYS = GeometryArrays.NONE
            .with(GeometryArray.POSITION, Domain.POINT, ArrayType.FLOAT3,
                    -0.5f, 0, 0.3f, 0.5f, 0, 0.3f, 0, 0.5f, 0.3f, Float.NaN, 0, 0)
            .with(GeometryArray.RADIUS, Domain.POINT, ArrayType.FLOAT, 0.3f, 0.2f, 0, 1);

    @Override
    public long id() {
        return -3;
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
        return "droplets";
    }

    @Override
    public int pointCount() {
        return 4;
    }

    @Override
    public int gather(ByteBuffer spheres) {
        spheres.asFloatBuffer().put(SPHERES);
        return 3;
    }
}
