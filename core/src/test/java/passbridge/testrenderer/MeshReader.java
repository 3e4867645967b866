// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.FlatNormals;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.Scene;

/** Reads the first mesh in a way that must be refused; which, the nested classes say. */
public abstract class MeshReader implements GlRenderer {
    private Mesh mesh;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        mesh = (Mesh) scene.instances().get(0).geometry();
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        // overridden where it reads
    }

    @Override
    public void close() {
        // keeps nothing
    }

    /** Reads with buffers that are smaller than needed by these bytes. */
    void read(int missingVertexBytes, int missingIndexBytes) {
        List<MeshAttribute> attributes = mesh.attributes();
        mesh.gather(
                attributes,
                ByteBuffer.allocateDirect(mesh.vertexCount(attributes) * Mesh.vertexBytes(attributes) - missingVertexBytes),
                ByteBuffer.allocateDirect(mesh.triangleCount() * 3 * Integer.BYTES - missingIndexBytes),
                1);
    }

    /** Reads what is new, as renderers do. */
    public static final class Added extends MeshReader {
        @Override
        public void sync(Scene scene, SyncContext context) {
            context.delta().added().forEach(added -> Mesh.read((Mesh) added, FlatNormals.ZERO));
        }
    }

    /** Reads in render. */
    public static final class Late extends MeshReader {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            read(0, 0);
        }
    }

    /** Reads into too little memory for vertices. */
    public static final class FewVertices extends MeshReader {
        @Override
        public void sync(Scene scene, SyncContext context) {
            super.sync(scene, context);
            read(1, 0);
        }
    }

    /** Reads into too little memory for indices. */
    public static final class FewIndices extends MeshReader {
        @Override
        public void sync(Scene scene, SyncContext context) {
            super.sync(scene, context);
            read(0, 1);
        }
    }

    /** Reads after the frame was cancelled, and goes on. */
    public static final class Cancelled extends MeshReader {
        private static final Semaphore IN_SYNC = new Semaphore(0);
        private static volatile Throwable thrown;

        /** Waits until sync has begun. */
        public static void awaitSync() throws InterruptedException {
            IN_SYNC.acquire();
        }

        /** What the last read threw. */
        public static Throwable thrown() {
            return thrown;
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            super.sync(scene, context);
            IN_SYNC.release();
            while (!context.isCancelled()) {
                Thread.onSpinWait();
            }
            try {
                read(0, 0);
            } catch (IllegalStateException e) {
                thrown = e;
            }
        }
    }
}
