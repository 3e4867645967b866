// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.joml.Vector3f;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Bounds;
import passbridge.scene.Domain;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.GeometryArrays;
import passbridge.scene.Retention;
import passbridge.scene.TextureSpace;
import passbridge.session.SessionFrame;

/**
 * A geometry whose values lie in an arena: where, and for how long, its places say. What it is never changes; any thread may read it.
 */
abstract class CapturedGeometry {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final GeometryKind[] KINDS = GeometryKind.values();
    private static final ArrayType[] ARRAY_TYPES = ArrayType.values();
    private static final Domain[] DOMAINS = Domain.values();

    private final GeometryKind kind;
    private final long id;
    private final String name;
    private final Content content;
    private final List<GeometryArray> arrays;
    private final Optional<Bounds> bounds;
    private final Optional<TextureSpace> textureSpace; // empty: not told
    private final List<Place> places = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> listener = text -> {};
    private volatile String warning; // null: there is nothing wrong

    /** What a {@code pb_geometry} consists of: equal where two have the same values, but for chance. */
    record Content(GeometryKind kind, long first, long second) {
        static Content of(Description.Struct struct) {
            return new Content(
                    struct.constant(Protocol.Geometry.KIND, KINDS, "geometry kind"),
                    struct.integer64(Protocol.Geometry.CONTENT), struct.integer64(Protocol.Geometry.CONTENT + Long.BYTES));
        }
    }

    /**
     * Where the values are.
     *
     * @param arena that they are in
     * @param lease while it is open
     * @param segments of the arena, none twice
     * @param addresses of each array; 0: it has no values
     */
    record Place(Arena arena, Lease lease, long[] segments, long[] addresses) {
        static Place of(Description.Struct struct, Arena arena, Lease lease) {
            Description.Range described = struct.range(Protocol.Geometry.ARRAYS, Protocol.Lists.ARRAYS);
            long[] addresses = new long[described.count()];
            long[] segments = new long[described.count()];
            int segmentCount = 0;
            for (int i = 0; i < addresses.length; i++) {
                Description.Struct array = described.struct(i);
                addresses[i] = array.address(Protocol.Array.VALUES);
                long segment = array.integer64(Protocol.Array.VALUES + Protocol.Span.SEGMENT);
                if (segment != 0 && !contains(segments, segmentCount, segment)) {
                    segments[segmentCount++] = segment;
                }
            }
            return new Place(arena, lease, Arrays.copyOf(segments, segmentCount), addresses);
        }

