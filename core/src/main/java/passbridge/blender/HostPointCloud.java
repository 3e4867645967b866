// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import passbridge.scene.Geometry;
import passbridge.scene.PointCloud;

/** A point cloud whose data lies in the memory of whoever sent the frame's scene. */
final class HostPointCloud extends HostGeometry implements PointCloud {
    private final PointCloudMessage content;

    /** See {@link GeometryMessage#open}. */
    HostPointCloud(HostFrame frame, PointCloudMessage content, Optional<Fingerprint> fingerprint) {
        super(frame, content, fingerprint);
        this.content = content;
    }

    @Override
    public float defaultRadius() {
        return 0;
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public int pointCount() {
        return content.pointCount();
    }

    @Override
    public int gather(ByteBuffer spheres) {
        long byteCount = (long) pointCount() * SPHERE_BYTES;
        if (!holds(spheres, byteCount)) {
            throw new IllegalArgumentException("a direct buffer of " + byteCount + " bytes is needed");
        }
        HostFrame frame = readableFrame();
        IntBuffer counts = integers(2);
        frame.use(address -> Native.frameGatherPoints(address, source().memory(), source().offset(), spheres, counts));
        if (counts.get(1) != 0) {
            warn("Point cloud '" + name() + "': " + counts.get(1) + " points have wrong coordinates or radii and are not drawn");
        }
        return counts.get(0);
    }
}
