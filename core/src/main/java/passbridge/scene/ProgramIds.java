// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers for geometries and images that the program makes itself. Any thread. */
final class ProgramIds {
    private static final AtomicLong LAST = new AtomicLong();

    private ProgramIds() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
