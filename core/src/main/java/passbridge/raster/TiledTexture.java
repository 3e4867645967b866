// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.Optional;
import passbridge.SyncContext;
import passbridge.scene.Image;
import passbridge.scene.ImagePixels;
import passbridge.scene.ImageTile;
import passbridge.shading.TileAtlas;

/** The UDIM tiles of an image, uploaded one after the other into one texture; scaled down where they are too large for that together. */
final class TiledTexture {
    private final Image image;
    private final TileAtlas atlas;
    private final int scale; // so many columns and rows become one
    private final int cellWidth;
    private final int cellHeight;
    private final SyncContext context;

    private TiledTexture(Image image, SyncContext context) {
        this.image = image;
        this.context = context;
        atlas = TileAtlas.of(image);
        int most = glGetInteger(GL_MAX_TEXTURE_SIZE);
        scale = Math.max(ScaledImage.parts(atlas.cellWidth(), most / atlas.columns()), ScaledImage.parts(atlas.cellHeight(), most / atlas.rows()));
        cellWidth = ScaledImage.parts(atlas.cellWidth(), scale);
        cellHeight = ScaledImage.parts(atlas.cellHeight(), scale);
    }

    /** {@return the texture; empty where a tile can't be read, or the frame is cancelled} */
    static Optional<ImageTexture> upload(Image image, SyncContext context) {
        return new TiledTexture(image, context).upload();
    }

    private Optional<ImageTexture> upload() {
        Optional<String> warning = scale == 1 ? Optional.empty() : Optional.of("Image '" + image.name()
                + "' has tiles that are larger than OpenGL's textures here together and are drawn in 1/" + scale + " of their width and height");
        ImageTexture texture = new ImageTexture(image, atlas.columns() * cellWidth, atlas.rows() * cellHeight, warning);
        boolean isComplete = false;
        try {
            isComplete = uploadInto(texture);
        } finally {
            if (!isComplete) {
                texture.close();
            }
        }
        return isComplete ? Optional.of(texture) : Optional.empty();
    }

    private boolean uploadInto(ImageTexture texture) {
        for (int i = 0; i < atlas.tiles().size(); i++) {
            ImageTile tile = atlas.tiles().get(i);
            Optional<ImagePixels> available = context.pixels(tile.image());
            if (available.isEmpty()) {
                return false;
            }
            try (ImagePixels pixels = available.get()) {
                var scaled = new ScaledImage(tile.image(), pixels, scale, scale);
                if (!texture.write(scaled, i % atlas.columns() * cellWidth, i / atlas.columns() * cellHeight, context::isCancelled)) {
                    return false;
                }
            }
        }
        texture.finish(image);
        return true;
    }
}
