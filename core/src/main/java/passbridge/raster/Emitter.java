// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.joml.Matrix3f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.Bounds;
import passbridge.scene.Instance;
import passbridge.scene.LightLinking;

/** One side of an instance's triangles that emit. */
final class Emitter {
    /** Share of an area that its vector is at least long where all lies in one plane, and at most where it closes in a space. */
    private static final double FLAT = 0.999;
    private static final double CLOSED = 1e-3;

    /** Of where the corners are: so far above the surface its points lie, a few of the last digits, or it would be in its own way. */
    private static final float SURFACE_SHARE = 1e-6f;

    private final EmitterMesh mesh;
    private final EmissionMap emission;
    private final Instance instance;
    private final float side;
    private final Optional<MotionPath> path; // empty: it does not move
    private final double power;
    private final double discSquared;
    private final Bounds bounds;
    private final Optional<Plane> plane;
    private Matrix4fc place;
    private Pose pose = Pose.OF_FRAME;

    /** What a flat one lies in. */
    private record Plane(Vector3fc point, Vector3fc normal) {
        boolean isBefore(Bounds box) {
            float margin = 1e-4f * box.min().distance(box.max());
            Vector3f foremost = new Vector3f();
            for (int axis = 0; axis < 3; axis++) {
                foremost.setComponent(axis, normal.get(axis) > 0 ? box.max().get(axis) : box.min().get(axis));
            }
            return foremost.sub(point).dot(normal) > margin;
        }
    }

    /**
     * Emits from one side.
     *
     * @param meanBrightness of the emission, over the mesh
     * @param side 1: that which the triangles' corners go around counterclockwise; -1: the other
     * @param motionTimes of the scene
     */
    Emitter(EmitterMesh mesh, EmissionMap emission, double meanBrightness, Instance instance, float side, List<Float> motionTimes) {
        this.mesh = mesh;
        this.emission = emission;
        this.instance = instance;
        this.side = side;
        place = instance.objectToWorld();
        path = instance.motionTransforms().isEmpty()
                ? Optional.empty() : Optional.of(MotionPath.of(place, motionTimes, instance.motionTransforms()));
        Matrix3f cofactor = place.get3x3(new Matrix3f()).cofactor();
        // How much larger areas become: right for what is flat or keeps its shape, else about.
        Matrix3f scaled = cofactor.mul(mesh.normalMoments(), new Matrix3f()).mul(cofactor.transpose(new Matrix3f()));
        double area = mesh.area() * Math.sqrt(Math.max(scaled.m00() + scaled.m11() + scaled.m22(), 0));
        power = area * meanBrightness;
        discSquared = area / Math.PI;
        bounds = bounds(mesh, instance);
        Vector3f areaVector = cofactor.transform(mesh.areaVector(), new Vector3f()).mul(side);
        plane = mesh.deforms() || mesh.areaVector().length() < FLAT * mesh.area() || areaVector.lengthSquared() == 0
                ? Optional.empty() : Optional.of(new Plane(middle(), areaVector.normalize()));
    }

    /** A box in the world around an instance's triangles. */
    static Bounds bounds(EmitterMesh mesh, Instance instance) {
        return mesh.bounds().transformed(instance.objectToWorld());
    }

    /** Of a box around it in the world. */
    Vector3f middle() {
        return bounds.middle();
    }

    /**
     * The sides of an instance that emit to where there may be something to be lit: of what closes in a space that nothing is in, the outer
     * one.
     *
     * @param boxes around what there is in the scene
     */
    static List<Float> sides(EmitterMesh mesh, Instance instance, Collection<Bounds> boxes) {
        boolean isClosed = mesh.areaVector().length() < CLOSED * mesh.area() && mesh.volume() != 0;
        if (!isClosed) {
            return List.of(1f, -1f);
        }
        Bounds own = bounds(mesh, instance);
        for (Bounds box : boxes) {
            if (isLess(own.min(), box.min()) && isLess(box.max(), own.max())) {
                return List.of(1f, -1f);
            }
        }
        return List.of(mesh.volume() * instance.objectToWorld().determinant3x3() > 0 ? 1f : -1f);
    }

    private static boolean isLess(Vector3fc a, Vector3fc b) {
        return a.x() < b.x() && a.y() < b.y() && a.z() < b.z();
    }

    /** Whether there is any light to be picked. */
    boolean shines() {
        return power > 0 && power < Double.POSITIVE_INFINITY;
    }

    /** Brings it where it is at a time, in frames from the frame, and into the shape that it has there. */
    void moveTo(float time, Pose pose) {
        this.pose = pose;
        place = time == 0 || path.isEmpty() ? instance.objectToWorld() : path.get().at(time);
    }

    /** About the irradiance where it is nearest to a box, at most what fills half of what is seen from there. */
    double importance(Bounds box) {
        if (plane.isPresent() && !plane.get().isBefore(box)) {
            return 0;
        }
        Vector3f gap = box.min().sub(bounds.max(), new Vector3f()).max(bounds.min().sub(box.max(), new Vector3f())).max(new Vector3f());
        double size = SceneLights.NEARNESS * box.max().distance(box.min());
        return power / (gap.lengthSquared() + size * size + discSquared);
    }

    /**
     * A point and what it stands for.
     *
     * @param position in the world, just above the surface
     * @param normal of length 1
     * @param radiance of the side
     * @param area by which it has to be multiplied, if all points of it are as likely: m²
     * @param linking which objects its light has to do with
     */
    record Point(Vector3fc position, Vector3fc normal, Vector3fc radiance, float area, LightLinking linking) {}

    /**
     * Picks a point.
     *
     * @param unitX 0 to below 1
     * @param unitY 0 to below 1
     */
    Point point(double unitX, double unitY) {
        EmitterMesh.Place found = mesh.place(unitX, unitY, pose);
        float objectArea = found.areaAtFrame();
        Vector3f a = place.transformPosition(found.a());
        Vector3f b = place.transformPosition(found.b());
        Vector3f c = place.transformPosition(found.c());
        Vector3f normal = areaVector(a, b, c).mul(side);
        float scale = objectArea > 0 ? normal.length() / objectArea : 0;
        Vector3f position = b.sub(a, new Vector3f()).mul(found.shareB()).add(c.sub(a, new Vector3f()).mul(found.shareC())).add(a);
        if (scale > 0) {
            position.fma(SURFACE_SHARE * (a.length() + b.length() + c.length()), normal.normalize());
        }
        return new Point(position, normal, emission.at(found.uv().x, found.uv().y),
                (float) mesh.area() * scale, instance.object().linking());
    }

    private static Vector3f areaVector(Vector3fc a, Vector3fc b, Vector3fc c) {
        return b.sub(a, new Vector3f()).cross(c.sub(a, new Vector3f())).mul(0.5f);
    }
}
