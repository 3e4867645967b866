// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The functions of all node types, read from this package's resources at first use. Thread: any. */
final class NodeLibrary {
    private static final String FOLDER = "nodes/";
    private static final Map<String, NodeFunction> FUNCTIONS = load();
    private static final Map<String, String> SHARED = new ConcurrentHashMap<>(); // texts of shared files

    private NodeLibrary() {}

    /** {@return the function of a node type} */
    static Optional<NodeFunction> function(String nodeType) {
        return Optional.ofNullable(FUNCTIONS.get(nodeType));
    }

    /** {@return all functions by node type} */
    static Map<String, NodeFunction> functions() {
        return FUNCTIONS;
    }

    /** {@return the text of a shared file} */
    static String shared(String fileName) {
        return SHARED.computeIfAbsent(fileName, NodeLibrary::read);
    }

    /** {@return shared files in an order in which each comes after those that it uses} */
    static Set<String> withUses(Iterable<String> fileNames) {
        Set<String> ordered = new LinkedHashSet<>();
        for (String fileName : fileNames) {
            addWithUses(fileName, ordered, new LinkedHashSet<>());
        }
        return ordered;
    }

    private static void addWithUses(String fileName, Set<String> ordered, Set<String> users) {
        if (ordered.contains(fileName)) {
            return;
        }
        if (!users.add(fileName)) {
            throw new IllegalStateException("shader files use each other: " + users);
        }
        NodeFunction.uses(shared(fileName)).forEach(used -> addWithUses(used, ordered, users));
        users.remove(fileName);
        ordered.add(fileName);
    }

    private static Map<String, NodeFunction> load() {
        Map<String, NodeFunction> functions = new TreeMap<>();
        for (String fileName : fileNames()) {
            NodeFunction function = NodeFunction.parse(fileName, read(FOLDER + fileName));
            for (String type : function.nodeTypes()) {
                if (functions.put(type, function) != null) {
                    throw new IllegalStateException("two files are for " + type + ", one is " + fileName);
                }
            }
        }
        return new LinkedHashMap<>(functions);
    }

    private static String read(String fileName) {
        try (InputStream stream = NodeLibrary.class.getResourceAsStream(fileName)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks shader " + fileName);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files beside this class: a class loader can't list them, but the jar or folder that the class is from can. */
    private static List<String> fileNames() {
        String folder = NodeLibrary.class.getPackageName().replace('.', '/') + "/" + FOLDER;
        try {
            Path source = Path.of(NodeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(source)) {
                try (Stream<Path> files = Files.list(source.resolve(folder))) {
                    return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".glsl")).sorted().toList();
                }
            }
            try (JarFile jar = new JarFile(source.toFile())) {
                return jar.stream().map(entry -> entry.getName()).filter(name -> name.startsWith(folder) && name.endsWith(".glsl"))
                        .map(name -> name.substring(folder.length())).sorted().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of " + NodeLibrary.class + " has no path", e);
        }
    }
}
