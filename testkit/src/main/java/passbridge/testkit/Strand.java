// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import passbridge.scene.Curves;

/** A straight hair that is thicker at its root; makes room for more pieces than it has. */
final class Strand implements Curves {
    private static final float[] ROOT = {-1, -1, 0.2f};
    private static final float[] TIP = {1, 0.5f, 0.5f};
    private static final float ROOT_RADIUS = 0.1f;
    private static final float TIP_RADIUS = 0.02f;
    private static final int[] INDICES = {0, 2, 1, 3, 1, 2};

    @Override
    public long id() {
        return -2;
    }

    @Override
    public String name() {
        return "hair";
    }

    @Override
    public long maxPieceCount() {
        return 2;
    }

    @Override
    public boolean hasUvs() {
        return true;
    }

    @Override
    public int gather(ByteBuffer vertices, ByteBuffer indices) {
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
