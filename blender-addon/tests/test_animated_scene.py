# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a scene itself is animated: in a whole animation Blender evaluates a copy of it, and the original may stand still."""

from __future__ import annotations

from typing import Any

import bpy
import passbridge
import pytest
from passbridge import abi
from passbridge.engine import frame
from test_guests import TEST_RENDERERS, engine  # noqa: F401 (a fixture)

FRAMES = (1, 2, 3)


def animate(owner: Any, name: str, values: tuple[Any, ...]) -> None:
    for number, value in zip(FRAMES, values):
        setattr(owner, name, value)
        owner.keyframe_insert(name, frame=number)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What is told of each frame, by name."""
    recorded: dict[str, list[Any]] = {}

    def record(name: str, value: Any) -> None:
        recorded.setdefault(name, []).append(value)

    make_request = frame.frame_request

    def request(*arguments: Any) -> Any:
        made = make_request(*arguments)
        for name in ("samples", "filter_width", "frame"):
            record(name, round(getattr(made.struct, name), 4))
        camera = made.struct.view.camera
        record("shutter", round(camera.shutter_frames, 4))
        record("clip_start", round(camera.clip_start, 4))
        record("full size", (made.struct.view.full_width, made.struct.view.full_height, made.struct.view.x))
        return made

    monkeypatch.setattr(frame, "frame_request", request)
    for function, members in (("pack_world", ("color",)), ("pack_scene", ("transparent_film", "film_exposure", "pass_alpha_threshold"))):
        pack = getattr(abi, function)

        def packing(*arguments: Any, pack: Any = pack, members: tuple[str, ...] = members, **named: Any) -> bytes:
            for name in members:
                value = named[name]
                record(name, round(value[0], 4) if name == "color" else value if isinstance(value, bool) else round(value, 4))
            return pack(*arguments, **named)

        monkeypatch.setattr(abi, function, packing)
    return recorded


@pytest.mark.parametrize("keeps_data", [False, True])
def test_what_is_animated_of_the_scene_moves_in_an_animation(scene, engine, told, tmp_path, keeps_data):  # noqa: F811
    engine(TEST_RENDERERS + "EmptyRenderer", settings=[passbridge.Setting("samples", 1, min=1)])
    scene.world = bpy.data.worlds.new("World")
    scene.world.use_nodes = True
    background = next(node for node in scene.world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = 1, 1, 1, 1
    animate(background.inputs["Strength"], "default_value", (1, 2, 3))
    animate(scene.test_0, "samples", (4, 5, 6))
    animate(scene.render, "filter_size", (1.0, 1.5, 2.0))
    animate(scene.render, "film_transparent", (True, False, True))
    animate(scene.cycles, "film_exposure", (0.5, 1.0, 2.0))
    animate(scene.render, "motion_blur_shutter", (0.25, 0.5, 0.75))
    animate(scene.camera.data, "clip_start", (0.1, 0.2, 0.3))
    animate(scene.view_layers[0], "pass_alpha_threshold", (0.1, 0.2, 0.3))
    scene.render.use_motion_blur = True
    scene.render.use_persistent_data = keeps_data
    scene.frame_start, scene.frame_end = FRAMES[0], FRAMES[-1]
    scene.frame_set(1)
    scene.render.filepath = f"{tmp_path}/"
    bpy.ops.render.render(animation=True)
    assert told == {
        "frame": [1, 2, 3],
        "color": [1, 2, 3],
        "samples": [4, 5, 6],
        "filter_width": [1.0, 1.5, 2.0],
        "transparent_film": [True, False, True],
        "film_exposure": [0.5, 1.0, 2.0],
        "shutter": [0.25, 0.5, 0.75],
        "clip_start": [0.1, 0.2, 0.3],
        "pass_alpha_threshold": [0.1, 0.2, 0.3],
        "full size": [(37, 23, 0)] * 3,
    }


def test_a_view_layer_has_samples_of_its_own(scene, engine, told):  # noqa: F811
    engine(TEST_RENDERERS + "EmptyRenderer", settings=[passbridge.Setting("samples", 4, min=1)])
    for samples in (0, 7):
        scene.view_layers[0].samples = samples
        bpy.ops.render.render()
    assert told["samples"] == [4, 7]


@pytest.mark.not_applicable_if("world_override" not in bpy.types.ViewLayer.bl_rna.properties, "view layers have no world of their own")
def test_a_view_layer_has_a_world_of_its_own(scene, told):
    for name, color in (("Scene's", (0.1, 0, 0)), ("Layer's", (0.2, 0, 0))):
        world = bpy.data.worlds.new(name)
        if bpy.app.version < (5, 0, 0):
            world.use_nodes = False
            world.color = color
        else:
            next(node for node in world.node_tree.nodes if node.type == "BACKGROUND").inputs["Color"].default_value = (*color, 1)
        if name == "Scene's":
            scene.world = world
        else:
            scene.view_layers[0].world_override = world
    assert bpy.ops.render.render() == {"FINISHED"}
    assert told["color"] == [0.2]
    scene.world = None
    assert bpy.ops.render.render() == {"FINISHED"}
    assert told["color"] == [0.2, 0.2]
