// SPDX-License-Identifier: Apache-2.0
/** Blender render engines in Java: the API, OpenGL without a window, and the renderer that comes with it. */
@SuppressWarnings("module") // the test kit is built after this
module passbridge {
    requires org.lwjgl;
    requires org.lwjgl.egl;
    requires org.lwjgl.opengl;
    requires transitive org.joml;

    exports passbridge;
    exports passbridge.gl;
    exports passbridge.offscreen;
    exports passbridge.pass;
    exports passbridge.scene;
    exports passbridge.session to passbridge.testkit;
}
