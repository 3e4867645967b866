// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Mesh;
import passbridge.scene.Retention;
import passbridge.scene.Scene;

/** Keeps all scenes for ever, with all that is in them, and catches everything. */
public final class Hoarder implements GlRenderer {
    private static final List<Scene> SCENES = new CopyOnWriteArrayList<>();
    private static final List<Retention> RETENTIONS = new ArrayList<>();
    private static volatile Throwable caught;

    /** All scenes that any of these was given. */
    public static List<Scene> scenes() {
        return SCENES;
    }

    /** What reading in render threw; null: nothing. */
    public static Throwable caught() {
        return caught;
    }

    /** Closes what was retained, and keeps the scenes. */
    public static synchronized void closeRetentions() {
        RETENTIONS.forEach(Retention::close);
        RETENTIONS.clear();
    }

    /** Lets go of everything. */
    public static void release() {
        closeRetentions();
        SCENES.clear();
    }

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        SCENES.add(scene);
        synchronized (Hoarder.class) {
            for (Geometry added : context.delta().added()) {
                RETENTIONS.add(added.retain());
            }
        }
    }

    /** Reads all scenes there ever were, and warns of how many floats their vertices have. */
    @Override
    public void render(RenderRequest request, GlFrame frame) {
        caught = null;
        try {
            long floatCount = 0;
            for (Scene scene : SCENES) {
                for (Instance instance : scene.instances()) {
                    floatCount += Mesh.read((Mesh) instance.geometry(), FlatNormals.ZERO).positions().length;
                }
            }
            frame.warn("floats of " + SCENES.size() + " scenes: " + floatCount);
        } catch (Throwable everything) {
            caught = everything;
        }
    }

    @Override
    public void close() {
        // what it has it keeps
    }
}
