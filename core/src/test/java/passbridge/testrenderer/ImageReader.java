// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.lwjgl.system.MemoryUtil;
import passbridge.FilmFrame;
import passbridge.FilmRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;

/** Reads every pixel of every image once, keeps none, and warns of how many pixels that were; draws nothing. */
public final class ImageReader implements FilmRenderer {
    private static final int STRIP_ROWS = 64;

    private long readCount;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> true);
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        Set<Image> images = new LinkedHashSet<>();
        for (Instance instance : scene.instances()) {
            for (Material material : instance.materials()) {
                images.addAll(material.graph().images());
            }
        }
        readCount = 0;
        for (Image image : images) {
            Optional<ImagePixels> given = context.pixels(image);
            if (given.isPresent()) {
                try (ImagePixels pixels = given.get()) {
                    read(image, pixels);
                }
            }
        }
    }

    private void read(Image image, ImagePixels pixels) {
        ByteBuffer strip = MemoryUtil.memAlloc(Math.toIntExact(STRIP_ROWS * image.rowBytes()));
        try {
            for (int row = 0; row < image.height(); row += STRIP_ROWS) {
                int rowCount = Math.min(STRIP_ROWS, image.height() - row);
                pixels.copyRows(row, rowCount, strip);
                readCount += (long) rowCount * image.width();
            }
        } finally {
            MemoryUtil.memFree(strip);
        }
    }

    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        frame.warn("pixels of images read: " + readCount);
    }

    @Override
    public void close() {
        // keeps nothing
    }
}
