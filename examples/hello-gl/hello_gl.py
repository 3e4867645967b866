# SPDX-License-Identifier: GPL-3.0-or-later
import passbridge


class HelloGlEngine(passbridge.JavaRenderEngine):
    """Draws meshes in one colour with OpenGL, from 80 lines of Java."""

    bl_idname, bl_label = "HELLO_GL", "Hello GL"
    java = passbridge.Java(renderer="com.example.hellogl.HelloGl", classpath=["hello-gl.jar"])
    settings = [passbridge.Setting("color", (0.9, 0.4, 0.1))]
