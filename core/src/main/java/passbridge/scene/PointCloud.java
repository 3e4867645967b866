// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.nio.ByteBuffer;

/** Spheres. All of them have the material of slot 0. */
public non-sealed interface PointCloud extends Geometry {
    /** Bytes of a gathered sphere: centre and radius in object space, four 32-bit floats of native byte order. */
    int SPHERE_BYTES = 4 * Float.BYTES;

    /** {@return spheres that {@link #gather} writes at most} */
    int pointCount();

    /**
     * Writes the spheres. Those with a number that is not finite are left out with a warning. May be called during
     * {@link passbridge.Renderer#sync} only, on any thread.
     *
     * @param spheres direct, at least {@code pointCount() * SPHERE_BYTES} bytes from its position; position unchanged
     * @return spheres written
     * @throws IllegalStateException outside {@code sync}, or where the frame was cancelled
     * @throws IllegalArgumentException where the buffer is not direct or too small
     */
    int gather(ByteBuffer spheres);
}
