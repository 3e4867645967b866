// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Keeps {@code System.exit} from ending Blender: a shutdown hook that never returns holds the end up, and with it the thread that asked
 * for it. The JVM goes on working. ({@code Runtime.halt} runs no hooks.)
 */
final class ExitGuard {
    /** An end that was asked for later runs no hooks, so the sessions are looked at again and again from the first one on. */
    private static final long LOOK_NS = 200_000_000;

    private ExitGuard() {}

    /** @param sessions those that run now */
    static void install(Supplier<Collection<HostSession>> sessions) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> watch(sessions), "passbridge-exit-guard"));
    }

    private static void watch(Supplier<Collection<HostSession>> sessions) {
        while (true) {
            sessions.get().forEach(HostSession::giveUpIfExiting);
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
