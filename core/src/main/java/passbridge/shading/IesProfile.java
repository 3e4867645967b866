// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import passbridge.scene.ShaderTable;

/**
 * What a luminaire gives in each direction, as files of ANSI/IES LM-63 tell it, and as Cycles understands these
 * (intern/cycles/util/ies.cpp and kernel/util/ies.h, as of Blender 5.2): angles that are left out for symmetry are filled in, candelas
 * become the watts of a light that shines as strongly to all sides, and what lies between angles is interpolated by cubics.
 */
final class IesProfile {
    /** Of the table. */
    private static final int ROWS_PER_DEGREE = 2;
    private static final int COLUMNS = 144; // of azimuth, 2.5 degrees each; four in an entry

    /** 4π / 177.83 lm/W, the luminous efficacy of daylight (D65). */
    private static final double WATTS_PER_CANDELA = 0.0706650768394;

    private static final int TYPE_C = 1;
    private static final int TYPE_B = 2;
    private static final int TYPE_A = 3;

    private List<Double> polar;   // degrees from straight down, rising
    private List<Double> azimuth; // degrees, rising
    private List<List<Double>> watts; // by azimuth, then polar

    private IesProfile(List<Double> polar, List<Double> azimuth, List<List<Double>> watts) {
        this.polar = polar;
        this.azimuth = azimuth;
        this.watts = watts;
    }

    /**
     * {@return a table of the watts by direction, as {@code ies_texture.glsl} reads it; empty where the text is no profile}
     *
     * @param text of the file
     */
    static Optional<ShaderTable> table(String text) {
        try {
            return Optional.of(parse(text).table());
        } catch (IllegalArgumentException notUnderstood) {
            return Optional.empty();
        }
    }

    // ------------------------------------------------------------------------------------------------ reading

    private static IesProfile parse(String text) {
        int tilt = text.indexOf("\nTILT=");
        int lineEnd = tilt < 0 ? -1 : text.indexOf('\n', tilt + 1);
        if (lineEnd < 0) {
            throw new IllegalArgumentException("there is no line TILT");
        }
        Numbers numbers = new Numbers(text.substring(lineEnd));
        if (text.startsWith("\nTILT=INCLUDE", tilt)) {
            numbers.skip(1); // how the lamp is held
            numbers.skip(2 * numbers.count());
        }
        numbers.skip(2); // lamps, lumens of each
        double multiplier = numbers.next();
        int polarCount = numbers.count();
        int azimuthCount = numbers.count();
        int type = numbers.count();
        numbers.skip(4); // unit, width, length, height
        double factor = multiplier * numbers.next() * numbers.next() * WATTS_PER_CANDELA; // ballast, and lamp with ballast
        numbers.skip(1); // input watts
        List<Double> polar = numbers.list(polarCount, 1);
        List<Double> azimuth = numbers.list(azimuthCount, 1);
        List<List<Double>> watts = new ArrayList<>();
        for (int i = 0; i < azimuthCount; i++) {
            watts.add(numbers.list(polarCount, factor));
        }
        if (polar.isEmpty() || azimuth.isEmpty()) {
            throw new IllegalArgumentException("there are no angles");
        }
        IesProfile profile = new IesProfile(polar, azimuth, watts);
        switch (type) {
            case TYPE_A -> profile.fromTypeA();
            case TYPE_B -> profile.fromTypeB();
            case TYPE_C -> profile.completeTypeC();
            default -> throw new IllegalArgumentException("type " + type);
        }
        return profile;
    }

    private static final class Numbers {
        private static final int MAX_COUNT = 1 << 16;

        private final StringTokenizer words;

        Numbers(String text) {
            words = new StringTokenizer(text, " ,\t\r\n\f");
        }

        double next() {
            if (!words.hasMoreTokens()) {
                throw new IllegalArgumentException("the file ends too early");
            }
            double number = Double.parseDouble(words.nextToken());
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("not finite");
            }
            return number;
        }

        int count() {
            double number = next();
            if (number < 0 || number > MAX_COUNT) {
                throw new IllegalArgumentException("a count of " + number);
            }
            return (int) number;
        }

        void skip(int count) {
            for (int i = 0; i < count; i++) {
                next();
            }
        }

