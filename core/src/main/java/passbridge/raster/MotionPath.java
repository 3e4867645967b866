// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Quaternionf;
import org.joml.Vector3f;

/**
 * Where something is while the shutter is open. Between two steps it turns by the shorter way and moves straight ahead, as in Cycles
 * (intern/cycles/util/transform.cpp, transform_motion_decompose, as of Blender 5.2). Immutable.
 */
final class MotionPath {
    /** Of Newton's iteration for the rotation: each doubles the correct digits, and stretched objects need some more to begin with. */
    private static final int POLAR_STEPS = 24;

    private final Timeline<Step> steps;

    private MotionPath(Timeline<Step> steps) {
        this.steps = steps;
    }

    /**
     * A path through the frame's own place and the steps around it.
     *
     * @param atFrame the place at time 0
     * @param times of the steps, frames from the frame, ascending, none 0
     * @param places at these times
     */
    static MotionPath of(Matrix4fc atFrame, List<Float> times, List<? extends Matrix4fc> places) {
        return new MotionPath(Timeline.around(Step.of(atFrame), times, places.stream().map(Step::of).toList()));
    }

    /** The place at a time, in frames from the frame; before the first step and after the last it rests. */
    Matrix4f at(float time) {
        return steps.at(time, Step::mixed);
    }

    /** A place as a rotation after a stretch: the polar decomposition of its linear part. */
    private record Step(Vector3f translation, Quaternionf rotation, Matrix3f stretch) {
        static Step of(Matrix4fc place) {
            Matrix3f linear = place.get3x3(new Matrix3f());
            Matrix3f rotation = new Matrix3f();
            if (linear.determinant() != 0) {
                rotation.set(linear);
                if (linear.determinant() < 0) {
                    rotation.scale(-1); // a mirrored object turns, too; the mirror belongs to the stretch
                }
                for (int i = 0; i < POLAR_STEPS; i++) {
                    rotation.add(rotation.invert(new Matrix3f()).transpose()).scale(0.5f);
                }
            }
            Matrix3f stretch = rotation.transpose(new Matrix3f()).mul(linear);
            return new Step(place.getTranslation(new Vector3f()), rotation.getNormalizedRotation(new Quaternionf()), stretch);
        }

        Matrix4f mixed(Step next, float share) {
            Matrix4f result = new Matrix4f().rotation(rotation.slerp(next.rotation, share, new Quaternionf()));
            result.mul(new Matrix4f(stretch.lerp(next.stretch, share, new Matrix3f())));
            return result.setTranslation(translation.lerp(next.translation, share, new Vector3f()));
        }
    }
}
