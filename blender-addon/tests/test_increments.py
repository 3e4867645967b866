# SPDX-License-Identifier: GPL-3.0-or-later
"""From frame to frame: what is sent again, and that the picture is the same as if all was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import pytest
from passbridge import abi
from passbridge.session import Session
from rendering import render, render_exr, switch_on_all_passes
from scene_reading import graph, materials, meshes

FRAME_COUNT = 4


def moving(scene: bpy.types.Scene, name: str, data: bpy.types.ID, x: float) -> bpy.types.Object:
    placed = bpy.data.objects.new(name, data)
    scene.collection.objects.link(placed)
    for frame, y in ((1, 0.0), (FRAME_COUNT, 1.0)):
        placed.location = x, y, 0.0
        placed.keyframe_insert("location", frame=frame)
    return placed


def patch(name: str, size: float = 0.4, cuts: int = 4, z: float = -4.0) -> bpy.types.Mesh:
    """A square of `cuts` times `cuts` faces with a UV map."""
    mesh = bpy.data.meshes.new(name)
    side = cuts + 1
    mesh.from_pydata(
        [(size * (x / cuts - 0.5), size * (y / cuts - 0.5), z) for y in range(side) for x in range(side)],
        [],
        [(i, i + 1, i + 1 + side, i + side) for y in range(cuts) for i in range(y * side, y * side + cuts)],
    )
    mesh.uv_layers.new(name="UVMap")
    return mesh


@pytest.fixture
def animated(scene: bpy.types.Scene) -> bpy.types.Scene:
    """Beside the square that stays: one that moves, one that bends, and instances of a third."""
    switch_on_all_passes(scene.view_layers[0])
    scene.frame_start, scene.frame_end = 1, FRAME_COUNT
    moving(scene, "Moving", patch("Moving"), -0.7)
    bending = bpy.data.objects.new("Bending", patch("Bending"))
    scene.collection.objects.link(bending)
    bending.shape_key_add(name="Basis")
    key = bending.shape_key_add(name="Bent")
    for point in key.data:
        point.co.z += 0.5 + point.co.x
    for frame, value in ((1, 0.0), (FRAME_COUNT, 1.0)):
        key.value = value
        key.keyframe_insert("value", frame=frame)
    instancer = bpy.data.objects.new("Instancer", patch("Points", size=1.5, cuts=2, z=-4.2))
    scene.collection.objects.link(instancer)
    instancer.instance_type = "VERTS"
    instancer.show_instancer_for_render = False
    instanced = bpy.data.objects.new("Instanced", patch("Instanced", size=0.1, z=0.1))
    scene.collection.objects.link(instanced)
    instanced.parent = instancer
    return scene


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[str]]]:
    """For each scene that was submitted, the names of the meshes whose data came along."""
    from passbridge.scene.reader import SceneReader

    frames: list[set[str]] = []
    read = SceneReader.read

    def recording(self, *arguments, **options):
        message = read(self, *arguments, **options)
        frames.append({mesh.name for mesh in meshes(message) if mesh.positions.size_bytes})
        return message

    monkeypatch.setattr(SceneReader, "read", recording)
    yield frames


def frame_words(scene: bpy.types.Scene, path: Path, frame: int) -> dict[str, bytes]:
    scene.frame_set(frame)
    _, _, words = render_exr(scene, path)
    return {name: values.tobytes() for name, values in words.items()}


def words_of_a_new_session(scene: bpy.types.Scene, path: Path, frame: int) -> dict[str, bytes]:
    """Nothing is kept, neither by Blender nor by the session."""
    from passbridge.engine.sessions import close_sessions

    kept = scene.render.use_persistent_data
    scene.render.use_persistent_data = False
    close_sessions("PASSBRIDGE")
    words = frame_words(scene, path, frame)
    close_sessions("PASSBRIDGE")
    scene.render.use_persistent_data = kept
    return words


@pytest.mark.parametrize("keeps_data", [True, False])
def test_an_animation_is_what_single_frames_are(animated, tmp_path, keeps_data):
    expected = [words_of_a_new_session(animated, tmp_path / "new.exr", frame) for frame in range(1, FRAME_COUNT + 1)]
    assert len({frame["ViewLayer.Depth.Z"] for frame in expected}) == FRAME_COUNT
    animated.render.use_persistent_data = keeps_data
    for frame, words in enumerate(expected, start=1):
        assert frame_words(animated, tmp_path / "frame.exr", frame) == words


def test_only_what_bends_is_sent_again(animated, sent):
    animated.render.use_persistent_data = True
    for frame in range(1, FRAME_COUNT + 1):
        animated.frame_set(frame)
        render(animated)
    assert sent == [{"Square", "Moving", "Bending", "Instanced"}, *[{"Bending"}] * (FRAME_COUNT - 1)]


def test_moving_objects_alone_are_not_read_anew(animated, monkeypatch):
    """All instances are gone over in the first frame only."""
    from passbridge.scene import reader

    counts = []
    read_instances = reader.read_instances

    def counting(*arguments, **options):
        counts.append(1)
        return read_instances(*arguments, **options)

    monkeypatch.setattr(reader, "read_instances", counting)
    animated.render.use_persistent_data = True
    for frame in range(1, FRAME_COUNT + 1):
        animated.frame_set(frame)
        render(animated)
    assert len(counts) == 1


def move_vertex(scene: bpy.types.Scene) -> None:
    mesh = bpy.data.meshes["Moving"]
    mesh.vertices[0].co.x -= 0.3
    mesh.update()


def add_object(scene: bpy.types.Scene) -> None:
    scene.collection.objects.link(bpy.data.objects.new("New", patch("New", size=1.2)))


def remove_object(scene: bpy.types.Scene) -> None:
    bpy.data.objects.remove(bpy.data.objects["Moving"])


def replace_data(scene: bpy.types.Scene) -> None:
    scene.objects["Moving"].data = patch("Other", size=0.9)


def rename(scene: bpy.types.Scene) -> None:
    scene.objects["Moving"].name = "Renamed"
    bpy.data.meshes["Moving"].name = "Renamed"
    bpy.data.meshes["Square"].name = "Moving"


def hide(scene: bpy.types.Scene) -> None:
    scene.objects["Square"].hide_render = True


def give_material(scene: bpy.types.Scene) -> None:
    material = bpy.data.materials.new("Red")
    material.pass_index = 5
    material.diffuse_color = 1.0, 0.0, 0.0, 1.0
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = False
    bpy.data.meshes["Moving"].materials.append(material)


def change_index(scene: bpy.types.Scene) -> None:
    scene.objects["Moving"].pass_index = 77


def add_modifier(scene: bpy.types.Scene) -> None:
    array = scene.objects["Moving"].modifiers.new("Array", "ARRAY")
    array.count = 3


def move_instanced(scene: bpy.types.Scene) -> None:
    scene.objects["Instanced"].location.z = 0.7


def instance_what_stood_alone(scene: bpy.types.Scene) -> None:
    scene.objects["Square"].instance_type = "VERTS"
    scene.objects["Moving"].parent = scene.objects["Square"]


def move_camera(scene: bpy.types.Scene) -> None:
    scene.camera.location.x = 0.3


EDITS = [
    move_vertex,
    add_object,
    remove_object,
    replace_data,
    rename,
    hide,
    give_material,
    change_index,
    add_modifier,
    move_instanced,
    instance_what_stood_alone,
    move_camera,
]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("keeps_data", [True, False])
def test_an_edit_shows_in_the_next_frame(animated, tmp_path, edit: Callable, keeps_data):
    animated.render.use_persistent_data = keeps_data
    before = frame_words(animated, tmp_path / "before.exr", 2)
    edit(animated)
    after = frame_words(animated, tmp_path / "after.exr", 2)
    assert after == words_of_a_new_session(animated, tmp_path / "new.exr", 2)
    assert (after == before) == (edit is rename)


def test_what_is_read_anew_is_held_for_its_frame_alone(animated):
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine.sessions import open_session

    animated.render.use_persistent_data = True
    held_counts = []
    for count in range(3 * FRAME_COUNT):
        animated.frame_set(count % FRAME_COUNT + 1)
        assert render(animated)[0].ok
        description = open_session(PassbridgeRenderEngine).synced_by._synced.description
        held_counts.append((len(description._copies), sum(map(len, description.lists))))
    assert held_counts[-1] == held_counts[FRAME_COUNT]


def move_square(scene: bpy.types.Scene) -> None:
    scene.objects["Square"].location.x += 0.5


def cut_square(scene: bpy.types.Scene) -> None:
    scene.objects["Square"].data.vertices[0].co.x = 0.25
    scene.objects["Square"].data.update()


def leave_square(scene: bpy.types.Scene) -> None:
    pass


@pytest.mark.parametrize("edit", [move_square, cut_square, leave_square])
def test_an_edit_shows_after_a_frame_of_which_the_camera_alone_was_sent(scene, tmp_path, monkeypatch, edit: Callable):
    were_unchanged = []
    submit = Session.submit

    def recording(self, request, capture=None):
        were_unchanged.append(capture is None)
        return submit(self, request, capture)

    monkeypatch.setattr(Session, "submit", recording)
    switch_on_all_passes(scene.view_layers[0])
    scene.render.use_persistent_data = True
    before = frame_words(scene, tmp_path / "before.exr", 1)
    assert render(scene)[0].ok and were_unchanged == [False, True]
    edit(scene)
    after = frame_words(scene, tmp_path / "after.exr", 1)
    assert after == words_of_a_new_session(scene, tmp_path / "new.exr", 1)
    assert (after == before) == (edit is leave_square)


def test_another_scene_between_two_frames(animated, tmp_path):
    """The session has another scene then, under the same ids where the same objects stand in it."""
    animated.render.use_persistent_data = True
    expected = words_of_a_new_session(animated, tmp_path / "new.exr", 3)
    frame_words(animated, tmp_path / "first.exr", 1)
    other = animated.copy()
    other.render.use_persistent_data = False
    other.frame_set(4)
    assert render(other)[0].ok
    bpy.data.scenes.remove(other)
    assert frame_words(animated, tmp_path / "again.exr", 3) == expected


def test_a_renderer_that_lost_its_scene_is_sent_all(animated, tmp_path, sent):
    """It says so, and the frame is drawn all the same."""
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine.sessions import close_sessions, open_session

    animated.render.use_persistent_data = True
    expected = words_of_a_new_session(animated, tmp_path / "new.exr", 2)
    frame_words(animated, tmp_path / "first.exr", 1)
    opened = open_session(PassbridgeRenderEngine)
    kept_by = opened.synced_by
    close_sessions("PASSBRIDGE")
    reopened = open_session(PassbridgeRenderEngine)
    reopened.has_synced(kept_by)
    del sent[:]
    assert frame_words(animated, tmp_path / "again.exr", 2) == expected
    assert sent[0] == {"Bending"} and sent[-1] == {"Square", "Moving", "Bending", "Instanced"}


@pytest.fixture
def shining(animated) -> bpy.types.ShaderNode:
    """The Emission node of a material on the square; a Math node gives its strength."""
    material = bpy.data.materials.new("Shining")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    emission = nodes.new("ShaderNodeEmission")
    links.new(emission.outputs["Emission"], nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    bpy.data.meshes["Square"].materials.append(material)
    animated.render.use_persistent_data = True
    return emission


def set_strength(emission: bpy.types.ShaderNode) -> None:
    emission.inputs["Strength"].default_value = 0.25


def link_color(emission: bpy.types.ShaderNode) -> None:
    tree = emission.id_data
    color = tree.nodes.new("ShaderNodeRGB")
    color.outputs[0].default_value = (0.1, 0.2, 0.3, 1.0)
    tree.links.new(color.outputs["Color"], emission.inputs["Color"])


def unlink(emission: bpy.types.ShaderNode) -> None:
    emission.id_data.links.clear()


def change_material_index(emission: bpy.types.ShaderNode) -> None:
    bpy.data.materials["Shining"].pass_index = 8


@pytest.mark.parametrize("edit", [set_strength, link_color, unlink, change_material_index])
def test_a_changed_material_is_read_alone(animated, shining, monkeypatch, edit: Callable):
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine.sessions import open_session
    from passbridge.scene import reader

    def described():
        """All that the renderer was told of the material, in words."""
        assert render(animated)[0].ok
        description = open_session(PassbridgeRenderEngine).synced_by._synced.description
        (material,) = materials(description)
        return material.pass_index, repr(graph(description, material.graph))

    before = described()
    edit(shining)
    with monkeypatch.context() as patched:
        patched.setattr(reader, "read_instances", None)
        after = described()
    animated.render.filter_size *= 1.0  # makes the scene be read anew
    assert before != after == described()


def test_a_material_that_changes_in_every_frame_takes_no_more_memory(animated, shining):
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine.sessions import open_session

    ramp = shining.id_data.nodes.new("ShaderNodeValToRGB")  # with a large table
    noise = shining.id_data.nodes.new("ShaderNodeTexNoise")
    shining.id_data.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    shining.id_data.links.new(ramp.outputs["Color"], shining.inputs["Color"])
    byte_counts = []
    for count in range(300):
        shining.inputs["Strength"].default_value = count
        assert render(animated)[0].ok
        byte_counts.append(sum(map(len, open_session(PassbridgeRenderEngine).synced_by._synced.description.lists)))
    assert max(byte_counts[150:]) <= max(byte_counts[:150])


def painted(scene: bpy.types.Scene, path: Path, value: float) -> bpy.types.Image:
    """The square shows an image of one colour, from a file."""
    image = bpy.data.images.new("Paint", 4, 4)
    image.generated_color = value, value, value, 1.0
    image.filepath_raw = str(path)
    image.file_format = "PNG"
    image.save()
    image.source = "FILE"
    material = bpy.data.materials.new("Painted")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    nodes = material.node_tree.nodes
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = image
    material.node_tree.links.new(nodes["Principled BSDF"].inputs["Base Color"], texture.outputs["Color"])
    bpy.data.meshes["Square"].materials.append(material)
    scene.world = bpy.data.worlds.new("World")
    return image


@pytest.mark.parametrize("keeps_data", [True, False])
def test_images_are_read_once(animated, tmp_path, monkeypatch, keeps_data):
    from passbridge.scene.images import Images

    painted(animated, tmp_path / "paint.png", 0.25)
    animated.render.use_persistent_data = keeps_data
    sizes = []
    pixels = Images.pixels

    def recording(self, id):
        sizes.append(pixels(self, id)[:2])
        return pixels(self, id)

    monkeypatch.setattr(Images, "pixels", recording)
    animated.frame_end = 2
    animated.render.filepath = str(tmp_path / "frame")
    bpy.ops.render.render(animation=True)
    assert sizes == [(4, 4)]


@pytest.mark.parametrize("keeps_data", [True, False])
def test_an_image_painted_on_is_read_again(animated, tmp_path, keeps_data):
    image = painted(animated, tmp_path / "paint.png", 0.25)
    animated.render.use_persistent_data = keeps_data
    before = frame_words(animated, tmp_path / "before.exr", 1)
    image.pixels[:] = [0.75, 0.75, 0.75, 1.0] * 16
    image.update()
    image.update_tag()
    after = frame_words(animated, tmp_path / "after.exr", 1)
    assert after != before
    assert after == words_of_a_new_session(animated, tmp_path / "new.exr", 1)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_a_packed_image_that_is_replaced_is_read_again(animated, tmp_path, keeps_data):
    image = painted(animated, tmp_path / "paint.png", 0.25)
    files = []
    for value in (0.75, 0.25):  # equal sizes: the pictures differ in their numbers alone
        image.pixels[:] = [value, value, value, 1.0] * 16
        image.pack()
        files.append(image.packed_file.data)
    assert len(files[0]) == len(files[1]) and files[0] != files[1]
    animated.render.use_persistent_data = keeps_data
    before = frame_words(animated, tmp_path / "before.exr", 1)
    image.pack(data=files[0], data_len=len(files[0]))
    (tmp_path / "paint.png").unlink()  # else it would be loaded from there
    image.reload()
    image.update_tag()
    after = frame_words(animated, tmp_path / "after.exr", 1)
    assert after != before
    assert after == words_of_a_new_session(animated, tmp_path / "new.exr", 1)
