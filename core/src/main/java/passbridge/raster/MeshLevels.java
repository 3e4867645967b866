// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Levels of detail of a mesh for what lights see of it, whose maps have few texels. A level is other triangles between the same vertices,
 * so it is drawn with the same shaders.
 *
 * <p>Edges are collapsed onto one of their ends, those first that move the surface least: Garland and Heckbert 1997, "Surface
 * Simplification Using Quadric Error Metrics". Borders of the surface and of material slots keep their course. Vertices at the same place
 * are one, whatever else they have. How far a level is from the mesh is measured from vertices that it leaves out.
 *
 * <p>Thread: any.
 */
final class MeshLevels {
    /** A mesh with fewer triangles is drawn as fast as it is. */
    static final int MIN_TRIANGLES = 256;

    private static final int LEAST_TRIANGLES = 16; // of a level
    private static final int REDUCTION = 2;        // triangles of a level for one of the next
    private static final double NEARLY = 1.1;      // of the triangles wanted

    /** Of the vertices left, how many one pass may take away; and of these, the least that make another pass worthwhile. */
    private static final double PASS_SHARE = 0.35;
    private static final double LEAST_PASS_SHARE = 0.01;

    /** No triangle may turn further: the cosine. */
    private static final double LEAST_TURN_COSINE = 0.25;

    /** Weight of the planes that stand on borders, as a share of the area of a square on the edge. */
    private static final double BORDER_WEIGHT = 4;

    /** How many vertices are measured, and how many of these a level's deviation holds for. */
    private static final int MEASURED_VERTICES = 1 << 14;
    private static final double MEASURED_SHARE = 0.98;
    private static final int MEASURING_STEPS = 4; // from a vertex to one that is nearer

    private static final int QUADRIC_NUMBERS = 11; // of a symmetric 4 x 4 matrix, and the area
    private static final int NONE = -1;

    private final ByteBuffer vertices;
    private final int vertexBytes;
    private final int[] corners;         // vertices of all triangles
    private final int[] slotTriangleCounts;
    private final int[] places;          // by vertex
    private int[] wedges;                // vertices, ordered by place
    private int[] firstWedges;
    private double[] positions;          // of places, three each
    private int[] targets;               // of places, where they went; themselves: they are there
    private double[] quadrics;           // of places
    private boolean[] isBorder;          // of places
    private int[] triangles;             // that are left: three places each
    private int[] origins;               // of these, their numbers in the mesh
    private int triangleCount;
    private int[] left;                  // places that these lie between
    private int leftCount;
    private int[] firstTriangles;        // of places; this and the next one say where in the third
    private int[] endTriangles;
    private int[] trianglesAround;
    private boolean[] isTouched;         // of places, in a pass
    private double largestBorderError;   // of what was collapsed on borders, which may move within the surface

    /**
     * A level.
     *
     * @param indices of vertices, three of each triangle, ordered by slot
     * @param slotTriangleCounts by slot
     * @param deviation from the mesh, of nearly all of it; object space
     */
    record Level(int[] indices, int[] slotTriangleCounts, float deviation) {}

    /**
     * What levels are made of.
     *
     * @param vertices as {@link passbridge.scene.Mesh#gather} writes them
     * @param corners three vertices of each triangle, ordered by slot
     * @param slotTriangleCounts by slot
     */
    record Source(ByteBuffer vertices, int vertexBytes, int[] corners, int[] slotTriangleCounts) {}

    private MeshLevels(Source source) {
        vertices = source.vertices;
        vertexBytes = source.vertexBytes;
        corners = source.corners;
        slotTriangleCounts = source.slotTriangleCounts;
        places = new int[vertices.capacity() / vertexBytes];
    }

    /**
     * Levels from fine to coarse; none of a mesh that can't be simplified.
     *
     * @param isCancelled is asked now and then; if so there are fewer levels
     */
    static List<Level> of(Source source, BooleanSupplier isCancelled) {
        return new MeshLevels(source).levels(isCancelled);
    }

    private List<Level> levels(BooleanSupplier isCancelled) {
        weld();
        List<Level> levels = new ArrayList<>();
        start();
        findNeighbours();
        measure();
        int wanted = triangleCount / REDUCTION;
        boolean isLimited = true; // to those edges that were to be collapsed first; some of them can't be
        boolean goesOn = true;
        while (wanted >= LEAST_TRIANGLES && goesOn && !isCancelled.getAsBoolean()) {
            boolean isWorthwhile = pass(wanted, isLimited);
            goesOn = isWorthwhile || isLimited;
            isLimited = isWorthwhile;
            if (triangleCount <= NEARLY * wanted) {
                levels.add(level());
                wanted = triangleCount / REDUCTION;
            }
        }
        return levels;
    }

