// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

/** Texture image units; the ordinal is the unit's number. Unit 0 is the one that uploads use. */
enum ImageUnit {
    BASE_COLOR_IMAGE,
    LIGHTS,
    COMBINED_SAMPLE,
    FACE_COMBINED,
    FACE_NORMAL,
    FACE_UV,
    FACE_OBJECT_INDEX,
    FACE_MATERIAL_INDEX,
    FACE_PLANE;

    /** @param target such as {@code GL_TEXTURE_2D} */
    void bind(int target, int texture) {
        glActiveTexture(GL_TEXTURE0 + ordinal());
        glBindTexture(target, texture);
    }
}
