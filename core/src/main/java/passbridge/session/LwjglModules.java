// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import passbridge.Renderer;

/**
 * Modules of LWJGL that engines bring, such as lwjgl-stb, with their natives: one loader for all engines of the process, until it ends.
 * Java loads a JNI library into one class loader only, so another session, and another engine with the same module, would not get it.
 */
final class LwjglModules extends URLClassLoader {
    private static final LwjglModules ALL = new LwjglModules(); // adds under its own lock

    private LwjglModules() {
        super("LWJGL modules", new URL[0], Renderer.class.getClassLoader());
    }

    /** {@return a loader that has these jars, too; of two with the same classes the first that was ever added counts} */
    static ClassLoader with(List<URL> jars) {
        synchronized (ALL) {
            Set<String> known = Stream.of(ALL.getURLs()).map(URL::toString).collect(Collectors.toSet());
            jars.stream().filter(jar -> known.add(jar.toString())).forEach(ALL::addURL);
        }
        return ALL;
    }

    /** Whether a jar holds classes or natives of LWJGL, and no class of anybody else. */
    static boolean isModule(JarFile jar) {
        List<String> code = jar.stream()
                .map(entry -> entry.getName().replaceFirst("^META-INF/versions/\\d+/", ""))
                .filter(name -> name.endsWith(".class") && !name.equals("module-info.class") || isNative(name))
                .collect(Collectors.toList());
        return !code.isEmpty() && code.stream().allMatch(name -> name.startsWith("org/lwjgl/") || isNative(name));
    }

    /** Such as linux/x64/org/lwjgl/stb/liblwjgl_stb.so. */
    private static boolean isNative(String name) {
        return name.matches("[^/]+/[^/]+/org/lwjgl/.+\\.(so|dll|dylib)");
    }
}
