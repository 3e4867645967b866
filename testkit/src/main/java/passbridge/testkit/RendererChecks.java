// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import passbridge.Film;
import passbridge.Renderer;
import passbridge.pass.Pass;
import passbridge.scene.Settings;
import passbridge.testkit.FrameResult.Outcome;

/**
 * What every renderer has to stand in Blender. Each check fails with an {@link AssertionError} that says what the renderer did. They ask
 * for pictures that can be repeated: a renderer that draws random numbers starts them anew with each frame.
 *
 * <p>Thread: any but a renderer's.
 */
public final class RendererChecks {
    /** Polls of one frame that are tried at most; each costs three frames. */
    private static final int MAX_TRIED_POLLS = 12;

    private RendererChecks() {}

    /**
     * That a frame is rendered, with all pixels written, and a second time the same.
     *
     * @param blender draws the frames
     * @param job what is rendered; not cancelled
     */
    public static void rendersRepeatably(BlenderStandIn blender, RenderJob job) {
        Film picture = blender.render(job).picture();
        assertSame(picture, blender.render(job).picture(), "the same scene rendered twice");
    }

    /**
     * That a frame can be cancelled whenever the renderer asks, and that the frame after that one is what it would have been. Tried at
     * the first poll, the last one, and some in between, with a scene that the renderer knows and with a new one.
     *
     * @param blender draws the frames
     * @param job not cancelled; several samples give more polls
     */
    public static void cancelsCleanly(BlenderStandIn blender, RenderJob job) {
        FrameResult whole = blender.render(job);
        Film picture = whole.picture();
        int pollCount = whole.polls().count();
        if (pollCount == 0) {
            throw new AssertionError("the renderer never asks isCancelled(): Blender would wait for the whole frame after Escape");
        }
        int tried = Math.min(pollCount, MAX_TRIED_POLLS);
        for (int i = 0; i < tried; i++) {
            int poll = tried == 1 ? 1 : 1 + (int) ((long) i * (pollCount - 1) / (tried - 1));
            String when = "cancelled at poll " + poll + " of " + pollCount;
            cancel(blender, job.cancelledAtPoll(poll), picture, pollCount - poll, when);
            cancel(blender, job.cancelledAtPoll(poll), picture, pollCount - poll, when); // now all of the scene is new again
            assertSame(picture, blender.render(job).picture(), "the frame after one that was " + when);
        }
    }

    private static void cancel(BlenderStandIn blender, RenderJob cancelled, Film picture, int remainingPolls, String when) {
        try (SubmittedFrame frame = blender.submit(cancelled)) {
            FrameResult result = frame.await();
            boolean askedLess = // with less to do in sync()
                    result.outcome() == Outcome.RENDERED && result.polls().count() < cancelled.cancelAtPoll().orElseThrow();
            if (!askedLess && result.outcome() != Outcome.CANCELLED) {
                throw new AssertionError(when + " the frame ended as " + result.outcome() + ": " + result.report());
            }
            // Tasks that each ask once and return may ask as often, but the picture is not complete then; at the last polls it may be.
            boolean askedOn = remainingPolls > 1 && result.polls().afterCancel() >= remainingPolls;
            if (askedOn && frame.drawn().filter(drawn -> sameBits(picture, drawn)).isPresent()) {
                throw new AssertionError(when + " the renderer asked " + result.polls().afterCancel()
                        + " times more and drew the whole picture: return where isCancelled() is true");
            }
        }
    }

    /**
     * That the picture of a border is that part of the whole picture. Compares {@link Pass#COMBINED} with FLIP.
     *
     * @param blender draws the frames
     * @param job without a border, at least 16x16 pixels
     * @param maxMeanFlip 0 to 1; above 0, as edges and random numbers may fall on other samples
     */
    public static void rendersBorder(BlenderStandIn blender, RenderJob job, double maxMeanFlip) {
        RenderJob part = job.withBorder(0.25f, 0.5f, 0.75f, 1);
        SrgbPicture whole = SrgbPicture.of(blender.render(job).picture(), Pass.COMBINED);
        SrgbPicture border = SrgbPicture.of(blender.render(part).picture(), Pass.COMBINED);
        int top = job.whole().height() - part.bottom() - border.height();
        SrgbPicture crop = whole.part(part.left(), top, border.width(), border.height());
        double flip = Flip.mean(Flip.errors(crop, border, Flip.USUAL_PIXELS_PER_DEGREE));
        if (!(flip <= maxMeanFlip)) {
            throw new AssertionError("the picture of a border is not that part of the whole picture (mean FLIP " + flip + ", at most "
                    + maxMeanFlip + "): draw with the camera's projection as it is, not with an angle and an aspect of your own");
        }
    }

    /**
     * That two frames can be complete before the memory of the first one is freed, and that each keeps its own picture.
     *
     * @param blender draws the frames
     * @param job what is rendered; not cancelled
     * @param other another scene with a picture of its own, of any size
     */
    public static void keepsTwoFrames(BlenderStandIn blender, RenderJob job, RenderJob other) {
        Film picture = blender.render(job).picture();
        Film otherPicture = blender.render(other).picture();
        try (SubmittedFrame first = blender.submit(job); SubmittedFrame second = blender.submit(other)) {
            assertSame(otherPicture, second.await().picture(), "the second of two frames at once");
            assertSame(picture, first.await().picture(), "the first of two frames at once");
        }
    }

