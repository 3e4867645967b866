// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joml.Matrix3f;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.lwjgl.system.MemoryUtil;
import passbridge.scene.Bounds;
import passbridge.scene.GeometryArray;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.MeshPart;

/**
 * Triangles of a material slot, to pick points of: every place is as likely as any other, and numbers that are spread evenly give places
 * that are. In object space.
 */
final class EmitterMesh {
    private static final int MAX_TRIANGLES_AT_ONCE = 1 << 20;
    private static final int CORNER_FLOATS = 9; // of a triangle
    private static final int UV_FLOATS = 6;
    private static final int MEAN_OF = 64; // places that a mean is taken of

    private final float[] corners;
    private final List<float[]> cornersAtSteps; // at each motion step but the frame; none: it does not deform
    private final float[] uvs; // empty: there is no UV map
    private final double[] areaSums; // up to and with each triangle
    private final Bounds bounds;
    private final Vector3f areaVector = new Vector3f();
    private final Matrix3f normalMoments = new Matrix3f().zero();
    private final double volume;

    private EmitterMesh(Triangles triangles) {
        int[] order = MortonOrder.of(centroids(triangles.corners));
        corners = ordered(triangles.corners, CORNER_FLOATS, order);
        cornersAtSteps = triangles.cornersAtSteps.stream().map(ofStep -> ordered(ofStep, CORNER_FLOATS, order)).toList();
        uvs = ordered(triangles.uvs, UV_FLOATS, order);
        areaSums = new double[corners.length / CORNER_FLOATS];
        double area = 0;
        double sixVolumes = 0;
        Vector3f min = new Vector3f(Float.POSITIVE_INFINITY);
        Vector3f max = new Vector3f(Float.NEGATIVE_INFINITY);
        for (int triangle = 0; triangle < areaSums.length; triangle++) {
            Vector3f a = corner(triangle, 0);
            Vector3f ab = corner(triangle, 1).sub(a);
            Vector3f ac = corner(triangle, 2).sub(a);
            Vector3f normal = ab.cross(ac, new Vector3f());
            double triangleArea = normal.length() / 2;
            area += triangleArea;
            areaSums[triangle] = area;
            for (int i = 0; i < 3; i++) {
                min.min(corner(triangle, i));
                max.max(corner(triangle, i));
            }
            if (triangleArea > 0) {
                sixVolumes += a.dot(normal);
                normal.normalize();
                areaVector.fma((float) triangleArea, normal);
                normalMoments.add(new Matrix3f(
                        normal.mul(normal.x, new Vector3f()), normal.mul(normal.y, new Vector3f()), normal.mul(normal.z, new Vector3f()))
                        .scale((float) triangleArea));
            }
        }
        bounds = new Bounds(min, max);
        volume = sixVolumes / 6;
        if (area > 0) {
            normalMoments.scale((float) (1 / area));
        }
    }

    private static float[] centroids(float[] corners) {
        float[] centroids = new float[corners.length / 3];
        for (int i = 0; i < centroids.length; i++) {
            int first = i / 3 * CORNER_FLOATS + i % 3;
            centroids[i] = (corners[first] + corners[first + 3] + corners[first + 6]) / 3;
        }
        return centroids;
    }

    private static float[] ordered(float[] numbers, int perTriangle, int[] order) {
        float[] ordered = new float[numbers.length];
        for (int triangle = 0; triangle * perTriangle < numbers.length; triangle++) {
            System.arraycopy(numbers, order[triangle] * perTriangle, ordered, triangle * perTriangle, perTriangle);
        }
        return ordered;
    }

    /**
     * Reads slots of a mesh, during {@link passbridge.Renderer#sync} only. Slots without triangles are left out.
     *
     * @param slotCount material slots of the instances
     */
    static Map<Integer, EmitterMesh> read(Mesh mesh, int slotCount, Set<Integer> slots) {
        List<MeshAttribute> motion = mesh.motionAttributes().stream().filter(each -> each.name().equals(GeometryArray.POSITION)).toList();
        List<MeshAttribute> attributes = new ArrayList<>(motion.size() < Mesh.MAX_GATHERED_ATTRIBUTES ? motion : List.of());
        int stepCount = attributes.size();
        mesh.uvMap().ifPresent(attributes::add);
        Map<Integer, Triangles> found = new HashMap<>();
        int triangleCount = mesh.triangleCount();
        for (int first = 0; first < triangleCount; first += Math.min(MAX_TRIANGLES_AT_ONCE, triangleCount - first)) {
            int count = Math.min(MAX_TRIANGLES_AT_ONCE, triangleCount - first);
            MeshPart part = mesh.part(attributes, first, count, slotCount);
            int vertexBytes = Mesh.vertexBytes(attributes);
            ByteBuffer vertices = MemoryUtil.memAlloc(Math.multiplyExact(part.vertexCount(), vertexBytes));
            ByteBuffer indices = MemoryUtil.memAlloc(3 * Integer.BYTES * count);
            try {
                int[] slotTriangleCounts = part.gather(vertices, indices);
                int firstIndex = 0;
                for (int slot = 0; slot < slotCount; slot++) {
                    int indexCount = 3 * slotTriangleCounts[slot];
                    if (indexCount > 0 && slots.contains(slot)) {
                        found.computeIfAbsent(slot, of -> new Triangles(stepCount)).add(vertices.asFloatBuffer(), vertexBytes / Float.BYTES,
                                indices.asIntBuffer().slice(firstIndex, indexCount), attributes.size() > stepCount);
                    }
                    firstIndex += indexCount;
                }
            } finally {
                MemoryUtil.memFree(vertices);
                MemoryUtil.memFree(indices);
            }
        }
        Map<Integer, EmitterMesh> meshes = new HashMap<>();
        found.forEach((slot, triangles) -> meshes.put(slot, new EmitterMesh(triangles)));
        return meshes;
    }

