// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final float LARGE = 3e38f; // twice that is more than a float holds

    @Test
    void theMiddleOfALargeBoxIsFinite() {
        assertEquals(new Vector3f(LARGE, 0, 1), new Bounds(new Vector3f(LARGE, -LARGE, 0), new Vector3f(LARGE, LARGE, 2)).middle());
    }

    @Test
    void aBoxIsTurnedAndMoved() {
        Bounds box = new Bounds(new Vector3f(0, 1, 2), new Vector3f(3, 5, 7));
        Matrix4f transform = new Matrix4f().translate(10, 20, 30).rotateZ((float) Math.PI / 2).scale(2, 1, 1);
        Bounds turned = box.transformed(transform);
        assertEquals(0, turned.min().distance(5, 20, 32), 1e-5);
        assertEquals(0, turned.max().distance(9, 26, 37), 1e-5);
    }

    @Test
    void aLargeBoxIsCutOffWhereFloatsEnd() {
        Bounds box = new Bounds(new Vector3f(-LARGE), new Vector3f(LARGE));
        Bounds larger = box.transformed(new Matrix4f().rotateXYZ(0.3f, 0.4f, 0.5f).scale(100));
        assertEquals(new Vector3f(-Float.MAX_VALUE), larger.min());
        assertEquals(new Vector3f(Float.MAX_VALUE), larger.max());
    }
}
