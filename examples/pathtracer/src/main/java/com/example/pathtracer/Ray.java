// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * A straight line through world space.
 *
 * @param origin where it begins
 * @param direction unit length
 * @param length metres that it is followed
 */
record Ray(Vector3fc origin, Vector3fc direction, float length) {
    Vector3f at(float distance) {
        return direction.mulAdd(distance, origin, new Vector3f());
    }
}
