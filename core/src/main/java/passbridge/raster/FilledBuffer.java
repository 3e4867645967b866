// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/**
 * A buffer with data that several renderers may draw from. Who ends his use of it has OpenGL finish what it draws from there before: its memory
 * may be this process's own, and is freed with the last user.
 *
 * @param facts what whoever draws from it has to know
 * @param <F> of the facts
 */
record FilledBuffer<F>(UploadBuffer buffer, F facts) implements SharedObjects.Shareable {
    @Override
    public void use() {
        buffer.use();
    }

    @Override
    public void leave() {
        buffer.leave();
    }

    @Override
    public void own() {
        buffer.own();
    }

    @Override
    public void close() {
        buffer.close();
    }
}
