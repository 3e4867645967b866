// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import passbridge.FilmFrame;
import passbridge.RenderRequest;
import passbridge.SyncContext;
import passbridge.scene.Scene;

/** Never returns, and never asks whether it should. It sleeps: its thread outlives the test that it is in, and must not slow the others down. */
public final class DeafRenderer extends FilmPatternRenderer {
    private static final long ANY_MS = 60_000;

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        sleepFor(request.samples() > 0);
    }

    private static void sleepFor(boolean ever) {
        while (ever) {
            try {
                Thread.sleep(ANY_MS);
            } catch (InterruptedException unheeded) {
                // It is deaf to that as well.
            }
        }
    }

    /** The first one of a process never returns from the first scene that it is handed; all others draw. */
    public static final class AtFirst extends FilmPatternRenderer {
        private static final String MET = "passbridge.test.deaf";

        @Override
        public void sync(Scene scene, SyncContext context) {
            sleepFor(System.getProperties().putIfAbsent(MET, "") == null);
        }
    }
}
