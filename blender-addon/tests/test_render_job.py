# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./passbridge render does in a Blender: its picture is the one that Blender would save, whoever makes it."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import bpy
import pytest

sys.path.insert(0, str(Path(os.environ["PASSBRIDGE_ROOT"]) / "launcher" / "jobs"))
import render_job  # noqa: E402

WIDTH, HEIGHT = 6, 4


class Answered(Exception):
    """The job has ended its process, with this result."""


class Link:
    """Stands for that of the job's own process."""

    def enter(self, stage: str) -> None:
        pass

    def answer(self, result: dict[str, Any]) -> NoReturn:
        raise Answered(result)


@pytest.fixture
def render_file(scene: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], dict[str, Any]]:
    """Renders a file into tmp_path/out; called with its path, it gives the job's result. Meanwhile ``scene`` can be made what is saved."""
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    scene.view_settings.view_transform = "Standard"
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(render_job.addon, "enable", lambda _: None)  # the fixtures have
    monkeypatch.setattr("passbridge.engine.frame.frame_reports", [])  # the job sets its own, which end here

    def render(path: Path) -> dict[str, Any]:
        wishes = {"frame": None, "size": None, "samples": 1}
        return render_job.run({"addon_folder": "", "scene": str(path), "output": str(folder / "frame.png"), **wishes}, Link())

    return render


