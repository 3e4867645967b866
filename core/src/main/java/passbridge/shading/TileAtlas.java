// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.List;
import passbridge.scene.Image;
import passbridge.scene.ImageTile;
import passbridge.scene.ShaderTable;

/**
 * Where the UDIM tiles of an image lie in one texture: in cells, each as large as the largest tile is wide and high, row by row from the
 * lower left. A smaller tile lies in the lower left of its cell.
 *
 * @param tiles of the image, at least one
 * @param columns of cells
 * @param cellWidth pixels
 * @param cellHeight pixels
 */
public record TileAtlas(List<ImageTile> tiles, int columns, int cellWidth, int cellHeight) {
    private static final int TILES_PER_ROW = 10; // of UV space

    /**
     * {@return the atlas of an image}
     *
     * @param image that has tiles
     */
    public static TileAtlas of(Image image) {
        List<ImageTile> tiles = image.tiles();
        return new TileAtlas(
                tiles, (int) Math.ceil(Math.sqrt(tiles.size())), tiles.stream().mapToInt(tile -> tile.image().width()).max().orElseThrow(),
                tiles.stream().mapToInt(tile -> tile.image().height()).max().orElseThrow());
    }

    /** {@return rows of cells} */
    public int rows() {
        return (tiles.size() + columns - 1) / columns;
    }

    /**
     * {@return the places of tiles, 0 to 1 over the texture} The entry of column + 10 * row of UV space has the lower left corner in its
     * first two numbers, width and height in the others: 0 where there is no tile.
     */
    ShaderTable places() {
        int count = 1 + tiles.stream().mapToInt(TileAtlas::entry).max().orElseThrow();
        float[] values = new float[4 * count];
        for (int i = 0; i < tiles.size(); i++) {
            ImageTile tile = tiles.get(i);
            int at = 4 * entry(tile);
            values[at] = (float) (i % columns) / columns;
            values[at + 1] = (float) (i / columns) / rows();
            values[at + 2] = (float) tile.image().width() / (columns * cellWidth);
            values[at + 3] = (float) tile.image().height() / (rows() * cellHeight);
        }
        return new ShaderTable(values);
    }

    private static int entry(ImageTile tile) {
        return tile.column() + TILES_PER_ROW * tile.row();
    }
}
