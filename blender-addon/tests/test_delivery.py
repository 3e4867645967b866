# SPDX-License-Identifier: GPL-3.0-or-later
"""Every 32-bit word that a renderer puts into a pass is in the file that Blender saves."""

from __future__ import annotations

import array
import ctypes
from collections.abc import Iterator

import bpy
import pytest
from rendering import FAR_AWAY_WORD, render, render_exr, switch_on_all_passes

PATTERN = "passbridge.testrenderer.PatternRenderer"

# The words of PatternRenderer.java.
SPECIAL_WORDS = (0x7FC00001, 0xFFC12345, 0x7F800001, 0x80000000, 0x7F800000, 0xFF800000, 0x00000001, 0x807FFFFF)
SPECIAL_EVERY = 97


def pattern_word(pass_index: int, pixel: int, channel: int) -> int:
    position = ((pass_index * 1_000_003 + pixel) * 4 + channel) & 0xFFFFFFFF
    special = position % SPECIAL_EVERY
    return SPECIAL_WORDS[special] if special < len(SPECIAL_WORDS) else position * 0x9E3779B1 & 0xFFFFFFFF


def check_pattern(layer: str, size: tuple[int, int], words: dict) -> None:
    from passbridge import Pass
    from passbridge.addon.engine import PassbridgeRenderEngine

    for pass_index, render_pass in enumerate((Pass.COMBINED, *PassbridgeRenderEngine.passes)):
        for channel, channel_id in enumerate(render_pass.channel_ids):
            found = words[f"{layer}.{render_pass.blender_name}.{channel_id}"]
            expected = [pattern_word(pass_index, pixel, channel) for pixel in range(size[0] * size[1])]
            assert found.tolist() == expected, f"{layer}, {render_pass.name}, {channel_id}"


# Blender's smallest picture is 4x4: smaller ones are borders of it, cropped.
@pytest.mark.parametrize(("resolution", "size"), [((37, 23), (37, 23)), ((4, 4), (1, 1)), ((4095, 4), (4095, 3))])
def test_every_word_of_every_pass_arrives(scene, use_renderer, tmp_path, way, resolution, size):
    use_renderer(PATTERN)
    scene.render.resolution_x, scene.render.resolution_y = resolution
    scene.render.use_border = scene.render.use_crop_to_border = True
    scene.render.border_min_x = scene.render.border_min_y = 0
    scene.render.border_max_x, scene.render.border_max_y = (part / whole for part, whole in zip(size, resolution))
    switch_on_all_passes(scene.view_layers[0])
    width, height, words = render_exr(scene, tmp_path / "pattern.exr")
    from passbridge.engine.frame import frame_reports

    assert (width, height) == size
    assert [report.error for report in frame_reports] == [""]
    assert frame_reports[0].delivery.startswith(way)
    check_pattern(scene.view_layers[0].name, size, words)


def test_two_view_layers_get_their_own_passes(scene, use_renderer, tmp_path, way):
    use_renderer(PATTERN)
    scene.view_layers[0].name = "Vordergrund ä"
    scene.view_layers.new("背景")
    for view_layer in scene.view_layers:
        switch_on_all_passes(view_layer)
    width, height, words = render_exr(scene, tmp_path / "layers.exr")
    for view_layer in scene.view_layers:
        check_pattern(view_layer.name, (width, height), words)


