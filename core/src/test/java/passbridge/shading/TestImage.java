// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import passbridge.scene.Image;

/** An image of one pixel. */
record TestImage(long id) implements Image {
    TestImage() {
        this(1);
    }

    @Override
    public String name() {
        return "image " + id;
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int height() {
        return 1;
    }

    @Override
    public int channels() {
        return 4;
    }

    @Override
    public Format format() {
        return Format.FLOAT32;
    }

    @Override
    public ColorSpace colorSpace() {
        return ColorSpace.LINEAR;
    }

    @Override
    public long state() {
        return 0;
    }
}
