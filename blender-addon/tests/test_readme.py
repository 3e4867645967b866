# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python of the README, run as it stands."""

from __future__ import annotations

import array
import os
import re
from pathlib import Path

import bpy
import passbridge
from rendering import floats, render_exr

README = Path(os.environ["PASSBRIDGE_ROOT"]) / "README.md"


def block_with(text: str) -> str:
    blocks = re.findall(r"^```python\n((?s:.*?))^```$", README.read_text(encoding="utf-8"), re.MULTILINE)
    [found] = [block for block in blocks if text in block]
    return found


def test_the_declared_engine_is_a_whole_one(empty_scene):
    names: dict = {}
    exec(block_with("JavaRenderEngine"), names)
    engine = names["CloudsEngine"]
    passbridge.register_engine(engine)
    try:
        assert empty_scene.clouds.blue == 1.0
    finally:
        passbridge.unregister_engine(engine)


def test_pixels_go_into_a_pass(scene, tmp_path):
    value = 0.25
    size = scene.render.resolution_x * scene.render.resolution_y * 4
    names = {"bpy": bpy, "pixels": array.array("f", [value] * size)}
    exec(block_with("frame.write"), names)
    engine = names["MyEngine"]
    engine.bl_idname, engine.bl_label = "README_PIXELS", "README"
    bpy.utils.register_class(engine)
    try:
        scene.render.engine = engine.bl_idname
        _, _, words = render_exr(scene, tmp_path / "pixels.exr")
        assert set(floats(words[f"{scene.view_layers[0].name}.Combined.R"])) == {value}
    finally:
        bpy.utils.unregister_class(engine)
