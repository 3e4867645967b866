// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;

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

    /** With code put in after the first line; line numbers in the driver's messages stay those of the file. */
    static String load(String fileName, String inserted) {
        return load(fileName).replaceFirst("\n", Matcher.quoteReplacement("\n" + inserted + "#line 2\n"));
    }
}
