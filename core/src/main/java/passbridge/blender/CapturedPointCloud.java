// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryStack;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Domain;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.PointCloud;

/** A point cloud in an arena. */
final class CapturedPointCloud extends CapturedGeometry implements PointCloud {
    private final int pointCount;
    private final float defaultRadius;
    // indices of arrays; -1: there is none
    private final int[] positions; // at each motion step, first at the frame
    private final int radii;

    CapturedPointCloud(Description.Struct struct) {
        super(struct);
        pointCount = struct.integer(Protocol.Geometry.POINT_COUNT);
        defaultRadius = struct.real(Protocol.Geometry.DEFAULT_RADIUS);
        if (pointCount < 0) {
            throw new PassbridgeException(told() + " can't have " + Integer.toUnsignedString(pointCount) + " points");
        }
        indexOf(GeometryArray.POSITION, ArrayType.FLOAT3, pointCount, Domain.POINT);
        positions = positionsAtSteps(pointCount);
        radii = indexOf(GeometryArray.RADIUS, ArrayType.FLOAT, pointCount, Domain.POINT);
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public float defaultRadius() {
        return defaultRadius;
    }

    @Override
    public int pointCount() {
        return pointCount;
    }

    @Override
    public int gather(ByteBuffer spheres) {
        return gather(0, spheres);
    }

    @Override
    public int gather(int motionStep, ByteBuffer spheres) {
        if (motionStep < 0 || motionStep >= positions.length) {
            throw new IllegalArgumentException(told() + " has no motion step " + motionStep);
        }
        long byteCount = (long) pointCount * SPHERE_BYTES;
        if (!holds(spheres, byteCount)) {
            throw new IllegalArgumentException("a direct buffer of " + byteCount + " bytes is needed");
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer counts = stack.callocInt(2);
            read(place -> {
                ByteBuffer cloud = struct(stack, Protocol.PointCloud.BYTES);
                putSpan(cloud, Protocol.PointCloud.POSITIONS, place, positions[motionStep]);
                putSpan(cloud, Protocol.PointCloud.RADII, place, radii);
                cloud.putInt(Protocol.PointCloud.POINT_COUNT, pointCount);
                cloud.putFloat(Protocol.PointCloud.DEFAULT_RADIUS, defaultRadius);
                Native.pointCloudGather(cloud, spheres, counts);
            });
            if (counts.get(1) != 0) {
                warn("Point cloud '" + name() + "': " + counts.get(1) + " points have wrong coordinates or radii and are not drawn");
            }
            return counts.get(0);
        }
    }
}
