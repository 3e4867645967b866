// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** GLSL from this package's resources. */
final class ShaderSource {
    private ShaderSource() {}

    static String load(String fileName) {
        try (InputStream stream = ShaderSource.class.getResourceAsStream(fileName)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks shader " + fileName);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * With {@code WRITE_...} defined for each output, and what the shape needs; line numbers in the driver's messages stay those of the
     * file.
     */
    static String load(String fileName, Shape shape, Set<ShaderOutput> outputs) {
        String defines = outputs.stream().map(output -> "#define WRITE_" + output + "\n").collect(Collectors.joining());
        String[] versionAndRest = load(fileName).split("\n", 2);
        return versionAndRest[0] + "\n" + defines + shape.fragmentPreamble() + "#line 2\n" + versionAndRest[1];
    }
}
