# SPDX-License-Identifier: GPL-3.0-or-later
"""Image sequences and movies: the pictures that Cycles shows, and of an animation no more than those that change."""

from __future__ import annotations

import array
import gc
from collections.abc import Sequence
from pathlib import Path

import bpy
import pytest
from exr_words import read_words
from passbridge import abi
from rendering import floats, render, render_exr
from scene_reading import graph, images, materials, pixels, read, the_scene

# Of pictures 1 to 5, one as unlike the other as can be; magenta stands for a picture that is not there.
COLORS = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1)]
COUNT = len(COLORS)
MISSING = 0
NUMBERS = {**{color: number for number, color in enumerate(COLORS, 1)}, (1, 0, 1): MISSING}
SIZE = 32

SOURCES = ("SEQUENCE", "MOVIE")


@pytest.fixture
def wall(scene: bpy.types.Scene) -> bpy.types.Scene:
    """The square is lit from everywhere alike, so it has the colour of its material, and has a UV map."""
    scene.world = bpy.data.worlds.new("World")
    if bpy.app.version < (5, 0, 0):
        scene.world.use_nodes = True
    background = next(node for node in scene.world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = 1, 1, 1, 1
    bpy.data.meshes["Square"].uv_layers.new(name="UVMap")
    return scene


def save_picture(path: Path, color: Sequence[float], file_format: str = "PNG") -> Path:
    """``color``: four numbers; a file of floats gets the numbers themselves."""
    image = bpy.data.images.new("Picture", SIZE, SIZE, alpha=True, float_buffer=file_format == "OPEN_EXR")
    image.pixels.foreach_set(array.array("f", [*color] * SIZE * SIZE))
    image.filepath_raw, image.file_format = str(path), file_format
    image.save()
    bpy.data.images.remove(image)
    return path


def save_sequence(folder: Path) -> Path:
    """The path of its first picture."""
    return [save_picture(folder / f"picture {number:04}.png", (*color, 1.0)) for number, color in enumerate(COLORS, 1)][0]


def save_movie(folder: Path) -> Path:
    """Without loss. Blender's sequencer writes it."""
    first = save_sequence(folder)
    scene = bpy.data.scenes.new("Movie")
    editor = scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strip = strips.new_image("Pictures", str(first), 1, 1)
    for number in range(2, COUNT + 1):
        strip.elements.append(f"picture {number:04}.png")
    scene.frame_start, scene.frame_end = 1, COUNT
    scene.view_settings.view_transform = "Standard"
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "VIDEO"
    settings.file_format = "FFMPEG"
    scene.render.ffmpeg.format, scene.render.ffmpeg.codec = "AVI", "PNG"
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    scene.render.resolution_percentage = 100
    path = folder / "movie.avi"
    scene.render.filepath, scene.render.use_file_extension = str(path), False
    bpy.ops.render.render(animation=True, scene=scene.name)
    bpy.data.scenes.remove(scene)
    assert path.stat().st_size
    return path


def load(source: str, folder: Path) -> bpy.types.Image:
    image = bpy.data.images.load(str(save_sequence(folder) if source == "SEQUENCE" else save_movie(folder)))
    image.source = source
    return image


def show(image: bpy.types.Image, **user: object) -> bpy.types.ImageUser:
    """On the square, which has no other material afterwards. Gives the user of the image, which has these values."""
    materials = bpy.data.meshes["Square"].materials
    materials.clear()
    materials.append(textured(image, **user))
    return next(node for node in materials[0].node_tree.nodes if node.type == "TEX_IMAGE").image_user


def textured(image: bpy.types.Image, **user: object) -> bpy.types.Material:
    material = bpy.data.materials.new("Material")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    texture, shader, output = map(tree.nodes.new, ("ShaderNodeTexImage", "ShaderNodeBsdfDiffuse", "ShaderNodeOutputMaterial"))
    texture.image = image
    for name, value in user.items():
        setattr(texture.image_user, name, value)
    tree.links.new(texture.outputs["Color"], shader.inputs["Color"])
    tree.links.new(shader.outputs[0], output.inputs["Surface"])
    return material


def number_shown(scene: bpy.types.Scene, engine: str, path: Path) -> int:
    """Which picture the middle of a render has."""
    scene.render.engine = engine
    if engine == "CYCLES":
        scene.cycles.samples, scene.cycles.use_denoising = 1, False
    width, height, words = render_exr(scene, path)
    return number_in(scene, words, width, height)


def number_in(scene: bpy.types.Scene, words: dict, width: int, height: int) -> int:
    layer = scene.view_layers[0].name
    color = tuple(floats(words[f"{layer}.Combined.{channel}"])[height // 2 * width + width // 2] for channel in "RGB")
    assert all(abs(value - round(value)) < 0.02 for value in color), color
    return NUMBERS[tuple(map(round, color))]


def number_read(scene: bpy.types.Scene) -> int:
    """Of the only image that a renderer would get."""
    found = images(read(scene))
    return NUMBERS[tuple(map(round, pixels(found[0])[:3]))] if found else MISSING


@pytest.mark.parametrize("refreshes", [True, False])
@pytest.mark.parametrize(
    "user",
    [
        {"frame_duration": COUNT},
        {"frame_duration": COUNT, "frame_start": 3},
        {"frame_duration": COUNT, "frame_offset": 1},
        {"frame_duration": COUNT, "frame_offset": -2},
        {"frame_duration": COUNT, "use_cyclic": True},
        {"frame_duration": 3, "use_cyclic": True, "frame_offset": 1, "frame_start": 2},
        {"frame_duration": 0},
        {"frame_duration": COUNT + 4},
    ],
    ids=str,
)
@pytest.mark.parametrize("source", SOURCES)
def test_the_picture_is_that_of_cycles(wall, tmp_path, source, user, refreshes):
    show(load(source, tmp_path), use_auto_refresh=refreshes, **user)
    frames = (-1, 0, 1, 2, 5, 6, 8)
    expected, found = [], []
    for frame in frames:
        wall.frame_set(frame)
        expected.append(number_shown(wall, "CYCLES", tmp_path / "cycles.exr"))
        found.append(number_read(wall))
    assert found == expected
    assert set(found) - {MISSING} or user["frame_duration"] == 0


@pytest.mark.parametrize("source", SOURCES)
def test_it_is_drawn(wall, tmp_path, source):
    show(load(source, tmp_path), frame_duration=COUNT)
    wall.frame_set(2)
    assert number_shown(wall, "PASSBRIDGE", tmp_path / "drawn.exr") == 2
    wall.render.engine = "PASSBRIDGE"
    (report,) = render(wall)
    assert report.warnings == []


@pytest.mark.parametrize("keeps_data", [True, False])
@pytest.mark.parametrize("refreshes", [True, False])
@pytest.mark.parametrize("source", SOURCES)
def test_an_animation_reads_what_changes(wall, tmp_path, monkeypatch, source, refreshes, keeps_data):
    from passbridge.scene.images import Images

    length = 3
    show(load(source, tmp_path), frame_duration=length, use_auto_refresh=refreshes)
    still = save_picture(tmp_path / "still.png", (1, 1, 1, 1))
    other = bpy.data.objects.new("Other", bpy.data.meshes["Square"].copy())
    other.data.materials[0] = textured(bpy.data.images.load(str(still)))
    other.location.z = -1
    wall.collection.objects.link(other)
    wall.render.use_persistent_data = keeps_data
    read_colors = []
    read_pixels = Images.pixels

    def recording(self, id):
        found = read_pixels(self, id)
        read_colors.append(tuple(map(round, found[-1][:3])))
        return found

    monkeypatch.setattr(Images, "pixels", recording)
    wall.frame_start, wall.frame_end = 1, length + 2
    settings = wall.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format, settings.exr_codec = "OPEN_EXR_MULTILAYER", "NONE"
    wall.render.filepath = f"{tmp_path}/frame "
    bpy.ops.render.render(animation=True)
    white = (1, 1, 1)
    assert sorted(read_colors) == sorted([white, *COLORS[:length]])
    shown = []
    for frame in range(1, length + 3):
        width, height, words = read_words(tmp_path / f"frame {frame:04}.exr")
        shown.append(number_in(wall, words, width, height))
    assert shown == [1, 2, 3, 3, 3]


@pytest.mark.parametrize("source", SOURCES)
def test_materials_show_different_pictures_of_one_image(wall, tmp_path, source):
    image = load(source, tmp_path)
    show(image, frame_duration=COUNT)
    for offset in (2, 3, 3):
        bpy.data.meshes["Square"].materials.append(textured(image, frame_duration=COUNT, frame_offset=offset))
    wall.frame_set(1)
    found = images(read(wall))
    assert len({image.id for image in found}) == len(found)
    assert [NUMBERS[tuple(map(round, pixels(image)[:3]))] for image in found] == [1, 3, 4]
    again = images(read(wall))
    assert [(image.id, image.state) for image in again] == [(image.id, image.state) for image in found]


@pytest.mark.parametrize("source", SOURCES)
def test_graphs_have_the_picture(wall, tmp_path, source):
    """Of materials and of the world, whose nodes Blender inlines from 5.0 on."""
    image = load(source, tmp_path)
    show(image, frame_duration=COUNT, frame_offset=1)
    tree = wall.world.node_tree
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    texture.image_user.frame_duration, texture.image_user.frame_start = COUNT, -2
    background = next(node for node in tree.nodes if node.type == "BACKGROUND")
    tree.links.new(texture.outputs["Color"], background.inputs["Color"])
    wall.frame_set(1)
    message = read(wall)
    numbers = [NUMBERS[tuple(map(round, pixels(image)[:3]))] for image in images(message)]
    shown = []
    for owner in (materials(message)[0], the_scene(message).world):
        nodes = graph(message, owner.graph).nodes
        shown += [numbers[node.image] for node in nodes if node.type in {"ShaderNodeTexImage", "ShaderNodeTexEnvironment"}]
    assert shown == [2, 4]


def test_a_picture_that_is_not_there_is_magenta_and_named(wall, tmp_path):
    image = load("SEQUENCE", tmp_path)
    lost = tmp_path / "picture 0003.png"
    lost.unlink()
    show(image, frame_duration=COUNT)
    wall.frame_set(3)
    drawn = tmp_path / "drawn.exr"
    assert number_shown(wall, "CYCLES", drawn) == number_shown(wall, "PASSBRIDGE", drawn) == MISSING
    (report,) = render(wall)
    assert report.warnings == [f"Material 'Material': picture 3 of image '{image.name}' can't be loaded from '{lost}', drawn magenta"]
    wall.frame_set(4)
    assert number_shown(wall, "PASSBRIDGE", drawn) == 4


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("content", [None, b"", b"no picture " * 100])
def test_a_file_that_can_not_be_read_is_magenta_and_named(wall, tmp_path, source, content):
    image = load(source, tmp_path)
    path = Path(image.filepath_raw)
    show(image, frame_duration=COUNT)
    wall.frame_set(1)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert number_shown(wall, "PASSBRIDGE", tmp_path / "drawn.exr") == MISSING
    (report,) = render(wall)
    assert report.warnings == [f"Material 'Material': picture 1 of image '{image.name}' can't be loaded from '{path}', drawn magenta"]


@pytest.mark.parametrize(
    "file_format, color_space, alpha_mode",
    [("PNG", "sRGB", "STRAIGHT"), ("PNG", "Non-Color", "STRAIGHT"), ("PNG", "sRGB", "PREMUL"), ("OPEN_EXR", None, "PREMUL"),
     ("OPEN_EXR", None, "STRAIGHT")],
)
def test_pixels_are_those_of_the_picture_as_a_still(wall, tmp_path, file_format, color_space, alpha_mode):
    path = save_picture(tmp_path / "picture 0007.x", (0.5, 0.25, 0.125, 0.5), file_format)
    told = []
    for source in ("FILE", "SEQUENCE"):
        image = bpy.data.images.load(str(path))
        image.source, image.alpha_mode = source, alpha_mode
        if color_space:
            image.colorspace_settings.name = color_space
        show(image, frame_duration=1, frame_offset=6)
        wall.frame_set(1)
        (found,) = images(read(wall))
        told.append((found.width, found.height, found.channels, found.format, found.color_space, pixels(found)))
    assert told[0] == told[1]
    assert told[0][3] == (abi.PIXELS_FLOAT32 if file_format == "OPEN_EXR" else abi.PIXELS_UINT8)


@pytest.mark.parametrize("source", SOURCES)
def test_a_picture_that_is_overwritten_is_read_again(wall, tmp_path, source):
    image = load(source, tmp_path)
    show(image, frame_duration=COUNT, use_cyclic=True)
    wall.frame_set(1)
    drawn = tmp_path / "drawn.exr"
    assert number_shown(wall, "PASSBRIDGE", drawn) == 1
    (tmp_path / "others").mkdir()
    COLORS.reverse()
    try:
        other = load(source, tmp_path / "others")
    finally:
        COLORS.reverse()
    Path(other.filepath_raw).replace(image.filepath_raw)
    assert number_shown(wall, "PASSBRIDGE", drawn) == COUNT


@pytest.mark.parametrize("source", SOURCES)
def test_the_file_and_its_images_stay_as_they_are(wall, tmp_path, source):
    from passbridge.scene.animated_images import AnimatedImages

    image = load(source, tmp_path)
    show(image, frame_duration=COUNT)
    render(wall)  # Blender makes an image of the result
    before = list(image.pixels[:4]), len(bpy.data.images), len(bpy.data.textures)
    for frame in (2, 4):
        wall.frame_set(frame)
        render(wall)
    assert (list(image.pixels[:4]), len(bpy.data.images), len(bpy.data.textures)) == before
    assert not image.is_dirty
    gc.collect()
    kept = [each for each in gc.get_objects() if type(each) is AnimatedImages]
    assert not any(each._open for each in kept)
