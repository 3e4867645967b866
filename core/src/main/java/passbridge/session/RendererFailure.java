// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import passbridge.PassbridgeException;

/** How what a renderer threw is told: its class and message and where in the renderer's own code it happened. */
public final class RendererFailure {
    /** What is told of a heap that is full. */
    public static final String OUT_OF_MEMORY =
            "java.lang.OutOfMemoryError: the JVM's heap is full. Raise the heap size in the add-on's preferences and restart Blender";

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 16;

    /** Classes of the JDK and those that call a renderer or that it calls. */
    private static final Pattern NOT_THE_RENDERERS =
            Pattern.compile("(java|jdk|sun)\\.|passbridge\\.((blender|gl|offscreen|pass|scene|session|testkit)\\.|[A-Z])");

    private RendererFailure() {}

    /**
     * A text whose first line says what happened and where; the stack traces follow, without the frames of whoever called the renderer.
     * An error that was written for users, without a cause below it, is its message alone.
     */
    public static String describe(Throwable failure) {
        try {
            return text(failure);
        } catch (OutOfMemoryError again) {
            throw again;
        } catch (Throwable again) { // its getMessage() is the renderer's code, too
            return failure.getClass().getName() + " (its text can't be told: " + again.getClass().getName() + ")";
        }
    }

    private static String text(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY + " (" + failure.getMessage() + ")";
        }
        if (failure instanceof PassbridgeException && failure.getCause() == null) {
            return failure.getMessage();
        }
        String said = failure instanceof PassbridgeException
                ? failure.getMessage()
                : failure instanceof LinkageError wrong ? explain(wrong) : failure.toString();
        StringBuilder text = new StringBuilder(said.lines().findFirst().orElse(""));
        List<Throwable> chain = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES).toList();
        Arrays.stream(chain.get(chain.size() - 1).getStackTrace())
                .filter(RendererFailure::isTheRenderers)
                .findFirst()
                .ifPresent(frame -> text.append(" at ").append(frame));
        for (Throwable told : chain) {
            if (told != failure) {
                text.append("\nCaused by: ").append(told);
            }
            for (StackTraceElement frame : told.getStackTrace()) {
                if (frame.getClassName().startsWith("passbridge.session.")) {
                    break;
                }
                text.append("\n\tat ").append(frame);
            }
        }
        return text.toString();
    }

    /** Why classes don't fit together, and what to do. */
    private static String explain(LinkageError wrong) {
        if (wrong instanceof UnsupportedClassVersionError) {
            return "the renderer was built for a newer Java than this " + Runtime.version().feature() + " (" + wrong.getMessage()
                    + "): choose a newer one in the add-on's preferences, or compile with --release " + Runtime.version().feature();
        }
        if (wrong instanceof IncompatibleClassChangeError) {
            return "the renderer was built against another version of Passbridge or of a library: build it again with the one that is "
                    + "installed (" + wrong + ")";
        }
        if (wrong instanceof NoClassDefFoundError) {
            return "the renderer's class path lacks a class: add the jar that has it (" + wrong + ")";
        }
        return wrong.toString();
    }

    private static boolean isTheRenderers(StackTraceElement frame) {
        return !NOT_THE_RENDERERS.matcher(frame.getClassName()).lookingAt();
    }
}
