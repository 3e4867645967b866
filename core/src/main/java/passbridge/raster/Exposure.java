// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import passbridge.View;
import passbridge.scene.Camera;
import passbridge.scene.Camera.Shutter;

/** What the camera sees while its shutter is open: each sample is of another time. */
final class Exposure {
    private final Camera camera;
    private final Optional<MotionPath> path; // of the camera; empty: it does not move
    private final Timeline<Matrix4fc> projections;

    Exposure(View view) {
        camera = view.camera();
        List<Float> times = view.motion().stream().map(View.CameraStep::frames).toList();
        path = times.isEmpty() ? Optional.empty() : Optional.of(MotionPath.of(
                cameraToWorld(camera.worldToCamera()), times,
                view.motion().stream().map(step -> cameraToWorld(step.worldToCamera())).toList()));
        projections = Timeline.around(
                camera.projection(), times, view.motion().stream().map(View.CameraStep::projection).toList());
    }

    private static Matrix4f cameraToWorld(Matrix4fc worldToCamera) {
        return worldToCamera.invert(new Matrix4f());
    }

    /** When a sample is taken, in frames from the frame; the first is of the frame itself. */
    float time(Sample sample) {
        Optional<Shutter> shutter = camera.shutter();
        if (shutter.isEmpty()) {
            return 0;
        }
        float frame = switch (shutter.get().position()) {
            case START -> 0;
            case CENTER -> 0.5f;
            case END -> 1;
        };
        return sample.index() == 0 ? 0 : (sample.shutterPoint(frame) - frame) * shutter.get().frames();
    }

    /** The camera at a time; a lens that zooms does so evenly from step to step. */
    Camera camera(float time) {
        if (path.isEmpty() || time == 0) {
            return camera;
        }
        Matrix4f projection = projections.at(time, (first, second, share) -> first.lerp(second, share, new Matrix4f()));
        return new Camera(camera.type(), path.get().at(time).invert(), projection, camera.clipStart(), camera.clipEnd(),
                camera.panorama(), camera.depthOfField(), camera.shutter());
    }
}
