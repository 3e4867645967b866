// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.lwjgl.system.windows.GDI32.PFD_DRAW_TO_WINDOW;
import static org.lwjgl.system.windows.GDI32.PFD_GENERIC_ACCELERATED;
import static org.lwjgl.system.windows.GDI32.PFD_GENERIC_FORMAT;
import static org.lwjgl.system.windows.GDI32.PFD_SUPPORT_OPENGL;

import org.junit.jupiter.api.Test;
import passbridge.PassbridgeException;

/** What can be tested of it on any system; contexts are opened by the tests that run in Windows' Blender. */
class WglContextTest {
    private static final int DRAWS = PFD_DRAW_TO_WINDOW | PFD_SUPPORT_OPENGL;

    @Test
    void tellsThatWindowsHasNoDriver() {
        String message = assertThrows(PassbridgeException.class, () -> WglContext.requireDriver(DRAWS | PFD_GENERIC_FORMAT)).getMessage();
        assertEquals("there is no graphics driver with OpenGL, only Windows' own OpenGL 1.1: install the graphics driver of the card's maker; "
                + "Windows' own and remote desktops may have none", message);
    }

    @Test
    void takesFormatsOfDrivers() {
        WglContext.requireDriver(DRAWS);
        WglContext.requireDriver(DRAWS | PFD_GENERIC_FORMAT | PFD_GENERIC_ACCELERATED);
    }
}
