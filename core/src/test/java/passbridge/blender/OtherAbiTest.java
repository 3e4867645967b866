// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library loaded beside a passbridge-core that is made for another one, in a JVM of its own. */
class OtherAbiTest {
    private static final String LOADING = """
            package passbridge.blender;
            final class Native {
                %s
                public static void main(String[] arguments) {
                    System.load(arguments[0]);
                }
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"static final int ABI_VERSION = 3;, 3", "'', 0"})
    void isRefused(String member, int version) throws IOException, InterruptedException {
        String output = load(member, 1);
        String cause = "java.lang.UnsatisfiedLinkError: passbridge-core is made for C ABI " + version + ", the C library has ABI "
                + Native.ABI_VERSION + ": install Passbridge again and restart";
        assertTrue(output.contains(cause), output);
    }

    /** The same class fails otherwise where the version is right: its methods are not there. */
    @Test
    void isToldFromOtherMistakes() throws IOException, InterruptedException {
        String output = load("static final int ABI_VERSION = " + Native.ABI_VERSION + ";", 1);
        assertTrue(output.contains("NoSuchMethodError"), output);
    }

    private String load(String member, int exitCode) throws IOException, InterruptedException {
        Path source = folder.resolve("Native.java");
        Files.writeString(source, LOADING.formatted(member));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), source.toString()));
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", folder.toString(),
                        "passbridge.blender.Native", Abi.PATH.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, java.waitFor(), output);
        return output;
    }
}
