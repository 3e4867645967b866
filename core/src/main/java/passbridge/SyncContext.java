// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.scene.SceneDelta;

/** What a renderer learns and tells while it takes over a scene. Valid during {@link Renderer#sync}. Any thread. */
public interface SyncContext {
    /** {@return what is new about the scene, compared with the one that the renderer has} */
    SceneDelta delta();

    /** {@return whether the scene is no longer wanted} Cheap enough to ask for every geometry. */
    boolean isCancelled();

    /**
     * Tells what is being done, for Blender's status line.
     *
     * @param text one short line; at most 127 bytes of UTF-8 are shown
     */
    void status(String text);

    /**
     * Tells the user of something in the scene that can't be drawn as it should be: once for each text, with each frame of this scene.
     *
     * @param text one line
     */
    void warn(String text);
}