    private static final class Triangles {
        private float[] corners = {};
        private final List<float[]> cornersAtSteps;
        private float[] uvs = {};

        Triangles(int stepCount) {
            cornersAtSteps = new ArrayList<>(Collections.nCopies(stepCount, new float[0]));
        }

        /** A vertex has position, normal, positions at steps, UVs. */
        void add(FloatBuffer vertices, int vertexFloats, IntBuffer indices, boolean hasUvs) {
            int cornerEnd = corners.length;
            int uvEnd = uvs.length;
            corners = Arrays.copyOf(corners, cornerEnd + 3 * indices.remaining());
            cornersAtSteps.replaceAll(before -> Arrays.copyOf(before, corners.length));
            uvs = Arrays.copyOf(uvs, hasUvs ? uvEnd + 2 * indices.remaining() : 0);
            for (int i = 0; i < indices.remaining(); i++) {
                int vertex = indices.get(i) * vertexFloats;
                vertices.get(vertex, corners, cornerEnd + 3 * i, 3);
                int next = vertex + Mesh.POSITION_AND_NORMAL_BYTES / Float.BYTES;
                for (float[] ofStep : cornersAtSteps) {
                    vertices.get(next, ofStep, cornerEnd + 3 * i, 3);
                    next += 3;
                }
                if (hasUvs) {
                    vertices.get(next, uvs, uvEnd + 2 * i, 2);
                }
            }
        }
    }

    private Vector3f corner(int triangle, int corner) {
        return corner(corners, triangle, corner);
    }

    private static Vector3f corner(float[] corners, int triangle, int corner) {
        int first = CORNER_FLOATS * triangle + 3 * corner;
        return new Vector3f(corners[first], corners[first + 1], corners[first + 2]);
    }

    private Vector3f corner(int triangle, int corner, Pose pose) {
        return corner(atStep(pose.first()), triangle, corner).lerp(corner(atStep(pose.second()), triangle, corner), pose.share());
    }

    private float[] atStep(int step) {
        return step == 0 || cornersAtSteps.isEmpty() ? corners : cornersAtSteps.get(step - 1);
    }

    boolean deforms() {
        return !cornersAtSteps.isEmpty();
    }

    double area() {
        return areaSums[areaSums.length - 1];
    }

    Bounds bounds() {
        return bounds;
    }

    /** The sum of all triangles' normals by their areas: as long as the area where all lie in one plane, 0 where they close in a space. */
    Vector3fc areaVector() {
        return areaVector;
    }

    /** The mean of the products of each two coordinates of the normal. */
    Matrix3f normalMoments() {
        return new Matrix3f(normalMoments);
    }

    /** What is closed in, m³; less than 0 where the triangles' fronts are inside. */
    double volume() {
        return volume;
    }

    /**
     * A place.
     *
     * @param a first corner of its triangle
     * @param b second corner
     * @param c third corner
     * @param shareB of the second corner
     * @param shareC of the third corner
     * @param uv of the UV map; 0 where there is none
     * @param areaAtFrame of the triangle, by which it was picked
     */
    record Place(Vector3f a, Vector3f b, Vector3f c, float shareB, float shareC, Vector2f uv, float areaAtFrame) {}

    /**
     * Picks a place.
     *
     * @param unitX 0 to below 1
     * @param unitY 0 to below 1
     * @param pose of the mesh then
     */
    Place place(double unitX, double unitY, Pose pose) {
        double wanted = unitX * area();
        int triangle = Picks.index(areaSums, 0, areaSums.length, wanted);
        // Evenly spread in the triangle, as what is left of the first number is; Osada et al. 2002, "Shape Distributions".
        double root = Math.sqrt(Picks.within(areaSums, 0, triangle, wanted));
        float shareB = (float) (root * (1 - unitY));
        float shareC = (float) (root * unitY);
        Vector2f uv = new Vector2f();
        if (uvs.length > 0) {
            int first = UV_FLOATS * triangle;
            float shareA = 1 - shareB - shareC;
            uv.set(shareA * uvs[first] + shareB * uvs[first + 2] + shareC * uvs[first + 4],
                    shareA * uvs[first + 1] + shareB * uvs[first + 3] + shareC * uvs[first + 5]);
        }
        return new Place(corner(triangle, 0, pose), corner(triangle, 1, pose), corner(triangle, 2, pose), shareB, shareC, uv,
                (float) (areaSums[triangle] - (triangle == 0 ? 0 : areaSums[triangle - 1])));
    }

    /** {@return how bright it is on average where it emits so} */
    double meanBrightness(EmissionMap emission) {
        if (emission.isEven()) {
            return EmissionMap.brightness(emission.at(0, 0));
        }
        double sum = 0;
        for (int i = 0; i < MEAN_OF; i++) {
            Vector2f uv = place(OwenSobol.value(i, 0, 0), OwenSobol.value(i, 1, 0), Pose.OF_FRAME).uv();
            sum += EmissionMap.brightness(emission.at(uv.x, uv.y));
        }
        return sum / MEAN_OF;
    }
}
