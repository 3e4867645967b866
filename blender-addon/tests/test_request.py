# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frame is asked to be, apart from its scene."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine, Pass, Setting, abi
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine.passes import enabled_passes
from passbridge.engine.request import frame_request
from passbridge.engine.view import Picture, View, read_view
from passbridge.scene.data_blocks import stable_id


class AskingEngine(JavaRenderEngine):
    """Draws nothing; keeps what frames would be asked to be."""

    bl_idname, bl_label, java = "TEST_ASKING", "Asking", Java("a.B")
    passes = [Pass.DEPTH, Pass("Ink", "RGB")]
    settings = [
        Setting("samples", 16, min=1),
        Setting("seed", 5, min=0),
        Setting("title", "Plan"),
        Setting("f_stop_look", 0.5, on="CAMERA"),
    ]

    # Of the last render. Not annotated: Blender takes annotations for properties.
    asked = []

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.end_result(self.begin_result(0, 0, 1, 1, layer=depsgraph.view_layer.name))
        result = self.get_result()
        for view in result.views:
            if view.name:
                self.active_view_set(view.name)
            seen = read_view(self, depsgraph, result.resolution_x, result.resolution_y, pytest.fail)
            wanted = enabled_passes(self, depsgraph.view_layer)
            type(self).asked.append(decoded(frame_request(self, depsgraph, seen, view.name, wanted, ())))


def decoded(request) -> SimpleNamespace:
    """As C has it: by address."""
    struct = request.finish()
    text = ctypes.string_at(struct.text.offset, struct.text.size_bytes)
    properties = (abi.Property * (struct.properties.size_bytes // ctypes.sizeof(abi.Property))).from_address(struct.properties.offset)
    passes = (abi.PassRequest * (struct.passes.size_bytes // ctypes.sizeof(abi.PassRequest))).from_address(struct.passes.offset)

    def text_of(range: abi.Range) -> str:
        return text[range.first : range.first + range.count].decode()

    def values(range: abi.Range) -> dict:
        return {
            text_of(each.name): text_of(each.text) if each.type == abi.PROPERTY_TEXT else tuple(each.numbers[: each.count])
            for each in properties[range.first : range.first + range.count]
        }

    numbers = ("width", "height", "samples", "noise_threshold", "time_limit_s", "filter_width", "seed", "frame", "subframe", "fps")
    texts = ("scene_name", "view_layer", "view_name", "file_path")
    lists = ("settings", "camera_settings", "camera_properties")
    view = struct.view
    return SimpleNamespace(
        **{name: getattr(struct, name) for name in numbers},
        **{name: text_of(getattr(struct, name)) for name in texts},
        **{name: values(getattr(struct, name)) for name in lists},
        passes=[(each.name.decode(), each.channels) for each in passes],
        camera_id=view.camera_id,
        camera_name=text_of(view.camera_name),
        region=(view.full_width, view.full_height, view.x, view.y),
        clip_end=view.camera.clip_end,
        step_count=struct.camera_steps.size_bytes,
    )


@pytest.fixture
def asking(scene: bpy.types.Scene):
    passbridge.register_engine(AskingEngine)
    scene.render.engine = AskingEngine.bl_idname
    AskingEngine.asked = []
    yield scene
    passbridge.unregister_engine(AskingEngine)


def asked(scene: bpy.types.Scene) -> list[SimpleNamespace]:
    AskingEngine.asked = []
    bpy.ops.render.render(scene=scene.name)
    return AskingEngine.asked


def test_a_frame_is_told_all_about_itself(asking, tmp_path):
    asking.name = "Szene 景"
    asking.view_layers[0].name = "Front"
    asking.view_layers[0].use_pass_z = True
    asking.render.fps, asking.render.fps_base = 30, 1.001
    asking.render.filter_size = 2.5
    asking.test_asking.title, asking.test_asking.samples = "Höhe", 3
    camera = asking.camera
    camera.name = "Auge"
    camera.data.clip_end = 77.0
    camera.data.test_asking.f_stop_look = 0.25
    camera.data["lens maker"] = "Petzval"
    asking.frame_set(7, subframe=0.25)
    path = tmp_path / "gespeichert.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    (found,) = asked(asking)
    assert (found.width, found.height, found.samples, found.filter_width, found.seed) == (37, 23, 3, 2.5, 5)
    assert (found.frame, found.subframe) == (7, 0.25) and found.fps == pytest.approx(30 / 1.001)
    assert (found.scene_name, found.view_layer, found.view_name, found.file_path) == ("Szene 景", "Front", "", str(path))
    assert found.settings == {"samples": (3.0,), "seed": (5.0,), "title": "Höhe"}
    assert found.camera_settings == {"f_stop_look": (0.25,)} and found.camera_properties == {"lens maker": "Petzval"}
    assert found.passes == [("Combined", 4), ("Depth", 1), ("Ink", 3)]
    assert (found.camera_id, found.camera_name, found.clip_end) == (stable_id(camera), "Auge", 77.0)
    assert found.region == (37, 23, 0, 0) and found.step_count == 0


def test_a_border_is_a_region_of_the_full_picture(asking):
    render = asking.render
    render.resolution_x, render.resolution_y = 40, 20
    render.use_border = render.use_crop_to_border = True
    render.border_min_x, render.border_max_x, render.border_min_y, render.border_max_y = 0.25, 0.75, 0.1, 0.6
    (found,) = asked(asking)
    assert (found.width, found.height) == (20, 10) and found.region == (40, 20, 10, 2)


def test_each_view_layer_and_view_has_its_own(asking):
    asking.view_layers.new("Back").test_asking.use_pass_ink = False
    asking.render.use_multiview = True
    found = asked(asking)
    assert [(each.view_layer, each.view_name) for each in found] == [
        (layer, view) for layer in ("ViewLayer", "Back") for view in ("left", "right")
    ]
    assert [("Ink", 3) in each.passes for each in found] == [True, True, False, False]


def test_what_is_no_camera_has_no_settings_of_one(asking, monkeypatch):
    monkeypatch.setattr(pytest, "fail", lambda warning: None)
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SPOT"))
    asking.collection.objects.link(lamp)
    asking.camera = lamp
    (found,) = asked(asking)
    assert found.camera_name == "Lamp" and found.camera_settings == found.camera_properties == {}
    assert found.file_path == "", "the file was never saved"


def test_an_icon_has_few_samples_and_begins_none_late(scene):
    view = View(abi.Camera(), Picture(4, 4, 0, 0, 4, 4, 1.0), None)

    def limits(is_preview: bool) -> tuple[int, float]:
        evaluated = bpy.context.evaluated_depsgraph_get()
        depsgraph = SimpleNamespace(
            mode="RENDER", scene_eval=evaluated.scene_eval, view_layer=evaluated.view_layer, view_layer_eval=evaluated.view_layer_eval
        )
        engine = SimpleNamespace(bl_idname=PassbridgeRenderEngine.bl_idname, settings=PassbridgeRenderEngine.settings, is_preview=is_preview)
        request = decoded(frame_request(engine, depsgraph, view, "", [Pass.COMBINED], ()))
        return request.samples, request.time_limit_s

    scene.passbridge.samples, scene.passbridge.time_limit = 64, 0
    assert limits(False) == (64, 0) and limits(True) == (8, 0.25)
    scene.passbridge.samples, scene.passbridge.time_limit = 2, 0.125
    assert limits(False) == (2, 0.125) and limits(True) == (2, 0.125)
