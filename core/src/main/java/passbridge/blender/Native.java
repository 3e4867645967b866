// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import passbridge.PassbridgeException;
import passbridge.session.FrameState;

/**
 * Native methods of the C library (native/src/jni.c). Inside Blender the library that starts the JVM registers them; elsewhere
 * {@link #load} does. Frames are addresses that came with a message. Any thread, unless said otherwise.
 */
final class Native {
    /** Of the library that these classes are made for; the library reads it before it registers anything. */
    static final int ABI_VERSION = Protocol.ABI_VERSION;

    private Native() {}

    /** Loads the library where Java is not a guest of another program. */
    static void load(Path library) {
        System.load(library.toAbsolutePath().toString());
    }

    /** Waits for the next message and copies it and what follows it into {@code message}, direct, Protocol.HostMessage.BYTES + Protocol.HOST_PAYLOAD_BYTES. */
    static void receive(ByteBuffer message) {
        nReceive(message);
    }

    /** Tells that the host ends; {@code text} is direct, its first {@code byteCount} bytes are UTF-8. */
    static void stopped(ByteBuffer text, int byteCount) {
        nStopped(text, byteCount);
    }

    /**
     * Keeps a segment of an arena until {@link #segmentRelease}, whatever becomes of its frame and its session. As often as one likes.
     *
     * @return its address; 0 where there is no such segment any more
     */
    static long segmentRetain(long segment) {
        return nSegmentRetain(segment);
    }

    /** Ends what {@link #segmentRetain} or {@link #frameAwaitPixels} began. */
    static void segmentRelease(long segment) {
        nSegmentRelease(segment);
    }

    /**
     * {@code pb_mesh_weld}. The memory that the mesh names must stay until this returns.
     *
     * @param mesh direct, holds a {@code pb_mesh} from index 0
     * @param attributes direct, indices of the wanted attributes from index 0; null: none
     * @param weld receives the weld, of the size that {@code pb_mesh_gathering} says
     * @return vertices that a gather writes, with this weld where they are fewer than without
     */
    static int meshWeld(ByteBuffer mesh, IntBuffer attributes, int[] weld) {
        long countOrStatus = nMeshWeld(mesh, attributes, attributes == null ? 0 : attributes.capacity(), weld);
        check((int) -Math.min(countOrStatus, 0));
        return (int) countOrStatus;
    }

    /**
     * {@code pb_mesh_part}. The memory that the mesh names must stay until this returns.
     *
     * @param mesh direct, holds a {@code pb_mesh} from index 0, of which the triangles are those of the part
     * @param attributes direct, indices of the wanted attributes from index 0; null: none
     * @param weld that {@link #meshWeld} wrote; null: none
     * @param part receives the part, of the size that {@code pb_mesh_gathering} says
     * @return vertices that a gather of the part writes
     */
    static int meshPart(ByteBuffer mesh, IntBuffer attributes, int[] weld, int[] part) {
        long countOrStatus = nMeshPart(mesh, attributes, attributes == null ? 0 : attributes.capacity(), weld, part);
        check((int) -Math.min(countOrStatus, 0));
        return (int) countOrStatus;
    }

    /**
     * {@code pb_mesh_gather}. The memory that the mesh names must stay until this returns.
     *
     * @param mesh direct, holds a {@code pb_mesh} from index 0
     * @param attributes direct, indices of the wanted attributes from index 0; null: none
     * @param weld that {@link #meshWeld} wrote; null: none
     * @param part that {@link #meshPart} wrote; null: all of the mesh
     * @param counts direct, receives the triangles of each slot and behind them those left out: {@code slotCount + 1} values
     */
    static void meshGather(
            ByteBuffer mesh, IntBuffer attributes, int[] weld, int[] part, ByteBuffer vertices, ByteBuffer indices, IntBuffer counts,
            int slotCount) {
        check(nMeshGather(
                mesh, attributes, attributes == null ? 0 : attributes.capacity(), weld, part,
                vertices, vertices.position(), vertices.remaining(),
                indices, indices.position(), indices.remaining(),
                counts, slotCount));
    }