    /**
     * That renderers of two sessions that draw at the same time leave each other alone.
     *
     * @param blender draws the frames
     * @param otherBlender draws frames beside them
     * @param job what is rendered; not cancelled
     * @param other what the other one renders
     */
    public static void keepsSessionsApart(BlenderStandIn blender, BlenderStandIn otherBlender, RenderJob job, RenderJob other) {
        Film picture = blender.render(job).picture();
        Film otherPicture = otherBlender.render(other).picture();
        for (int i = 0; i < 3; i++) {
            try (SubmittedFrame frame = blender.submit(job); SubmittedFrame otherFrame = otherBlender.submit(other)) {
                assertSame(picture, frame.await().picture(), "a frame beside one of another session");
                assertSame(otherPicture, otherFrame.await().picture(), "a frame beside one of another session");
            }
        }
    }

    /**
     * That a picture shows its own scene, whichever was there before: what left the scene is freed in Blender.
     *
     * @param blender draws the frames
     * @param job what is rendered; not cancelled
     * @param other another scene with a picture of its own, of any size
     */
    public static void followsScenes(BlenderStandIn blender, RenderJob job, RenderJob other) {
        Film picture = blender.render(job).picture();
        Film otherPicture = blender.render(other).picture();
        assertSame(picture, blender.render(job).picture(), "a scene after another one");
        assertSame(otherPicture, blender.render(other).picture(), "a scene after another one");
    }

    /**
     * That a frame without settings fails with a report where the job has some, and the next one with them is rendered.
     *
     * @param blender draws the frames
     * @param job with the renderer's settings, if it has any
     */
    public static void refusesMissingSettings(BlenderStandIn blender, RenderJob job) {
        FrameResult result = blender.render(job.withSettings(Settings.NONE));
        if (!job.whole().settings().values().isEmpty() && result.outcome() != Outcome.FAILED) {
            throw new AssertionError("a frame without settings was " + result.outcome()
                    + ": name the settings record in capabilities(), so that mistakes are found before the renderer starts");
        }
        blender.render(job).picture();
    }

    /**
     * That a renderer that was given {@link passbridge.scene.Scene#EMPTY} at the end of a render draws the next one as it would have.
     *
     * @param blender draws the frames
     * @param job what is rendered; not cancelled
     */
    public static void rendersAgainAfterClear(BlenderStandIn blender, RenderJob job) {
        Film picture = blender.render(job).picture();
        blender.clear();
        assertSame(picture, blender.render(job).picture(), "a scene after the empty one");
    }

    /**
     * That {@link Renderer#close} can be called twice.
     *
     * @param renderer makes new ones
     * @param job what is rendered; not cancelled
     */
    public static void closesTwice(Supplier<? extends Renderer> renderer, RenderJob job) {
        List<Renderer> made = new ArrayList<>();
        try (BlenderStandIn blender = BlenderStandIn.open(() -> {
            Renderer opened = renderer.get();
            made.add(opened);
            return opened;
        })) {
            blender.render(job).picture();
            blender.onRenderThread(thread -> {
                made.get(0).close();
                return thread.closeRenderer();
            }).ifPresent(failure -> {
                throw new AssertionError("a second close() failed: " + failure, failure);
            });
        }
    }

    /**
     * That renderers leave no objects of OpenGL behind when they are closed. Without OpenGL there is nothing to look for.
     *
     * @param renderer makes new ones
     * @param job what is rendered; not cancelled
     */
    public static void freesOpenGlObjects(Supplier<? extends Renderer> renderer, RenderJob job) {
        try (BlenderStandIn blender = BlenderStandIn.open(renderer)) {
            Map<String, Integer> first = objectsAfterClose(blender, job);
            Map<String, Integer> second = objectsAfterClose(blender, job);
            List<String> leaked = new ArrayList<>();
            second.forEach((kind, count) -> {
                if (count > first.get(kind)) {
                    leaked.add(count - first.get(kind) + " " + kind);
                }
            });
            if (!leaked.isEmpty()) {
                throw new AssertionError("a renderer that was closed has left behind " + String.join(", ", leaked) + " of OpenGL");
            }
        }
    }

    private static Map<String, Integer> objectsAfterClose(BlenderStandIn blender, RenderJob job) {
        blender.render(job).picture();
        return blender.onRenderThread(thread -> {
            thread.closeRenderer();
            return thread.hasContext() ? OpenGlObjects.count() : Map.of();
        });
    }

    private static void assertSame(Film expected, Film actual, String what) {
        for (Pass pass : expected.passes()) {
            int different = differentFloats(expected.pixels(pass), actual.pixels(pass));
            if (different > 0) {
                throw new AssertionError(what + " differs from the picture before in " + different + " of "
                        + expected.pixels(pass).remaining() + " floats of pass " + pass.name());
            }
        }
    }

    static boolean sameBits(Film film, Film other) {
        return film.passes().stream().allMatch(pass -> differentFloats(film.pixels(pass), other.pixels(pass)) == 0);
    }

    private static int differentFloats(FloatBuffer expected, FloatBuffer actual) {
        return (int) IntStream.range(0, expected.remaining())
                .filter(i -> Float.floatToRawIntBits(expected.get(i)) != Float.floatToRawIntBits(actual.get(i)))
                .count();
    }
}
