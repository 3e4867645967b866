// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.joml.Matrix3f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import passbridge.scene.Camera.Panorama;

class CubeTileTest {
    private static final float PI = (float) Math.PI;
    private static final Sample SHIFTED = new Sample(1, 2, 1.3, -0.9);

    static Stream<Panorama> pictures() {
        return Stream.of(
                new Panorama(-PI, PI, -PI / 2, PI / 2), new Panorama(0.7f, 0.9f, 0.6f, 0.7f), new Panorama(2, -1, 0.5f, -0.5f),
                new Panorama(3, 4, -2, -1), new Panorama(0.5f, 0.5f, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyPixelIsInATileThatSeesIt(Panorama picture) {
        for (int perFace = 1; perFace <= 3; perFace++) {
            for (int width : new int[] {1, 37, 150}) {
                int height = width == 1 ? 90 : 70;
                List<CubeTile> tiles = CubeTile.seenBy(picture, PanoramaLens.SHARP, SHIFTED, width, height, perFace);
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        Vector3f direction = direction(picture, x, y, width, height);
                        int column = x;
                        int row = y;
                        assertTrue(tiles.stream().anyMatch(tile -> sees(tile, direction, column, row)),
                                () -> "no tile sees pixel " + column + ", " + row);
                    }
                }
            }
        }
    }

    private static Vector3f direction(Panorama picture, int x, int y, int width, int height) {
        double longitude = picture.left() + (picture.right() - picture.left()) * (x + 0.5 + SHIFTED.offsetX()) / width;
        double latitude = picture.bottom() + (picture.top() - picture.bottom()) * (y + 0.5 + SHIFTED.offsetY()) / height;
        return new Vector3f(
                (float) (Math.cos(latitude) * Math.sin(longitude)), (float) Math.sin(latitude),
                (float) (-Math.cos(latitude) * Math.cos(longitude)));
    }

    private static boolean sees(CubeTile tile, Vector3f direction, int x, int y) {
        Vector3f onFace = tile.face().cameraToFace().transform(direction, new Vector3f());
        float left = onFace.x / -onFace.z;
        float up = onFace.y / -onFace.z;
        return onFace.z < 0 && left >= tile.left() && left <= tile.right() && up >= tile.bottom() && up <= tile.top()
                && x >= tile.pixelsLeft() && x < tile.pixelsLeft() + tile.pixelsWidth()
                && y >= tile.pixelsBottom() && y < tile.pixelsBottom() + tile.pixelsHeight();
    }

    @Test
    void aNarrowPictureSeesFewTiles() {
        List<CubeTile> tiles = CubeTile.seenBy(new Panorama(0.1f, 0.2f, 0.1f, 0.2f), PanoramaLens.SHARP, new Sample(0, 1, 0, 0), 64, 64, 8);
        assertTrue(tiles.size() <= 4, tiles::toString);
        tiles.forEach(tile -> assertEquals(CubeFace.MINUS_Z, tile.face()));
    }

    @ParameterizedTest
    @EnumSource
    void facesAreSeenAlongTheirAxis(CubeFace face) {
        Vector3f axis = switch (face) {
            case MINUS_X -> new Vector3f(-1, 0, 0);
            case PLUS_X -> new Vector3f(1, 0, 0);
            case MINUS_Y -> new Vector3f(0, -1, 0);
            case PLUS_Y -> new Vector3f(0, 1, 0);
            case MINUS_Z -> new Vector3f(0, 0, -1);
            case PLUS_Z -> new Vector3f(0, 0, 1);
        };
        assertTrue(face.cameraToFace().transform(axis, new Vector3f()).equals(new Vector3f(0, 0, -1), 0));
        assertEquals(1, face.cameraToFace().determinant());
        assertEquals(new Matrix3f(), new Matrix3f(face.cameraToFace()).mul(face.cameraToFace().transpose(new Matrix3f())));
    }
}
