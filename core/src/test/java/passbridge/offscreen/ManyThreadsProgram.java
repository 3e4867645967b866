// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.lwjgl.system.MemoryUtil;

/** A program in which 8 threads have two sessions draw 1000 pictures; prints how many were right. */
final class ManyThreadsProgram {
    private static final int THREADS = 8;
    private static final int FRAMES = 1000;

    private ManyThreadsProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            MemoryUtil.memAlloc(Integer.parseInt(arguments[0])); // to see that a leak would be seen
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger exact = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (OffscreenSession even = OffscreenSession.open(); OffscreenSession odd = OffscreenSession.open()) {
            List<Future<?>> results = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                results.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < FRAMES; number = next.getAndIncrement()) {
                        new NumberedFrame(number).check(number % 2 == 0 ? even : odd);
                        exact.incrementAndGet();
                    }
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            threads.shutdown();
        }
        System.out.println(exact + " exact");
    }
}
