# SPDX-License-Identifier: GPL-3.0-or-later
"""Image textures that are EXRs with layers, of which Cycles shows the first; held against Cycles in the same Blender."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest
from rendering import floats, render_exr
from test_alpha_against_cycles import Nodes, scene  # noqa: F401

SIZE = 32

# Of 32-bit floats that the textures' filters have mixed: texels are as large as pixels, and lie half a pixel beside them.
GREATEST_ERROR = 2e-3


def save_layers(scene, path: Path, strength: float = 1.5) -> None:  # noqa: F811
    """A picture of four colours, one beyond 1, and one that is half transparent; with passes of other values."""
    nodes = Nodes("Colours")
    color = nodes.add("ShaderNodeCombineXYZ", X=nodes.u(), Y=nodes.v(), Z=0.25).outputs[0]
    shine = nodes.add("ShaderNodeEmission", Color=color, Strength=strength).outputs[0]
    nodes.surface(nodes.mix_shader(nodes.u(), shine, nodes.transparent()))
    bpy.data.meshes["Front"].materials.append(nodes.material)
    bpy.data.objects["Back"].hide_render = True
    scene.render.engine = "CYCLES"
    scene.render.film_transparent = True
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    scene.cycles.samples = 64
    scene.cycles.use_denoising = False
    layer = scene.view_layers[0]
    layer.use_pass_z = layer.use_pass_normal = layer.use_pass_diffuse_color = True
    render_exr(scene, path)
    bpy.data.meshes["Front"].materials.clear()


def show(image: bpy.types.Image) -> bpy.types.ShaderNodeTexImage:
    nodes = Nodes("Shown")
    texture = nodes.texture(image)
    texture.interpolation = "Closest"
    alpha = nodes.add("ShaderNodeCombineXYZ", X=texture.outputs["Alpha"], Y=0.0, Z=0.0).outputs[0]
    both = nodes.add("ShaderNodeAddShader")
    nodes.set(both.inputs[0], nodes.add("ShaderNodeEmission", Color=texture.outputs["Color"]).outputs[0])
    nodes.set(both.inputs[1], nodes.add("ShaderNodeEmission", Color=alpha).outputs[0])
    nodes.surface(both.outputs[0])
    mesh = bpy.data.meshes["Front"]
    mesh.materials.clear()
    mesh.materials.append(nodes.material)
    return texture


def picture(scene, engine: str, path: Path) -> list[float]:  # noqa: F811
    scene.render.engine = engine
    _, _, words = render_exr(scene, path)
    return [value for channel in "RGB" for value in floats(words[f"{scene.view_layers[0].name}.Combined.{channel}"])]


def assert_like_cycles(scene, tmp_path: Path) -> None:  # noqa: F811
    scene.cycles.samples = scene.passbridge.samples = 1
    scene.cycles.pixel_filter_type, scene.cycles.filter_width = "GAUSSIAN", 0.01
    cycles = picture(scene, "CYCLES", tmp_path / "cycles.exr")
    ours = picture(scene, "PASSBRIDGE", tmp_path / "passbridge.exr")
    from passbridge.engine.frame import frame_reports

    assert len(set(cycles)) > SIZE, "Cycles shows nothing of the image"
    assert not frame_reports[0].warnings
    wrong = sum(abs(a - b) > GREATEST_ERROR for a, b in zip(cycles, ours))
    assert not wrong, f"{wrong} of {len(cycles)} values: {[(a, b) for a, b in zip(cycles, ours) if abs(a - b) > GREATEST_ERROR][:8]}"


SAVES_NOTHING = pytest.mark.not_applicable_if(
    (5, 0, 0) <= bpy.app.version < (5, 2, 0), reason="Blender 5.0 saves nothing of what it keeps in a part for each pass"
)


@SAVES_NOTHING
@pytest.mark.parametrize(
    "is_packed",
    [False, pytest.param(True, marks=pytest.mark.not_applicable_if(bpy.app.version < (4, 5, 0), reason="Cycles shows magenta up to 4.2"))],
)
def test_layers(scene, tmp_path, is_packed):  # noqa: F811
    save_layers(scene, tmp_path / "layers.exr")
    image = bpy.data.images.load(str(tmp_path / "layers.exr"))
    if is_packed:
        image.pack()
    show(image)
    assert_like_cycles(scene, tmp_path)


@SAVES_NOTHING
def test_sequence_of_layers(scene, tmp_path):  # noqa: F811
    for number in (1, 2):
        save_layers(scene, tmp_path / f"layers_{number}.exr", strength=number)
    image = bpy.data.images.load(str(tmp_path / "layers_1.exr"))
    image.source = "SEQUENCE"
    texture = show(image)
    texture.image_user.frame_duration, texture.image_user.use_auto_refresh = 2, True
    scene.frame_set(2)
    assert_like_cycles(scene, tmp_path)


@pytest.mark.not_applicable_if(not (5, 0, 0) <= bpy.app.version < (5, 2, 0), reason="the others are as Cycles has them")
def test_layers_that_blender_does_not_save_are_named(scene, tmp_path):  # noqa: F811
    save_layers(scene, tmp_path / "layers.exr")
    show(bpy.data.images.load(str(tmp_path / "layers.exr")))
    scene.render.engine = "PASSBRIDGE"
    render_exr(scene, tmp_path / "passbridge.exr")
    from passbridge.engine.frame import frame_reports

    assert "save its first layer as an image of its own" in frame_reports[0].warnings[0]


def test_a_file_without_pixels_is_named(scene, tmp_path):  # noqa: F811
    (tmp_path / "broken.exr").write_bytes(b"v/1\x01 nothing")
    show(bpy.data.images.load(str(tmp_path / "broken.exr")))
    scene.render.engine = "PASSBRIDGE"
    render_exr(scene, tmp_path / "passbridge.exr")
    from passbridge.engine.frame import frame_reports

    assert "broken.exr' can't be loaded from" in frame_reports[0].warnings[0]
