// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.Arrays;
import java.util.List;
import passbridge.PassbridgeException;

/** Numbers in messages that stand for an element of a list. */
final class Enumerated {
    private Enumerated() {}

    static <T> T element(T[] values, int index, String what) {
        return element(Arrays.asList(values), index, what);
    }

    /** The element; PassbridgeException where there is none. */
    static <T> T element(List<T> values, int index, String what) {
        if (index < 0 || index >= values.size()) {
            throw new PassbridgeException("the scene message names " + what + " " + index + " of " + values.size());
        }
        return values.get(index);
    }
}
