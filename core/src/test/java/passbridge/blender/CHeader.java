// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a C source of native/ declares. Understands the way in which those are written, not C. */
final class CHeader {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("PB_API [\\w *]*?\\b(pb_\\w+)\\(");
    private static final Pattern STRUCT = Pattern.compile("typedef struct (\\w+) \\{(.*?)}", Pattern.DOTALL);
    private static final Pattern MEMBER = Pattern.compile("(\\w+ \\*?)(\\w+)(?:\\[(\\w+)])?;");

    private final String source;

    private CHeader(String source) {
        this.source = source;
    }

    /** @param file relative to native/ */
    static CHeader read(String file) {
        try {
            return new CHeader(COMMENT.matcher(Files.readString(Path.of("..", "native").resolve(file))).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> functions() {
        Set<String> names = new TreeSet<>();
        FUNCTION.matcher(source).results().forEach(function -> names.add(function.group(1)));
        return names;
    }

    /** A struct's member: "float", "color", 3; a count of 0: no array. */
    record Member(String type, String name, int count) {}

    /** Members of each struct by its name, in their order. */
    Map<String, List<Member>> structs() {
        Map<String, List<Member>> structs = new LinkedHashMap<>();
        STRUCT.matcher(source).results().forEach(struct -> {
            List<Member> members = new ArrayList<>();
            MEMBER.matcher(struct.group(2)).results().forEach(member -> members.add(new Member(
                    member.group(1).strip(), member.group(2), member.group(3) == null ? 0 : number(member.group(3)))));
            structs.put(struct.group(1), members);
        });
        return structs;
    }

    /** Values of an enum by name, the prefix left out. */
    Map<String, Integer> constants(String enumName, String prefix) {
        Matcher body = match("typedef enum " + enumName + " \\{(.*?)}");
        Map<String, Integer> constants = new LinkedHashMap<>();
        Pattern.compile("(\\w+) = (\\d+)").matcher(body.group(1)).results().forEach(constant -> {
            if (!constant.group(1).startsWith(prefix)) {
                throw new IllegalStateException(constant.group(1) + " does not start with " + prefix);
            }
            constants.put(constant.group(1).substring(prefix.length()), Integer.valueOf(constant.group(2)));
        });
        return constants;
    }

    /** A number, a macro's or an anonymous enum's value. */
    int number(String nameOrNumber) {
        if (Character.isDigit(nameOrNumber.charAt(0))) {
            return Integer.parseInt(nameOrNumber);
        }
        return Integer.parseInt(match("\\b" + nameOrNumber + "(?: =)? (\\d+)u?\\b").group(1));
    }

    private Matcher match(String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(source);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern);
        }
        return matcher;
    }
}
