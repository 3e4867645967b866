// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.joml.Vector3f;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.CurvesData;
import passbridge.scene.GeometryArray;

/**
 * Levels of detail of ribbons: longer pieces, for drawings in which the curves are small.
 *
 * <p>For the camera a level may be drawn where no point of a ribbon is farther than {@link #MAX_DEVIATION_TEXELS} from where the finest level has it,
 * and no piece is longer than {@link #MAX_PIECE_TEXELS}. The first keeps what is covered. The second keeps what is interpolated along a
 * piece, normals for example, to what one texel shows anyway. For a light the
 * second does not matter, and of the first the middle tells enough: edges are where they are at both ends of a piece, and between these differ
 * by more only where a ribbon is seen from its end.
 *
 * <p>The deviation is held against a bound. Position and radius along a curve are one function of four numbers. Its derivative is
 * continuous, so a straight piece over h segments is at most h²/8 times the largest second derivative from it: the error of linear
 * interpolation. A piece over whole segments is also no farther than that with h = 1, which is from the curve to the line through all of
 * its points, and the distance of the points left out. A ribbon's edges are a radius from its middle, in directions that follow from the
 * derivative; whatever those are, the edges move by no more than the middle and two radii.
 */
final class RibbonLevels {
    static final float MAX_DEVIATION_TEXELS = 0.125f;
    static final float MAX_PIECE_TEXELS = 1;

    /** In views of lights ribbons may be so many times farther from where they are than surfaces: they have no side to hide. */
    private static final float LIGHT_SHARE = 4;

    private final List<Level> levels; // from fine to coarse
    private final float maxRadius; // object space
    private final Bounds bounds;

    private RibbonLevels(List<Level> levels, float maxRadius, Bounds bounds) {
        this.levels = levels;
        this.maxRadius = maxRadius;
        this.bounds = bounds;
    }

    /**
     * A level.
     *
     * @param stepsPerPiece as for {@link Curves#gather}
     * @param middleDeviation from the finest level, of the middle and the radius, at most; object space
     * @param pieceLength at most; object space
     */
    private record Level(int stepsPerPiece, float middleDeviation, float pieceLength) {}

    /**
     * Measures curves, which must be readable. Between two motion steps they are a mix of both: what holds at all steps holds there.
     *
     * @param stepCount motion steps beside the frame
     * @return empty where some curves can't be drawn, numbers are not finite, or all have one piece
     */
    static Optional<RibbonLevels> of(Curves curves, int stepCount) {
        CurvesData data = atAllSteps(curves, stepCount);
        int pointCount = data.positions().length / 3;
        if (pointCount == 0 || data.radii().length != pointCount) {
            return Optional.empty();
        }
        int segmentSteps = curves.segmentSteps();
        int maxSegmentCount = 0;
        int[] offsets = data.offsets();
        for (int curve = 0; curve < data.curveCount(); curve++) {
            int segmentCount = offsets[curve + 1] - offsets[curve] - 1;
            if (offsets[curve] < 0 || segmentCount < -1 || offsets[curve + 1] > pointCount) {
                return Optional.empty();
            }
            maxSegmentCount = Math.max(maxSegmentCount, segmentCount);
        }
        if (maxSegmentCount * segmentSteps < 2 || !areFinite(data.positions()) || !areFinite(data.radii())) {
            return Optional.empty();
        }
        Measurement measurement = new Measurement(data);
        measurement.measureSegments();
        List<Level> levels = levels(measurement, segmentSteps, maxSegmentCount);
        return measurement.bounds().map(bounds -> new RibbonLevels(levels, measurement.maxRadius, bounds));
    }

    /** The curves of each motion step behind each other, as if they were others. */
    private static CurvesData atAllSteps(Curves curves, int stepCount) {
        CurvesData atFrame = Curves.read(curves);
        int pointCount = atFrame.positions().length / 3;
        int curveCount = atFrame.curveCount();
        if (stepCount == 0 || pointCount == 0 || atFrame.radii().length != pointCount || atFrame.offsets().length == 0) {
            return atFrame;
        }
        float[] positions = Arrays.copyOf(atFrame.positions(), Math.multiplyExact(3 * pointCount, stepCount + 1));
        float[] radii = new float[pointCount * (stepCount + 1)];
        int[] offsets = new int[(curveCount + 1) * (stepCount + 1)];
        for (GeometryArray array : curves.arrays()) {
            if (array.name().equals(GeometryArray.POSITION) && array.motionStep() > 0) {
                System.arraycopy(curves.readFloats(array), 0, positions, 3 * pointCount * array.motionStep(), 3 * pointCount);
            }
        }
        for (int step = 0; step <= stepCount; step++) {
            System.arraycopy(atFrame.radii(), 0, radii, step * pointCount, pointCount);
            for (int curve = 0; curve <= curveCount; curve++) {
                offsets[step * (curveCount + 1) + curve] = step * pointCount + atFrame.offsets()[curve];
            }
        }
        return new CurvesData(positions, radii, offsets, atFrame.uvs());
    }

    private static boolean areFinite(float[] numbers) {
        float sumOfZeros = 0;
        for (float number : numbers) {
            sumOfZeros += 0 * number; // NaN where it is not finite
        }
        return sumOfZeros == 0;
    }

    private static List<Level> levels(Measurement measurement, int segmentSteps, int maxSegmentCount) {
        List<Level> levels = new ArrayList<>();
        for (int stepCount = 2; stepCount < segmentSteps; stepCount *= 2) {
            float share = (float) stepCount / segmentSteps;
            float deviation = share * share / 8 * measurement.maxSecondDerivative;
            levels.add(new Level(stepCount, deviation, share * measurement.maxDerivative));
        }
        float ofSegment = measurement.maxSecondDerivative / 8;
        for (int segmentCount = segmentSteps > 1 ? 1 : 2; segmentCount < 2 * maxSegmentCount; segmentCount *= 2) {
            measurement.measureChords(segmentCount);
            float deviation = ofSegment + measurement.maxLeftOut;
            levels.add(new Level(segmentSteps * segmentCount, deviation, measurement.maxChord));
        }
        return levels;
    }

