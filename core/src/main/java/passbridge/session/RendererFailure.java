// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import passbridge.PassbridgeException;

/** How what a renderer threw is told: its class and message and where in the renderer's own code it happened. */
public final class RendererFailure {
    /** What is told of a heap that is full. */
    public static final String OUT_OF_MEMORY =
            "java.lang.OutOfMemoryError: the JVM's heap is full. Raise the heap size in the add-on's preferences and restart Blender";

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 16;

    /** Of one stack trace: an endless recursion has a thousand equal ones. */
    private static final int MOST_FRAMES = 64;

    /** It calls renderers: what called it is of no interest to their authors. */
    private static final String CALLER = RenderThread.class.getName();

    private static final String NO_CLASS_ANY_MORE = "Could not initialize class ";

    private RendererFailure() {}

    /** As {@link #describe(Throwable, Predicate)}, where no renderer is involved. */
    public static String describe(Throwable failure) {
        return describe(failure, className -> false);
    }

    /**
     * A text whose first line says what happened and where; the stack traces follow, without the frames of whoever called the renderer.
     * An error that was written for users, without a cause below it, is its message alone.
     *
     * @param isTheRenderers whether a class of this binary name is the renderer's own
     */
    public static String describe(Throwable failure, Predicate<String> isTheRenderers) {
        try {
            return text(failure, isTheRenderers);
        } catch (OutOfMemoryError again) {
            return OUT_OF_MEMORY;
        } catch (Throwable again) { // its getMessage() is the renderer's code, too
            return failure.getClass().getName() + " (its text can't be told: " + again.getClass().getName() + ")";
        }
    }

    private static String text(Throwable failure, Predicate<String> isTheRenderers) {
        if (failure instanceof PassbridgeException && failure.getCause() == null) {
            return failure.getMessage();
        }
        List<Throwable> chain = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES).toList();
        StringBuilder text = new StringBuilder(said(failure, chain).lines().findFirst().orElse(""));
        place(chain, isTheRenderers).ifPresent(frame -> text.append(" at ").append(frame));
        for (Throwable told : chain) {
            if (told != failure) {
                text.append("\nCaused by: ").append(told);
            }
            List<StackTraceElement> frames = Arrays.stream(told.getStackTrace())
                    .takeWhile(frame -> !frame.getClassName().equals(CALLER))
                    .toList();
            frames.stream().limit(MOST_FRAMES).forEach(frame -> text.append("\n\tat ").append(frame));
            if (frames.size() > MOST_FRAMES) {
                text.append("\n\t... ").append(frames.size() - MOST_FRAMES).append(" more");
            }
        }
        return text.toString();
    }

    /** The renderer's frame that is nearest to the first cause. */
    private static Optional<StackTraceElement> place(List<Throwable> chain, Predicate<String> isTheRenderers) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (StackTraceElement frame : chain.get(i).getStackTrace()) {
                if (isTheRenderers.test(frame.getClassName())) {
                    return Optional.of(frame);
                }
            }
        }
        return Optional.empty();
    }

    private static String said(Throwable failure, List<Throwable> chain) {
        if (failure instanceof PassbridgeException) {
            return failure.getMessage();
        }
        if (failure instanceof OutOfMemoryError full) {
            return explain(full);
        }
        return failure instanceof LinkageError wrong ? explain(wrong, chain.get(chain.size() - 1)) : failure.toString();
    }

    /** Which memory is full, and what to do. The texts are HotSpot's. */
    private static String explain(OutOfMemoryError full) {
        String said = String.valueOf(full.getMessage());
        if (said.contains("direct buffer memory")) {
            return "java.lang.OutOfMemoryError: the JVM's direct memory is full (" + said + "). Free buffers, or add"
                    + " -XX:MaxDirectMemorySize=4g to the options in the add-on's preferences and restart Blender";
        }
        if (said.contains("native thread")) {
            return full + ". End threads that are done: the system gives this process no more of them";
        }
        if (said.contains("Metaspace") || said.contains("class space")) {
            return "java.lang.OutOfMemoryError: the JVM's memory for classes is full (" + said + "). Raise or remove its limit in the options"
                    + " in the add-on's preferences and restart Blender";
        }
        if (said.contains("array size exceeds")) {
            return full + ". An array of Java has 2147483645 elements at most";
        }
        return said.contains("heap") || said.contains("GC overhead") ? OUT_OF_MEMORY + " (" + said + ")" : full.toString();
    }

    /** Why classes don't fit together, and what to do. */
    private static String explain(LinkageError wrong, Throwable first) {
        if (wrong instanceof UnsupportedClassVersionError) {
            return "the renderer was built for a newer Java than this " + Runtime.version().feature() + " (" + wrong.getMessage()
                    + "): choose a newer Java in the add-on's preferences, or compile with --release " + Runtime.version().feature();
        }
        if (wrong instanceof IncompatibleClassChangeError) {
            return "the renderer was built against another version of Passbridge or of a library: build it again with the one that is "
                    + "installed (" + wrong + ")";
        }
        if (wrong instanceof ExceptionInInitializerError) {
            return "a static block failed: " + first;
        }
        if (wrong instanceof NoClassDefFoundError && String.valueOf(wrong.getMessage()).startsWith(NO_CLASS_ANY_MORE)) {
            return "the static block of " + wrong.getMessage().substring(NO_CLASS_ANY_MORE.length()) + " failed when it was run first"
                    + (first == wrong ? "" : ": " + String.valueOf(first.getMessage()).replaceFirst("^Exception (.*) \\[in thread .*\\]$", "$1"));
        }
        if (wrong instanceof NoClassDefFoundError) {
            return "the renderer's class path lacks a class: add the jar that has it (" + wrong + ")";
        }
        return wrong.toString();
    }
}
