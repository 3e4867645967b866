// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import passbridge.scene.Camera;
import passbridge.scene.Scene;

/** A scene and who looks at it. */
record Shown(Scene scene, Camera camera) {}
