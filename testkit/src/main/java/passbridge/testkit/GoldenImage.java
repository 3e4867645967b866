// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import passbridge.Film;
import passbridge.pass.Pass;

/**
 * Compares pictures with ones that were found good before, as people see them: with LDR-FLIP (Andersson et al., "FLIP: A Difference
 * Evaluator for Alternating Images", High-Performance Graphics 2020), for a display of 67 pixels per degree.
 *
 * <p>A golden image is a PNG file of 8 bits per channel in sRGB: scene-linear values encoded with the sRGB transfer function, what
 * lies outside of 0 to 1 clamped, NaN as black; passes of one channel are grey; alpha is left out, so transparent parts are seen over
 * black. Thread: any.
 */
public final class GoldenImage {
    /** System property; {@code true}: pictures that differ or are new become the golden images. */
    public static final String ACCEPT_PROPERTY = "passbridge.golden.accept";

    private GoldenImage() {}

    /**
     * As {@link #assertMatches(Film, Pass, Path, double, Path)}, with {@code target/golden} for what it writes.
     *
     * @param film the picture
     * @param pass one of the film's
     * @param golden a PNG file
     * @param maxMeanFlip mean FLIP over all pixels that is tolerated, 0 (equal) to 1
     */
    public static void assertMatches(Film film, Pass pass, Path golden, double maxMeanFlip) {
        assertMatches(film, pass, golden, maxMeanFlip, Path.of("target", "golden"));
    }

    /**
     * Fails where a pass is not as its golden image. Writes the picture and a heat map of the differences then, and says where.
     *
     * @param film the picture
     * @param pass one of the film's
     * @param golden a PNG file
     * @param maxMeanFlip mean FLIP over all pixels that is tolerated, 0 (equal) to 1
     * @param output folder for the picture and the heat map; made where there is none
     * @throws AssertionError where there is no golden image, it has another size, or the pass differs by more
     * @throws UncheckedIOException where a file can't be read or written
     */
    public static void assertMatches(Film film, Pass pass, Path golden, double maxMeanFlip, Path output) {
        if (!(maxMeanFlip >= 0 && maxMeanFlip < 1)) {
            throw new IllegalArgumentException("a mean FLIP lies between 0 and 1, not at " + maxMeanFlip);
        }
        SrgbPicture actual = SrgbPicture.of(film, pass);
        String difference = difference(actual, golden, maxMeanFlip, output);
        if (difference.isEmpty()) {
            return;
        }
        if (Boolean.getBoolean(ACCEPT_PROPERTY)) {
            write(actual, golden);
            return;
        }
        Path file = output.resolve(name(golden) + "-actual.png");
        write(actual, file);
        throw new AssertionError(difference + "\nThe picture: " + file.toAbsolutePath()
                + "\nWhere it is as it should be, run the tests with -D" + ACCEPT_PROPERTY + "=true and commit " + golden);
    }

    /** How the picture differs; empty: it does not. */
    private static String difference(SrgbPicture actual, Path golden, double maxMeanFlip, Path output) {
        if (Files.notExists(golden)) {
            return "there is no golden image " + golden;
        }
        SrgbPicture expected = read(golden);
        if (expected.width() != actual.width() || expected.height() != actual.height()) {
            return "the golden image " + golden + " has " + expected.width() + "x" + expected.height() + " pixels, the picture "
                    + actual.width() + "x" + actual.height();
        }
        double[] errors = Flip.errors(expected, actual, Flip.USUAL_PIXELS_PER_DEGREE);
        double mean = Flip.mean(errors);
        if (mean <= maxMeanFlip) {
            return "";
        }
        Path heatMap = output.resolve(name(golden) + "-flip.png");
        write(HeatMap.of(errors, expected.width(), expected.height()), heatMap);
        return String.format(Locale.ROOT, "the picture differs from %s by a mean FLIP of %.6f, more than %.6f%nThe differences: %s",
                golden, mean, maxMeanFlip, heatMap.toAbsolutePath());
    }

    private static String name(Path golden) {
        return golden.getFileName().toString().replaceFirst("\\.png$", "");
    }

    private static SrgbPicture read(Path file) {
        try {
            return SrgbPicture.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the golden image " + file + " can't be read (" + e.getMessage() + "): delete it and accept it anew", e);
        }
    }

    private static void write(SrgbPicture picture, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!ImageIO.write(picture.image(), "png", file.toFile())) {
                throw new IOException("this Java writes no PNG files");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the picture can't be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
