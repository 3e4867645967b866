// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Retention;

/** A geometry whose data lies in the memory of whoever sent the frame's scene. Its content never changes; where it lies does. */
abstract class HostGeometry {
    private final GeometryMessage content;
    private final Optional<Fingerprint> fingerprint;
    private HostFrame frame;
    private GeometryMessage source; // null: the frame's message has none
    private String warning; // null: there is nothing wrong

    HostGeometry(HostFrame frame, GeometryMessage content, Optional<Fingerprint> fingerprint) {
        this.content = content;
        this.fingerprint = fingerprint;
        this.frame = frame;
        this.source = content;
    }

    /** This, as renderers know it. */
    abstract Geometry geometry();

    GeometryKind kind() {
        return content.kind();
    }

    Optional<Fingerprint> fingerprint() {
        return fingerprint;
    }

    /** The same content in the message of a later frame, which may have left the data out. */
    final void moveTo(HostFrame laterFrame, GeometryMessage laterSource) {
        frame = laterFrame;
        source = laterSource;
        if (warning != null) {
            frame.warn(warning);
        }
    }

    /** The same content in a later frame, which left out that it is there. */
    final void leaveOut(HostFrame laterFrame) {
        moveTo(laterFrame, null);
    }

    public final long id() {
        return content.id();
    }

    public final String name() {
        return content.name();
    }

    /** What lies in the sender's memory can be gathered, and no more than that. */
    public final List<GeometryArray> arrays() {
        return List.of();
    }

    public final void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        throw new IllegalArgumentException("there is no " + array);
    }

    public final Optional<Bounds> bounds() {
        return Optional.empty();
    }

    public final Retention retain() {
        throw new IllegalStateException("the data of " + kind().description + " " + name() + " can't be kept");
    }

    /** The frame whose message has the data, while it may be read. */
    final HostFrame readableFrame() {
        frame.requireSyncing();
        if (source == null || !source.hasData()) {
            throw new IncompleteScene(kind().description + " " + name());
        }
        return frame;
    }

    /** Holds the struct that names the data, see {@link #readableFrame}. */
    final GeometryMessage source() {
        return source;
    }

    /** Tells in this frame, and in all later ones that have this content, what can't be drawn. */
    final void warn(String text) {
        warning = text;
        frame.warn(text);
    }

    /** Whether gathering may write so many bytes into a buffer. */
    static boolean holds(ByteBuffer buffer, long byteCount) {
        return buffer.isDirect() && buffer.remaining() >= byteCount;
    }

    static IntBuffer integers(int count) {
        return ByteBuffer.allocateDirect(count * Integer.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
    }
}
