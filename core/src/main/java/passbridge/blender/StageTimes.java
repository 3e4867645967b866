// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import passbridge.session.FrameState;

/** Milliseconds that the stages of one frame took so far. Those up to the picture are taken from its states. */
final class StageTimes {
    double startMs;
    double syncMs;
    double drawMs;
    double readbackMs;
    double deliverMs;
    private long stageStarted = System.nanoTime();

    /** The frame has come to a state: what was before it took until now. */
    void reach(FrameState state) {
        double ms = since(stageStarted);
        switch (state) {
            case SYNCING -> startMs = ms;
            case DRAWING -> syncMs = ms;
            case DRAWN -> drawMs = ms;
            default -> {
                return;
            }
        }
        stageStarted = System.nanoTime();
    }

    /** The frame has come further in drawing. */
    void drawing() {
        drawMs = since(stageStarted);
    }

    static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }
}
