// SPDX-License-Identifier: Apache-2.0
package passbridge.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.tinyexr.EXRHeader;
import org.lwjgl.util.tinyexr.EXRImage;
import org.lwjgl.util.tinyexr.EXRVersion;
import org.lwjgl.util.tinyexr.TinyEXR;
import passbridge.Film;
import passbridge.PassbridgeException;
import passbridge.pass.Pass;

/** Films in files, read back. */
class FilmWriterTest {
    private static final int WIDTH = 5;
    private static final int HEIGHT = 3;
    private static final Pass LONG_NAME = new Pass("x".repeat(63), 2);

    @TempDir
    Path folder;

    /** A word for each float that betrays swapped pixels, channels and passes; NaNs with payloads, -0 and denormals among them. */
    private static int word(int pass, int at) {
        int[] special = {0x7fc00001, 0xffc12345, 0x80000000, 0x7f800000, 0x00000001};
        return at < special.length ? special[at] : (pass * 100_003 + at) * 0x9E3779B1;
    }

    private static Film film(List<Pass> passes) {
        Film film = Film.allocate(WIDTH, HEIGHT, passes);
        for (Pass pass : passes) {
            FloatBuffer pixels = film.pixels(pass);
            for (int at = 0; at < pixels.capacity(); at++) {
                pixels.put(at, Float.intBitsToFloat(word(passes.indexOf(pass), at)));
            }
        }
        return film;
    }

    /** Words of each channel from the top left on. */
    private static Map<String, int[]> readExr(Path file) {
        Map<String, int[]> channels = new LinkedHashMap<>();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            EXRVersion version = EXRVersion.calloc(stack);
            assertEquals(TinyEXR.TINYEXR_SUCCESS, TinyEXR.ParseEXRVersionFromFile(version, file.toString()));
            EXRHeader header = EXRHeader.calloc(stack);
            TinyEXR.InitEXRHeader(header);
            PointerBuffer error = stack.callocPointer(1);
            assertEquals(TinyEXR.TINYEXR_SUCCESS, TinyEXR.ParseEXRHeaderFromFile(header, version, file.toString(), error));
            EXRImage image = EXRImage.calloc(stack);
            TinyEXR.InitEXRImage(image);
            assertEquals(TinyEXR.TINYEXR_SUCCESS, TinyEXR.LoadEXRImageFromFile(image, header, file.toString(), error));
            assertEquals(WIDTH, image.width());
            assertEquals(HEIGHT, image.height());
            for (int i = 0; i < header.num_channels(); i++) {
                assertEquals(TinyEXR.TINYEXR_PIXELTYPE_FLOAT, header.pixel_types().get(i));
                int[] words = new int[WIDTH * HEIGHT];
                image.images().getIntBuffer(i, words.length).get(words);
                channels.put(header.channels().get(i).nameString(), words);
            }
            TinyEXR.FreeEXRImage(image);
            TinyEXR.FreeEXRHeader(header);
        }
        return channels;
    }

    @Test
    void everyWordIsInTheExr() {
        List<Pass> passes = List.of(Pass.COMBINED, Pass.DEPTH, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX, LONG_NAME);
        Path file = folder.resolve("film.exr");
        FilmWriter.writeExr(film(passes), file);

        Map<String, int[]> channels = readExr(file);

        Map<Pass, String> letters = Map.of(
                Pass.COMBINED, "RGBA", Pass.DEPTH, "Z", Pass.NORMAL, "XYZ", Pass.UV, "UVA", Pass.OBJECT_INDEX, "X", LONG_NAME, "XY");
        assertEquals(14, channels.size());
        assertEquals(channels.keySet().stream().sorted().collect(Collectors.toList()), List.copyOf(channels.keySet()));
        for (Pass pass : passes) {
            for (int channel = 0; channel < pass.channels(); channel++) {
                int[] expected = new int[WIDTH * HEIGHT];
                for (int i = 0; i < expected.length; i++) {
                    int row = HEIGHT - 1 - i / WIDTH;
                    expected[i] = word(passes.indexOf(pass), (row * WIDTH + i % WIDTH) * pass.channels() + channel);
                }
                String name = "ViewLayer." + pass.name() + "." + letters.get(pass).charAt(channel);
                assertArrayEquals(expected, channels.getOrDefault(name, new int[0]), name);
            }
        }
    }

    @Test
    void aPngIsEncodedAndHasStraightAlpha() throws IOException {
        Film film = Film.allocate(2, 3, List.of(Pass.COMBINED));
        film.pixels(Pass.COMBINED).put(new float[] {
            0, 0, 0, 0, /* */ 0.1f, 0.2f, 0.4f, 0.5f,
            1, 0.5f, 0.002f, 1, /* */ 2, -1, Float.NaN, 1,
            0.25f, 0.25f, 0.25f, 1, /* */ 0.5f, 0, 0, 0
        });
        Path file = folder.resolve("film.png");
        FilmWriter.writePng(film, file);

        BufferedImage image = ImageIO.read(file.toFile());
        // sRGB of 0.2, 0.4, 0.8; 0.5; 0.002 (linear part); 0.25
        assertEquals("00000000 807caae7", row(image, 2));
        assertEquals("ffffbc07 ffff0000", row(image, 1));
        assertEquals("ff898989 00bc0000", row(image, 0));
    }

    private static String row(BufferedImage image, int y) {
        return String.format("%08x %08x", image.getRGB(0, y), image.getRGB(1, y));
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = folder.resolve("film.exr");
        Files.writeString(file, "old");
        FilmWriter.writeExr(film(List.of(Pass.DEPTH)), file);
        assertEquals(1, readExr(file).size());
        assertEquals(List.of(file), files());
    }

    @Test
    void whatCannotBeWrittenIsToldAndLeavesNothing() throws IOException {
        Film film = film(List.of(Pass.COMBINED));
        for (Path file : List.of(folder.resolve("missing").resolve("film.exr"), Files.createDirectories(folder.resolve("taken/x")).getParent())) {
            String message = assertThrows(PassbridgeException.class, () -> FilmWriter.writeExr(film, file)).getMessage();
            assertTrue(message.startsWith("can't write " + file), message);
            assertThrows(PassbridgeException.class, () -> FilmWriter.writePng(film, file));
        }
        assertEquals(List.of(folder.resolve("taken")), files());
        assertThrows(IllegalArgumentException.class, () -> FilmWriter.writePng(film(List.of(Pass.DEPTH)), folder.resolve("film.png")));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted(Collections.reverseOrder()).collect(Collectors.toList());
        }
    }
}
