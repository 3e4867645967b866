// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What headers of native/ declare. Understands the way in which those are written, not C. */
final class CHeader {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("PB_API [\\w *]*?\\b(pb_\\w+)\\(");

    private CHeader() {}

    /** @param files relative to native/ */
    static Set<String> functions(String... files) {
        Set<String> names = new TreeSet<>();
        for (String file : files) {
            FUNCTION.matcher(COMMENT.matcher(read(file)).replaceAll(""))
                    .results()
                    .forEach(function -> names.add(function.group(1)));
        }
        return names;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of("..", "native").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