        private static boolean contains(long[] segments, int count, long wanted) {
            for (int i = 0; i < count; i++) {
                if (segments[i] == wanted) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param struct a {@code pb_geometry} that has its values */
    CapturedGeometry(Description.Struct struct) {
        content = Content.of(struct);
        kind = content.kind;
        id = struct.integer64(Protocol.Geometry.ID);
        name = struct.text(Protocol.Geometry.NAME);
        Description.Range described = struct.range(Protocol.Geometry.ARRAYS, Protocol.Lists.ARRAYS);
        List<GeometryArray> all = new ArrayList<>(described.count());
        for (int i = 0; i < described.count(); i++) {
            all.add(array(described.struct(i)));
        }
        arrays = List.copyOf(all);
        bounds = array(GeometryArray.POSITION).filter(positions -> positions.count() > 0).flatMap(positions -> bounds(struct));
        textureSpace = textureSpace(struct);
    }

    private GeometryArray array(Description.Struct struct) {
        ArrayType type = struct.constant(Protocol.Array.TYPE, ARRAY_TYPES, "array type");
        int count = struct.integer(Protocol.Array.COUNT);
        int motionStep = struct.integer(Protocol.Array.MOTION_STEP);
        String arrayName = struct.text(Protocol.Array.NAME);
        if (count < 0 || motionStep < 0
                || struct.integer64(Protocol.Array.VALUES + Protocol.Span.SIZE_BYTES) != (long) count * type.bytes()) {
            throw new PassbridgeException(told() + ": array '" + arrayName + "' of " + Integer.toUnsignedString(count) + " values has "
                    + struct.integer64(Protocol.Array.VALUES + Protocol.Span.SIZE_BYTES) + " bytes");
        }
        return new GeometryArray(arrayName, struct.constant(Protocol.Array.DOMAIN, DOMAINS, "domain"), type, count, motionStep);
    }

    private static Optional<Bounds> bounds(Description.Struct struct) {
        Vector3f min = struct.vector(Protocol.Geometry.BOUNDS);
        Vector3f max = struct.vector(Protocol.Geometry.BOUNDS + 3 * Float.BYTES);
        boolean isBox = min.isFinite() && max.isFinite() && min.x <= max.x && min.y <= max.y && min.z <= max.z;
        return isBox ? Optional.of(new Bounds(min, max)) : Optional.empty();
    }

    private static Optional<TextureSpace> textureSpace(Description.Struct struct) {
        Vector3f location = struct.vector(Protocol.Geometry.TEXTURE_SPACE);
        Vector3f size = struct.vector(Protocol.Geometry.TEXTURE_SPACE + 3 * Float.BYTES);
        boolean isTold = location.isFinite() && size.isFinite() && size.lengthSquared() > 0;
        return isTold ? Optional.of(new TextureSpace(location, size)) : Optional.empty();
    }

    /** This, as renderers know it. */
    abstract Geometry geometry();

    public final Content content() {
        return content;
    }

    /** Kind and name, for messages. */
    final String told() {
        return kind.description + " '" + name + "'";
    }

    public final long id() {
        return id;
    }

    public final String name() {
        return name;
    }

    public final List<GeometryArray> arrays() {
        return arrays;
    }

    public final Optional<Bounds> bounds() {
        return bounds;
    }

    public Optional<TextureSpace> textureSpace() {
        return textureSpace;
    }

    /** The array of this name at the frame, where there is one. */
    public final Optional<GeometryArray> array(String wanted) {
        return Optional.of(indexOf(wanted)).filter(index -> index >= 0).map(arrays::get);
    }

    /** Among the arrays; -1: there is none. */
    final int indexOf(String wanted) {
        return indexOf(wanted, 0);
    }

    /** {@link #indexOf}, checked; PassbridgeException where such an array is something else. @param count values; -1: any */
    final int indexOf(String wanted, ArrayType type, long count, Domain... domains) {
        int index = indexOf(wanted);
        if (index >= 0) {
            GeometryArray array = arrays.get(index);
            if (array.type() != type || count >= 0 && array.count() != count || !Arrays.asList(domains).contains(array.domain())) {
                throw new PassbridgeException(told() + " can't have an array " + array + ": " + type + " of " + List.of(domains)
                        + (count < 0 ? "" : " with " + count + " values") + " is needed");
            }
        }
        return index;
    }

    /** The array of this name at a motion step, among the arrays; -1: there is none. */
    final int indexOf(String wanted, int motionStep) {
        for (int i = 0; i < arrays.size(); i++) {
            if (arrays.get(i).motionStep() == motionStep && arrays.get(i).name().equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** Of positions at each motion step from the frame on: which arrays they are. PassbridgeException where one is missing or something else. */
    final int[] positionsAtSteps(int pointCount) {
        int[] found = new int[1 + geometry().motionStepCount()];
        for (int step = 0; step < found.length; step++) {
            found[step] = indexOf(GeometryArray.POSITION, step);
            if (step > 0 && (found[step] < 0 || !isOfPoints(arrays.get(found[step]), pointCount))) {
                throw new PassbridgeException(told() + " has no positions of its " + pointCount + " points at motion step " + step);
            }
        }
        return found;
    }

    private static boolean isOfPoints(GeometryArray array, int pointCount) {
        return array.type() == ArrayType.FLOAT3 && array.domain() == Domain.POINT && array.count() == pointCount;
    }

    /** The values are there, too. */
    final void addPlace(Place place) {
        if (place.addresses.length != arrays.size()) {
            throw new PassbridgeException(told() + " has " + place.addresses.length + " arrays, where there were " + arrays.size()
                    + " when it was described with the same content");
        }
        places.removeIf(known -> !known.lease.isOpen());
        places.add(place);
    }

    /** Who is told what can't be drawn, from now on. */
    final void tell(Consumer<String> told) {
        listener = told;
        if (warning != null) {
            told.accept(warning);
        }
    }

    /** Tells in this frame, and in all later ones that have this content, what can't be drawn. */
    final void warn(String text) {
        warning = text;
        listener.accept(text);
    }

    public final boolean isReadable() {
        for (Place place : places) {
            if (place.lease.isOpen()) {
                return true;
            }
        }
        return false;
    }

    /** Hands a reader the place where the values are; they stay there meanwhile. */
    final void read(Consumer<Place> reader) {
        for (Place place : places) {
            if (place.lease.use(() -> reader.accept(place))) {
                return;
            }
        }
        throw SessionFrame.unreadable(told());
    }

    public final Retention retain() {
        List<Place> kept = new ArrayList<>(1);
        read(place -> {
            place.arena.retain(place.segments);
            Lease lease = new Lease(() -> place.arena.release(place.segments));
            kept.add(new Place(place.arena, lease, place.segments, place.addresses));
        });
        Place place = kept.get(0);
        addPlace(place);
        return new Kept(this, place);
    }

    /** A retention, closed by the garbage collector at the latest. */
    private static final class Kept implements Retention {
        private final Cleaner.Cleanable closing;

        Kept(CapturedGeometry geometry, Place place) {
            closing = CLEANER.register(this, () -> {
                place.lease.close();
                geometry.places.remove(place);
            });
        }

        @Override
        public void close() {
            closing.clean();
        }
    }

    public final void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        GeometryArrays.requireCopyable(array, first, count, values);
        int index = arrays.indexOf(array);
        if (index < 0) {
            throw new IllegalArgumentException(told() + " has no " + array);
        }
        long elementBytes = array.type().bytes();
        read(place -> {
            if (count > 0) {
                MemoryUtil.memCopy(
                        place.addresses[index] + first * elementBytes, MemoryUtil.memAddress(values), count * elementBytes);
            }
        });
    }

    /** Writes a {@code pb_span} of an array; nothing where there is none. @param index of the array; -1: none */
    final void putSpan(ByteBuffer struct, int member, Place place, int index) {
        if (index >= 0) {
            putSpan(struct, member, place, index, 0, arrays.get(index).count());
        }
    }

    /** As {@link #putSpan(ByteBuffer, int, Place, int)}, of some values. */
    final void putSpan(ByteBuffer struct, int member, Place place, int index, int first, int count) {
        if (index >= 0 && place.addresses[index] != 0) {
            long valueBytes = arrays.get(index).type().bytes();
            struct.putLong(member + Protocol.Span.OFFSET, place.addresses[index] + first * valueBytes);
            struct.putLong(member + Protocol.Span.SIZE_BYTES, count * valueBytes);
        }
    }

    /** Zeros for a struct, of native byte order. */
    static ByteBuffer struct(MemoryStack stack, int bytes) {
        return stack.calloc(Long.BYTES, bytes).order(ByteOrder.nativeOrder());
    }

    /** Whether gathering may write so many bytes into a buffer. */
    static boolean holds(ByteBuffer buffer, long byteCount) {
        return buffer.isDirect() && buffer.remaining() >= byteCount;
    }
}
