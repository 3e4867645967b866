// SPDX-License-Identifier: Apache-2.0
package passbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Which package may use which, as docs/architecture.md has it: renderers stand on OpenGL and the scene, what runs them on the API, and nothing
 * on what stands above it.
 */
class LayeringTest {
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "passbridge.scene", Set.of(),
            "passbridge.pass", Set.of(),
            "passbridge", Set.of("passbridge.scene", "passbridge.pass"),
            "passbridge.gl", Set.of("passbridge", "passbridge.pass"),
            "passbridge.shading", Set.of("passbridge.scene"),
            "passbridge.raster", Set.of("passbridge.gl", "passbridge", "passbridge.shading", "passbridge.scene", "passbridge.pass"),
            "passbridge.session", Set.of("passbridge.gl", "passbridge", "passbridge.scene", "passbridge.pass"),
            "passbridge.blender",
                    Set.of("passbridge.session", "passbridge.gl", "passbridge", "passbridge.scene", "passbridge.pass"),
            // The renderer that embedders get without naming one.
            "passbridge.offscreen",
                    Set.of(
                            "passbridge.raster", "passbridge.session", "passbridge.gl", "passbridge", "passbridge.scene",
                            "passbridge.pass"));

    private static final Pattern DEPENDENCY = Pattern.compile("^ +(passbridge\\S*) +-> (\\S+)", Pattern.MULTILINE);

    @Test
    void packagesUseOnlyThoseBelowThem() throws URISyntaxException {
        Map<String, Set<String>> found = dependencies();
        assertEquals(new TreeSet<>(MAY_USE.keySet()), found.keySet(), "packages: a new one gets its place here");
        found.forEach((user, used) -> {
            Set<String> forbidden = new TreeSet<>(used);
            forbidden.removeAll(MAY_USE.get(user));
            assertEquals(Set.of(), forbidden, user + " uses packages that it must not");
        });
    }

    /** For each of our packages: which others of them its classes name. */
    private static Map<String, Set<String>> dependencies() throws URISyntaxException {
        Path classes = Path.of(Renderer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        StringWriter listing = new StringWriter();
        int exitCode = ToolProvider.findFirst("jdeps").orElseThrow().run(
                new PrintWriter(listing, true), new PrintWriter(listing, true),
                // The folder below the module's: jdeps would ask for the modules that it requires.
                "-verbose:package", classes.resolve("passbridge").toString());
        assertEquals(0, exitCode, listing::toString);
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (Matcher found = DEPENDENCY.matcher(listing.toString()); found.find(); ) {
            Set<String> used = dependencies.computeIfAbsent(found.group(1), key -> new TreeSet<>());
            if (found.group(2).startsWith("passbridge")) {
                used.add(found.group(2));
            }
        }
        return dependencies;
    }
}
