// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import passbridge.PassbridgeException;
import passbridge.gl.ObjectKind;
import passbridge.scene.Bounds;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Retention;
import passbridge.scene.TextureSpace;
import passbridge.shading.AttributeUse;

/**
 * Curves in OpenGL's memory: ribbons that the vertex shader turns to the camera. Each level of detail is gathered when it is drawn first:
 * one that shows little takes a small part of the memory and time of the finest.
 */
final class RibbonBuffers implements GeometryBuffers {
    private static final int CENTRE_ATTRIBUTE = 0;
    private static final int UV_ATTRIBUTE = 2;

    private final int vertexArray = glGenVertexArrays();
    private final Curves held;
    private final boolean hasUvs;
    private final int vertexBytes;
    private final Optional<RibbonLevels> levels;
    private final Optional<Bounds> bounds;
    private final Optional<CurveFacts> facts; // empty: nothing reads them
    private final Map<Integer, Pieces> pieces = new HashMap<>(); // by steps per piece
    private final int stepCount;
    private Pose pose = Pose.OF_FRAME;
    private Optional<Retention> retention = Optional.empty(); // while further levels may be gathered

    /**
     * @param uses of all shaders that it is to be drawn with
     * @param stepCount motion steps beside the frame; 0: it is drawn as in the frame
     */
    RibbonBuffers(Curves curves, Set<AttributeUse> uses, int stepCount) {
        held = curves;
        this.stepCount = stepCount;
        boolean begins = uses.contains(RayShader.UNDEFORMED_POSITION) && curves.textureSpace().isPresent();
        facts = begins || uses.contains(RayShader.CURVE) ? Optional.of(new CurveFacts(curves)) : Optional.empty();
        hasUvs = curves.hasUvs();
        vertexBytes = curves.vertexBytes();
        try {
            levels = RibbonLevels.of(curves, stepCount);
            bounds = levels.map(RibbonLevels::bounds).or(() -> stepCount == 0 ? curves.bounds() : Extremes.ofAllSteps(curves));
            if (levels.isPresent()) {
                retention = Optional.of(curves.retain());
            } else {
                pieces.put(1, new Pieces(1));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Ribbons of one level. */
    private final class Pieces implements GlResource {
        private final List<UploadBuffer> vertices = new ArrayList<>(); // at each motion step, first at the frame
        private final UploadBuffer indices = new UploadBuffer();
        private int factsBuffer; // 0: there are none
        private int count;
        private boolean isSameAtAllSteps = true;

        Pieces(int stepsPerPiece) {
            try {
                gather(stepsPerPiece);
                // Where a curve was left out its vertices are not where they are expected.
                facts.filter(some -> some.pieceCount(stepsPerPiece) == count).ifPresent(some -> upload(some.ofVertices(stepsPerPiece)));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private void gather(int stepsPerPiece) {
            long maxCount = held.maxPieceCount(stepsPerPiece);
            String what = "curves " + held.name();
            // Step 0 comes last, so that the indices are those of the frame.
            for (int step = stepCount; step >= 0; step--) {
                UploadBuffer ofStep = new UploadBuffer();
                vertices.add(0, ofStep);
                if (maxCount > 0) {
                    int motionStep = step;
                    int countBefore = count;
                    ofStep.fill(2 * maxCount * vertexBytes, what, vertexData -> indices.fill(
                            maxCount * Curves.PIECE_INDEX_COUNT * Integer.BYTES, what, indexData ->
                                    count = held.gather(stepsPerPiece, motionStep, vertexData, indexData)));
                    // Where a curve was left out at one of the steps alone vertices are not the same.
                    isSameAtAllSteps &= step == stepCount || count == countBefore;
                }
            }
            if ((long) count * Curves.PIECE_INDEX_COUNT > Integer.MAX_VALUE) {
                throw new PassbridgeException("curves " + held.name() + " have more pieces than one call draws: split them");
            }
        }

        private void upload(float[] ofVertices) {
            factsBuffer = ObjectKind.BUFFER.make();
            glBindBuffer(GL_ARRAY_BUFFER, factsBuffer);
            glBufferData(GL_ARRAY_BUFFER, ofVertices, GL_STATIC_DRAW);
            OpenGlMemory.require((long) ofVertices.length * Float.BYTES, "curves " + held.name() + " need", "split them");
        }

        /** With the bound vertex array object. */
        void draw(int instanceCount, List<AttributeUse> uses) {
            int curve = factsBuffer == 0 ? -1 : uses.indexOf(RayShader.CURVE);
            int begin = factsBuffer == 0 || held.textureSpace().isEmpty() ? -1 : uses.indexOf(RayShader.UNDEFORMED_POSITION);
            readFact(curve, 0);
            readFact(begin, 3);
            boolean deforms = deforms(uses);
            if (deforms) {
                glBindBuffer(GL_ARRAY_BUFFER, vertices.get(isSameAtAllSteps ? pose.second() : 0).name());
                readPoints(RayShader.NEXT_LOCATION);
            }
            glBindBuffer(GL_ARRAY_BUFFER, vertices.get(deforms && isSameAtAllSteps ? pose.first() : 0).name());
            readPoints(CENTRE_ATTRIBUTE);
            if (hasUvs) {
                read(UV_ATTRIBUTE, 2, Curves.POINT_TANGENT_AND_RADIUS_BYTES);
            }
            glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices.name());
            glDrawElementsInstanced(GL_TRIANGLES, count * Curves.PIECE_INDEX_COUNT, GL_UNSIGNED_INT, 0, instanceCount);
            for (int use : new int[] {curve, begin}) {
                if (use >= 0) {
                    glDisableVertexAttribArray(RayShader.FIRST_ATTRIBUTE_LOCATION + use); // others may draw with this object
                }
            }
            if (deforms) {
                glDisableVertexAttribArray(RayShader.NEXT_LOCATION);
                glDisableVertexAttribArray(RayShader.NEXT_LOCATION + 1);
            }
        }

        private void readPoints(int location) {
            read(location, 3, 0);
            read(location + 1, 4, 3 * Float.BYTES); // tangent and radius
        }

        /** @param use its index; -1: it is not read */
        private void readFact(int use, int firstFloat) {
            if (use >= 0) {
                int location = RayShader.FIRST_ATTRIBUTE_LOCATION + use;
                glBindBuffer(GL_ARRAY_BUFFER, factsBuffer);
                glVertexAttribPointer(location, 3, GL_FLOAT, false, CurveFacts.FLOATS * Float.BYTES, (long) firstFloat * Float.BYTES);
                glEnableVertexAttribArray(location);
            }
        }

        private void read(int attribute, int floatCount, long offset) {
            glVertexAttribPointer(attribute, floatCount, GL_FLOAT, false, vertexBytes, offset);
            glEnableVertexAttribArray(attribute);
        }

        @Override
        public void close() {
            vertices.forEach(UploadBuffer::close);
            indices.close();
            ObjectKind.BUFFER.free(factsBuffer); // 0 is ignored
        }
    }

    @Override
    public boolean deforms(List<AttributeUse> uses) {
        return stepCount > 0 && RayShader.leavesRoomForPose(uses);
    }

    @Override
    public Pose pose() {
        return pose;
    }

    @Override
    public void setPose(Pose pose) {
        this.pose = pose;
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
        return levels.isEmpty() && pieces.get(1).count == 0;
    }

    /** What is read is told when it is known which level is drawn. */
    @Override
    public void attach(List<AttributeUse> uses) {}

    @Override
    public int vertexArray(List<AttributeUse> uses) {
        return vertexArray;
    }

    @Override
    public Optional<Bounds> bounds() {
        return bounds;
    }

    @Override
    public Optional<TextureSpace> textureSpace() {
        return held.textureSpace();
    }

    @Override
    public boolean hasLevels() {
        return levels.isPresent();
    }

    @Override
    public int level(ViewTransform view, float texelsPerUnit) {
        return levels.map(some -> view.isOfLight() ? some.stepsPerPieceForLight(texelsPerUnit, view.maxDeviationTexels())
                : some.stepsPerPiece(texelsPerUnit)).orElse(1) - 1;
    }

    @Override
    public void draw(int slot, List<AttributeUse> uses, int instanceCount, int level) {
        pieces.computeIfAbsent(level + 1, Pieces::new).draw(instanceCount, uses);
    }

    @Override
    public void close() {
        glDeleteVertexArrays(vertexArray);
        pieces.values().forEach(Pieces::close);
        pieces.clear();
        retention.ifPresent(Retention::close);
        retention = Optional.empty();
    }
}
