// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import passbridge.Film;
import passbridge.pass.Pass;

class GoldenImageTest {
    @TempDir
    private Path folder;

    @AfterEach
    void acceptNoMore() {
        System.clearProperty(GoldenImage.ACCEPT_PROPERTY);
    }

    /** A ramp of grey from the bottom to the top. */
    private static Film film(int height, float brightest) {
        Film film = Film.allocate(16, height, List.of(Pass.COMBINED));
        FloatBuffer pixels = film.pixels(Pass.COMBINED);
        for (int i = 0; i < 16 * height; i++) {
            float value = brightest * (i / 16) / (height - 1);
            pixels.put(value).put(value).put(value).put(1);
        }
        return film;
    }

    private Path golden() {
        return folder.resolve("goldens/ramp.png");
    }

    private Path output() {
        return folder.resolve("output");
    }

    private void check(Film film, double maxMeanFlip) {
        GoldenImage.assertMatches(film, Pass.COMBINED, golden(), maxMeanFlip, output());
    }

    private void accept(Film film) {
        System.setProperty(GoldenImage.ACCEPT_PROPERTY, "true");
        check(film, 0);
        System.clearProperty(GoldenImage.ACCEPT_PROPERTY);
    }

    @Test
    void aMissingGoldenImageCanBeAccepted() {
        AssertionError missing = assertThrows(AssertionError.class, () -> check(film(8, 1), 0));
        assertTrue(missing.getMessage().startsWith("there is no golden image " + golden()), missing.getMessage());
        assertTrue(missing.getMessage().contains("-Dpassbridge.golden.accept=true"), missing.getMessage());
        assertTrue(Files.exists(output().resolve("ramp-actual.png")));
        assertFalse(Files.exists(golden()));

        accept(film(8, 1));
        check(film(8, 1), 0);
    }

    @Test
    void theFileHasEncodedRowsFromTheTop() throws IOException {
        accept(film(8, 2));
        BufferedImage image = ImageIO.read(golden().toFile());
        assertEquals(0xffffffff, image.getRGB(0, 0), "the brightest row is the top one, and clamped");
        assertEquals(0xff000000, image.getRGB(0, 7));
        // 2/7 = 0.2857 is 0.5719 in sRGB: 146.
        assertEquals(0xff929292, image.getRGB(5, 6));
    }

    @Test
    void differencesAreToldAndShown() throws IOException {
        accept(film(8, 1));
        AssertionError different = assertThrows(AssertionError.class, () -> check(film(8, 0.5f), 0.01));
        assertTrue(different.getMessage().contains("by a mean FLIP of 0."), different.getMessage());
        for (String file : List.of("ramp-actual.png", "ramp-flip.png")) {
            assertTrue(different.getMessage().contains(output().resolve(file).toString()), different.getMessage());
        }
        BufferedImage heatMap = ImageIO.read(output().resolve("ramp-flip.png").toFile());
        assertEquals(8, heatMap.getHeight());
        check(film(8, 0.5f), 0.99);
        accept(film(8, 0.5f));
        check(film(8, 0.5f), 0);
    }

    @Test
    void anotherSizeDiffers() {
        accept(film(8, 1));
        AssertionError different = assertThrows(AssertionError.class, () -> check(film(9, 1), 0.99));
        assertTrue(different.getMessage().contains("has 16x8 pixels, the picture 16x9"), different.getMessage());
    }

    @Test
    void aDamagedFileIsToldOf() throws IOException {
        accept(film(8, 1));
        Files.writeString(golden(), "no image");
        UncheckedIOException unreadable = assertThrows(UncheckedIOException.class, () -> check(film(8, 1), 0));
        assertTrue(unreadable.getMessage().contains("delete it and accept it anew"), unreadable.getMessage());
    }

    @Test
    void passesOfOneChannelAreGrey() {
        Film film = Film.allocate(3, 1, List.of(Pass.DEPTH));
        film.pixels(Pass.DEPTH).put(new float[] {Float.NaN, -1, 0.5f});
        SrgbPicture picture = SrgbPicture.of(film, Pass.DEPTH);
        assertArrayEquals(new int[] {0, 0, 0xbcbcbc}, new int[] {picture.pixel(0, 0), picture.pixel(1, 0), picture.pixel(2, 0)});
    }

    @Test
    void heatMapsGoFromBlackToPaleYellow() {
        SrgbPicture map = HeatMap.of(new double[] {0, 0.5, 1}, 3, 1);
        assertArrayEquals(new int[] {0x000004, 0xb73779, 0xfcfdbf}, new int[] {map.pixel(0, 0), map.pixel(1, 0), map.pixel(2, 0)});
    }
}
