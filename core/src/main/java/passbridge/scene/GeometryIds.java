// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers for geometries that the program makes itself. Any thread. */
final class GeometryIds {
    private static final AtomicLong LAST = new AtomicLong();

    private GeometryIds() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
