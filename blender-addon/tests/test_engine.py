# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine from Blender's call to its result: pictures, failures, cancels."""

from __future__ import annotations

import bpy
import pytest
from rendering import FAR_AWAY_WORD, floats, render, render_exr, switch_on_all_passes

BROKEN = "passbridge.testrenderer.BrokenRenderer"


def channel(words: dict, scene: bpy.types.Scene, name: str) -> list[float]:
    return floats(words[f"{scene.view_layers[0].name}.{name}"]).tolist()


def index_pass() -> str:
    return "Object Index.X" if bpy.app.version >= (5, 0, 0) else "IndexOB.X"


def assert_empty(words: dict) -> None:
    """Zero everywhere; Blender itself fills a Depth pass with what is far away before anybody writes."""
    for name, values in words.items():
        assert set(values) <= ({0, FAR_AWAY_WORD} if name.endswith(".Depth.Z") else {0}), name


def test_a_square_is_where_it_should_be(scene, tmp_path):
    """Sensor 36 mm, lens 50 mm, distance 5: the square of side 2 is 2 / 5 * 50 / 36 of the picture's width."""
    switch_on_all_passes(scene.view_layers[0])
    width, height, words = render_exr(scene, tmp_path / "square.exr")
    half = 1 / 5 * 50 / 36 * width
    inside = [
        abs(x + 0.5 - width / 2) < half and abs(y + 0.5 - height / 2) < half for y in range(height) for x in range(width)
    ]
    assert any(inside) and not all(inside)
    assert channel(words, scene, index_pass()) == [7.0 if hit else 0.0 for hit in inside]
    depth = channel(words, scene, "Depth.Z")
    assert [value < 1e9 for value in depth] == inside
    # Interpolated in 32-bit floats by the rasterizer.
    assert all(abs(value - 5) < 1e-5 for value, hit in zip(depth, inside) if hit)
    assert set(channel(words, scene, "Combined.A")) == {1.0}
    # A flat face's normal is made from the positions of neighbouring pixels, in 32-bit floats.
    normal_z = channel(words, scene, "Normal.Z")
    assert all(abs(value - (1.0 if hit else 0.0)) < 1e-6 for value, hit in zip(normal_z, inside))


def test_a_transparent_film_has_no_alpha_where_nothing_is(scene, tmp_path):
    scene.render.film_transparent = True
    scene.view_layers[0].use_pass_object_index = True
    _, _, words = render_exr(scene, tmp_path / "film.exr")
    indices = channel(words, scene, index_pass())
    assert channel(words, scene, "Combined.A") == [1.0 if index else 0.0 for index in indices]


def test_timings_and_warnings_are_reported(scene):
    scene.camera.data.clip_start = scene.camera.data.clip_end
    report = render(scene)[0]
    assert report.ok and report.error == ""
    assert set(report.timings_ms) == {"jvm", "start", "capture", "sync", "draw", "readback", "deliver"}
    (warning,) = report.warnings
    assert "so nothing is seen" in warning


def test_the_way_of_each_pass_is_reported(scene):
    switch_on_all_passes(scene.view_layers[0])
    readback = render(scene)[0].readback
    direct = {name for name, way in readback.items() if way == "OpenGL wrote into it"}
    assert direct == {"Combined", "Depth", "IndexOB", "IndexMA"}
    assert set(readback) - direct == {"Position", "Normal", "UV"}


def test_a_scene_without_mesh_renders_the_world(scene, tmp_path):
    bpy.data.objects.remove(scene.objects["Square"])
    world = scene.world = bpy.data.worlds.new("World")
    if bpy.app.version < (5, 0, 0):
        world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.25, 0.5, 1, 1)
    width, height, words = render_exr(scene, tmp_path / "world.exr")
    for name, value in zip("RGB", (0.25, 0.5, 1)):
        assert channel(words, scene, f"Combined.{name}") == [value] * (width * height)


