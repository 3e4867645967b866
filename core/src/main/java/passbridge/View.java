// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.List;
import java.util.Objects;
import org.joml.Matrix4fc;
import passbridge.scene.Camera;
import passbridge.scene.Settings;

/**
 * From where a picture is drawn, and what part of the full picture it is. Not part of the scene: a camera that moves changes no scene.
 *
 * @param camera the eye; its projection shows the part that is drawn
 * @param name of the view in a stereo or multi-view picture, "left" for example; empty: there is only one
 * @param region where the drawn picture lies in the full one
 * @param motion the camera while its shutter is open, by time; empty: it does not move
 * @param object what Blender says of the camera's object
 */
public record View(Camera camera, String name, Region region, List<CameraStep> motion, CameraObject object) {
    /**
     * A rectangle of the full picture.
     *
     * @param left first column, 0 or more
     * @param bottom first row from the bottom, 0 or more
     * @param fullWidth pixels in a row of the full picture, at least 1
     * @param fullHeight rows of the full picture, at least 1
     */
    public record Region(int left, int bottom, int fullWidth, int fullHeight) {
        /**
         * Refuses numbers out of their range.
         *
         * @param left {@link #left()}
         * @param bottom {@link #bottom()}
         * @param fullWidth {@link #fullWidth()}
         * @param fullHeight {@link #fullHeight()}
         */
        public Region {
            if (left < 0 || bottom < 0 || left >= fullWidth || bottom >= fullHeight) {
                throw new IllegalArgumentException("a full picture of " + fullWidth + "x" + fullHeight + " has no pixel " + left + ", " + bottom);
            }
        }
    }

    /**
     * Where a camera is at a time.
     *
     * @param frames from the frame that is drawn
     * @param worldToCamera as {@link Camera#worldToCamera()}
     * @param projection as {@link Camera#projection()}
     */
    public record CameraStep(float frames, Matrix4fc worldToCamera, Matrix4fc projection) {
        /**
         * Refuses null.
         *
         * @param frames {@link #frames()}
         * @param worldToCamera {@link #worldToCamera()}
         * @param projection {@link #projection()}
         */
        public CameraStep {
            Objects.requireNonNull(worldToCamera, "worldToCamera");
            Objects.requireNonNull(projection, "projection");
        }
    }

    /**
     * The object that a camera is in Blender.
     *
     * @param id as {@link passbridge.scene.SceneObject#id()}; 0: there is none
     * @param name of the object; empty: there is none
     * @param settings what the engine declares on cameras
     * @param properties custom properties
     */
    public record CameraObject(long id, String name, Settings settings, Settings properties) {
        /** That of a program's own camera. */
        public static final CameraObject NONE = new CameraObject(0, "", Settings.NONE, Settings.NONE);

        /**
         * Refuses null.
         *
         * @param id {@link #id()}
         * @param name {@link #name()}
         * @param settings {@link #settings()}
         * @param properties {@link #properties()}
         */
        public CameraObject {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(settings, "settings");
            Objects.requireNonNull(properties, "properties");
        }
    }

    /**
     * Copies the list.
     *
     * @param camera {@link #camera()}
     * @param name {@link #name()}
     * @param region {@link #region()}
     * @param motion {@link #motion()}
     * @param object {@link #object()}
     */
    public View {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(object, "object");
        motion = List.copyOf(motion);
    }

    /**
     * The view of a camera of the program's own that does not move.
     *
     * @param camera {@link #camera()}
     * @param name {@link #name()}
     * @param region {@link #region()}
     */
    public View(Camera camera, String name, Region region) {
        this(camera, name, region, List.of(), CameraObject.NONE);
    }

    /**
     * {@return the only view of a picture, drawn in full}
     *
     * @param camera the eye
     * @param width pixels in a row
     * @param height rows
     */
    public static View of(Camera camera, int width, int height) {
        return new View(camera, "", new Region(0, 0, width, height));
    }
}
