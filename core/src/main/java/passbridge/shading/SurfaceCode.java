// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The GLSL of surfaces. As long as a code is in use it is made once: what it is made of is short, the text is not, and who compares codes of
 * materials of one structure compares the same object with itself. Thread: any.
 */
final class SurfaceCode {
    private static final Map<Parts, Known> KNOWN = new HashMap<>(); // guarded by itself
    private static final ReferenceQueue<SurfaceCode> UNUSED = new ReferenceQueue<>();

    private final String text;
    private final Set<SurfaceInput> reads;

    /**
     * What a code is made of, in this order.
     *
     * @param declarations of what it reads, and macros
     * @param files shared ones that it uses, without those that these use
     * @param functions of node types
     * @param statements the rest
     */
    record Parts(String declarations, List<String> files, List<NodeFunction> functions, String statements) {
        /** Functions of one name are the same. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Parts parts && declarations.equals(parts.declarations) && files.equals(parts.files)
                    && names().equals(parts.names()) && statements.equals(parts.statements);
        }

        @Override
        public int hashCode() {
            return 31 * declarations.hashCode() + statements.hashCode();
        }

        private List<String> names() {
            return functions.stream().map(NodeFunction::name).toList();
        }
    }

    private static final class Known extends WeakReference<SurfaceCode> {
        private final Parts parts;

        Known(Parts parts, SurfaceCode code) {
            super(code, UNUSED);
            this.parts = parts;
        }
    }

    private SurfaceCode(Parts parts) {
        StringBuilder code = new StringBuilder(parts.declarations);
        Set<SurfaceInput> read = new LinkedHashSet<>();
        for (String fileName : NodeLibrary.withUses(parts.files)) {
            String shared = NodeLibrary.shared(fileName);
            read.addAll(NodeFunction.reads(shared));
            code.append(shared);
        }
        for (NodeFunction function : parts.functions) {
            read.addAll(function.reads());
            code.append(function.code());
        }
        text = code.append(parts.statements).toString();
        reads = Set.copyOf(read);
    }

    /** The code of these parts: the same object as long as somebody has it. */
    static SurfaceCode of(Parts parts) {
        synchronized (KNOWN) {
            for (Reference<?> unused = UNUSED.poll(); unused != null; unused = UNUSED.poll()) {
                Parts gone = ((Known) unused).parts;
                KNOWN.remove(gone, unused);
            }
            Known known = KNOWN.get(parts);
            SurfaceCode code = known == null ? null : known.get();
            if (code == null) {
                code = new SurfaceCode(parts);
                KNOWN.put(parts, new Known(parts, code));
            }
            return code;
        }
    }

    /** The same object for the same code. */
    String text() {
        return text;
    }

    /** The globals that functions and shared files read. */
    Set<SurfaceInput> reads() {
        return reads;
    }
}