        List<Double> list(int count, double factor) {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(factor * next());
            }
            return numbers;
        }
    }

    private static boolean areClose(double a, double b) {
        return Math.abs(a - b) < 1e-4;
    }

    private static double last(List<Double> angles) {
        return angles.get(angles.size() - 1);
    }

    /** Angles count from the horizontal, and from the front to the right. */
    private void fromTypeA() {
        polar.replaceAll(angle -> angle + 90);
        boolean isHalf = areClose(azimuth.get(0), 0);
        List<Double> turned = new ArrayList<>();
        azimuth.forEach(angle -> turned.add(180 - angle));
        Collections.reverse(turned);
        List<List<Double>> turnedWatts = new ArrayList<>(watts);
        Collections.reverse(turnedWatts);
        for (int i = 1; isHalf && i < azimuth.size(); i++) {
            turned.add(180 + azimuth.get(i));
            turnedWatts.add(watts.get(i));
        }
        azimuth = turned;
        watts = turnedWatts;
    }

    /** Its axis lies: the angles change places. */
    private void fromTypeB() {
        List<List<Double>> transposed = new ArrayList<>();
        for (int i = 0; i < polar.size(); i++) {
            List<Double> column = new ArrayList<>();
            for (List<Double> row : watts) {
                column.add(row.get(i));
            }
            transposed.add(column);
        }
        List<Double> lying = azimuth;
        azimuth = aroundRightAngle(polar, transposed);
        watts = transposed;
        for (int i = 0; i < watts.size(); i++) {
            List<List<Double>> row = new ArrayList<>();
            watts.get(i).forEach(number -> row.add(List.of(number)));
            polar = aroundRightAngle(lying, row);
            watts.set(i, row.stream().map(number -> number.get(0)).toList());
        }
    }

    /** From -90 to 90 degrees, or half of that, to 0 to 180; what belongs to the angles is mirrored with them. */
    private static List<Double> aroundRightAngle(List<Double> angles, List<List<Double>> belonging) {
        List<Double> moved = new ArrayList<>();
        angles.forEach(angle -> moved.add(angle + 90));
        if (areClose(angles.get(0), 0)) {
            for (int i = 1; i < angles.size(); i++) {
                moved.add(0, 90 - angles.get(i));
                belonging.add(0, belonging.get(2 * i - 1));
            }
        }
        return moved;
    }

    private void completeTypeC() {
        if (areClose(azimuth.get(0), 90)) {
            azimuth.replaceAll(angle -> angle - 90);
        }
        if (azimuth.size() == 1) {
            azimuth = new ArrayList<>(List.of(0.0, 360.0));
            watts.add(watts.get(0));
        }
        mirrorAt(90);
        mirrorAt(180);
        // Some files leave out what is as at 0 degrees.
        if (areClose(azimuth.get(0), 0) && !areClose(last(azimuth), 360)) {
            int count = azimuth.size();
            double gap = 360 - last(azimuth);
            if (areClose(azimuth.get(count - 1) - azimuth.get(count - 2), gap) || areClose(azimuth.get(1) - azimuth.get(0), gap)) {
                azimuth.add(360.0);
                watts.add(watts.get(0));
            }
        }
    }

    private void mirrorAt(double angle) {
        if (areClose(last(azimuth), angle)) {
            for (int i = azimuth.size() - 2; i >= 0; i--) {
                azimuth.add(2 * angle - azimuth.get(i));
                watts.add(watts.get(i));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ interpolation

    private ShaderTable table() {
        int rows = 180 * ROWS_PER_DEGREE + 1;
        float[] values = new float[rows * COLUMNS];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                // The last angle is not among those of the profile, nor is a full turn: the table's ends lie just before them.
                double down = Math.min((double) row / ROWS_PER_DEGREE, 180 - 1e-6);
                values[row * COLUMNS + column] = (float) watts(down, 360.0 * column / COLUMNS);
            }
        }
        return new ShaderTable(values);
    }

    /** In a direction, degrees; 0 where the profile does not tell. */
    private double watts(double down, double around) {
        if (down < polar.get(0) || down >= last(polar) || around < azimuth.get(0) || around >= last(azimuth)) {
            return 0;
        }
        int column = interval(azimuth, around);
        boolean isRound = areClose(azimuth.get(0), 0) && areClose(last(azimuth), 360);
        int count = azimuth.size();
        double second = along(column, down);
        double third = along(column + 1, down);
        double first = column > 0 ? along(column - 1, down) : isRound ? along(count - 2, down) : second;
        double fourth = column + 2 < count ? along(column + 2, down) : isRound ? along(1, down) : second;
        return Math.max(cubic(first, second, third, fourth, share(azimuth, column, around)), 0);
    }

    /** Beyond the poles the profile is taken for symmetrical. */
    private double along(int column, double down) {
        List<Double> row = watts.get(column);
        int at = interval(polar, down);
        double second = row.get(at);
        double third = row.get(at + 1);
        double first = at > 0 ? row.get(at - 1) : areClose(polar.get(0), 0) ? third : second;
        double fourth = at + 2 < row.size() ? row.get(at + 2) : areClose(last(polar), 180) ? second : third;
        return cubic(first, second, third, fourth, share(polar, at, down));
    }

    private static int interval(List<Double> angles, double angle) {
        int at = 0;
        while (at < angles.size() - 2 && angles.get(at + 1) < angle) {
            at++;
        }
        return at;
    }

    private static double share(List<Double> angles, int at, double angle) {
        double width = angles.get(at + 1) - angles.get(at);
        return width == 0 ? 0 : (angle - angles.get(at)) / width;
    }

    /** Catmull and Rom 1974, "A Class of Local Interpolating Splines". */
    private static double cubic(double a, double b, double c, double d, double x) {
        return b + x / 2 * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
    }
}
