// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole programs with sessions, each in a JVM of its own, with LWJGL's configuration as it is by default. */
@Timeout(240)
class EmbeddingTest {
    private static final String LEAK = " bytes leaked";

    @Test
    void eightThreadsGetAThousandExactPicturesAndNothingIsLeaked() throws Exception {
        String output = run(List.of(), ManyThreadsProgram.class, "-Dorg.lwjgl.util.DebugAllocator=true");
        assertTrue(output.contains("1000 exact"), output);
        assertFalse(output.contains(LEAK), output);
    }

    @Test
    void aLeakWouldBeTold() throws Exception {
        String output = run(List.of(), ManyThreadsProgram.class, "-Dorg.lwjgl.util.DebugAllocator=true", "12345");
        assertTrue(output.contains("12345" + LEAK), output);
    }

    @Test
    void sessionsDrawBesideAWindow() throws Exception {
        assertExactOnADisplay();
    }

    @Test
    void aWindowOpensAfterASession() throws Exception {
        assertExactOnADisplay("session-first");
    }

    private static void assertExactOnADisplay(String... arguments) throws Exception {
        boolean hasXvfb = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "xvfb-run")));
        assumeTrue(hasXvfb, "there is no xvfb-run: install Xvfb (Debian, Ubuntu: apt install xvfb)");
        String output = run(List.of("xvfb-run", "-a"), WindowProgram.class, arguments);
        assertTrue(output.contains("window and sessions exact"), output);
    }

    /** What a program prints. @param arguments those that begin with - are the JVM's */
    private static String run(List<String> before, Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xcheck:jni", "-cp", System.getProperty("java.class.path")));
        Arrays.stream(arguments).filter(argument -> argument.startsWith("-")).forEach(command::add);
        command.add(program.getName());
        Arrays.stream(arguments).filter(argument -> !argument.startsWith("-")).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