@pytest.mark.parametrize("crop", [True, False])
def test_a_border_is_filled_and_nothing_else(scene, use_renderer, tmp_path, way, crop):
    use_renderer(PATTERN)
    render_settings = scene.render
    render_settings.resolution_x, render_settings.resolution_y = 40, 20
    render_settings.use_border, render_settings.use_crop_to_border = True, crop
    render_settings.border_min_x, render_settings.border_max_x = 0.25, 0.75
    render_settings.border_min_y, render_settings.border_max_y = 0.1, 0.6
    switch_on_all_passes(scene.view_layers[0])
    width, height, words = render_exr(scene, tmp_path / "border.exr")
    region = (20, 10)
    if crop:
        assert (width, height) == region
        check_pattern(scene.view_layers[0].name, region, words)
        return
    assert (width, height) == (40, 20)
    inside = {}
    for channel, values in words.items():
        rows = [values[row * width : (row + 1) * width] for row in range(height)]
        inside[channel] = rows[2][10:30]
        for row in rows[3:12]:
            inside[channel] += row[10:30]
        outside = sum((row.tolist() for row in rows[:2] + rows[12:]), []) + sum(
            (row[:10].tolist() + row[30:].tolist() for row in rows[2:12]), []
        )
        assert set(outside) <= ({0, FAR_AWAY_WORD} if channel.endswith(".Depth.Z") else {0}), channel
    check_pattern(scene.view_layers[0].name, region, inside)


def test_the_layout_is_the_one_of_the_table(scene):
    from passbridge.layout import describe_layout

    assert render(scene)[0].ok
    layout, how = describe_layout()
    assert "known from the table" in how
    expected = {
        (3, 4): "RenderPass+96",
        (4, 2): "RenderPass+96 -> ImBuf+48",
        (4, 5): "RenderPass+96 -> ImBuf+48",
        (5, 0): "RenderPass+112 -> ImBuf+48",
        (5, 2): "RenderPass+112 -> ImBuf+72",
    }
    assert layout.endswith(": " + expected[bpy.app.version[:2]])


@pytest.fixture
def unverified(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a process that has not verified anything yet, before and after."""
    from passbridge import layout

    monkeypatch.setattr(layout, "_refusal", "")
    forget_layout()
    yield
    forget_layout()


def forget_layout() -> None:
    """A verification that fails forgets what was verified before."""
    from passbridge import PassbridgeError, layout
    from passbridge.native import library

    canary = array.array("f", [0.5] * 16)
    with pytest.raises(PassbridgeError):
        library().pb_render_pass_layout_verify(3, 4, 0, 4, 1, 4, canary.buffer_info()[0])
    layout._verified = None


def test_an_unknown_version_is_searched_and_takes_the_official_way(scene, use_renderer, tmp_path, monkeypatch, unverified):
    """A version that no row of the table is for: the canary finds the layout of the Blender that it runs in, and nothing is written there.
    From 5.3 on (by its source) passes may share their memory, or lie on the GPU with memory that is out of date."""
    from passbridge import delivery, layout
    from passbridge.engine.frame import frame_reports

    def no_memory_of_blender(*_):
        raise AssertionError("the memory of a version that nobody has tried is not asked for")

    monkeypatch.setattr(delivery, "_blender_version", lambda: (97, 1, 0))
    monkeypatch.setattr(delivery, "_locate", no_memory_of_blender)
    use_renderer(PATTERN)
    switch_on_all_passes(scene.view_layers[0])
    width, height, words = render_exr(scene, tmp_path / "found.exr")
    check_pattern(scene.view_layers[0].name, (width, height), words)
    assert layout.describe_layout()[1] == "found by searching, canary found there"
    assert frame_reports[0].delivery.startswith("foreach_set (this version of Blender was not tried yet: ")


def test_a_layout_that_does_not_verify_falls_back_and_says_why(scene, use_renderer, tmp_path, monkeypatch, unverified):
    """The canary that C looks for is not the one that Blender got, as if pixels were kept where nobody looks."""
    from passbridge import native
    from passbridge.engine.frame import frame_reports

    real_verify = native.library().pb_render_pass_layout_verify

    def verify_another_canary(*arguments):
        ctypes.c_float.from_address(arguments[-1]).value += 1
        return real_verify(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(native.library(), "pb_render_pass_layout_verify", verify_another_canary)
        use_renderer(PATTERN)
        switch_on_all_passes(scene.view_layers[0])
        width, height, words = render_exr(scene, tmp_path / "fallback.exr")
    check_pattern(scene.view_layers[0].name, (width, height), words)
    assert frame_reports[0].ok
    assert frame_reports[0].delivery.startswith("foreach_set (")
    assert "the canary was not found" in frame_reports[0].delivery
