// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import org.joml.Matrix3f;
import org.joml.Matrix3fc;

/** A face of the cube around a panoramic camera, by the axis of camera space that goes through its middle. */
enum CubeFace {
    MINUS_Z(new Matrix3f(1, 0, 0, 0, 1, 0, 0, 0, 1)),
    PLUS_Z(new Matrix3f(-1, 0, 0, 0, 1, 0, 0, 0, -1)),
    MINUS_X(new Matrix3f(0, 0, 1, 0, 1, 0, -1, 0, 0)),
    PLUS_X(new Matrix3f(0, 0, -1, 0, 1, 0, 1, 0, 0)),
    MINUS_Y(new Matrix3f(1, 0, 0, 0, 0, 1, 0, -1, 0)),
    PLUS_Y(new Matrix3f(1, 0, 0, 0, 0, -1, 0, 1, 0));

    private final Matrix3fc cameraToFace;

    CubeFace(Matrix3fc cameraToFace) {
        this.cameraToFace = cameraToFace;
    }

    /** A rotation to the space in which the face's middle lies on -Z; its entries are 0, 1 and -1. */
    Matrix3fc cameraToFace() {
        return cameraToFace;
    }
}
