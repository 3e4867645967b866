// SPDX-License-Identifier: Apache-2.0
package passbridge;

/** A picture drawn in memory. */
public non-sealed interface FilmFrame extends Frame {
    /**
     * {@return the passes' memory, in the size and with the passes of the request} Its contents are undefined when {@code render} starts.
     * What it holds when that returns is the picture. Any thread may write to it; it stays valid, though unheeded, when the frame is over.
     * Each frame has another one.
     */
    Film film();
}
