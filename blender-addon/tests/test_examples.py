# SPDX-License-Identifier: GPL-3.0-or-later
"""What examples/ holds, without the libraries that Blender does not bring."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import bpy
import numpy
import passbridge
import pytest
from mathutils import Matrix
from rendering import floats, render_exr

EXAMPLES = Path(os.environ.get("PASSBRIDGE_ROOT") or Path(__file__).resolve().parents[2]) / "examples"
WIDTH, HEIGHT = 37, 23


@pytest.fixture
def pyopengl_engine(empty_scene) -> Iterator[ModuleType]:
    """The example engine, registered and chosen, before a square at x = 3."""
    spec = importlib.util.spec_from_file_location("pyopengl_engine", EXAMPLES / "pyopengl_engine" / "pyopengl_engine.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    example.register()
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-1, -1, -5), (1, -1, -5), (1, 1, -5), (-1, 1, -5)], [], [(0, 1, 2, 3)])
    square = bpy.data.objects.new("Square", mesh)
    square.location.x = 3
    for each in (camera, square):
        empty_scene.collection.objects.link(each)
    empty_scene.camera = camera
    empty_scene.render.engine = example.PyOpenGLEngine.bl_idname
    empty_scene.render.resolution_x, empty_scene.render.resolution_y, empty_scene.render.resolution_percentage = WIDTH, HEIGHT, 100
    yield example
    example.unregister()


@pytest.mark.parametrize("assigns_rect", [True, False], ids=["layer.rect", "frame.write"])
def test_pyopengl_engine_delivers_what_was_drawn(pyopengl_engine, monkeypatch, tmp_path, assigns_rect):
    drawn = numpy.arange(WIDTH * HEIGHT * 4, dtype=numpy.float32).reshape(HEIGHT, WIDTH, 4)
    monkeypatch.setattr(pyopengl_engine, "draw", lambda *_: drawn)
    scene = bpy.context.scene
    scene.pyopengl_assigns_rect = assigns_rect
    width, height, words = render_exr(scene, tmp_path / "drawn.exr")
    assert (width, height) == (WIDTH, HEIGHT)
    layer = scene.view_layers[0].name
    for channel, name in enumerate("RGBA"):
        assert floats(words[f"{layer}.Combined.{name}"]).tolist() == drawn[..., channel].ravel().tolist()


def test_pyopengl_engine_draws_the_scene_through_the_camera(pyopengl_engine, monkeypatch, tmp_path):
    seen = []

    def draw(drawn, world_to_clip, width, height):
        seen.extend((world_to_clip, matrix, corners) for matrix, corners in drawn)
        return numpy.zeros((height, width, 4), numpy.float32)

    monkeypatch.setattr(pyopengl_engine, "draw", draw)
    render_exr(bpy.context.scene, tmp_path / "empty.exr")
    [(world_to_clip, object_to_world, corners)] = seen
    assert corners.shape == (6, 3)
    center = world_to_clip @ object_to_world @ numpy.append(corners.mean(axis=0), 1)
    focal_length, sensor_width, distance = 50, 36, 5  # Blender's defaults, and the square's z
    expected_x = 3 / distance * focal_length / (sensor_width / 2)
    assert center[0] / center[3] == pytest.approx(expected_x, rel=1e-6)  # a few float32 roundings
    assert center[1] / center[3] == pytest.approx(0, abs=1e-6)



class View:
    """What ``view_draw`` gets, and a stand-in for the engine that Blender would make."""

    def __init__(self, engine: type) -> None:
        self.engine_type = engine
        self.engine = SimpleNamespace(view_picture=None)
        self.size = WIDTH, HEIGHT
        self.matrix = Matrix.Identity(4)

    def update(self) -> None:
        self.engine_type.view_update(self.engine, None, bpy.context.evaluated_depsgraph_get())

    def draw(self) -> None:
        region = SimpleNamespace(width=self.size[0], height=self.size[1])
        self.engine_type.view_draw(
            self.engine, SimpleNamespace(region=region, region_data=SimpleNamespace(perspective_matrix=self.matrix)), None
        )


def test_pyopengl_engine_draws_a_viewport_where_it_has_changed(pyopengl_engine, monkeypatch):
    drawn, shown = [], []

    def draw(parts, world_to_clip, width, height):
        drawn.append((len(parts), parts[0][0][0, 3], world_to_clip.tolist(), width, height))
        return numpy.zeros((height, width, 4), numpy.float32)

    monkeypatch.setattr(pyopengl_engine, "draw", draw)
    monkeypatch.setattr(passbridge.ViewportPicture, "draw", lambda picture, *_: shown.append((picture.width, picture.height)))
    view = View(pyopengl_engine.PyOpenGLEngine)
    same = Matrix.Identity(4)
    expected = [(1, 3, [list(row) for row in same], WIDTH, HEIGHT)]
    view.update()
    view.draw()
    view.draw()
    assert drawn == expected and shown == [(WIDTH, HEIGHT)] * 2

    view.matrix = Matrix.Translation((1, 2, 3))
    view.draw()
    view.draw()
    expected.append((1, 3, [list(row) for row in view.matrix], WIDTH, HEIGHT))
    assert drawn == expected

    bpy.data.objects["Square"].location.x = 4
    view.update()
    view.draw()
    expected.append((1, 4, [list(row) for row in view.matrix], WIDTH, HEIGHT))
    assert drawn == expected

    view.size = WIDTH + 1, HEIGHT
    view.draw()
    expected.append((1, 4, [list(row) for row in view.matrix], WIDTH + 1, HEIGHT))
    assert drawn == expected and shown[-1] == (WIDTH + 1, HEIGHT)
