// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import passbridge.shading.SurfaceShader;

/** Texture image units. Unit 0 is the one that uploads use. OpenGL has 16 at least. */
final class ImageUnit {
    static final int SHADOW_MAPS = 1;
    static final int COMBINED_SAMPLE = 2;
    static final int SPHERES = 3;
    static final int SHADER_TABLES = 4;

    /** The first of {@link SurfaceShader#MAX_IMAGES}. */
    static final int FIRST_SHADER_IMAGE = 5;

    /** The first of what a panorama's pixels are taken from, one per output: no surface is drawn meanwhile. */
    static final int FIRST_TILE_TEXTURE = FIRST_SHADER_IMAGE;

    static final int WORLD_MAP = FIRST_SHADER_IMAGE + SurfaceShader.MAX_IMAGES;
    static final int SEEN_PICTURE = WORLD_MAP + 1;
    static final int SEEN_DEPTH = SEEN_PICTURE + 1;
    static final int DRAWN_DEPTH = SEEN_PICTURE; // volumes reflect nothing
    static final int DEPTH_BEFORE = SEEN_DEPTH;

    /** The first of what is known of a volume, one per output: no surface is drawn meanwhile. */
    static final int FIRST_VOLUME_TEXTURE = FIRST_SHADER_IMAGE;

    static final int LIGHT_MAPS = COMBINED_SAMPLE; // no surface is drawn while samples are added
    static final int COUNT = SEEN_DEPTH + 1;

    /** Of vertex shaders, which have 16 of their own. */
    static final int INSTANCE_SOURCES = COUNT;

    private ImageUnit() {}

    /** @param target such as {@code GL_TEXTURE_2D} */
    static void bind(int unit, int target, int texture) {
        glActiveTexture(GL_TEXTURE0 + unit);
        glBindTexture(target, texture);
    }
}
