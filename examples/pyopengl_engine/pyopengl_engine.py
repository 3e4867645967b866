# SPDX-License-Identifier: GPL-3.0-or-later
"""A render engine that draws with PyOpenGL off screen, and hands its pixels to Blender in two ways, and to its viewports: see README.md."""

from __future__ import annotations

import functools
import os
import statistics
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import bpy
import numpy
import passbridge

bl_info = {
    "name": "PyOpenGL example engine",
    "description": "Draws meshes with PyOpenGL; an example of Passbridge's Python API",
    "author": "Passbridge",
    "version": (1, 0, 0),
    "blender": (3, 4, 0),
    "category": "Render",
}


class PyOpenGLEngine(bpy.types.RenderEngine):
    bl_idname = "PYOPENGL_EXAMPLE"
    bl_label = "PyOpenGL example"
    bl_use_preview = False

    delivery_ms = 0.0
    """Of the last frame: from finished pixels until they are Blender's."""

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        size = self.get_result()
        width, height = size.resolution_x, size.resolution_y
        pixels = draw(triangles(depsgraph), camera_matrix(depsgraph, width, height), width, height)

        started = time.perf_counter()
        if depsgraph.scene.pyopengl_assigns_rect:
            # ------------------------------------------------------------------------ before
            result = self.begin_result(0, 0, width, height, layer=depsgraph.view_layer.name)
            layer = result.layers[0].passes["Combined"]
            layer.rect = pixels.reshape(-1, 4)
            self.end_result(result)
        else:
            # ------------------------------------------------------------------------ after
            with passbridge.frame(self, depsgraph) as frame:
                frame.write("Combined", pixels)
        PyOpenGLEngine.delivery_ms = (time.perf_counter() - started) * 1e3

    # Blender takes annotations for properties.
    view_triangles = ()
    view_picture = None
    view_matrix = None
    """What ``view_picture`` was drawn with; None: the scene has changed since."""

    def view_update(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """The scene has changed, or this is its first view."""
        self.view_triangles = tuple(triangles(depsgraph))
        self.view_matrix = None

    def view_draw(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """Blender draws the viewport. It does so for other reasons, too: the picture stays for as long as nothing about it changes."""
        width, height = context.region.width, context.region.height
        if self.view_picture is None or (self.view_picture.width, self.view_picture.height) != (width, height):
            self.view_picture, self.view_matrix = passbridge.ViewportPicture(width, height), None
        world_to_clip = context.region_data.perspective_matrix
        if self.view_matrix != world_to_clip:
            matrix = numpy.array(world_to_clip, dtype=numpy.float32)
            # A thread of its own: Blender's OpenGL is current on this one.
            self.view_picture.write(view_thread().submit(draw, self.view_triangles, matrix, width, height).result())
            self.view_matrix = world_to_clip.copy()
        self.view_picture.draw(self, context)


@functools.cache
def view_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "PyOpenGL viewport")


def camera_matrix(depsgraph: bpy.types.Depsgraph, width: int, height: int) -> numpy.ndarray:
    """From world space to clip space, (4, 4). Borders are drawn as if they were the whole picture."""
    camera = depsgraph.scene.camera
    if camera is None:
        raise RuntimeError("the scene has no camera")
    camera = camera.evaluated_get(depsgraph)
    projection = camera.calc_matrix_camera(depsgraph, x=width, y=height)
    return numpy.array(projection @ camera.matrix_world.inverted(), dtype=numpy.float32)


def triangles(depsgraph: bpy.types.Depsgraph) -> Iterator[tuple[numpy.ndarray, numpy.ndarray]]:
    """For each instance that has a surface: its object-to-world matrix (4, 4), and the corners of its triangles (n, 3)."""
    for instance in depsgraph.object_instances:
        if not instance.show_self or instance.object.type not in {"MESH", "CURVE", "SURFACE", "FONT", "META"}:
            continue
        mesh = instance.object.to_mesh()
        if mesh is None:
            continue
        mesh.calc_loop_triangles()
        positions = numpy.empty(3 * len(mesh.vertices), numpy.float32)
        mesh.vertices.foreach_get("co", positions)
        corners = numpy.empty(3 * len(mesh.loop_triangles), numpy.int32)
        mesh.loop_triangles.foreach_get("vertices", corners)
        matrix = numpy.array(instance.matrix_world, dtype=numpy.float32)
        instance.object.to_mesh_clear()
        if corners.size:
            yield matrix, positions.reshape(-1, 3)[corners]


# ---------------------------------------------------------------------------------------------------- OpenGL

VERTEX_SHADER = """#version 330 core
uniform mat4 object_to_world;
uniform mat4 world_to_clip;
in vec3 position;
out vec3 world_position;
void main() {
  vec4 world = object_to_world * vec4(position, 1.0);
  world_position = world.xyz;
  gl_Position = world_to_clip * world;
}
"""

FRAGMENT_SHADER = """#version 330 core
in vec3 world_position;
out vec4 color;
void main() {
  vec3 normal = normalize(cross(dFdx(world_position), dFdy(world_position)));
  float light = 0.2 + 0.8 * abs(dot(normal, normalize(vec3(0.4, -0.6, 0.7))));
  color = vec4(vec3(light), 1.0);
}
"""


def draw(
    drawn: Iterable[tuple[numpy.ndarray, numpy.ndarray]], world_to_clip: numpy.ndarray, width: int, height: int
) -> numpy.ndarray:
    """The picture of what ``triangles`` gives: float32 (height, width, 4), rows bottom to top, transparent where nothing is."""
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")  # PyOpenGL reads it when it is imported
    from OpenGL import GL

    context = OffscreenContext()
    try:
        allocate_framebuffer(GL, width, height)
        program = build_program(GL)
        GL.glUseProgram(program)
        GL.glUniformMatrix4fv(GL.glGetUniformLocation(program, "world_to_clip"), 1, GL.GL_TRUE, world_to_clip)
        GL.glViewport(0, 0, width, height)
        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        GL.glBindVertexArray(GL.glGenVertexArrays(1))
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, GL.glGenBuffers(1))
        position = GL.glGetAttribLocation(program, "position")
        GL.glEnableVertexAttribArray(position)
        GL.glVertexAttribPointer(position, 3, GL.GL_FLOAT, GL.GL_FALSE, 0, None)
        for object_to_world, corners in drawn:
            GL.glUniformMatrix4fv(GL.glGetUniformLocation(program, "object_to_world"), 1, GL.GL_TRUE, object_to_world)
            GL.glBufferData(GL.GL_ARRAY_BUFFER, corners.nbytes, corners, GL.GL_STREAM_DRAW)
            GL.glDrawArrays(GL.GL_TRIANGLES, 0, len(corners))
        pixels = numpy.empty((height, width, 4), numpy.float32)
        GL.glReadPixels(0, 0, width, height, GL.GL_RGBA, GL.GL_FLOAT, pixels)
        return pixels
    finally:
        context.close()  # with everything that was made in it


