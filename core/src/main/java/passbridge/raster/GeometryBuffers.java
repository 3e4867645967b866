// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Mesh;
import passbridge.scene.PointCloud;
import passbridge.scene.TextureSpace;
import passbridge.scene.VertexValue;
import passbridge.shading.AttributeUse;

/** A geometry in OpenGL's memory. */
interface GeometryBuffers extends GlResource {
    /**
     * Uploads; reads the geometry's data, so during {@link passbridge.Renderer#sync} only.
     *
     * @param slotCount material slots of the instances that are to be drawn
     * @param values of meshes, what is to be drawn reads beside position and normal
     * @param uses of curves, what shaders of instances read
     * @param stepCount motion steps beside the frame that it is drawn at; of meshes the values tell
     * @param memory of which meshes take parts
     * @param shared what renderers of other sessions have uploaded
     */
    static GeometryBuffers upload(
            Geometry geometry, int slotCount, List<VertexValue> values, Set<AttributeUse> uses, int stepCount, VertexMemory memory,
            SharedUploads shared) {
        if (geometry instanceof Mesh mesh) {
            return new MeshBuffers(mesh, slotCount, values, memory, shared);
        }
        if (geometry instanceof Curves curves) {
            return new RibbonBuffers(curves, uses, stepCount);
        }
        return new SphereBuffers((PointCloud) geometry, stepCount, shared);
    }

    /** Whether it has motion steps, and these are drawn with shaders that read so many attributes. */
    default boolean deforms(List<AttributeUse> uses) {
        return false;
    }

    /** Is drawn like that from now on, as far as it deforms. */
    void setPose(Pose pose);

    /** As it is drawn. */
    Pose pose();

    /**
     * Whether this holds a geometry from now on: it did already, or has been filled anew, if the geometry can be read. Reads the geometry's data, as {@link #upload};
     * nothing may be drawing from here.
     */
    boolean takeOver(Geometry geometry);

    Shape shape();

    boolean hasUvs();

    /** Material slots from 0 on in which there may be something. */
    int slotCount();

    /** About how many triangles take as long to draw; 0: clusters of instances are not worthwhile. */
    default long triangleCount() {
        return 0;
    }

    /** Whether there is nothing to draw in a slot. */
    boolean isEmpty(int slot);

    /** Floats that an attribute has in this geometry; 0 where there is no such thing. */
    default int floatCount(AttributeUse use) {
        return 0;
    }

    /**
     * Lets the bound vertex array object read from here what belongs to vertices.
     *
     * @param uses read from {@link RayShader#FIRST_ATTRIBUTE_LOCATION} on; those that aren't there are left out
     */
    void attach(List<AttributeUse> uses);

    /** A vertex array object that reads no more than that. It stays the geometry's. */
    int vertexArray(List<AttributeUse> uses);

    /** A box of object space that all of it is in; empty where there is nothing, or numbers are not finite. */
    Optional<Bounds> bounds();

    /** Where Generated texture coordinates go from 0 to 1; empty: they are positions in object space. */
    Optional<TextureSpace> textureSpace();

    /** Whether it is drawn in less detail where it is small. */
    default boolean hasLevels() {
        return false;
    }

    /**
     * The coarsest level of detail that shows no difference; 0: all of it.
     *
     * @param texelsPerUnit how many texels of the view a unit of object space is at most long, in any instance
     */
    default int level(ViewTransform view, float texelsPerUnit) {
        return 0;
    }

    /**
     * Draws a slot with the bound vertex array object, which may read from elsewhere afterwards.
     *
     * @param uses that the object was attached with
     * @param level of detail
     */
    void draw(int slot, List<AttributeUse> uses, int instanceCount, int level);
}
