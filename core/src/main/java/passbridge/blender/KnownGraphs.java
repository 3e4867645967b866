// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import passbridge.scene.Image;
import passbridge.scene.ShaderGraph;

/**
 * The shader graphs of the last description, and a copy of the lists that they were made of. The reader of a scene leaves what it has
 * described where it is, and adds what has changed: graphs of a description whose lists begin with the same bytes are the same. Making them
 * anew would take longer than most of what a changed value costs. Thread: the render thread.
 */
final class KnownGraphs {
    /** All that graphs lead to. */
    private static final int[] LISTS = {
        Protocol.Lists.TEXT, Protocol.Lists.PROPERTIES, Protocol.Lists.SHADER_GRAPHS, Protocol.Lists.SHADER_NODES,
        Protocol.Lists.SHADER_SOCKETS, Protocol.Lists.SOCKET_VALUES, Protocol.Lists.SHADER_LINKS, Protocol.Lists.COLOR_RAMPS,
        Protocol.Lists.RAMP_STOPS, Protocol.Lists.SHADER_CURVES, Protocol.Lists.CURVES, Protocol.Lists.CURVE_POINTS,
        Protocol.Lists.TABLE_ENTRIES, Protocol.Lists.NODE_MATRICES
    };

    private final ByteBuffer[] copies = new ByteBuffer[LISTS.length]; // from 0 to their limits
    private List<Image> images = List.of();
    private ShaderGraph[] graphs = {}; // by index; null: nobody has asked for it
    private ShaderGraph[] before = {}; // those of the description before, as far as they are the same

    KnownGraphs() {
        clear();
    }

    /** A description comes: from now on {@link #graph} gives its graphs. */
    void begin(Description description, List<Image> describedImages) {
        boolean goesOn = begins(describedImages) && begins(description);
        before = goesOn ? graphs : new ShaderGraph[0];
        graphs = new ShaderGraph[description.count(Protocol.Lists.SHADER_GRAPHS)];
        for (int i = 0; i < LISTS.length; i++) {
            copies[i] = copy(description.bytes(LISTS[i]), copies[i], goesOn ? copies[i].limit() : 0);
        }
        images = List.copyOf(describedImages);
    }

    /**
     * A graph of the description. What nobody asks for is not made, and forgotten with the next description.
     *
     * @param index one that the description has
     * @param make makes it where it is not known
     */
    ShaderGraph graph(int index, Supplier<ShaderGraph> make) {
        if (graphs[index] == null) {
            ShaderGraph known = index < before.length ? before[index] : null;
            graphs[index] = known == null ? make.get() : known;
        }
        return graphs[index];
    }

    private boolean begins(List<Image> described) {
        if (described.size() < images.size()) {
            return false;
        }
        for (int i = 0; i < images.size(); i++) {
            if (described.get(i) != images.get(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean begins(Description description) {
        for (int i = 0; i < LISTS.length; i++) {
            ByteBuffer described = description.bytes(LISTS[i]);
            int known = copies[i].limit();
            if (described.capacity() < known || !described.slice(0, known).equals(copies[i])) {
                return false;
            }
        }
        return true;
    }

    /** Of a list whose first bytes the copy of before has; takes over its memory where there is room. */
    private static ByteBuffer copy(ByteBuffer list, ByteBuffer before, int knownBytes) {
        int bytes = list.capacity();
        ByteBuffer copy = before.capacity() >= bytes ? before.limit(bytes) : ByteBuffer.allocate(bytes + bytes / 4);
        if (copy != before) {
            copy.put(0, before, 0, knownBytes);
        }
        return copy.put(knownBytes, list, knownBytes, bytes - knownBytes).limit(bytes);
    }

    void clear() {
        Arrays.fill(copies, ByteBuffer.allocate(0));
        images = List.of();
        graphs = new ShaderGraph[0];
        before = graphs;
    }
}
