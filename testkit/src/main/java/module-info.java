// SPDX-License-Identifier: Apache-2.0
/** Tests renderers without Blender: a stand-in that treats them as Blender does, and pictures compared with FLIP. */
module passbridge.testkit {
    requires transitive passbridge;
    requires transitive org.junit.jupiter.api;
    requires java.desktop;
    requires org.lwjgl.opengl;

    exports passbridge.testkit;
}
