# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that run inside a real Blender."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import pytest

# The folder that holds the package `passbridge`: the source tree, or what was unpacked from the zip.
sys.path.insert(0, os.environ.get("PASSBRIDGE_ADDON_PATH") or str(Path(__file__).resolve().parents[1]))

# The jar with the renderers of core/src/test/java/passbridge/testrenderer.
_TEST_JAR = os.environ.get("PASSBRIDGE_TEST_JAR", "")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "not_applicable_if(condition, reason): Blender or Cycles of this version has no such thing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Left out, not skipped: a skip tells that something is missing which could be there."""
    left_out = [item for item in items if any(mark.args[0] for mark in item.iter_markers("not_applicable_if"))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def empty_scene() -> bpy.types.Scene:
    """The only scene of a file with nothing in it."""
    from rendering import open_empty_file

    open_empty_file()
    return bpy.context.scene


@pytest.fixture
def passbridge_enabled() -> Iterator[None]:
    """The add-on registered, on a file with nothing in it."""
    from rendering import registered

    with registered():
        yield


@pytest.fixture
def use_renderer(passbridge_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the engine draw with another Java renderer: called with its class name. The JVM checks JNI calls."""
    from passbridge import Java, JvmSettings
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine import sessions

    monkeypatch.setattr(sessions, "jvm_settings", lambda _: JvmSettings(options=("-Xcheck:jni",)))

    def use(renderer: str) -> None:
        monkeypatch.setattr(PassbridgeRenderEngine, "java", Java(renderer, [_TEST_JAR]))

    use(PassbridgeRenderEngine.java.renderer)
    return use


@pytest.fixture
def scene(use_renderer: Callable[[str], None]) -> bpy.types.Scene:
    """A small scene that this engine draws: a camera at the origin looks down on a square that fills the middle of the picture."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    mesh = bpy.data.meshes.new("Square")
    mesh.from_pydata([(-1, -1, -5), (1, -1, -5), (1, 1, -5), (-1, 1, -5)], [], [(0, 1, 2, 3)])
    square = bpy.data.objects.new("Square", mesh)
    square.pass_index = 7
    for each in (camera, square):
        scene.collection.objects.link(each)
    scene.camera = camera
    render = scene.render
    render.engine = "PASSBRIDGE"
    render.resolution_x, render.resolution_y, render.resolution_percentage = 37, 23, 100
    scene.passbridge.samples = 1
    return scene


@pytest.fixture(params=["in_place", "tile", "foreach_set"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A way of delivery. The slower ones are what is left where the faster ones don't hold."""
    from passbridge import PassbridgeError, delivery, layout

    def refuse(*_):
        raise PassbridgeError("refused by the test")

    if request.param == "tile":
        monkeypatch.setattr(delivery, "_why_not_in_place", lambda _: "refused by the test")
    elif request.param == "foreach_set":
        monkeypatch.setattr(layout, "verify_with_tile", refuse)
        monkeypatch.setattr(layout, "verify_with_passes", refuse)
    return request.param