@pytest.fixture
def render(render_file: Callable[[Path], dict[str, Any]], tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """Saves the file that is open and renders it."""

    def save_and_render() -> dict[str, Any]:
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene.blend"), compress=False)
        return render_file(tmp_path / "scene.blend")

    return save_and_render


def compositor(scene: bpy.types.Scene) -> tuple[bpy.types.NodeTree, bpy.types.NodeSocket]:
    """A compositor without nodes, and the socket that is its picture."""
    if hasattr(scene, "compositing_node_group"):
        tree = scene.compositing_node_group = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        return tree, tree.nodes.new("NodeGroupOutput").inputs[0]
    scene.use_nodes = True
    scene.node_tree.nodes.clear()
    return scene.node_tree, scene.node_tree.nodes.new("CompositorNodeComposite").inputs["Image"]


def pixel(path: str) -> list[int]:
    """The pixel in the middle, as bytes."""
    image = bpy.data.images.load(path)
    assert tuple(image.size) == (WIDTH, HEIGHT)
    first = (HEIGHT // 2 * WIDTH + WIDTH // 2) * 4
    return [round(255 * each) for each in image.pixels[first : first + 4]]


def test_compositor_without_render_layers(scene, render, tmp_path):
    scene.camera = None
    tree, picture = compositor(scene)
    image = tree.nodes.new("CompositorNodeImage")
    image.image = bpy.data.images.new("red", WIDTH, HEIGHT)
    image.image.generated_color = (1, 0, 0, 1)
    tree.links.new(image.outputs["Image"], picture)

    assert render()["warnings"] == []

    assert pixel(str(tmp_path / "out" / "frame.png")) == [255, 0, 0, 255]


def test_sequencer_without_scenes(scene, render, tmp_path):
    scene.camera = None
    editor = scene.sequence_editor_create()
    if hasattr(editor, "strips"):
        length = {"length": 9} if bpy.app.version >= (5, 0, 0) else {"frame_end": 10}
        strip = editor.strips.new_effect("green", "COLOR", 1, frame_start=1, **length)
    else:
        strip = editor.sequences.new_effect("green", "COLOR", 1, frame_start=1, frame_end=10)
    strip.color = (0, 1, 0)

    render()

    red, green, blue, alpha = pixel(str(tmp_path / "out" / "frame.png"))
    assert (red, blue, alpha) == (0, 0, 255) and green > 200


def test_compositor_shows_another_scene_and_makes_alpha(scene, render, tmp_path):
    other = bpy.data.scenes.new("Other")
    other.render.engine = "CYCLES"
    for each in scene.objects:
        other.collection.objects.link(each)
    other.camera, scene.camera = scene.camera, None
    tree, picture = compositor(scene)
    layers, alpha = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeSetAlpha")
    layers.scene = other
    if hasattr(alpha, "mode"):
        alpha.mode = "REPLACE_ALPHA"
    else:
        alpha.inputs["Type"].default_value = "Replace Alpha"
    alpha.inputs["Alpha"].default_value = 0.25
    tree.links.new(layers.outputs["Image"], alpha.inputs["Image"])
    tree.links.new(alpha.outputs["Image"], picture)

    result = render()

    assert result["timings_ms"]["draw"] > 0
    assert pixel(str(tmp_path / "out" / "frame.png"))[3] == 64


@pytest.mark.parametrize("is_shown", [True, False])
def test_scene_without_a_camera_is_named(scene, render, is_shown):
    other = bpy.data.scenes.new("Other")
    tree, picture = compositor(scene)
    layers = tree.nodes.new("CompositorNodeRLayers")
    if is_shown:
        layers.scene = other
    else:
        scene.camera = None
    tree.links.new(layers.outputs["Image"], picture)

    error = render()["error"]

    assert f'has no camera in scene "{"Other" if is_shown else "Scene"}": add one' in error


def test_scene_without_a_view_layer_is_named(scene, render):
    scene.view_layers[0].use = False

    assert 'scene "Scene" has no view layer that is rendered' in render()["error"]


@pytest.mark.not_applicable_if(bpy.app.version < (4, 0, 0), "Blender saves a black picture")
def test_compositor_that_gives_no_picture_is_named(scene, render):
    tree, _ = compositor(scene)
    tree.nodes.clear()

    assert 'the compositor of scene "Scene" gives no picture: add nodes' in render()["error"]


@pytest.mark.parametrize(("kind", "names"), [("INDIVIDUAL", ["frame_L.png", "frame_R.png"]), ("STEREO_3D", ["frame.png"])])
def test_stereo_is_saved_as_the_file_says(scene, render, tmp_path, kind, names):
    scene.render.use_multiview = True
    if hasattr(scene.render.image_settings, "media_type"):
        scene.render.image_settings.media_type = "IMAGE"
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.views_format = kind

    render()

    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == names


def test_file_that_blender_mends_is_rendered(scene, render_file, tmp_path):
    """Shape keys that belong to no mesh: Blender reports an error, and has opened the file all the same."""
    bpy.data.objects["Square"].shape_key_add()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene.blend"), compress=False)
    content = bytearray((tmp_path / "scene.blend").read_bytes())
    mesh, keys = block(content, b"ME\0\0"), block(content, b"KE\0\0")
    for one, other in ((mesh, keys), (keys, mesh)):
        names_other = content.index(other.address, one.start, one.end)
        content[names_other : names_other + 8] = bytes(8)
    (tmp_path / "mended.blend").write_bytes(content)

    result = render_file(tmp_path / "mended.blend")

    assert (tmp_path / "out" / "frame.png").exists()
    if bpy.app.version >= (4, 2, 0):  # before, it tells its console alone
        assert ["has an invalid 'from' pointer" in warning for warning in result["warnings"]] == [True]


def test_python_in_the_file_is_not_run_but_told_of(scene, render, tmp_path):
    text = bpy.data.texts.new("script.py")
    text.use_module = True
    text.write("open('script_was_here', 'w')")

    result = render()

    assert result["warnings"] == ["Python in the file was not run, and what it would change is drawn without: Text 'script.py'"]
    assert not (tmp_path / "script_was_here").exists()


@dataclass(frozen=True)
class Block:
    """A data block in a .blend file."""

    address: bytes  # that it had in the memory of the Blender that saved it
    start: int
    end: int


def block(content: bytearray, code: bytes) -> Block:
    """The first one with this code. Up to 4.5 the header has 12 bytes, and each block begins with code, size, address, kind and count; from
    5.0 on 17, and code, kind, address, size and count (blenloader: BLO_core_bhead.hh)."""
    is_large = content[7:9] == b"17"
    offset, head = (17, struct.Struct("<4si8sqq")) if is_large else (12, struct.Struct("<4si8sii"))
    while True:
        found, second, address, fourth, _ = head.unpack_from(content, offset)
        start, size_bytes = offset + head.size, fourth if is_large else second
        if found == code:
            return Block(address, start, start + size_bytes)
        offset = start + size_bytes
