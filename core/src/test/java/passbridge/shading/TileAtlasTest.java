// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import passbridge.scene.Image;
import passbridge.scene.ImageTile;

class TileAtlasTest {
    private static ImageTile tile(int number, int width, int height) {
        return new ImageTile(number, new Picture(width, height, List.of()));
    }

    private static TileAtlas atlas(ImageTile... tiles) {
        return TileAtlas.of(new Picture(1, 1, List.of(tiles)));
    }

    /** Of entry {@code column + 10 * row}: left, bottom, width, height. */
    private static float[] place(TileAtlas atlas, int entry) {
        return Arrays.copyOfRange(atlas.places().values(), 4 * entry, 4 * entry + 4);
    }

    @Test
    void tilesLieRowByRowInCellsOfTheLargest() {
        TileAtlas atlas = atlas(tile(1001, 8, 4), tile(1003, 2, 2), tile(1012, 8, 8));

        assertEquals(List.of(2, 2, 8, 8), List.of(atlas.columns(), atlas.rows(), atlas.cellWidth(), atlas.cellHeight()));
        assertArrayEquals(new float[] {0, 0, 0.5f, 0.25f}, place(atlas, 0));
        assertArrayEquals(new float[] {0.5f, 0, 0.125f, 0.125f}, place(atlas, 2));
        assertArrayEquals(new float[] {0, 0.5f, 0.5f, 0.5f}, place(atlas, 11));
    }

    @Test
    void whereThereIsNoTileAPlaceHasNoWidth() {
        assertArrayEquals(new float[4], place(atlas(tile(1002, 1, 1)), 0));
        assertEquals(2, atlas(tile(1002, 1, 1)).places().size());
    }

    /** What an atlas asks of an image. */
    private record Picture(int width, int height, List<ImageTile> tiles) implements Image {
        @Override
        public long id() {
            return 1;
        }

        @Override
        public String name() {
            return "picture";
        }

        @Override
        public int channels() {
            return 4;
        }

        @Override
        public Format format() {
            return Format.UINT8;
        }

        @Override
        public ColorSpace colorSpace() {
            return ColorSpace.SRGB;
        }

        @Override
        public long state() {
            return 0;
        }
    }
}
