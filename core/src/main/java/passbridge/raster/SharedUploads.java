// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import passbridge.gl.ShareGroup;
import passbridge.scene.Image;

/**
 * What of their scenes renderers of a share group have in common.
 *
 * @param textures of images
 * @param meshes vertices and indices of meshes that are large
 * @param levels indices of their levels of detail, by the name of the mesh's buffer, which whoever uses them uses, too
 * @param pointClouds spheres of point clouds that are large
 */
record SharedUploads(
        SharedObjects<Image, ImageTexture> textures,
        SharedObjects<MeshBuffers.Key, FilledBuffer<MeshBuffers.Vertices>> meshes,
        SharedObjects<Integer, FilledBuffer<List<MeshBuffers.Level>>> levels,
        SharedObjects<SphereBuffers.Key, FilledBuffer<SphereBuffers.Spheres>> pointClouds) {
    /** {@return those of the group of the context that is current, or of nobody else where that is none of Passbridge's} */
    static SharedUploads ofContext() {
        try {
            return ShareGroup.current().keep(SharedUploads.class, SharedUploads::none);
        } catch (IllegalStateException ofTheProgram) {
            return none();
        }
    }

    private static SharedUploads none() {
        return new SharedUploads(new SharedObjects<>(), new SharedObjects<>(), new SharedObjects<>(), new SharedObjects<>());
    }
}
