// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import org.joml.Vector3f;
import org.joml.Vector3fc;

/** The space whose Z is a normal. After Duff et al., "Building an Orthonormal Basis, Revisited" (2017). */
record ShadingFrame(Vector3fc tangent, Vector3fc bitangent, Vector3fc normal) {
    static ShadingFrame of(Vector3fc normal) {
        float sign = Math.copySign(1, normal.z());
        float a = -1 / (sign + normal.z());
        float b = normal.x() * normal.y() * a;
        return new ShadingFrame(
                new Vector3f(1 + sign * normal.x() * normal.x() * a, sign * b, -sign * normal.x()),
                new Vector3f(b, sign + normal.y() * normal.y() * a, -normal.y()),
                normal);
    }

    Vector3f toLocal(Vector3fc world) {
        return new Vector3f(tangent.dot(world), bitangent.dot(world), normal.dot(world));
    }

    Vector3f toWorld(Vector3fc local) {
        return tangent.mul(local.x(), new Vector3f()).fma(local.y(), bitangent).fma(local.z(), normal);
    }
}
