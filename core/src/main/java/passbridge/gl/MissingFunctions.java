// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opengl.GL;

/**
 * What is called where OpenGL has no function, or a thread no context. LWJGL would end the process. Any thread.
 */
public final class MissingFunctions {
    private static final System.Logger LOGGER = System.getLogger(MissingFunctions.class.getName());

    private static volatile Replacement replacement; // null: LWJGL's own

    private MissingFunctions() {}

    private record Replacement(long address, Runnable whereNoContextIs) {}

    /**
     * Sets what is called by contexts that are opened from now on.
     *
     * @param address of a function of this process that takes no notice of its arguments and throws
     * @param whereNoContextIs has it called on threads without a context, too, once LWJGL has loaded OpenGL
     */
    public static void replaceBy(long address, Runnable whereNoContextIs) {
        replacement = new Replacement(address, whereNoContextIs);
    }

    /** Puts it where it belongs. @param functions of a context, as LWJGL found them */
    static void replaceIn(PointerBuffer functions) {
        Replacement wanted = replacement;
        if (wanted == null) {
            return;
        }
        long missing = mostFrequent(functions);
        for (int i = 0; i < functions.capacity(); i++) {
            if (functions.get(i) == missing) {
                functions.put(i, wanted.address);
            }
        }
        wanted.whereNoContextIs.run();
    }

    /** Has it called where there is no context, in a process that may never have one. Loads OpenGL, where the system has it. */
    public static void replaceWithoutContext() {
        Replacement wanted = replacement;
        if (wanted == null) {
            return;
        }
        try {
            GL.getFunctionProvider();
            wanted.whereNoContextIs.run();
        } catch (LinkageError noOpenGl) {
            LOGGER.log(Level.DEBUG, "there is no OpenGL that a renderer could call by mistake", noOpenGl);
        }
    }

    /** LWJGL's own stands for hundreds: what old versions and other vendors have. Every other address is that of one function, or few. */
    private static long mostFrequent(PointerBuffer functions) {
        Map<Long, Long> counts = LongStream.range(0, functions.capacity())
                .mapToObj(i -> functions.get((int) i))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }
}
