// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Objects of one kind that are a context's. Thread: the one with the context. */
final class ObjectNames {
    private final BitSet own = new BitSet();
    private final Map<Integer, Integer> useCounts = new HashMap<>(); // of those that are freed with their last user

    void own(int name) {
        useCounts.remove(name);
        own.set(name);
    }

    void use(int name) {
        own.clear(name);
        useCounts.merge(name, 1, Integer::sum);
    }

    void leave(int name) {
        useCounts.computeIfPresent(name, (used, count) -> count > 1 ? count - 1 : null);
    }

    void forget(int name) {
        own.clear(name);
        useCounts.remove(name);
    }

    /** {@return all, each once, however often the context uses it} */
    IntStream all() {
        return IntStream.concat(own.stream(), useCounts.keySet().stream().mapToInt(Integer::intValue));
    }

    /** {@return what nobody else uses} */
    IntStream unshared() {
        return own.stream();
    }
}
