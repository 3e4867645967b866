// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.GL_OUT_OF_MEMORY;
import static org.lwjgl.opengl.GL41C.glGetError;

import passbridge.PassbridgeException;

/** Whether OpenGL had the memory that was asked of it. Thread: the one with the context. */
final class OpenGlMemory {
    private OpenGlMemory() {}

    /**
     * Requires that there was memory for all that was asked for since the last look at OpenGL's errors.
     *
     * @param sizeBytes of what was asked for
     * @param what begins the message: a texture, a frame
     * @param wayOut ends it: what a user can do
     * @throws PassbridgeException if there was not
     */
    static void require(long sizeBytes, String what, String wayOut) {
        if (glGetError() == GL_OUT_OF_MEMORY) {
            throw missing(sizeBytes, what, wayOut);
        }
    }

    /** {@return that this memory is missing} As for {@link #require}. */
    static PassbridgeException missing(long sizeBytes, String what, String wayOut) {
        return new PassbridgeException(what + " " + (sizeBytes >> 20) + " MiB, more than this OpenGL gives: " + wayOut);
    }
}
