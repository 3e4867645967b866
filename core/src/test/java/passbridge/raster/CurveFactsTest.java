// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import passbridge.scene.CurvesData;

class CurveFactsTest {
    /** A point alone, and three in a corner: lines of 1 and 3 metres. Two steps a segment. */
    private static final CurveFacts FACTS = new CurveFacts(2, new CurvesData(
            new float[] {9, 9, 9, 0, 0, 5, 1, 0, 5, 1, 3, 5}, new float[4], new int[] {0, 1, 4}, new float[0]));

    /** Of the first of the two vertices of an end. */
    private static float[] ofEnd(int stepsPerPiece, int end) {
        int first = 2 * CurveFacts.FLOATS * end;
        return Arrays.copyOfRange(FACTS.ofVertices(stepsPerPiece), first, first + CurveFacts.FLOATS);
    }

    @Test
    void placesAreToldByTheLengthUpToThem() {
        assertEquals(4, FACTS.pieceCount(1));
        assertArrayEquals(new float[] {0, 4, 1, 0, 0, 5}, ofEnd(1, 0));
        assertArrayEquals(new float[] {0.125f, 4, 1, 0, 0, 5}, ofEnd(1, 1));
        assertArrayEquals(new float[] {0.25f, 4, 1, 0, 0, 5}, ofEnd(1, 2));
        assertArrayEquals(new float[] {0.625f, 4, 1, 0, 0, 5}, ofEnd(1, 3));
        assertArrayEquals(new float[] {1, 4, 1, 0, 0, 5}, ofEnd(1, 4));
    }

    @Test
    void theLastPieceEndsWhereTheCurveDoes() {
        assertEquals(2, FACTS.pieceCount(3));
        assertEquals(0.625f, ofEnd(3, 1)[0]);
        assertEquals(1, ofEnd(3, 2)[0]);
        assertEquals(2 * 3 * CurveFacts.FLOATS, FACTS.ofVertices(3).length);
    }
}
