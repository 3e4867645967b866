// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import passbridge.Film;
import passbridge.pass.Pass;

/**
 * A picture of 8 bits per channel, as PNG files have it: red, green and blue, encoded with the sRGB transfer function
 * (IEC 61966-2-1). Rows from the top to the bottom, as in files. Immutable; any thread.
 */
final class SrgbPicture {
    private final int width;
    private final int height;
    private final int[] pixels;

    /** @param pixels 0xRRGGBB, row by row from the top; becomes the picture's own */
    SrgbPicture(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * A pass as people see it: scene-linear values encoded, what lies outside of 0 to 1 clamped, NaN as 0. One channel makes grey; of two
     * the third is 0; alpha is left out, so transparent parts are seen over black.
     */
    static SrgbPicture of(Film film, Pass pass) {
        FloatBuffer values = film.pixels(pass);
        int[] pixels = new int[film.width() * film.height()];
        for (int y = 0; y < film.height(); y++) {
            int row = (film.height() - 1 - y) * film.width();
            for (int x = 0; x < film.width(); x++) {
                int first = (row + x) * pass.channels();
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    rgb = rgb << 8 | encoded(pass.channels() == 1 ? values.get(first)
                            : channel < pass.channels() ? values.get(first + channel) : 0);
                }
                pixels[y * film.width() + x] = rgb;
            }
        }
        return new SrgbPicture(film.width(), film.height(), pixels);
    }

    /** @throws IOException where the file can't be read, or is of a kind that Java does not read */
    static SrgbPicture read(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) {
            throw new IOException("not an image that Java reads");
        }
        return of(image);
    }

    static SrgbPicture of(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xffffff;
        }
        return new SrgbPicture(image.getWidth(), image.getHeight(), pixels);
    }

    /** @param top from the top */
    SrgbPicture part(int left, int top, int partWidth, int partHeight) {
        int[] part = new int[partWidth * partHeight];
        for (int y = 0; y < partHeight; y++) {
            System.arraycopy(pixels, (top + y) * width + left, part, y * partWidth, partWidth);
        }
        return new SrgbPicture(partWidth, partHeight, part);
    }

    BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** 0xRRGGBB. @param y from the top */
    int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    private static int encoded(float linear) {
        double clamped = linear > 0 ? Math.min(linear, 1) : 0;
        double srgb = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * Math.pow(clamped, 1 / 2.4) - 0.055;
        return (int) Math.round(srgb * 255);
    }
}
