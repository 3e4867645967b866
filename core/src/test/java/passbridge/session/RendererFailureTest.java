// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.joml.Matrix4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import passbridge.FilmRenderer;
import passbridge.PassbridgeException;
import passbridge.testrenderer.FilmPatternRenderer;

/** Each failure names its cause and the renderer's own line, whatever the packages are called. */
class RendererFailureTest {
    private static final String BROKEN = """
            package javax.ink;
            final class Broken {
                static {
                    if (true) throw new IllegalStateException("no licence");
                }
            }
            """;

    @TempDir
    Path folder;

    /** What is told of a renderer of these statements, the only line of its render(request, frame), called so many times. */
    private String failure(String statements, int calls) throws Exception {
        // The package begins as one of the JDK's: names decide nothing.
        Path jar = new RendererJar(folder).source("javax.ink.Broken", BROKEN).renderer("javax.ink.Ink", statements).write("ink.jar");
        try (NamedRenderer source = new NamedRenderer("javax.ink.Ink", List.of(jar))) {
            FilmRenderer renderer = (FilmRenderer) source.open();
            Throwable thrown = null;
            for (int i = 0; i < calls; i++) {
                thrown = assertThrows(Throwable.class, () -> renderer.render(null, null));
            }
            return RendererFailure.describe(thrown, source::owns);
        }
    }

    private String firstLine(String statements) throws Exception {
        return failure(statements, 1).lines().findFirst().orElseThrow();
    }

    private static void assertPlaced(String cause, String line) {
        assertEquals(cause + " at javax.ink.Ink.render(Ink.java:7)", line);
    }

    @Test
    void ofTheJdkAndOfLibrariesOfPassbridgeTheRenderersLineIsNamed() throws Exception {
        assertPlaced("java.io.UncheckedIOException: java.io.IOException: gone",
                firstLine("throw new java.io.UncheckedIOException(new java.io.IOException(\"gone\"));"));
        assertTrue(firstLine("javax.imageio.ImageIO.getImageReadersByFormatName(null);").endsWith(" at javax.ink.Ink.render(Ink.java:7)"));
        assertTrue(firstLine("java.util.List.of(2, 1).sort(null);").endsWith(" at javax.ink.Ink.render(Ink.java:7)"));
        assertTrue(firstLine("new org.joml.Matrix4f().set((float[]) null);").endsWith(" at javax.ink.Ink.render(Ink.java:7)"));
        assertTrue(firstLine("org.lwjgl.system.MemoryUtil.memAddress((java.nio.ByteBuffer) null);")
                .endsWith(" at javax.ink.Ink.render(Ink.java:7)"));
    }

    @Test
    void misuseOfOurOwnObjectsIsTracedToTheRenderer() throws Exception {
        String text = failure("new passbridge.pass.Pass(\"\", 1);", 1);
        assertTrue(text.lines().findFirst().orElseThrow().endsWith(" at javax.ink.Ink.render(Ink.java:7)"), text);
        assertTrue(text.contains("\n\tat passbridge.pass.Pass."), text);
    }

    @Test
    void fullMemoryHasAPlaceAndItsName() throws Exception {
        assertPlaced("java.lang.OutOfMemoryError: the JVM's heap is full. Raise the heap size in the add-on's preferences and restart"
                + " Blender (Java heap space)", firstLine("throw new OutOfMemoryError(\"Java heap space\");"));
        String direct = firstLine("throw new OutOfMemoryError("
                + "\"Cannot reserve 9 bytes of direct buffer memory (allocated: 8192, limit: 8193)\");");
        assertTrue(direct.startsWith("java.lang.OutOfMemoryError: the JVM's direct memory is full (Cannot reserve "), direct);
        assertTrue(direct.contains("-XX:MaxDirectMemorySize"), direct);
        assertTrue(direct.endsWith(" at javax.ink.Ink.render(Ink.java:7)"), direct);
    }

    @Test
    void aStaticBlockIsToldTheSecondTimeAsTheFirst() throws Exception {
        assertPlacedInBlock("a static block failed: java.lang.IllegalStateException: no licence", failure("new Broken();", 1));
        assertPlacedInBlock("the static block of javax.ink.Broken failed when it was run first: java.lang.IllegalStateException: no licence",
                failure("new Broken();", 3));
    }

    private static void assertPlacedInBlock(String cause, String text) {
        assertEquals(cause + " at javax.ink.Broken.<clinit>(Broken.java:4)", text.lines().findFirst().orElseThrow());
    }

    @Test
    void anEndlessRecursionIsToldShortly() throws Exception {
        String text = failure("render(request, frame);", 1);
        assertPlaced("java.lang.StackOverflowError", text.lines().findFirst().orElseThrow());
        assertTrue(text.lines().count() < 100, text);
        assertTrue(text.lines().reduce((first, second) -> second).orElseThrow().endsWith(" more"), text);
    }

    @Test
    void aMessageForUsersIsToldAlone() {
        assertEquals("needs a licence", RendererFailure.describe(new PassbridgeException("needs a licence"), name -> true));
    }

    @Test
    void aProgramsOwnRendererIsFoundByItsFolder() throws Exception {
        try (RendererSource source = new RendererSource.Made(Program::new)) {
            source.open();
            assertTrue(source.owns(Program.class.getName()));
            assertFalse(source.owns(RenderThread.class.getName()));
            assertFalse(source.owns(Matrix4f.class.getName()));
            assertFalse(source.owns("java.util.List"));
            assertFalse(source.owns("there.is.None"));
        }
        try (RendererSource source = new NamedRenderer("passbridge.raster.RasterRenderer", List.of())) {
            assertTrue(source.owns("passbridge.raster.Sample"));
            assertFalse(source.owns("passbridge.session.SyncView"));
        }
    }

    /** A renderer among the tests. */
    private static final class Program extends FilmPatternRenderer {}
}