    /** Finds what vertices lie at the same place. */
    private void weld() {
        int[] table = new int[Integer.highestOneBit(Math.max(places.length, 1)) * 4];
        Arrays.fill(table, NONE);
        int[] firsts = new int[places.length];
        int count = 0;
        for (int vertex = 0; vertex < places.length; vertex++) {
            int x = bits(vertex, 0);
            int y = bits(vertex, 1);
            int z = bits(vertex, 2);
            int hash = (x * 73856093 ^ y * 19349663 ^ z * 83492791) * 0x9E3779B1;
            int at = hash >>> Integer.numberOfLeadingZeros(table.length - 1);
            while (table[at] != NONE && !(bits(firsts[table[at]], 0) == x && bits(firsts[table[at]], 1) == y && bits(firsts[table[at]], 2) == z)) {
                at = at + 1 & table.length - 1;
            }
            if (table[at] == NONE) {
                table[at] = count;
                firsts[count++] = vertex;
            }
            places[vertex] = table[at];
        }
        positions = new double[3 * count];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Float.intBitsToFloat(bits(firsts[i / 3], i % 3));
        }
        firstWedges = new int[count + 1];
        for (int place : places) {
            firstWedges[place + 1]++;
        }
        Arrays.parallelPrefix(firstWedges, Integer::sum);
        wedges = new int[places.length];
        int[] next = firstWedges.clone();
        for (int vertex = 0; vertex < places.length; vertex++) {
            wedges[next[places[vertex]]++] = vertex;
        }
    }

    /** Of a coordinate; both zeros are the same. */
    private int bits(int vertex, int axis) {
        return Float.floatToRawIntBits(vertices.getFloat(vertex * vertexBytes + axis * Float.BYTES) + 0f);
    }

    private void start() {
        targets = new int[positions.length / 3];
        Arrays.setAll(targets, place -> place);
        left = targets.clone();
        leftCount = left.length;
        isTouched = new boolean[left.length];
        firstTriangles = new int[left.length];
        endTriangles = new int[left.length];
        trianglesAround = new int[corners.length];
        triangles = new int[corners.length];
        origins = new int[corners.length / 3];
        for (int triangle = 0; triangle < origins.length; triangle++) {
            int a = places[corners[3 * triangle]];
            int b = places[corners[3 * triangle + 1]];
            int c = places[corners[3 * triangle + 2]];
            if (a != b && b != c && c != a) {
                keep(triangle, a, b, c);
            }
        }
    }

    private void keep(int origin, int a, int b, int c) {
        origins[triangleCount] = origin;
        triangles[3 * triangleCount] = a;
        triangles[3 * triangleCount + 1] = b;
        triangles[3 * triangleCount + 2] = c;
        triangleCount++;
    }

    private void findNeighbours() {
        int count = leftCount;
        leftCount = 0;
        for (int i = 0; i < count; i++) {
            if (targets[left[i]] == left[i]) {
                left[leftCount++] = left[i];
            }
        }
        for (int i = 0; i < leftCount; i++) {
            endTriangles[left[i]] = 0;
            isTouched[left[i]] = false;
        }
        for (int i = 0; i < 3 * triangleCount; i++) {
            endTriangles[triangles[i]]++;
        }
        int sum = 0;
        for (int i = 0; i < leftCount; i++) {
            firstTriangles[left[i]] = sum;
            sum += endTriangles[left[i]];
            endTriangles[left[i]] = firstTriangles[left[i]];
        }
        for (int i = 0; i < 3 * triangleCount; i++) {
            trianglesAround[endTriangles[triangles[i]]++] = i / 3;
        }
    }

    /** The planes that each place lies in. */
    private void measure() {
        quadrics = new double[QUADRIC_NUMBERS * targets.length];
        isBorder = new boolean[targets.length];
        double[] normal = new double[3];
        double[] across = new double[3];
        for (int triangle = 0; triangle < triangleCount; triangle++) {
            double area = normal(triangle, NONE, NONE, normal) / 2;
            for (int i = 0; i < 3; i++) {
                addPlane(triangles[3 * triangle + i], normal, triangles[3 * triangle], area);
            }
            for (int i = 0; i < 3; i++) {
                int from = triangles[3 * triangle + i];
                int to = triangles[3 * triangle + (i + 1) % 3];
                if (isBorder(from, to)) {
                    isBorder[from] = true;
                    isBorder[to] = true;
                    double lengthSquared = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        int second = (axis + 1) % 3;
                        int third = (axis + 2) % 3;
                        double along = positions[3 * to + axis] - positions[3 * from + axis];
                        lengthSquared += along * along;
                        across[axis] = (positions[3 * to + second] - positions[3 * from + second]) * normal[third]
                                - (positions[3 * to + third] - positions[3 * from + third]) * normal[second];
                    }
                    double length = Math.sqrt(across[0] * across[0] + across[1] * across[1] + across[2] * across[2]);
                    if (length > 0) {
                        for (int axis = 0; axis < 3; axis++) {
                            across[axis] /= length;
                        }
                        addPlane(from, across, from, BORDER_WEIGHT * lengthSquared);
                        addPlane(to, across, from, BORDER_WEIGHT * lengthSquared);
                    }
                }
            }
        }
    }

    private void addPlane(int place, double[] normal, int on, double weight) {
        double distance = -(normal[0] * positions[3 * on] + normal[1] * positions[3 * on + 1] + normal[2] * positions[3 * on + 2]);
        int at = QUADRIC_NUMBERS * place;
        quadrics[at] += weight * normal[0] * normal[0];
        quadrics[at + 1] += weight * normal[1] * normal[1];
        quadrics[at + 2] += weight * normal[2] * normal[2];
        quadrics[at + 3] += weight * normal[0] * normal[1];
        quadrics[at + 4] += weight * normal[0] * normal[2];
        quadrics[at + 5] += weight * normal[1] * normal[2];
        quadrics[at + 6] += weight * normal[0] * distance;
        quadrics[at + 7] += weight * normal[1] * distance;
        quadrics[at + 8] += weight * normal[2] * distance;
        quadrics[at + 9] += weight * distance * distance;
        quadrics[at + 10] += weight;
    }

    /** Mean square of the distances of a place from the planes of another. */
    private double error(int planesOf, int at) {
        int q = QUADRIC_NUMBERS * planesOf;
        double x = positions[3 * at];
        double y = positions[3 * at + 1];
        double z = positions[3 * at + 2];
        double sum = quadrics[q] * x * x + quadrics[q + 1] * y * y + quadrics[q + 2] * z * z
                + 2 * (quadrics[q + 3] * x * y + quadrics[q + 4] * x * z + quadrics[q + 5] * y * z)
                + 2 * (quadrics[q + 6] * x + quadrics[q + 7] * y + quadrics[q + 8] * z) + quadrics[q + 9];
        return Math.max(sum, 0) / Math.max(quadrics[q + 10], Double.MIN_NORMAL);
    }

    /** Whether there are not two triangles of one slot on an edge. */
    private boolean isBorder(int a, int b) {
        int count = 0;
        int slot = NONE;
        boolean isOfOneSlot = true;
        for (int i = firstTriangles[a]; i < endTriangles[a]; i++) {
            int triangle = trianglesAround[i];
            if (has(triangle, b)) {
                int own = slot(origins[triangle]);
                isOfOneSlot &= count == 0 || own == slot;
                slot = own;
                count++;
            }
        }
        return count != 2 || !isOfOneSlot;
    }

    private boolean has(int triangle, int place) {
        return triangles[3 * triangle] == place || triangles[3 * triangle + 1] == place || triangles[3 * triangle + 2] == place;
    }

    private int slot(int origin) {
        int slot = 0;
        int last = slotTriangleCounts[0];
        while (origin >= last) {
            last += slotTriangleCounts[++slot];
        }
        return slot;
    }

    /** Collapses edges until there are about as few triangles as wanted; false where hardly any could be. */
    private boolean pass(int wanted, boolean isLimited) {
        findNeighbours();
        int[] best = new int[leftCount];
        long[] order = new long[leftCount];
        int count = 0;
        for (int i = 0; i < leftCount; i++) {
            best[i] = best(left[i]);
            if (best[i] != NONE) {
                order[count++] = (long) Float.floatToRawIntBits((float) error(left[i], best[i])) << Integer.SIZE | i;
            }
        }
        Arrays.sort(order, 0, count);
        int most = (int) Math.min(Math.ceil(PASS_SHARE * count), Math.max((triangleCount - wanted) / 2, 1));
        int collapsed = 0;
        double limit = isLimited && count > 0 ? 1.5 * errorOf(order[Math.min(most, count - 1)]) : Double.POSITIVE_INFINITY;
        for (int i = 0; i < count && collapsed < most && errorOf(order[i]) <= limit; i++) {
            int from = left[(int) order[i]];
            int to = best[(int) order[i]];
            if (!isTouched[from] && !isTouched[to] && !turnsTriangle(from, to)) {
                isTouched[from] = true;
                isTouched[to] = true;
                targets[from] = to;
                largestBorderError = isBorder[from] ? Math.max(largestBorderError, errorOf(order[i])) : largestBorderError;
                for (int number = 0; number < QUADRIC_NUMBERS; number++) {
                    quadrics[QUADRIC_NUMBERS * to + number] += quadrics[QUADRIC_NUMBERS * from + number];
                }
                collapsed++;
            }
        }
        removeFlat();
        return collapsed > LEAST_PASS_SHARE * most;
    }

    private static double errorOf(long ordered) {
        return Float.intBitsToFloat((int) (ordered >>> Integer.SIZE));
    }

    /** The neighbour that a place is best moved to, or none. */
    private int best(int place) {
        int best = NONE;
        double least = Double.POSITIVE_INFINITY;
        for (int i = firstTriangles[place]; i < endTriangles[place]; i++) {
            int triangle = trianglesAround[i];
            int corner = triangles[3 * triangle] == place ? 0 : triangles[3 * triangle + 1] == place ? 1 : 2;
            // Inside a surface each neighbour follows in one triangle and goes before in another.
            for (int step = 1; step <= (isBorder[place] ? 2 : 1); step++) {
                int to = triangles[3 * triangle + (corner + step) % 3];
                if (to != best && (!isBorder[place] || isBorder[to] && isBorder(place, to))) {
                    double error = error(place, to);
                    if (error < least) {
                        least = error;
                        best = to;
                    }
                }
            }
        }
        return best;
    }

    private boolean turnsTriangle(int from, int to) {
        double[] before = new double[3];
        double[] after = new double[3];
        for (int i = firstTriangles[from]; i < endTriangles[from]; i++) {
            int triangle = trianglesAround[i];
            boolean goes = false;
            for (int corner = 0; corner < 3; corner++) {
                goes |= targets[triangles[3 * triangle + corner]] == to;
            }
            if (!goes && normal(triangle, NONE, NONE, before) > 0) {
                normal(triangle, from, to, after);
                if (before[0] * after[0] + before[1] * after[1] + before[2] * after[2] < LEAST_TURN_COSINE) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Writes the normal of a triangle one of whose places is moved, of length 1 or 0; its length was twice the area. */
    private double normal(int triangle, int from, int to, double[] normal) {
        int a = moved(triangles[3 * triangle], from, to);
        int b = moved(triangles[3 * triangle + 1], from, to);
        int c = moved(triangles[3 * triangle + 2], from, to);
        double abX = positions[3 * b] - positions[3 * a];
        double abY = positions[3 * b + 1] - positions[3 * a + 1];
        double abZ = positions[3 * b + 2] - positions[3 * a + 2];
        double acX = positions[3 * c] - positions[3 * a];
        double acY = positions[3 * c + 1] - positions[3 * a + 1];
        double acZ = positions[3 * c + 2] - positions[3 * a + 2];
        double x = abY * acZ - abZ * acY;
        double y = abZ * acX - abX * acZ;
        double z = abX * acY - abY * acX;
        double length = Math.sqrt(x * x + y * y + z * z);
        double scale = length > 0 ? 1 / length : 0;
        normal[0] = x * scale;
        normal[1] = y * scale;
        normal[2] = z * scale;
        return length;
    }

    private int moved(int place, int from, int to) {
        return place == from ? to : targets[place];
    }

    private void removeFlat() {
        int count = triangleCount;
        triangleCount = 0;
        for (int triangle = 0; triangle < count; triangle++) {
            int a = targets[triangles[3 * triangle]];
            int b = targets[triangles[3 * triangle + 1]];
            int c = targets[triangles[3 * triangle + 2]];
            if (a != b && b != c && c != a) {
                keep(origins[triangle], a, b, c);
            }
        }
    }

    private Level level() {
        findNeighbours();
        for (int place = 0; place < targets.length; place++) {
            int last = place;
            while (targets[last] != last) {
                last = targets[last];
            }
            targets[place] = last;
        }
        int[] indices = new int[3 * triangleCount];
        int[] counts = new int[slotTriangleCounts.length];
        for (int triangle = 0; triangle < triangleCount; triangle++) { // they stay in the order of the slots
            for (int corner = 0; corner < 3; corner++) {
                indices[3 * triangle + corner] = wedge(corners[3 * origins[triangle] + corner], triangles[3 * triangle + corner]);
            }
            counts[slot(origins[triangle])]++;
        }
        return new Level(indices, counts, (float) deviation());
    }

    /** Of the vertices at a place, the one that is most like another in all but the place. */
    private int wedge(int like, int place) {
        int best = wedges[firstWedges[place]];
        if (firstWedges[place + 1] - firstWedges[place] == 1) {
            return best;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = firstWedges[place]; i < firstWedges[place + 1]; i++) {
            double difference = 0;
            for (int offset = 3 * Float.BYTES; offset < vertexBytes; offset += Float.BYTES) {
                double number = vertices.getFloat(wedges[i] * vertexBytes + offset) - vertices.getFloat(like * vertexBytes + offset);
                difference += number * number;
            }
            if (difference < least) {
                least = difference;
                best = wedges[i];
            }
        }
        return best;
    }

    /** How far most of the vertices are from the level, as far as that is found near the vertex that they went to, or borders from where they were. */
    private double deviation() {
        int step = (targets.length + MEASURED_VERTICES - 1) / MEASURED_VERTICES;
        double[] distances = new double[(targets.length + step - 1) / step];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = distanceSquared(i * step);
        }
        Arrays.sort(distances);
        return Math.sqrt(Math.max(distances[(int) (MEASURED_SHARE * (distances.length - 1))], largestBorderError));
    }

    private double distanceSquared(int place) {
        int around = targets[place];
        double least = distanceSquared(place, around, around, around);
        for (int step = 0; step < MEASURING_STEPS && around != NONE; step++) {
            int nearest = NONE;
            for (int i = firstTriangles[around]; i < endTriangles[around] && least > 0; i++) {
                int at = 3 * trianglesAround[i];
                double distance = distanceSquared(place, triangles[at], triangles[at + 1], triangles[at + 2]);
                if (distance < least) {
                    least = distance;
                    nearest = at;
                }
            }
            around = nearest == NONE ? NONE : nearestCorner(place, nearest);
        }
        return least;
    }

    private int nearestCorner(int place, int firstCorner) {
        int best = triangles[firstCorner];
        for (int i = firstCorner + 1; i < firstCorner + 3; i++) {
            int other = triangles[i];
            best = distanceSquared(place, other, other, other) < distanceSquared(place, best, best, best) ? other : best;
        }
        return best;
    }

    /** From a place to a triangle: Ericson 2005, "Real-Time Collision Detection", 5.1.5. */
    private double distanceSquared(int place, int a, int b, int c) {
        double abX = positions[3 * b] - positions[3 * a];
        double abY = positions[3 * b + 1] - positions[3 * a + 1];
        double abZ = positions[3 * b + 2] - positions[3 * a + 2];
        double acX = positions[3 * c] - positions[3 * a];
        double acY = positions[3 * c + 1] - positions[3 * a + 1];
        double acZ = positions[3 * c + 2] - positions[3 * a + 2];
        double apX = positions[3 * place] - positions[3 * a];
        double apY = positions[3 * place + 1] - positions[3 * a + 1];
        double apZ = positions[3 * place + 2] - positions[3 * a + 2];
        double abab = abX * abX + abY * abY + abZ * abZ;
        double abac = abX * acX + abY * acY + abZ * acZ;
        double acac = acX * acX + acY * acY + acZ * acZ;
        double d1 = abX * apX + abY * apY + abZ * apZ;
        double d2 = acX * apX + acY * apY + acZ * apZ;
        double determinant = abab * acac - abac * abac;
        double v = acac * d1 - abac * d2;
        double w = abab * d2 - abac * d1;
        if (determinant > 0 && v >= 0 && w >= 0 && v + w <= determinant) {
            return squared(apX, apY, apZ, abX, abY, abZ, v / determinant, acX, acY, acZ, w / determinant);
        }
        double onAb = share(d1, abab);
        double onAc = share(d2, acac);
        double onBc = share(d2 - d1 + abab - abac, abab - 2 * abac + acac);
        return Math.min(squared(apX, apY, apZ, abX, abY, abZ, onAb, acX, acY, acZ, 0), Math.min(
                squared(apX, apY, apZ, abX, abY, abZ, 0, acX, acY, acZ, onAc),
                squared(apX, apY, apZ, abX, abY, abZ, 1 - onBc, acX, acY, acZ, onBc)));
    }

    private static double share(double along, double lengthSquared) {
        return lengthSquared > 0 ? Math.min(Math.max(along / lengthSquared, 0), 1) : 0;
    }

    private static double squared(double apX, double apY, double apZ, double abX, double abY, double abZ, double v,
            double acX, double acY, double acZ, double w) {
        double x = apX - v * abX - w * acX;
        double y = apY - v * abY - w * acY;
        double z = apZ - v * abZ - w * acZ;
        return x * x + y * y + z * z;
    }
}
