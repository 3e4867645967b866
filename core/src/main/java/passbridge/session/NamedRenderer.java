// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import passbridge.PassbridgeException;
import passbridge.Renderer;

/**
 * A renderer by the name of its class, from a class path of its own. A loader of its own brings it, so that a rebuilt jar is another
 * session and no restart. Classes of Passbridge and of what it brings (LWJGL, JOML) always are those of this process; LWJGL's other modules
 * are those of the first engine that brings them.
 */
public final class NamedRenderer implements RendererSource {
    /** Entries of jars that this process has and no renderer may bring, and what they belong to. */
    private static final List<List<String>> FIXED =
            List.of(List.of("passbridge/Renderer.class", "Passbridge"), List.of("org/lwjgl/Version.class", "LWJGL"));

    private final String className;
    private final List<Path> classPath;
    private volatile URLClassLoader loader; // null: not opened yet, or closed

    /**
     * @param className binary name; empty: the one that the class path names as a provider of {@link Renderer}
     * @param classPath jars and folders that are the renderer's alone; none: it is on the class path of Passbridge
     */
    public NamedRenderer(String className, List<Path> classPath) {
        this.className = className;
        this.classPath = List.copyOf(classPath);
    }

    @Override
    public String name() {
        return className.isEmpty() ? "the renderer of " + jars() : className;
    }

    @Override
    public ClassLoader loader() {
        return loader;
    }

    @Override
    public boolean owns(String className) {
        if (classPath.isEmpty()) {
            Class<?> renderer = RendererSource.find(this.className, Renderer.class.getClassLoader());
            return renderer != null && RendererSource.isBeside(className, renderer);
        }
        URLClassLoader from = loader;
        Class<?> found = from == null ? null : RendererSource.find(className, from);
        return found != null && found.getClassLoader() == from;
    }

    @Override
    public Renderer open() throws ReflectiveOperationException, IOException {
        ClassLoader from = openLoader();
        try {
            Class<? extends Renderer> type = className.isEmpty() ? provider(from) : named(from);
            return type.getDeclaredConstructor().newInstance();
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException wrong) {
            throw new PassbridgeException(name() + " needs to be a public class with a public constructor without parameters", wrong);
        }
    }

    private Class<? extends Renderer> named(ClassLoader from) {
        try {
            return Class.forName(className, true, from).asSubclass(Renderer.class);
        } catch (ClassNotFoundException missing) {
            throw new PassbridgeException("there is no class " + className + " in " + jars() + ": is its name right?", missing);
        } catch (ClassCastException wrong) {
            throw new PassbridgeException(className + " does not implement " + Renderer.class.getName(), wrong);
        }
    }

    /** The only provider among the renderer's own jars. */
    private Class<? extends Renderer> provider(ClassLoader from) {
        List<Class<? extends Renderer>> found;
        try {
            found = ServiceLoader.load(Renderer.class, from).stream()
                    .map(ServiceLoader.Provider::type)
                    .filter(type -> type.getClassLoader() == loader)
                    .collect(Collectors.toList());
        } catch (ServiceConfigurationError wrong) {
            throw new PassbridgeException(jars() + " names a renderer that can't be used: " + wrong.getMessage(), wrong);
        }
        if (found.size() != 1) {
            String names = found.stream().map(Class::getName).collect(Collectors.joining(", "));
            throw new PassbridgeException(jars() + (found.isEmpty()
                    ? " names no renderer: add META-INF/services/passbridge.Renderer to the jar, or name the class in the add-on"
                    : " names several renderers (" + names + "): name one in the add-on"));
        }
        return found.get(0);
    }

    private ClassLoader openLoader() throws IOException {
        if (classPath.isEmpty()) {
            return Renderer.class.getClassLoader();
        }
        if (loader == null) {
            List<URL> modules = new ArrayList<>();
            List<URL> own = new ArrayList<>();
            for (Path entry : classPath) {
                (isLwjglModule(entry) ? modules : own).add(url(entry));
            }
            ClassLoader parent = modules.isEmpty() ? Renderer.class.getClassLoader() : LwjglModules.with(modules);
            loader = new URLClassLoader(own.toArray(URL[]::new), parent);
        }
        return loader;
    }

    /** Checks, too: URLClassLoader passes over what it can't read, and the renderer would seem to have vanished. */
    private static boolean isLwjglModule(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            return false;
        }
        if (!Files.exists(entry)) {
            throw new PassbridgeException("the jar " + entry + " is not there: build it, or correct the class path of the add-on");
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            for (List<String> fixed : FIXED) {
                if (jar.getEntry(fixed.get(0)) != null) {
                    throw new PassbridgeException("the jar " + entry + " brings a " + fixed.get(1) + " of its own, but this process has one "
                            + "already: leave it out (Maven: scope provided); for another version update Passbridge and restart Blender");
                }
            }
            return LwjglModules.isModule(jar);
        } catch (java.util.zip.ZipException damaged) {
            throw new PassbridgeException("the jar " + entry + " is damaged (" + damaged.getMessage() + "): build it again", damaged);
        }
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new PassbridgeException("the class path entry " + entry + " can't be read: give it another name", e);
        }
    }

    private String jars() {
        return classPath.isEmpty()
                ? "Passbridge's class path"
                : classPath.stream().map(Path::getFileName).map(String::valueOf).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        if (loader != null) {
            try {
                loader.close();
            } catch (IOException e) {
                System.getLogger(NamedRenderer.class.getName()).log(System.Logger.Level.WARNING, "closing " + jars() + " failed", e);
            }
            loader = null;
        }
    }
}
