// SPDX-License-Identifier: Apache-2.0
package passbridge.session;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import passbridge.SyncContext;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.SceneDelta;

/** A frame as a renderer sees it while it takes over the frame's scene. */
final class SyncView extends FrameView implements SyncContext {
    private final SceneDelta delta;
    private final Set<Geometry> requested = new LinkedHashSet<>(); // guarded by this object's lock

    SyncView(SessionFrame frame, Thread thread, SceneDelta delta) {
        super(frame, thread);
        this.delta = delta;
    }

    @Override
    public SceneDelta delta() {
        return delta;
    }

    /** What the renderer could not read, and wants to. */
    synchronized Set<Geometry> requested() {
        return Set.copyOf(requested);
    }

    @Override
    public synchronized void request(Geometry geometry) {
        if (!isClosed() && !geometry.isReadable()) {
            requested.add(geometry);
        }
    }

    @Override
    public Optional<ImagePixels> pixels(Image image) {
        return isClosed() ? Optional.empty() : frame.openPixels(image);
    }
}
