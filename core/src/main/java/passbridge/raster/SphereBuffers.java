// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.gl.ObjectKind;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.PointCloud;
import passbridge.scene.TextureSpace;
import passbridge.shading.AttributeUse;

/** A point cloud in OpenGL's memory: spheres as texels, of which the vertex shader makes rectangles and the fragment shader what is seen. */
final class SphereBuffers implements GeometryBuffers {
    private static final int VERTICES_PER_SPHERE = 6;

    private final int texture = ObjectKind.TEXTURE.make();
    private final int vertexArray = glGenVertexArrays(); // reads nothing
    private final PointCloud held;
    private final SharedUploads shared;
    private final Key key;
    private FilledBuffer<Spheres> filled; // null: there is nothing
    private Pose pose = Pose.OF_FRAME;

    /**
     * What is in a buffer: what is gathered follows from it.
     *
     * @param content of the point cloud
     */
    record Key(Object content, int stepCount) {}

    /**
     * What is in a buffer.
     *
     * @param count at one step; those of each step follow each other, first of the frame
     * @param stepCount motion steps beside the frame
     * @param bounds of all of them
     */
    record Spheres(int count, int stepCount, Optional<Bounds> bounds) {}

    /**
     * @param stepCount motion steps beside the frame; 0: it is drawn as in the frame
     * @param shared a cloud that is equal and large may be among it, and is otherwise from now on
     */
    SphereBuffers(PointCloud cloud, int stepCount, SharedUploads shared) {
        held = cloud;
        this.shared = shared;
        key = new Key(cloud.content(), stepCount);
        try {
            upload(cloud);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void upload(PointCloud cloud) {
        int count = cloud.pointCount();
        if (count == 0) {
            return;
        }
        int maxCount = Math.min(glGetInteger(GL_MAX_TEXTURE_BUFFER_SIZE), Integer.MAX_VALUE / VERTICES_PER_SPHERE) / (key.stepCount + 1);
        if (Integer.compareUnsigned(count, maxCount) > 0) {
            throw new PassbridgeException("point cloud " + cloud.name() + " has " + Integer.toUnsignedString(count)
                    + " points, but this OpenGL draws " + maxCount + " at once: split it");
        }
        filled = shared.pointClouds().take(key).orElse(null);
        if (filled == null) {
            filled = gather(cloud);
            share(count);
        }
        ImageUnit.bind(ImageUnit.SPHERES, GL_TEXTURE_BUFFER, texture);
        glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, filled.buffer().name());
    }

    private FilledBuffer<Spheres> gather(PointCloud cloud) {
        UploadBuffer buffer = new UploadBuffer();
        Spheres[] written = new Spheres[1];
        try {
            buffer.fill((long) cloud.pointCount() * PointCloud.SPHERE_BYTES * (key.stepCount + 1), "point cloud " + cloud.name(),
                    data -> written[0] = gather(cloud, data));
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        }
        return new FilledBuffer<>(buffer, written[0]);
    }

    private Spheres gather(PointCloud cloud, ByteBuffer data) {
        int filledBytes = gather(cloud, 0, data, 0);
        int ofFrameBytes = filledBytes;
        int stepCount = key.stepCount;
        for (int step = 1; step <= stepCount; step++) {
            filledBytes = gather(cloud, step, data, filledBytes);
            if (filledBytes != (step + 1) * ofFrameBytes) {
                filledBytes = ofFrameBytes; // some were left out at one of the steps: it is not known which is which
                stepCount = 0;
            }
        }
        return new Spheres(ofFrameBytes / PointCloud.SPHERE_BYTES, stepCount,
                bounds(data.slice(0, filledBytes).order(data.order()).asFloatBuffer()));
    }

    /** A cloud of which not all can be drawn is shared with nobody: each session is told so when it is gathered. */
    private void share(int count) {
        boolean isComplete = filled.facts().count == count && filled.facts().stepCount == key.stepCount;
        if (isComplete && VertexMemory.isLarge(filled.buffer().sizeBytes())) {
            filled = shared.pointClouds().offer(key, filled);
        }
    }

    /** Writes the spheres of a motion step from a byte on; gives that behind the last. */
    private static int gather(PointCloud cloud, int step, ByteBuffer data, int firstByte) {
        ByteBuffer rest = data.slice(firstByte, data.capacity() - firstByte).order(data.order());
        return firstByte + cloud.gather(step, rest) * PointCloud.SPHERE_BYTES;
    }

    private static Optional<Bounds> bounds(FloatBuffer spheres) {
        Vector3f min = new Vector3f(Float.MAX_VALUE);
        Vector3f max = new Vector3f(-Float.MAX_VALUE);
        for (int i = 0; i < spheres.limit(); i += 4) {
            Vector3f centre = new Vector3f(i, spheres);
            float radius = Math.abs(spheres.get(i + 3));
            min.min(centre.sub(radius, radius, radius, new Vector3f()));
            max.max(centre.add(radius, radius, radius));
        }
        return min.x <= max.x && min.isFinite() && max.isFinite() ? Optional.of(new Bounds(min, max)) : Optional.empty();
    }

    @Override
    public Optional<Bounds> bounds() {
        return filled == null ? Optional.empty() : filled.facts().bounds;
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return held.textureSpace();
    }

    @Override
    public boolean deforms(List<AttributeUse> uses) {
        return filled != null && filled.facts().stepCount > 0;
    }

    @Override
    public void setPose(Pose pose) {
        this.pose = pose;
    }

    @Override
    public Pose pose() {
        return pose;
    }

    /** Among the texels: where the spheres of a motion step begin. */
    int firstSphere(int step) {
        return filled == null ? 0 : step * filled.facts().count;
    }

    @Override
    public boolean takeOver(Geometry geometry) {
        return geometry == held;
    }

    @Override
    public Shape shape() {
        return Shape.SPHERES;
    }

    @Override
    public boolean hasUvs() {
        return false;
    }

    @Override
    public int slotCount() {
        return 1;
    }

    @Override
    public boolean isEmpty(int slot) {
        return filled == null || filled.facts().count == 0;
    }

    @Override
    public void attach(List<AttributeUse> uses) {
        // the vertex shader counts vertices and fetches texels
    }

    @Override
    public int vertexArray(List<AttributeUse> uses) {
        return vertexArray;
    }

    @Override
    public void draw(int slot, List<AttributeUse> uses, int instanceCount, int level) {
        ImageUnit.bind(ImageUnit.SPHERES, GL_TEXTURE_BUFFER, texture);
        glDrawArraysInstanced(GL_TRIANGLES, 0, filled.facts().count * VERTICES_PER_SPHERE, instanceCount);
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArray);
        ObjectKind.TEXTURE.free(texture);
        if (filled != null) {
            glFinish(); // a cancelled frame may still be drawn from it
            shared.pointClouds().release(key, filled);
            filled = null;
        }
    }
}