def test_coordinates_that_are_not_finite_are_left_out(scene, tmp_path):
    vertices = scene.objects["Square"].data.vertices
    vertices[0].co.x = float("nan")
    vertices[2].co.y = float("inf")
    scene.view_layers[0].use_pass_object_index = True
    _, _, words = render_exr(scene, tmp_path / "nan.exr")
    assert set(channel(words, scene, index_pass())) == {0.0}


@pytest.mark.parametrize("stage", ["constructor", "sync", "render", "memory"])
def test_a_failed_frame_is_zero_and_the_next_one_works(scene, use_renderer, tmp_path, stage):
    switch_on_all_passes(scene.view_layers[0])
    use_renderer(f"{BROKEN}${stage.capitalize()}")
    _, _, words = render_exr(scene, tmp_path / "failed.exr")
    from passbridge.engine.frame import frame_reports

    assert len(frame_reports) == 1 and not frame_reports[0].ok
    error = frame_reports[0].error
    if stage == "memory":
        assert error.startswith("java.lang.OutOfMemoryError: ") and "preferences" in error
    else:
        assert f"broken in {stage}" in error and "BrokenRenderer" in error
    assert_empty(words)

    use_renderer("passbridge.raster.RasterRenderer")
    assert render(scene)[0].ok


def test_a_renderer_that_is_not_there_is_named(scene, use_renderer):
    use_renderer("com.example.Missing")
    report = render(scene)[0]
    assert "com.example.Missing" in report.error.splitlines()[0]


def test_a_cancel_leaves_zeros_and_the_next_frame_works(scene, use_renderer, tmp_path, monkeypatch):
    """Blender without a window is never asked to stop, so the engine's test_break is."""
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine import frame
    from passbridge.scene.reader import SceneReader

    class Cancelling:
        """The engine, on which a user presses Escape while it draws."""

        def __init__(self, engine):
            self.engine = engine

        def __getattr__(self, name):
            return getattr(self.engine, name)

        def test_break(self):
            return True

    real = frame.render_view_layer
    with monkeypatch.context() as patch:
        patch.setattr(
            PassbridgeRenderEngine,
            "render",
            lambda self, depsgraph: frame.add_report(real(Cancelling(self), depsgraph, SceneReader())),
        )
        switch_on_all_passes(scene.view_layers[0])
        use_renderer("passbridge.testrenderer.EndlessRenderer")
        _, _, words = render_exr(scene, tmp_path / "cancelled.exr")
    report = frame.frame_reports[0]
    assert report.cancelled and not report.ok and not report.error
    assert_empty(words)

    use_renderer("passbridge.raster.RasterRenderer")
    assert render(scene)[0].ok


def test_the_jvm_is_found_again_after_the_addon_was_disabled_and_enabled(scene):
    import passbridge
    from passbridge.native import library

    assert render(scene)[0].ok
    passbridge.unregister()
    assert library().pb_jvm_is_running()
    passbridge.register()
    scene.render.engine = "PASSBRIDGE"
    assert render(scene)[0].ok


def test_unregister_leaves_nothing_behind(passbridge_enabled):
    import passbridge

    def traces() -> list[str]:
        panels = [panel for panel in bpy.types.Panel.__subclasses__() if not panel.__name__.startswith("PASSBRIDGE_")]
        sharing = [panel.__name__ for panel in panels if "PASSBRIDGE" in getattr(panel, "COMPAT_ENGINES", ())]
        registered = [name for name in dir(bpy.types) if "passbridge" in name.lower()]
        return sharing + registered + [name for name in dir(bpy.types.Scene) if "passbridge" in name]

    assert traces()
    passbridge.unregister()
    try:
        assert traces() == []
    finally:
        passbridge.register()


def test_enabling_twice_is_refused(passbridge_enabled):
    import passbridge

    with pytest.raises(passbridge.PassbridgeError, match="enabled already"):
        passbridge.register()


def test_the_doctor_finds_everything(scene):
    from passbridge.addon import doctor

    report = dict(doctor.report(timings=True))
    assert report["Status"] == "works"
    assert {"Blender", "C library", "JVM", "OpenGL renderer", "Memory layout", "Delivery", "Next frame, 64x64"} <= set(report)
    assert bpy.data.scenes.get("Passbridge doctor") is None
