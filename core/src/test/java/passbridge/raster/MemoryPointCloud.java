// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.List;
import passbridge.scene.GeometryArray;
import passbridge.scene.PointCloud;

/** Spheres in Java's memory; counts how often it is gathered. */
final class MemoryPointCloud implements PointCloud {
    private final float[] spheres;
    private int gatherCount;

    /** @param spheres x, y, z, radius of each */
    MemoryPointCloud(float... spheres) {
        this.spheres = spheres;
    }

    int gatherCount() {
        return gatherCount;
    }

    @Override
    public List<GeometryArray> arrays() {
        return List.of();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        throw new IllegalArgumentException("there is no " + array);
    }

    @Override
    public float defaultRadius() {
        return 0;
    }

    @Override
    public String name() {
        return "memory points";
    }

    @Override
    public long id() {
        return System.identityHashCode(this);
    }

    @Override
    public int pointCount() {
        return spheres.length / 4;
    }

    @Override
    public int gather(ByteBuffer data) {
        gatherCount++;
        data.duplicate().order(data.order()).asFloatBuffer().put(spheres);
        return pointCount();
    }
}
