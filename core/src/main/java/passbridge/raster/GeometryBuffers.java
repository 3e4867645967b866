// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Mesh;
import passbridge.scene.PointCloud;

/** A geometry in OpenGL's memory. */
interface GeometryBuffers extends GlResource {
    /**
     * Uploads; reads the geometry's data, so during {@link passbridge.Renderer#sync} only.
     *
     * @param slotCount material slots of the instances that are to be drawn
     */
    static GeometryBuffers upload(Geometry geometry, int slotCount) {
        if (geometry instanceof Mesh mesh) {
            return new MeshBuffers(mesh, slotCount);
        }
        if (geometry instanceof Curves curves) {
            return new RibbonBuffers(curves);
        }
        return new SphereBuffers((PointCloud) geometry);
    }

    Shape shape();

    boolean hasUvs();

    /** Material slots from 0 on in which there may be something. */
    int slotCount();

    /** Whether there is nothing to draw in a slot. */
    boolean isEmpty(int slot);

    /** Lets the bound vertex array object read from here what belongs to vertices. */
    void attach();

    /** Draws a slot with the bound vertex array object. */
    void draw(int slot, int instanceCount);
}
