// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/** Spheres. All of them have the material of slot 0. */
public non-sealed interface PointCloud extends Geometry {
    /** Bytes of a gathered sphere: centre and radius in object space, four 32-bit floats of native byte order. */
    int SPHERE_BYTES = 4 * Float.BYTES;

    /** {@return the radius of all spheres, where there is no array {@link GeometryArray#RADIUS}} */
    float defaultRadius();

    /** {@return spheres that {@link #gather} writes at most} */
    int pointCount();

    /**
     * Writes the spheres. Those with a number that is not finite are left out with a warning.
     *
     * @param spheres direct, at least {@code pointCount() * SPHERE_BYTES} bytes from its position; position unchanged
     * @return spheres written
     * @throws IllegalStateException where the cloud can't be read, see {@link #isReadable}
     * @throws IllegalArgumentException where the buffer is not direct or too small
     */
    int gather(ByteBuffer spheres);

    /**
     * As {@link #gather(ByteBuffer)}, with the spheres where they are at a motion step.
     *
     * @param motionStep as {@link GeometryArray#motionStep()}, at most {@link #motionStepCount}
     * @param spheres as there
     * @return spheres written
     * @throws IllegalArgumentException as there, or where there is no such motion step
     */
    default int gather(int motionStep, ByteBuffer spheres) {
        if (motionStep != 0) {
            throw new IllegalArgumentException("point cloud '" + name() + "' has no motion step " + motionStep);
        }
        return gather(spheres);
    }

    /**
     * {@return the spheres of a point cloud in plain arrays, as they are kept: numbers are not checked}
     *
     * @param cloud one that can be read
     * @throws IllegalStateException where the cloud can't be read, see {@link #isReadable}
     */
    static PointCloudData read(PointCloud cloud) {
        float[] positions = cloud.array(GeometryArray.POSITION).map(cloud::readFloats).orElse(new float[0]);
        return new PointCloudData(positions, HeapCopy.radii(cloud, positions.length / 3, cloud.defaultRadius()));
    }
}