def allocate_framebuffer(GL, width: int, height: int) -> None:
    GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, GL.glGenFramebuffers(1))
    for attachment, storage in (
        (GL.GL_COLOR_ATTACHMENT0, GL.GL_RGBA32F),
        (GL.GL_DEPTH_ATTACHMENT, GL.GL_DEPTH_COMPONENT32F),
    ):
        renderbuffer = GL.glGenRenderbuffers(1)
        GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, renderbuffer)
        GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, storage, width, height)
        GL.glFramebufferRenderbuffer(GL.GL_FRAMEBUFFER, attachment, GL.GL_RENDERBUFFER, renderbuffer)
    if GL.glCheckFramebufferStatus(GL.GL_FRAMEBUFFER) != GL.GL_FRAMEBUFFER_COMPLETE:
        raise RuntimeError(f"OpenGL can't draw {width}x{height} pixels of 32-bit floats")


def build_program(GL) -> int:
    program = GL.glCreateProgram()
    for kind, source in ((GL.GL_VERTEX_SHADER, VERTEX_SHADER), (GL.GL_FRAGMENT_SHADER, FRAGMENT_SHADER)):
        shader = GL.glCreateShader(kind)
        GL.glShaderSource(shader, source)
        GL.glCompileShader(shader)
        GL.glAttachShader(program, shader)
    GL.glLinkProgram(program)
    if not GL.glGetProgramiv(program, GL.GL_LINK_STATUS):
        raise RuntimeError(GL.glGetProgramInfoLog(program).decode())
    return program


