// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A geometry as a scene message has it. */
interface GeometryMessage {
    GeometryKind kind();

    /** Direct, holds the struct at {@link #offset}; not changed later. */
    ByteBuffer memory();

    int offset();

    long id();

    /** False: unchanged, its data was left out; then only the id counts. */
    boolean hasData();

    String name();

    /**
     * What renderers are handed, of a message with data.
     *
     * @param fingerprint of the content, where it was taken
     */
    HostGeometry open(HostFrame frame, Optional<Fingerprint> fingerprint);
}
