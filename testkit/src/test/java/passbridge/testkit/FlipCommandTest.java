// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlipCommandTest {
    @TempDir
    Path folder;

    @Test
    void printsAMeanForEachPicture() throws IOException {
        String green = picture("green.png", 30, 20, 0x00ff00);
        String blue = picture("blue.png", 30, 20, 0x0000ff);
        String[] means = said(green, green, blue).split("\n");
        assertEquals(2, means.length);
        assertEquals(0, Double.parseDouble(means[0]));
        // FLIP's largest difference by its definition; the filters' sums are rounded.
        assertEquals(1, Double.parseDouble(means[1]), 1e-9);
    }

    @Test
    void picturesOfAnotherSizeAreNamed() throws IOException {
        String large = picture("large.png", 30, 20, 0);
        String small = picture("small.png", 20, 30, 0);
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> FlipCommand.main(new String[] {large, small}));
        assertEquals(small + " has not the size of " + large, thrown.getMessage());
    }

    private String picture(String name, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file.toString();
    }

    private static String said(String... files) throws IOException {
        PrintStream usual = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            FlipCommand.main(files);
        } finally {
            System.setOut(usual);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
