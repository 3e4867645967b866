// SPDX-License-Identifier: Apache-2.0
package passbridge;

import passbridge.gl.Film;

/** Where a frame goes. Valid during the call that it is handed to. */
public interface RenderSink {
    /**
     * The passes' memory, owned by Passbridge, in the size and with the passes of the request. Its contents are undefined
     * when {@link Renderer#render} starts. What it holds when that returns is the picture.
     */
    Film film();

    /** Whether the picture is no longer wanted. Cheap enough to ask before every draw call; any thread. */
    boolean isCancelled();

    /**
     * Tells that the film holds a complete picture of this many samples.
     *
     * @param samplesDone samples per pixel
     * @param sampleCount samples per pixel that the picture will have in the end
     */
    void progress(int samplesDone, int sampleCount);
}
