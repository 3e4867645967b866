# SPDX-License-Identifier: GPL-3.0-or-later
import passbridge


class BlueprintEngine(passbridge.JavaRenderEngine):
    """Draws edges and outlines in white on blue, without OpenGL."""

    bl_idname, bl_label = "BLUEPRINT", "Blueprint"
    java = passbridge.Java(renderer="com.example.blueprint.Blueprint", classpath=["blueprint.jar"])
    passes = [passbridge.Pass("Ink", "RGBA")]
    settings = [
        passbridge.Setting("thickness", 1.5, min=0, max=20, description="Width of the lines in pixels"),
        passbridge.Setting("paper", (0.01, 0.06, 0.25), description="What the lines are drawn on"),
    ]
