# SPDX-License-Identifier: GPL-3.0-or-later
import passbridge


class MonkeyEngine(passbridge.JavaRenderEngine):
    """Draws with the renderer of jMonkeyEngine, which knows nothing of Blender."""

    bl_idname, bl_label = "MONKEY_ENGINE", "jMonkeyEngine"
    java = passbridge.Java(
        renderer="com.example.monkey.MonkeyEngine",
        classpath=["monkey-engine.jar", "lib/jme3-core.jar", "lib/jme3-desktop.jar", "lib/jme3-lwjgl3.jar"],
    )
