// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

/** What captured blocks lie in: segments, which stay for as long as somebody holds them. Any thread. */
interface Arena {
    /**
     * The address of a segment's first byte.
     *
     * @param endBytes bytes from there on that are to be read
     * @throws passbridge.PassbridgeException where there is no such segment, or it has fewer bytes
     */
    long address(long segment, long endBytes);

    /** Holds segments that somebody holds already; none twice. */
    void retain(long[] segments);

    /** Lets go of segments. */
    void release(long[] segments);
}
