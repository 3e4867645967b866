// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.Curves;
import passbridge.scene.GeometryArray;

/** A straight line in Java's memory that is thicker at one end; counts how often it is gathered. */
final class MemoryCurves implements Curves {
    private final Vector3fc from;
    private final Vector3fc to;
    private final float fromRadius;
    private final float toRadius;
    private final Optional<Vector2fc> uv;
    private int gatherCount;

    MemoryCurves(Vector3fc from, float fromRadius, Vector3fc to, float toRadius, Optional<Vector2fc> uv) {
        this.from = from;
        this.fromRadius = fromRadius;
        this.to = to;
        this.toRadius = toRadius;
        this.uv = uv;
    }

    int gatherCount() {
        return gatherCount;
    }

    @Override
    public List<GeometryArray> arrays() {
        return List.of();
    }

    @Override
    public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
        throw new IllegalArgumentException("there is no " + array);
    }

    @Override
    public float defaultRadius() {
        return 0;
    }

    @Override
    public String name() {
        return "memory curves";
    }

    @Override
    public long id() {
        return System.identityHashCode(this);
    }

    @Override
    public int segmentSteps() {
        return 1;
    }

    @Override
    public int curveCount() {
        return 1;
    }

    @Override
    public int pointCount() {
        return 2; // room for more pieces than there are: what follows is not drawn
    }

    @Override
    public boolean hasUvs() {
        return uv.isPresent();
    }

    @Override
    public int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices) {
        gatherCount++;
        ByteBuffer vertexData = vertices.duplicate().order(vertices.order());
        Vector3f tangent = to.sub(from, new Vector3f());
        for (int i = 0; i < 4; i++) {
            put(vertexData, i < 2 ? from : to);
            put(vertexData, tangent);
            vertexData.putFloat(i < 2 ? fromRadius : toRadius);
            uv.ifPresent(value -> vertexData.putFloat(value.x()).putFloat(value.y()));
        }
        ByteBuffer indexData = indices.duplicate().order(indices.order());
        for (int index : new int[] {0, 2, 1, 3, 1, 2}) {
            indexData.putInt(index);
        }
        return 1;
    }

    private static void put(ByteBuffer data, Vector3fc value) {
        data.putFloat(value.x()).putFloat(value.y()).putFloat(value.z());
    }
}
