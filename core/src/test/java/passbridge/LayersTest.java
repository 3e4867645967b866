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

/** Which package may know which, as docs/architecture.md has it. */
class LayersTest {
    private static final Pattern DEPENDENCY = Pattern.compile("\\s+(passbridge[.a-z]*)\\s+->\\s+(passbridge[.a-z]*)\\s.*");

    /** Of the packages of this module; what a package may know, without itself. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "passbridge.pass", Set.of(),
            "passbridge.scene", Set.of(),
            "passbridge", Set.of("passbridge.scene", "passbridge.pass"),
            "passbridge.gl", Set.of("passbridge", "passbridge.pass"),
            "passbridge.raster", Set.of("passbridge", "passbridge.gl", "passbridge.scene", "passbridge.pass"),
            "passbridge.session", Set.of("passbridge", "passbridge.gl", "passbridge.scene", "passbridge.pass"),
            "passbridge.offscreen",
            Set.of("passbridge", "passbridge.gl", "passbridge.raster", "passbridge.scene", "passbridge.pass", "passbridge.session"),
            "passbridge.blender", Set.of("passbridge", "passbridge.gl", "passbridge.scene", "passbridge.pass", "passbridge.session"));

    @Test
    void dependenciesGoOneWay() throws URISyntaxException {
        // Without the module's own description, which would need all others.
        Path classes = Path.of(Renderer.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve("passbridge");
        StringWriter output = new StringWriter();
        ToolProvider.findFirst("jdeps").orElseThrow().run(
                new PrintWriter(output), new PrintWriter(output), "--ignore-missing-deps", "-verbose:package", classes.toString());
        Map<String, Set<String>> found = new TreeMap<>();
        for (Matcher line : output.toString().lines().map(DEPENDENCY::matcher).filter(Matcher::matches).toList()) {
            found.computeIfAbsent(line.group(1), key -> new TreeSet<>()).add(line.group(2));
        }
        assertEquals(Set.of(), new TreeSet<>(difference(Set.of("passbridge", "passbridge.raster", "passbridge.session"), found.keySet())),
                () -> "jdeps saw nothing: " + output);
        found.forEach((from, to) -> assertEquals(Set.of(), difference(difference(to, ALLOWED.get(from)), Set.of(from)), from + " knows too much"));
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }
}
