// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import passbridge.scene.Bounds;
import passbridge.scene.GeometryArray;
import passbridge.scene.PointCloud;
import passbridge.scene.TextureSpace;

/** Spheres that are lent. */
final class LentPointCloud extends Lent implements PointCloud {
    private final PointCloud points;

    LentPointCloud(PointCloud points, StandInFrame frame, Consumer<String> lateReads) {
        super(frame, lateReads);
        this.points = points;
    }

    @Override
    String description() {
        return "point cloud '" + name() + "'";
    }

    @Override
    public long id() {
        return points.id();
    }

    @Override
    public Object content() {
        return points.content();
    }

    @Override
    public List<GeometryArray> arrays() {
        return points.arrays();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        requireReadable();
        points.copyValues(array, first, count, values);
    }

    @Override
    public Optional<Bounds> bounds() {
        return points.bounds();
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return points.textureSpace();
    }

    @Override
    public float defaultRadius() {
        return points.defaultRadius();
    }

    @Override
    public String name() {
        return points.name();
    }

    @Override
    public int pointCount() {
        return points.pointCount();
    }

    @Override
    public int gather(ByteBuffer spheres) {
        long byteCount = (long) pointCount() * SPHERE_BYTES;
        if (!holds(spheres, byteCount)) {
            throw new IllegalArgumentException("a direct buffer of " + byteCount + " bytes is needed");
        }
        requireReadable();
        return points.gather(nativeOrder(spheres));
    }
}
