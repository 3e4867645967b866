// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import passbridge.gl.ObjectKind;

/**
 * A buffer with data that several renderers may draw from. Who ends his use of it has OpenGL finish what it draws from there before: its memory
 * may be this process's own, and is freed with the last user.
 *
 * @param facts what whoever draws from it has to know
 * @param <F> of the facts
 */
record FilledBuffer<F>(UploadBuffer buffer, F facts) implements SharedObjects.Shareable {
    @Override
    public ObjectKind kind() {
        return ObjectKind.BUFFER;
    }

    @Override
    public int name() {
        return buffer.name();
    }

    @Override
    public void close() {
        buffer.close();
    }
}
