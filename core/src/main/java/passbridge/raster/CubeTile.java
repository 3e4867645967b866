// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import passbridge.scene.Camera;

/**
 * A square part of a cube's face that is drawn at once, and the pixels of a panorama that may see it.
 *
 * @param face the face; goes from -1 to 1 along both axes
 * @param left edge on the face
 * @param right edge on the face
 * @param bottom edge on the face
 * @param top edge on the face
 * @param pixelsLeft first column of pixels
 * @param pixelsBottom first row of pixels
 * @param pixelsWidth pixels
 * @param pixelsHeight pixels
 */
record CubeTile(
        CubeFace face, float left, float right, float bottom, float top,
        int pixelsLeft, int pixelsBottom, int pixelsWidth, int pixelsHeight) {
    /** Cells along each side of the picture, of which each sees a tile or not. */
    private static final int GRID = 64;

    /** Radians that a direction's single-precision numbers may be wrong by, and far more. */
    private static final double TOLERANCE = 1e-4;

    /**
     * The tiles that a picture sees, and some beside it.
     *
     * @param lens of the sample
     * @param perFace tiles along each side of a face
     * @param width pixels of the picture
     * @param height pixels of the picture
     */
    static List<CubeTile> seenBy(Camera.Panorama picture, PanoramaLens lens, Sample sample, int width, int height, int perFace) {
        List<Cell> cells = cells(picture, lens, sample, width, height);
        List<CubeTile> tiles = new ArrayList<>();
        for (CubeFace face : CubeFace.values()) {
            if (seen(face, -1, 1, -1, 1, cells) == null) {
                continue;
            }
            for (int row = 0; row < perFace; row++) {
                for (int column = 0; column < perFace; column++) {
                    CubeTile tile = seen(face, edge(column, perFace), edge(column + 1, perFace), edge(row, perFace),
                            edge(row + 1, perFace), cells);
                    if (tile != null) {
                        tiles.add(tile);
                    }
                }
            }
        }
        return tiles;
    }

    private static float edge(int index, int perFace) {
        return (float) (2.0 * index / perFace - 1);
    }

    /** Looks through the tile as through a window of so many texels along each side. */
    ViewTransform view(Camera camera, int side, float texelsPerPixel) {
        // The nearest plane that the sphere of the clip start touches nowhere: in the cube's corners.
        float near = camera.clipStart() / (float) Math.sqrt(3);
        Matrix4f projection = new Matrix4f().setFrustum(
                left * near, right * near, bottom * near, top * near, near, camera.clipEnd());
        Matrix4f worldToFace = new Matrix4f(face.cameraToFace()).mul(camera.worldToCamera());
        return new ViewTransform(worldToFace, projection, false, ViewTransform.clipRange(camera), side, side, texelsPerPixel, 0);
    }

    /** A rectangle of pixels: the direction of its middle, and how far from it the others are, radians. */
    private record Cell(Vector3f direction, double radius, int left, int bottom, int right, int top) {}

    private static List<Cell> cells(Camera.Panorama picture, PanoramaLens lens, Sample sample, int width, int height) {
        Vector3f slope = lens.slope();
        int columns = Math.min(GRID, width);
        int rows = Math.min(GRID, height);
        List<Cell> cells = new ArrayList<>(columns * rows);
        for (int row = 0; row < rows; row++) {
            int bottom = (int) ((long) row * height / rows);
            int top = (int) ((long) (row + 1) * height / rows);
            for (int column = 0; column < columns; column++) {
                int left = (int) ((long) column * width / columns);
                int right = (int) ((long) (column + 1) * width / columns);
                double x = (0.5 * (left + right) + sample.offsetX()) / width;
                double y = (0.5 * (bottom + top) + sample.offsetY()) / height;
                double longitude = picture.left() + x * (picture.right() - picture.left());
                double latitude = picture.bottom() + y * (picture.top() - picture.bottom());
                double radius = 0.5 * Math.hypot(
                        (right - left) * (double) (picture.right() - picture.left()) / width,
                        (top - bottom) * (double) (picture.top() - picture.bottom()) / height);
                Vector3f direction = new Vector3f(
                        (float) (Math.cos(latitude) * Math.sin(longitude)), (float) Math.sin(latitude),
                        (float) (-Math.cos(latitude) * Math.cos(longitude)));
                // Taking the slope off a direction spreads those around it by no more than this, as the slope is at most 1/2 long.
                double spread = 1 / (1 - slope.length());
                cells.add(new Cell(direction.sub(slope).normalize(), radius * spread, left, bottom, right, top));
            }
        }
        return cells;
    }

    /** The tile with the pixels of all cells that may see it; null where none does. */
    private static CubeTile seen(CubeFace face, float left, float right, float bottom, float top, List<Cell> cells) {
        Vector3f middle = direction(face, (left + right) / 2, (bottom + top) / 2);
        double radius = 0;
        for (float x : new float[] {left, right}) {
            for (float y : new float[] {bottom, top}) {
                radius = Math.max(radius, middle.angle(direction(face, x, y)));
            }
        }
        int pixelsLeft = Integer.MAX_VALUE;
        int pixelsBottom = Integer.MAX_VALUE;
        int pixelsRight = 0;
        int pixelsTop = 0;
        for (Cell cell : cells) {
            if (middle.angle(cell.direction) <= radius + cell.radius + TOLERANCE) {
                pixelsLeft = Math.min(pixelsLeft, cell.left);
                pixelsBottom = Math.min(pixelsBottom, cell.bottom);
                pixelsRight = Math.max(pixelsRight, cell.right);
                pixelsTop = Math.max(pixelsTop, cell.top);
            }
        }
        return pixelsRight == 0 ? null : new CubeTile(face, left, right, bottom, top,
                pixelsLeft, pixelsBottom, pixelsRight - pixelsLeft, pixelsTop - pixelsBottom);
    }

    private static Vector3f direction(CubeFace face, float x, float y) {
        return face.cameraToFace().transformTranspose(new Vector3f(x, y, -1)).normalize();
    }
}
