// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.lwjgl.system.MemoryStack;
import passbridge.PassbridgeException;
import passbridge.scene.ArrayType;
import passbridge.scene.Curves;
import passbridge.scene.Domain;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;

/** Curves in an arena. */
final class CapturedCurves extends CapturedGeometry implements Curves {
    private final int pointCount;
    private final int curveCount;
    private final int segmentSteps;
    private final float defaultRadius;
    // indices of arrays; -1: there is none
    private final int[] positions; // at each motion step, first at the frame
    private final int radii;
    private final int offsets;
    private final int uvs;

    CapturedCurves(Description.Struct struct) {
        super(struct);
        pointCount = struct.integer(Protocol.Geometry.POINT_COUNT);
        curveCount = struct.integer(Protocol.Geometry.CURVE_COUNT);
        segmentSteps = struct.integer(Protocol.Geometry.SEGMENT_STEPS);
        defaultRadius = struct.real(Protocol.Geometry.DEFAULT_RADIUS);
        if ((pointCount | curveCount) < 0 || segmentSteps < 1 || segmentSteps > Protocol.MAX_SEGMENT_STEPS) {
            throw new PassbridgeException(told() + " can't have " + Integer.toUnsignedString(pointCount) + " points, "
                    + Integer.toUnsignedString(curveCount) + " curves and " + Integer.toUnsignedString(segmentSteps) + " steps a segment");
        }
        indexOf(GeometryArray.POSITION, ArrayType.FLOAT3, pointCount, Domain.POINT);
        positions = positionsAtSteps(pointCount);
        radii = indexOf(GeometryArray.RADIUS, ArrayType.FLOAT, pointCount, Domain.POINT);
        offsets = indexOf(GeometryArray.CURVE_OFFSET, ArrayType.INT32, curveCount + 1L, Domain.CURVE);
        uvs = indexOf(GeometryArray.CURVE_UV, ArrayType.FLOAT2, curveCount, Domain.CURVE);
    }

    @Override
    Geometry geometry() {
        return this;
    }

    @Override
    public float defaultRadius() {
        return defaultRadius;
    }

    @Override
    public int segmentSteps() {
        return segmentSteps;
    }

    @Override
    public int curveCount() {
        return curveCount;
    }

    @Override
    public int pointCount() {
        return pointCount;
    }

    @Override
    public boolean hasUvs() {
        return uvs >= 0;
    }

    @Override
    public int gather(int stepsPerPiece, ByteBuffer vertices, ByteBuffer indices) {
        return gather(stepsPerPiece, 0, vertices, indices);
    }

    @Override
    public int gather(int stepsPerPiece, int motionStep, ByteBuffer vertices, ByteBuffer indices) {
        if (motionStep < 0 || motionStep >= positions.length) {
            throw new IllegalArgumentException(told() + " have no motion step " + motionStep);
        }
        long vertexBytes = 2 * maxPieceCount(stepsPerPiece) * vertexBytes();
        long indexBytes = maxPieceCount(stepsPerPiece) * PIECE_INDEX_COUNT * Integer.BYTES;
        if (!holds(vertices, vertexBytes) || !holds(indices, indexBytes)) {
            throw new IllegalArgumentException("direct buffers of " + vertexBytes + " and " + indexBytes + " bytes are needed");
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer counts = stack.callocInt(2);
            read(place -> {
                ByteBuffer curves = struct(stack, Protocol.Curves.BYTES);
                putSpan(curves, Protocol.Curves.POSITIONS, place, positions[motionStep]);
                putSpan(curves, Protocol.Curves.RADII, place, radii);
                putSpan(curves, Protocol.Curves.FIRST_POINTS, place, offsets);
                putSpan(curves, Protocol.Curves.CURVE_UVS, place, uvs);
                curves.putInt(Protocol.Curves.POINT_COUNT, pointCount);
                curves.putInt(Protocol.Curves.CURVE_COUNT, offsets < 0 ? 0 : curveCount);
                curves.putFloat(Protocol.Curves.DEFAULT_RADIUS, defaultRadius);
                curves.putInt(Protocol.Curves.SEGMENT_STEPS, segmentSteps);
                Native.curvesGather(curves, stepsPerPiece, vertices, indices, counts);
            });
            if (counts.get(1) != 0) {
                warn("Curves '" + name() + "': " + Integer.toUnsignedString(counts.get(1))
                        + " have wrong points, coordinates or radii and are not drawn");
            }
            return counts.get(0);
        }
    }
}
