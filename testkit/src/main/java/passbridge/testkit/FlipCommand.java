// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** FLIP for programs that aren't Java, {@code ./passbridge bench frame} among them. */
final class FlipCommand {
    private FlipCommand() {}

    /**
     * Prints the mean FLIP of each picture, a line each.
     *
     * @param files of pictures in sRGB: first the reference, then what is held against it, of the same size
     * @throws IOException where a file can't be read
     */
    public static void main(String[] files) throws IOException {
        SrgbPicture reference = SrgbPicture.read(Path.of(files[0]));
        for (int i = 1; i < files.length; i++) {
            SrgbPicture test = SrgbPicture.read(Path.of(files[i]));
            if (test.width() != reference.width() || test.height() != reference.height()) {
                throw new IllegalArgumentException(files[i] + " has not the size of " + files[0]);
            }
            System.out.println(Flip.mean(Flip.errors(reference, test, Flip.USUAL_PIXELS_PER_DEGREE)));
        }
    }
}
