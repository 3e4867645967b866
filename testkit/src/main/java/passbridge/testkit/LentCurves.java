// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.GeometryArray;
import passbridge.scene.TextureSpace;

/** Curves that are lent. */
final class LentCurves extends Lent implements Curves {
    private final Curves curves;

    LentCurves(Curves curves, StandInFrame frame, Consumer<String> lateReads) {
        super(frame, lateReads);
        this.curves = curves;
    }

    @Override
    String description() {
        return "curves '" + name() + "'";
    }

    @Override
    public long id() {
        return curves.id();
    }

    @Override
    public Object content() {
        return curves.content();
    }

    @Override
    public List<GeometryArray> arrays() {
        return curves.arrays();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        requireReadable();
        curves.copyValues(array, first, count, values);
    }

    @Override
    public Optional<Bounds> bounds() {
        return curves.bounds();
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return curves.textureSpace();
    }

    @Override
    public float defaultRadius() {
        return curves.defaultRadius();
    }

    @Override
    public String name() {
        return curves.name();
    }

    @Override
    public int segmentSteps() {
        return curves.segmentSteps();
    }

    @Override
    public int curveCount() {
        return curves.curveCount();
    }

    @Override
    public int pointCount() {
        return curves.pointCount();
    }

    @Override
    public boolean hasUvs() {
        return curves.hasUvs();
    }

    @Override
    public int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices) {
        long vertexBytes = 2 * maxPieceCount(stepsPerPiece) * vertexBytes();
        long indexBytes = maxPieceCount(stepsPerPiece) * PIECE_INDEX_COUNT * Integer.BYTES;
        if (!holds(vertices, vertexBytes) || !holds(indices, indexBytes)) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes + " bytes are needed");
        }
        requireReadable();
        return curves.gather(stepsPerPiece, nativeOrder(vertices), nativeOrder(indices));
    }
}
