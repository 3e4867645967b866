// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IesProfileTest {
    private static final String HEAD = "IESNA:LM-63-1995\n[TEST] none\nTILT=NONE\n";
    private static final float WATTS_PER_CANDELA = 0.07066508f;
    private static final int VALUES_PER_ROW = 144; // by azimuth, from 0 degrees on; two rows a degree

    private static float[] values(String text) {
        float[] values = IesProfile.table(text).orElseThrow().values();
        assertEquals(361 * VALUES_PER_ROW, values.length);
        return values;
    }

    private static float at(float[] values, int polarDegrees, int azimuthDegrees) {
        return values[2 * polarDegrees * VALUES_PER_ROW + azimuthDegrees * VALUES_PER_ROW / 360] / WATTS_PER_CANDELA;
    }

    @Test
    void oneAzimuthHoldsForAllAndBeyondTheLastAngleIsNothing() {
        float[] values = values(HEAD + "1 1000 2 3 1 1 2 0 0 0\n1 0.5 100\n0, 45, 90\n0\n10, 20, 30\n");
        for (int azimuth : new int[] {0, 90, 215}) {
            assertEquals(10, at(values, 0, azimuth), 1e-4f);
            assertEquals(20, at(values, 45, azimuth), 1e-4f);
            assertEquals(0, at(values, 90, azimuth));
        }
    }

    @Test
    void aQuadrantIsMirroredTwice() {
        float[] values = values(HEAD + "1 1000 1 2 3 1 2 0 0 0\n1 1 100\n0 180\n0 45 90\n1 1\n2 2\n3 3\n");
        for (int azimuth : new int[] {45, 135, 225, 315}) {
            assertEquals(2, at(values, 20, azimuth), 1e-4f);
        }
        assertEquals(1, at(values, 20, 180), 1e-4f);
        assertEquals(3, at(values, 20, 270), 1e-4f);
    }

    /** The axis of type B lies: what were azimuths are angles from it. */
    @Test
    void halfOfTypeBIsMirrored() {
        float[] values = values(HEAD + "1 1000 1 2 2 2 2 0 0 0\n1 1 100\n0 90\n0 90\n5 7\n5 7\n");
        assertEquals(5, at(values, 60, 90), 1e-4f);
        assertEquals(7, at(values, 60, 0), 1e-4f);
        assertTrue(at(values, 60, 120) > 5);
    }

    @Test
    void typeACountsFromTheHorizontal() {
        float[] values = values(HEAD + "1 1000 1 3 3 3 2 0 0 0\n1 1 100\n-90 0 90\n-90 0 90\n1 2 3\n4 5 6\n7 8 9\n");
        assertEquals(5, at(values, 90, 180), 1e-4f);
        assertEquals(8, at(values, 90, 90), 1e-4f);
    }

    @Test
    void tiltIsSkipped() {
        float[] values = values("IESNA91\nTILT=INCLUDE\n1\n2\n0 90\n1 0.9\n1 1000 1 2 1 1 2 0 0 0\n1 1 100\n0 180\n0\n6 6\n");
        assertEquals(6, at(values, 90, 90), 1e-4f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IESNA91\nTILT=NONE", HEAD + "1 1000 1 3", HEAD + "1 1000 1 2 1 9 2 0 0 0 1 1 100 0 90 0 1 1",
        HEAD + "1 1000 1 -2 1 1 2 0 0 0 1 1 100", HEAD + "one", HEAD + "1 1000 1 0 0 1 2 0 0 0 1 1 100",
        HEAD + "1 1000 1 60000 60000 1 2 0 0 0 1 1 100 0 90"})
    void whatIsNoProfileHasNoTable(String text) {
        assertTrue(IesProfile.table(text).isEmpty());
    }
}
