# SPDX-License-Identifier: GPL-3.0-or-later
import passbridge


class PathTracerEngine(passbridge.JavaRenderEngine):
    """Traces paths of light on all cores, sample after sample."""

    bl_idname, bl_label = "EXAMPLE_PATHTRACER", "Path Tracer (example)"
    java = passbridge.Java(renderer="com.example.pathtracer.PathTracer", classpath=["pathtracer.jar"])
    passes = [passbridge.Pass.DEPTH, passbridge.Pass.NORMAL]
    settings = [
        passbridge.Setting("samples", 64, min=1, soft_max=4096, description="Paths through each pixel"),
        passbridge.Setting("max_bounces", 8, min=0, max=64, description="Times that a path is reflected"),
    ]
