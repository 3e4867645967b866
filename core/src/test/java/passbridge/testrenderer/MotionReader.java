// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.util.List;
import java.util.StringJoiner;
import org.joml.Matrix4fc;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Scene;

/**
 * Draws nothing and tells by warnings what moves: "times: …"; "object NAME STEP: …" and "light NAME STEP: …" with matrices, column by
 * column; "positions NAME STEP: …" of the object's geometry. Step 0 is the frame.
 */
public final class MotionReader implements GlRenderer {
    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        StringJoiner times = new StringJoiner(" ", "times: ", "");
        scene.motionTimes().forEach(time -> times.add(Float.toString(time)));
        context.warn(times.toString());
        for (Instance instance : scene.instances()) {
            tell(context, "object " + instance.object().name(), instance.objectToWorld(), instance.motionTransforms());
            Geometry geometry = instance.geometry();
            if (!geometry.isReadable()) {
                context.request(geometry);
                continue;
            }
            for (GeometryArray array : geometry.arrays()) {
                if (array.name().equals(GeometryArray.POSITION)) {
                    tell(context, "positions " + instance.object().name(), array.motionStep(), geometry.readFloats(array));
                }
            }
        }
        for (Light light : scene.lights()) {
            tell(context, "light " + light.source().object().name(), light.lightToWorld(), light.source().motionTransforms());
        }
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        // nothing to be seen
    }

    @Override
    public void close() {
        // keeps nothing
    }

    private static void tell(SyncContext context, String what, Matrix4fc now, List<Matrix4fc> moved) {
        tell(context, what, 0, now.get(new float[16]));
        for (int step = 0; step < moved.size(); step++) {
            tell(context, what, step + 1, moved.get(step).get(new float[16]));
        }
    }

    private static void tell(SyncContext context, String what, int step, float[] numbers) {
        StringJoiner text = new StringJoiner(" ", what + " " + step + ": ", "");
        for (float number : numbers) {
            text.add(Float.toString(number));
        }
        context.warn(text.toString());
    }
}
