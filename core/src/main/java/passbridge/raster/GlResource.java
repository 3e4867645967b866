// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/** Owner of OpenGL objects. Thread: the one with the context. */
interface GlResource extends AutoCloseable {
    /** Frees them; never throws. */
    @Override
    void close();
}