    /**
     * {@code pb_curves_gather}. The memory that the curves name must stay until this returns.
     *
     * @param curves direct, holds a {@code pb_curves} from index 0
     * @param stepsPerPiece at least 1
     * @param counts direct, receives pieces written and curves left out
     */
    static void curvesGather(ByteBuffer curves, int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices, IntBuffer counts) {
        check(nCurvesGather(
                curves, stepsPerPiece, vertices, vertices.position(), vertices.remaining(),
                indices, indices.position(), indices.remaining(), counts));
    }

    /**
     * {@code pb_point_cloud_gather}. The memory that the point cloud names must stay until this returns.
     *
     * @param cloud direct, holds a {@code pb_point_cloud} from index 0
     * @param counts direct, receives spheres written and points left out
     */
    static void pointCloudGather(ByteBuffer cloud, ByteBuffer spheres, IntBuffer counts) {
        check(nPointCloudGather(cloud, spheres, spheres.position(), spheres.remaining(), counts));
    }

    /** Ends the use of the frame's captured scene: its segments that were not retained are gone. Idempotent. */
    static void frameReleaseScene(long frame) {
        nFrameReleaseScene(frame);
    }

    /** Tells, before the frame ends as INCOMPLETE, which geometries are to be captured again; ids from index 0 to the limit, direct. */
    static void frameWant(long frame, LongBuffer ids) {
        check(nFrameWant(frame, ids, ids.limit()));
    }

    /**
     * Asks Blender for an image's pixels and waits for them. One thread of a frame at a time.
     *
     * @param image its id
     * @param segmentAndBytes direct, receives the segment, to be given to {@link #segmentRelease}, and the bytes of the pixels; both 0 where they
     *     can't be read
     * @return false where the frame was cancelled
     */
    static boolean frameAwaitPixels(long frame, long image, LongBuffer segmentAndBytes) {
        int status = nFrameAwaitPixels(frame, image, segmentAndBytes);
        if (status == Protocol.Status.CANCELLED) {
            return false;
        }
        check(status);
        return true;
    }

    /**
     * Begins to use addresses of the frame's targets; {@code pb_frame_close} waits until {@link #frameGiveBack}.
     *
     * @throws FrameCancelled where the frame was cancelled: its memory may be gone
     */
    static void frameBorrow(long frame) {
        check(nFrameBorrow(frame) ? Protocol.Status.OK : Protocol.Status.CANCELLED);
    }

    /** Ends what {@link #frameBorrow} began. */
    static void frameGiveBack(long frame) {
        nFrameGiveBack(frame);
    }

    /**
     * Begins to serve a refresh; {@link #frameEndRefresh} must follow where there is one.
     *
     * @param targets direct, receives {@code pb_pass_target[]}, Protocol.MAX_TARGET_COUNT at most
     * @return how many; 0: nobody wants a refresh
     */
    static int frameBeginRefresh(long frame, ByteBuffer targets) {
        return nFrameBeginRefresh(frame, targets);
    }

    /** Ends what {@link #frameBeginRefresh} began. */
    static void frameEndRefresh(long frame) {
        nFrameEndRefresh(frame);
    }

    /**
     * Copies rows into a target of the refresh or resolve under way, the first of {@code sourceChannels} channels where it has fewer.
     *
     * @param pixels direct, tightly packed rows from index 0
     * @throws FrameCancelled where the frame was cancelled
     */
    static void frameWriteRows(
            long frame, int targetIndex, int firstRow, int rowCount, FloatBuffer pixels, int sourceChannels) {
        check(nFrameWriteRows(frame, targetIndex, firstRow, rowCount, pixels, sourceChannels));
    }

