// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import passbridge.PassbridgeException;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.ValueNode;

/**
 * Curves in OpenGL's memory: ribbons that the vertex shader turns to the camera. The indices of a coarser level of detail are made when
 * it is drawn first.
 */
final class RibbonBuffers implements GeometryBuffers {
    private static final int CENTRE_ATTRIBUTE = 0;
    private static final int TANGENT_AND_RADIUS_ATTRIBUTE = 1;
    private static final int UV_ATTRIBUTE = 2;

    private final UploadBuffer vertices = new UploadBuffer();
    private final UploadBuffer indices = new UploadBuffer();
    private final int vertexArray = glGenVertexArrays();
    private final Curves held;
    private final boolean hasUvs;
    private final int vertexBytes;
    private final Map<Integer, CoarserPieces> coarserPieces = new TreeMap<>(); // by level
    private int pieceCount;
    private Optional<RibbonLevels> levels = Optional.empty();

    RibbonBuffers(Curves curves) {
        held = curves;
        hasUvs = curves.hasUvs();
        vertexBytes = curves.vertexBytes();
        try {
            gather(curves);
            glBindVertexArray(vertexArray);
            attach(List.of());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void gather(Curves curves) {
        long maxPieceCount = curves.maxPieceCount();
        if (maxPieceCount > 0) {
            String what = "curves " + curves.name();
            vertices.fill(2 * maxPieceCount * vertexBytes, what, vertexData -> indices.fill(
                    maxPieceCount * Curves.PIECE_INDEX_COUNT * Integer.BYTES, what, indexData ->
                            pieceCount = curves.gather(vertexData, indexData)));
        }
        if ((long) pieceCount * Curves.PIECE_INDEX_COUNT > Integer.MAX_VALUE) {
            throw new PassbridgeException("curves " + curves.name() + " have more pieces than one call draws: split them");
        }
        levels = RibbonLevels.of(curves, pieceCount);
    }

    @Override
    public boolean takeOver(Geometry geometry) {
        return geometry == held;
    }

    @Override
    public Shape shape() {
        return Shape.RIBBONS;
    }

    @Override
    public boolean hasUvs() {
        return hasUvs;
    }

    @Override
    public int slotCount() {
        return 1;
    }

    @Override
    public boolean isEmpty(int slot) {
        return pieceCount == 0;
    }

    @Override
    public void attach(List<ValueNode> values) {
        glBindBuffer(GL_ARRAY_BUFFER, vertices.name());
        attach(CENTRE_ATTRIBUTE, 3, 0);
        attach(TANGENT_AND_RADIUS_ATTRIBUTE, 4, 3 * Float.BYTES);
        if (hasUvs) {
            attach(UV_ATTRIBUTE, 2, Curves.POINT_TANGENT_AND_RADIUS_BYTES);
        }
    }

    @Override
    public int vertexArray(List<ValueNode> values) {
        return vertexArray;
    }

    private void attach(int attribute, int floatCount, long offset) {
        glVertexAttribPointer(attribute, floatCount, GL_FLOAT, false, vertexBytes, offset);
        glEnableVertexAttribArray(attribute);
    }

    @Override
    public Optional<Bounds> boundsForDetail() {
        return levels.map(RibbonLevels::bounds);
    }

    @Override
    public void draw(int slot, int instanceCount, float texelsPerUnit) {
        int level = levels.map(some -> some.chosen(texelsPerUnit)).orElse(0);
        if (level == 0) {
            draw(indices, pieceCount, instanceCount);
        } else {
            CoarserPieces pieces = coarserPieces.computeIfAbsent(level, this::coarser);
            draw(pieces.indices, pieces.count, instanceCount);
        }
    }

    private static void draw(UploadBuffer indices, int pieceCount, int instanceCount) {
        glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices.name());
        glDrawElementsInstanced(GL_TRIANGLES, pieceCount * Curves.PIECE_INDEX_COUNT, GL_UNSIGNED_INT, 0, instanceCount);
    }

    /** Pieces of a level above 0. */
    private record CoarserPieces(UploadBuffer indices, int count) {}

    private CoarserPieces coarser(int level) {
        RibbonLevels made = levels.orElseThrow();
        UploadBuffer buffer = new UploadBuffer();
        try {
            int count = made.pieceCount(level);
            long sizeBytes = (long) count * Curves.PIECE_INDEX_COUNT * Integer.BYTES;
            buffer.fill(sizeBytes, "curves " + held.name(), data -> made.write(level, data));
            return new CoarserPieces(buffer, count);
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        }
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArray);
        vertices.close();
        indices.close();
        coarserPieces.values().forEach(pieces -> pieces.indices.close());
    }
}
