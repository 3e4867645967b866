// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A renderer of an author's own, compiled and packed while the test runs: it is on nobody's class path. */
public final class RendererJar {
    private static final String BODY = """
            package %s;
            import passbridge.*;
            import passbridge.scene.Scene;
            public final class %s implements FilmRenderer {
                public RendererCapabilities capabilities() { return RendererCapabilities.of(); }
                public void sync(Scene scene, SyncContext context) {}
                public void render(RenderRequest request, FilmFrame frame) { %s }
                public void close() {}
            }
            """;

    private final Path folder;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** @param folder empty, for sources and classes */
    public RendererJar(Path folder) {
        this.folder = folder;
    }

    /** Adds a renderer without OpenGL. @param render the statements of its render(request, frame) */
    public RendererJar renderer(String className, String render) {
        int dot = className.lastIndexOf('.');
        return source(className, BODY.formatted(className.substring(0, dot), className.substring(dot + 1), render));
    }

    /** Compiles and adds a class. */
    public RendererJar source(String className, String source) {
        try {
            Path file = folder.resolve("src").resolve(className.replace('.', '/') + ".java");
            Path classes = folder.resolve("classes");
            Files.createDirectories(file.getParent());
            Files.createDirectories(classes);
            Files.writeString(file, source);
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            List<String> options = new ArrayList<>(List.of("--release", "17", "-d", classes.toString(), "-sourcepath",
                    folder.resolve("src").toString(), "-classpath", System.getProperty("java.class.path")));
            options.add(file.toString());
            if (compiler.run(null, null, null, options.toArray(String[]::new)) != 0) {
                throw new IllegalStateException("the test's renderer does not compile");
            }
            String entry = className.replace('.', '/') + ".class";
            return entry(entry, Files.readAllBytes(classes.resolve(entry)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a file. */
    public RendererJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Names providers of the renderer service. */
    public RendererJar service(String... classNames) {
        return entry("META-INF/services/passbridge.Renderer", String.join("\n", classNames).getBytes());
    }

    /** The content of an entry, to be changed. */
    byte[] content(String name) {
        return entries.get(name);
    }

    /** Writes the jar. */
    public Path write(String name) {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }
}
