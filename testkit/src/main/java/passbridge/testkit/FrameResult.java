// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import passbridge.Film;
import passbridge.pass.Pass;

/**
 * What became of a frame, and what a user would see of it in Blender. Immutable but for the film's memory; any thread.
 *
 * @param outcome how the frame ended
 * @param report why it failed, as Blender would tell: the first line is what is reported, the rest goes to the console; else empty
 * @param film the picture, the caller's alone; present where the frame was rendered
 * @param unwritten passes with pixels that the renderer has not written; in Blender they show whatever was in memory before
 * @param warnings what {@link passbridge.Frame#warn} was told, and what Blender warns of itself, none twice
 * @param metadata what {@link passbridge.Frame#metadata} was told, by name
 * @param statuses what {@link passbridge.Frame#status} was told, in its order
 * @param progress what {@link passbridge.Frame#progress} was told, in its order
 * @param refreshCount how often {@link passbridge.Frame#refresh} offered the unfinished picture
 * @param polls how the renderer asked {@link passbridge.Frame#isCancelled}
 */
public record FrameResult(
        Outcome outcome,
        String report,
        Optional<Film> film,
        List<Unwritten> unwritten,
        List<String> warnings,
        Map<String, String> metadata,
        List<String> statuses,
        List<Progress> progress,
        int refreshCount,
        Polls polls) {
    /** How a frame can end. */
    public enum Outcome {
        /** There is a picture. */
        RENDERED,
        /** Nobody wanted it any more. */
        CANCELLED,
        /** Blender reports an error. */
        FAILED
    }

    /**
     * Pixels that still held what their memory held before: in a stand-in a NaN that nobody computes. A pixel counts where one of its
     * channels was not written, or was computed from one that was not.
     *
     * @param pass where
     * @param pixelCount how many, at least 1
     * @param x of the first one, from the left
     * @param y of the first one, from the bottom
     */
    public record Unwritten(Pass pass, int pixelCount, int x, int y) {
        @Override
        public String toString() {
            return pass.name() + ": " + pixelCount + " pixels, the first one at x " + x + ", y " + y;
        }
    }

    /**
     * How far a renderer said to be.
     *
     * @param samplesDone samples per pixel
     * @param sampleCount samples per pixel that the picture will have in the end
     */
    public record Progress(int samplesDone, int sampleCount) {}

    /**
     * How often the renderer asked whether the frame was cancelled.
     *
     * @param count in {@code sync} and {@code render} together
     * @param afterCancel those of them that came after the first answer "cancelled"
     * @param threadCount threads that asked
     */
    public record Polls(int count, int afterCancel, int threadCount) {}

    /**
     * Copies the lists and the map.
     *
     * @param outcome {@link #outcome()}
     * @param report {@link #report()}
     * @param film {@link #film()}
     * @param unwritten {@link #unwritten()}
     * @param warnings {@link #warnings()}
     * @param metadata {@link #metadata()}
     * @param statuses {@link #statuses()}
     * @param progress {@link #progress()}
     * @param refreshCount {@link #refreshCount()}
     * @param polls {@link #polls()}
     * @throws IllegalArgumentException where a frame that was rendered has no film, or another one has
     */
    public FrameResult {
        if (film.isPresent() != (outcome == Outcome.RENDERED)) {
            throw new IllegalArgumentException("a film belongs to a frame that was rendered, and to no other");
        }
        unwritten = List.copyOf(unwritten);
        warnings = List.copyOf(warnings);
        metadata = Map.copyOf(metadata);
        statuses = List.copyOf(statuses);
        progress = List.copyOf(progress);
    }

    /** {@return what Blender reports; empty where the frame did not fail} */
    public String reportedLine() {
        return report.lines().findFirst().orElse("");
    }

    /**
     * {@return the picture, as it has to be}
     *
     * @throws AssertionError where there is none, or not all of its pixels were written
     */
    public Film picture() {
        if (outcome != Outcome.RENDERED) {
            throw new AssertionError("the frame was not rendered but " + outcome + (report.isEmpty() ? "" : ": " + report));
        }
        if (!unwritten.isEmpty()) {
            throw new AssertionError("render() returned without having written all pixels: "
                    + unwritten.stream().map(Unwritten::toString).collect(Collectors.joining("; ")));
        }
        return film.orElseThrow();
    }
}
