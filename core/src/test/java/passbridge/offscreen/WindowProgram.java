// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import static org.lwjgl.opengl.GL11C.GL_COLOR_BUFFER_BIT;
import static org.lwjgl.opengl.GL11C.GL_NO_ERROR;
import static org.lwjgl.opengl.GL11C.GL_RGBA;
import static org.lwjgl.opengl.GL11C.GL_UNSIGNED_BYTE;
import static org.lwjgl.opengl.GL11C.glClear;
import static org.lwjgl.opengl.GL11C.glClearColor;
import static org.lwjgl.opengl.GL11C.glGetError;
import static org.lwjgl.opengl.GL11C.glReadPixels;

import org.lwjgl.glfw.GLFW;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.Configuration;

/** A program with a window of GLFW, whose OpenGL context stays current on the main thread while a session draws. */
final class WindowProgram {
    private WindowProgram() {}

    /** @param arguments "session-first": a session draws before there is a window */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            try (OffscreenSession session = OffscreenSession.open()) {
                new NumberedFrame(1).check(session);
            }
        }
        if (!GLFW.glfwInit()) {
            throw new AssertionError("GLFW finds no display");
        }
        GLFW.glfwWindowHint(GLFW.GLFW_VISIBLE, GLFW.GLFW_FALSE);
        long window = GLFW.glfwCreateWindow(32, 32, "window", 0, 0);
        if (window == 0) {
            throw new AssertionError("GLFW opens no window");
        }
        GLFW.glfwMakeContextCurrent(window);
        Object capabilities = GL.createCapabilities();

        try (OffscreenSession session = OffscreenSession.open(); OffscreenSession other = OffscreenSession.open()) {
            for (int number = 2; number < 20; number++) {
                drawInTheWindow(window, number);
                new NumberedFrame(number).check(number % 3 == 0 ? other : session);
                check(GLFW.glfwGetCurrentContext() == window, "the window's context is no longer current");
                check(GL.getCapabilities() == capabilities, "LWJGL takes the thread for another context's");
            }
        }
        drawInTheWindow(window, 20);
        check(Configuration.OPENGL_CONTEXT_API.get() == null, "LWJGL's configuration was changed");
        GLFW.glfwDestroyWindow(window);
        GLFW.glfwTerminate();
        System.out.println("window and sessions exact");
    }

    private static void drawInTheWindow(long window, int number) {
        float step = 1 / 255f;
        glClearColor(number * step, 0, 1, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        int[] pixel = new int[1];
        glReadPixels(3, 3, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
        check(glGetError() == GL_NO_ERROR, "OpenGL fails in the window");
        check((pixel[0] & 0xffffff) == (0xff0000 | number), "the window shows " + Integer.toHexString(pixel[0]));
        GLFW.glfwSwapBuffers(window);
    }

    private static void check(boolean isRight, String wrong) {
        if (!isRight) {
            throw new AssertionError(wrong);
        }
    }
}
