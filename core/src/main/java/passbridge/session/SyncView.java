// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import passbridge.SyncContext;
import passbridge.scene.SceneDelta;

/** A frame as a renderer sees it while it takes over the frame's scene. */
final class SyncView extends FrameView implements SyncContext {
    private final SceneDelta delta;

    SyncView(SessionFrame frame, Thread thread, SceneDelta delta) {
        super(frame, thread);
        this.delta = delta;
    }

    @Override
    public SceneDelta delta() {
        return delta;
    }
}
