// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import passbridge.Renderer;

/** Renderers out of jars: found, and refused with a reason. */
class NamedRendererTest {
    @TempDir
    Path folder;

    private RendererJar jar() {
        return new RendererJar(folder);
    }

    private static String failure(String className, Path... classPath) {
        try (NamedRenderer source = new NamedRenderer(className, List.of(classPath))) {
            return RendererFailure.describe(assertThrows(Throwable.class, source::open));
        }
    }

    @Test
    void findsTheClassInTheJar() throws Exception {
        Path jar = jar().renderer("example.Ink", "").write("ink.jar");
        try (NamedRenderer source = new NamedRenderer("example.Ink", List.of(jar))) {
            Renderer renderer = source.open();
            assertEquals("example.Ink", renderer.getClass().getName());
            assertSame(source.loader(), renderer.getClass().getClassLoader());
            assertSame(renderer.getClass(), source.open().getClass());
        }
    }

    @Test
    void findsTheOnlyServiceOfTheJar() throws Exception {
        Path jar = jar().renderer("example.Ink", "").service("example.Ink").write("ink.jar");
        try (NamedRenderer source = new NamedRenderer("", List.of(jar))) {
            assertEquals("example.Ink", source.open().getClass().getName());
        }
    }

    @Test
    void twoRenderersOfOneNameAreTwoClasses() throws Exception {
        Path first = jar().renderer("example.Ink", "").write("first.jar");
        Path second = jar().renderer("example.Ink", "frame.warn(\"second\");").write("second.jar");
        try (NamedRenderer one = new NamedRenderer("example.Ink", List.of(first));
                NamedRenderer other = new NamedRenderer("example.Ink", List.of(second))) {
            assertNotSame(one.open().getClass(), other.open().getClass());
        }
    }

    @Test
    void refusesAMissingJar() {
        Path missing = folder.resolve("missing.jar");
        assertEquals("the jar " + missing + " is not there: build it, or correct the class path of the add-on", failure("example.Ink", missing));
    }

    @Test
    void refusesATruncatedJar() throws IOException {
        Path jar = jar().renderer("example.Ink", "").write("ink.jar");
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
        assertTrue(failure("example.Ink", jar).startsWith("the jar " + jar + " is damaged ("));
        Files.write(jar, new byte[0]);
        assertTrue(failure("example.Ink", jar).startsWith("the jar " + jar + " is damaged ("));
    }

    @Test
    void refusesAJarForANewerJava() {
        RendererJar jar = jar().renderer("example.Ink", "");
        jar.content("example/Ink.class")[7] = 99; // class file format, JVMS 4.1: minor and major version after the magic
        String text = failure("example.Ink", jar.write("ink.jar"));
        assertTrue(text.startsWith("the renderer was built for a newer Java than this " + Runtime.version().feature()), text);
        assertTrue(text.contains("99.0"), text);
    }

    @Test
    void refusesAJarWithoutService() {
        Path jar = jar().renderer("example.Ink", "").write("ink.jar");
        assertEquals("ink.jar names no renderer: add META-INF/services/passbridge.Renderer to the jar, or name the class in the add-on",
                failure("", jar));
    }

    @Test
    void refusesAJarWithTwoServices() {
        Path jar = jar().renderer("example.Ink", "").renderer("example.Oil", "").service("example.Ink", "example.Oil").write("two.jar");
        assertEquals("two.jar names several renderers (example.Ink, example.Oil): name one in the add-on", failure("", jar));
    }

    @Test
    void refusesAServiceThatIsNotThere() {
        Path jar = jar().renderer("example.Ink", "").service("example.Gone").write("gone.jar");
        assertTrue(failure("", jar).startsWith("gone.jar names a renderer that can't be used: "));
    }

    @Test
    void refusesAnUnknownClass() {
        Path jar = jar().renderer("example.Ink", "").write("ink.jar");
        assertTrue(failure("example.Oil", jar).startsWith("there is no class example.Oil in ink.jar: is its name right?"));
    }

    @Test
    void refusesACoreOfItsOwn() {
        Path core = jar().renderer("example.Ink", "").entry("passbridge/Renderer.class", new byte[0]).write("fat.jar");
        assertTrue(failure("example.Ink", core).startsWith("the jar " + core + " brings a Passbridge of its own"));
        Path lwjgl = jar().renderer("example.Ink", "").entry("org/lwjgl/Version.class", new byte[0]).write("fatter.jar");
        assertTrue(failure("example.Ink", lwjgl).startsWith("the jar " + lwjgl + " brings a LWJGL of its own"));
    }

    @Test
    void tellsOfAClassThatTheJarLacks() {
        Path jar = jar().source("example.Paint", "package example; public class Paint {}")
                .renderer("example.Ink", "new Paint();")
                .write("whole.jar");
        RendererJar part = jar().renderer("example.Ink", "");
        assertTrue(Files.exists(jar));
        part.source("example.Lost", "package example; public class Lost extends Paint {}");
        Path lacking = part.write("part.jar");
        assertTrue(failure("example.Lost", lacking).startsWith("the renderer's class path lacks a class: add the jar that has it ("));
    }

    @Test
    void tellsOfAnotherVersionOfPassbridge() {
        String text = RendererFailure.describe(new AbstractMethodError("capabilities"));
        assertTrue(text.startsWith("the renderer was built against another version of Passbridge or of a library: build it again"), text);
    }

    @Test
    void classesOfPassbridgeAreThoseOfTheProcess() throws Exception {
        Path jar = jar().renderer("example.Ink", "").write("ink.jar");
        try (NamedRenderer source = new NamedRenderer("example.Ink", List.of(jar))) {
            source.open();
            assertSame(Renderer.class, source.loader().loadClass("passbridge.Renderer"));
        }
    }
}