class OffscreenContext:
    """An OpenGL 3.3 core context without a window, current on this thread until ``close``. Needs Mesa's surfaceless EGL."""

    # Not among PyOpenGL's constants: EGL_MESA_platform_surfaceless, EGL 1.5.
    _PLATFORM_SURFACELESS_MESA = 0x31DD
    _CONTEXT_MAJOR_VERSION, _CONTEXT_MINOR_VERSION = 0x3098, 0x30FB

    def __init__(self) -> None:
        from OpenGL import EGL
        from OpenGL.EGL.EXT.platform_base import eglGetPlatformDisplayEXT

        self._egl = EGL
        self._display = eglGetPlatformDisplayEXT(self._PLATFORM_SURFACELESS_MESA, EGL.EGL_DEFAULT_DISPLAY, None)
        EGL.eglInitialize(self._display, EGL.EGLint(), EGL.EGLint())
        EGL.eglBindAPI(EGL.EGL_OPENGL_API)
        configs, config_count = (EGL.EGLConfig * 1)(), EGL.EGLint()
        wanted = [EGL.EGL_SURFACE_TYPE, 0, EGL.EGL_RENDERABLE_TYPE, EGL.EGL_OPENGL_BIT, EGL.EGL_NONE]
        EGL.eglChooseConfig(self._display, wanted, configs, 1, config_count)
        if not config_count.value:
            raise RuntimeError("EGL offers no OpenGL here")
        version = [self._CONTEXT_MAJOR_VERSION, 3, self._CONTEXT_MINOR_VERSION, 3, EGL.EGL_NONE]
        self._context = EGL.eglCreateContext(self._display, configs[0], EGL.EGL_NO_CONTEXT, version)
        EGL.eglMakeCurrent(self._display, EGL.EGL_NO_SURFACE, EGL.EGL_NO_SURFACE, self._context)

    def close(self) -> None:
        self._egl.eglMakeCurrent(self._display, self._egl.EGL_NO_SURFACE, self._egl.EGL_NO_SURFACE, self._egl.EGL_NO_CONTEXT)
        self._egl.eglDestroyContext(self._display, self._context)


# ---------------------------------------------------------------------------------------------------- Blender


def register() -> None:
    bpy.utils.register_class(PyOpenGLEngine)
    bpy.types.Scene.pyopengl_assigns_rect = bpy.props.BoolProperty(
        name="Assign rect", description="Hand over pixels as before: layer.rect = pixels", default=False
    )


def unregister() -> None:
    del bpy.types.Scene.pyopengl_assigns_rect
    bpy.utils.unregister_class(PyOpenGLEngine)


def measure() -> None:
    """Print what both ways cost: from finished pixels until they are Blender's, and the whole render; medians of 3."""
    scene = bpy.context.scene
    scene.render.engine = PyOpenGLEngine.bl_idname
    scene.render.resolution_percentage = 100
    for scene.render.resolution_x, scene.render.resolution_y in ((640, 480), (1920, 1080), (3840, 2160)):
        for scene.pyopengl_assigns_rect in (True, False):
            deliveries_ms, renders_ms = [], []
            for _ in range(3):
                started = time.perf_counter()
                bpy.ops.render.render()
                renders_ms.append((time.perf_counter() - started) * 1e3)
                deliveries_ms.append(PyOpenGLEngine.delivery_ms)
            print(
                f"{scene.render.resolution_x}x{scene.render.resolution_y}",
                "layer.rect = pixels" if scene.pyopengl_assigns_rect else "frame.write",
                f"delivery {statistics.median(deliveries_ms):.1f} ms, render {statistics.median(renders_ms):.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    register()
    measure()
