// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import passbridge.scene.PointCloud;

/** Three spheres, one of them without a radius; makes room for one that is left out. */
final class Droplets implements PointCloud {
    private static final float[] SPHERES = {-0.5f, 0, 0.3f, 0.3f, 0.5f, 0, 0.3f, 0.2f, 0, 0.5f, 0.3f, 0};

    @Override
    public long id() {
        return -3;
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
