// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.Optional;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.SceneDelta;

/** What a renderer learns and tells while it takes over a scene. Valid during {@link Renderer#sync}. Any thread. */
public interface SyncContext {
    /** {@return what is new about the scene, compared with the one that the renderer has} */
    SceneDelta delta();

    /**
     * Asks for the values of a geometry of the scene that can't be read now, {@link Geometry#isReadable}: another attribute of one that has
     * not changed, for example. When this sync has returned, another one follows with the same scene, where it can. Without effect where it
     * can be read.
     *
     * @param geometry of the scene
     */
    void request(Geometry geometry);

    /**
     * {@return the pixels of an image of the scene; empty where they can't be had: the frame is cancelled, or Blender can't read them} They
     * come when they are asked for, so hold those of one image at a time.
     *
     * @param image of the scene
     */
    Optional<ImagePixels> pixels(Image image);

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
