// SPDX-License-Identifier: Apache-2.0
package com.example.pathtracer;

import org.joml.Matrix4f;
import org.joml.Vector3f;
import passbridge.RenderRequest;
import passbridge.scene.Camera;

/** Where the rays of a picture begin. */
final class Eye {
    /** Two random numbers, summed and scaled by this, spread about as Cycles' Blackman-Harris filter of the same width. */
    private static final float TENT_WIDTH = 2 / 3f;

    private final Camera camera;
    private final RenderRequest request;
    private final Matrix4f cameraToWorld;
    private final Matrix4f clipToWorld;

    Eye(RenderRequest request) {
        camera = request.camera();
        this.request = request;
        cameraToWorld = camera.worldToCamera().invert(new Matrix4f());
        clipToWorld = camera.projection().mul(camera.worldToCamera(), new Matrix4f()).invert();
    }

    /** A ray through a pixel: through its centre with sample 0, which the data passes are made of, and near it with all others. */
    Ray ray(int x, int y, int sample, RandomNumbers random) {
        float width = sample == 0 ? 0 : request.filterWidth() * TENT_WIDTH;
        float u = (x + 0.5f + (random.next() + random.next() - 1) * width) / request.width();
        float v = (y + 0.5f + (random.next() + random.next() - 1) * width) / request.height();
        return camera.type() == Camera.Type.EQUIRECTANGULAR ? panoramicRay(u, v) : flatRay(2 * u - 1, 2 * v - 1);
    }

    /** From the near to the far clipping plane: the same for perspective and orthographic cameras. */
    private Ray flatRay(float clipX, float clipY) {
        Vector3f near = clipToWorld.transformProject(new Vector3f(clipX, clipY, -1));
        Vector3f direction = clipToWorld.transformProject(new Vector3f(clipX, clipY, 1)).sub(near);
        float length = direction.length();
        return new Ray(near, direction.div(length), length);
    }

    private Ray panoramicRay(float u, float v) {
        Camera.Panorama shown = camera.panorama().orElseThrow();
        double longitude = shown.left() + u * (shown.right() - shown.left());
        double latitude = shown.bottom() + v * (shown.top() - shown.bottom());
        Vector3f direction = cameraToWorld.transformDirection(new Vector3f(
                (float) (Math.cos(latitude) * Math.sin(longitude)),
                (float) Math.sin(latitude),
                (float) (-Math.cos(latitude) * Math.cos(longitude)))).normalize();
        Vector3f origin = cameraToWorld.getTranslation(new Vector3f()).fma(camera.clipStart(), direction);
        return new Ray(origin, direction, camera.clipEnd() - camera.clipStart());
    }

    /** What the pass Depth holds of a place: the distance along the view axis; from a panoramic camera as the crow flies. */
    float depth(Vector3f position) {
        Vector3f seen = camera.worldToCamera().transformPosition(position, new Vector3f());
        return camera.type() == Camera.Type.EQUIRECTANGULAR ? seen.length() : -seen.z;
    }
}
