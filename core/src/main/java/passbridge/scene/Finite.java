// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;

/** Checks of what scenes are made of. */
final class Finite {
    private Finite() {}

    static void require(Matrix4fc matrix, String what) {
        if (!Objects.requireNonNull(matrix, what).isFinite()) {
            throw new IllegalArgumentException(what + " has to consist of finite numbers");
        }
    }

    static void require(Vector3fc vector, String what) {
        if (!Objects.requireNonNull(vector, what).isFinite()) {
            throw new IllegalArgumentException(what + " has to consist of finite numbers");
        }
    }

    /** Both ends belong to the range. */
    static void require(float value, float least, float most, String what) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(what + " is " + value + ", but has to be " + least
                    + (most == Float.MAX_VALUE ? " or more" : " to " + most));
        }
    }
}