    /**
     * Tells how far a frame is, and what memory there is.
     *
     * @param openGlBytes that the session's OpenGL holds; 0: it is not known
     * @param text direct, its first {@code textBytes} bytes of UTF-8 are kept for {@code pb_frame_text}; null: nothing new
     */
    static void frameUpdate(
            long frame, FrameState state, int sample, int sampleCount, StageTimes times, long openGlBytes, ByteBuffer text,
            int textBytes) {
        Runtime java = Runtime.getRuntime();
        nFrameUpdate(
                frame, state.ordinal(), sample, sampleCount,
                times.startMs, times.syncMs, times.drawMs, times.readbackMs, times.deliverMs,
                openGlBytes, java.totalMemory() - java.freeMemory(), text, textBytes);
    }

    /** Tells what the renderer is at; {@code text} is direct and UTF-8, from index 0 to its limit. */
    static void frameStatus(long frame, ByteBuffer text) {
        nFrameStatus(frame, text, text.limit());
    }

    /** Keeps pairs of texts, each ended by a zero, for {@code pb_frame_metadata}; direct and UTF-8, from index 0 to its limit. */
    static void frameMetadata(long frame, ByteBuffer metadata) {
        check(nFrameMetadata(frame, metadata, metadata.limit()));
    }

    /** The last call for a frame. */
    static void frameRelease(long frame) {
        nFrameRelease(frame);
    }

    private static void check(int status) {
        if (status == Protocol.Status.CANCELLED) {
            throw FrameCancelled.INSTANCE;
        }
        if (status != Protocol.Status.OK) {
            throw new PassbridgeException(nErrorText());
        }
    }

    /** {@return address of what throws in place of an OpenGL function that there is none of} */
    static long missingFunction() {
        return nMissingFunction();
    }

    /** Has that called on threads without an OpenGL context, too. LWJGL's class GL was used. */
    static void replaceMissingFunctions() {
        nReplaceMissingFunctions();
    }

    private static native void nReceive(ByteBuffer message);

    private static native void nStopped(ByteBuffer text, int byteCount);

    private static native long nSegmentRetain(long segment);

    private static native void nSegmentRelease(long segment);

    private static native long nMeshWeld(ByteBuffer mesh, IntBuffer attributes, int attributeCount, int[] weld);

    private static native long nMeshPart(ByteBuffer mesh, IntBuffer attributes, int attributeCount, int[] weld, int[] part);

    private static native int nMeshGather(
            ByteBuffer mesh, IntBuffer attributes, int attributeCount, int[] weld, int[] part,
            ByteBuffer vertices, long verticesOffset, long verticesBytes,
            ByteBuffer indices, long indicesOffset, long indicesBytes,
            IntBuffer counts, int slotCount);

    private static native int nCurvesGather(
            ByteBuffer curves, int stepsPerPiece, ByteBuffer vertices, long verticesOffset, long verticesBytes,
            ByteBuffer indices, long indicesOffset, long indicesBytes, IntBuffer counts);

    private static native int nPointCloudGather(
            ByteBuffer cloud, ByteBuffer spheres, long spheresOffset, long spheresBytes, IntBuffer counts);

    private static native void nFrameReleaseScene(long frame);

    private static native int nFrameWant(long frame, LongBuffer ids, int idCount);

    private static native int nFrameAwaitPixels(long frame, long image, LongBuffer segmentAndBytes);

    private static native boolean nFrameBorrow(long frame);

    private static native void nFrameGiveBack(long frame);

    private static native int nFrameBeginRefresh(long frame, ByteBuffer targets);

    private static native void nFrameEndRefresh(long frame);

    private static native int nFrameWriteRows(
            long frame, int targetIndex, int firstRow, int rowCount, FloatBuffer pixels, int sourceChannels);

    private static native void nFrameUpdate(
            long frame, int state, int sample, int sampleCount,
            double startMs, double syncMs, double drawMs, double readbackMs, double deliverMs,
            long openGlBytes, long javaHeapBytes, ByteBuffer text, int textBytes);

    private static native void nFrameStatus(long frame, ByteBuffer text, int byteCount);

    private static native int nFrameMetadata(long frame, ByteBuffer metadata, int byteCount);

    private static native void nFrameRelease(long frame);

    private static native long nMissingFunction();

    private static native void nReplaceMissingFunctions();

    private static native String nErrorText();
}