    /** A box of object space that all ribbons are in. */
    Bounds bounds() {
        return bounds;
    }

    /** Steps that a piece takes in the coarsest level that may be drawn where a unit of object space is at most so many texels long. */
    int stepsPerPiece(float texelsPerUnit) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            Level level = levels.get(i);
            float deviation = level.middleDeviation + 2 * maxRadius;
            if (deviation * texelsPerUnit <= MAX_DEVIATION_TEXELS && level.pieceLength * texelsPerUnit <= MAX_PIECE_TEXELS) {
                return level.stepsPerPiece;
            }
        }
        return 1;
    }

    /**
     * The same in the view of a light.
     *
     * @param maxDeviation of surfaces, texels
     */
    int stepsPerPieceForLight(float texelsPerUnit, float maxDeviation) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).middleDeviation * texelsPerUnit <= LIGHT_SHARE * maxDeviation) {
                return levels.get(i).stepsPerPiece;
            }
        }
        return 1;
    }

    /** The largest of what all curves have; lengths are those of position and radius together. */
    private static final class Measurement {
        private final float[] numbers; // four of each point
        private final int[] offsets;
        private float maxRadius;
        private float maxDerivative;
        private float maxSecondDerivative;
        private float maxChord;
        private float maxLeftOut;

        Measurement(CurvesData data) {
            float[] positions = data.positions();
            float[] radii = data.radii();
            offsets = data.offsets();
            numbers = new float[4 * radii.length];
            for (int i = 0; i < radii.length; i++) {
                numbers[4 * i] = positions[3 * i];
                numbers[4 * i + 1] = positions[3 * i + 1];
                numbers[4 * i + 2] = positions[3 * i + 2];
                numbers[4 * i + 3] = radii[i];
                maxRadius = Math.max(maxRadius, Math.abs(radii[i]));
            }
        }

        /** Derivatives. They are those of Catmull-Rom's cubics: polynomials, the largest of whose Bézier points bounds them. */
        void measureSegments() {
            float first = 0;
            float second = 0;
            for (int curve = 0; curve + 1 < offsets.length; curve++) {
                int last = offsets[curve + 1] - 1;
                for (int point = offsets[curve]; point < last; point++) {
                    int before = Math.max(point - 1, offsets[curve]);
                    int after = Math.min(point + 2, last);
                    float atStart = 0;
                    float atEnd = 0;
                    float inside = 0;
                    float bendAtStart = 0;
                    float bendAtEnd = 0;
                    for (int axis = 0; axis < 4; axis++) {
                        float a = numbers[4 * before + axis];
                        float b = numbers[4 * point + axis];
                        float c = numbers[4 * point + 4 + axis];
                        float d = numbers[4 * after + axis];
                        float start = 0.5f * (c - a);
                        float end = 0.5f * (d - b);
                        float middle = 3 * (c - b) - start - end;
                        atStart += start * start;
                        atEnd += end * end;
                        inside += middle * middle;
                        bendAtStart += 4 * (middle - start) * (middle - start);
                        bendAtEnd += 4 * (end - middle) * (end - middle);
                    }
                    first = Math.max(first, Math.max(inside, Math.max(atStart, atEnd)));
                    second = Math.max(second, Math.max(bendAtStart, bendAtEnd));
                }
            }
            maxDerivative = (float) Math.sqrt(first);
            maxSecondDerivative = (float) Math.sqrt(second);
        }

        /** How long lines over so many segments are, and how far from them the points that are left out. */
        void measureChords(int segmentCount) {
            float longest = 0;
            float farthest = 0;
            for (int curve = 0; curve + 1 < offsets.length; curve++) {
                int last = offsets[curve + 1] - 1;
                for (int from = offsets[curve]; from < last; from += segmentCount) {
                    int to = Math.min(from + segmentCount, last);
                    longest = Math.max(longest, distanceSquared(from, to, to, 1));
                    for (int point = from + 1; point < to; point++) {
                        farthest = Math.max(farthest, distanceSquared(point, from, to, (float) (point - from) / (to - from)));
                    }
                }
            }
            maxChord = (float) Math.sqrt(longest);
            maxLeftOut = (float) Math.sqrt(farthest);
        }

        private float distanceSquared(int point, int from, int to, float share) {
            float sum = 0;
            for (int axis = 0; axis < 4; axis++) {
                float start = numbers[4 * from + axis];
                float difference = start + share * (numbers[4 * to + axis] - start) - numbers[4 * point + axis];
                sum += difference * difference;
            }
            return sum;
        }

        /** Of all points, with room: a curve is no farther from them than it comes in half a segment. Empty where that is not finite. */
        Optional<Bounds> bounds() {
            Vector3f min = new Vector3f(Float.MAX_VALUE);
            Vector3f max = new Vector3f(-Float.MAX_VALUE);
            Vector3f point = new Vector3f();
            for (int i = 0; i < numbers.length; i += 4) {
                point.set(numbers[i], numbers[i + 1], numbers[i + 2]);
                min.min(point);
                max.max(point);
            }
            Vector3f room = new Vector3f(maxRadius + maxDerivative / 2);
            min.sub(room);
            max.add(room);
            return min.isFinite() && max.isFinite() ? Optional.of(new Bounds(min, max)) : Optional.empty();
        }
    }
}
