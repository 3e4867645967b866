# SPDX-License-Identifier: GPL-3.0-or-later
"""How many samples a picture gets: what users set, presets of it, and what ends a picture earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine, PassbridgeError, Setting
from rendering import floats, render, render_exr, switch_on_all_passes
from test_request import decoded


class SampledEngine(JavaRenderEngine):
    """An engine of somebody else."""

    bl_idname, bl_label = "TEST_SAMPLED", "Sampled"
    java = Java("passbridge.raster.RasterRenderer")
    settings = [*passbridge.sampling_settings(samples=8), Setting("seed", 3, min=0), Setting("toon", 0.5)]
    sampling_presets = {"Fast": {"samples": 2, "use_noise_threshold": True}, "Fine": {"samples": 512}}


@pytest.fixture
def sampled(scene: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[bpy.types.Scene]:
    """A scene that SampledEngine draws; a user's folder with nothing in it."""
    find = bpy.utils.user_resource

    def user_resource(kind: str, *, path: str = "", create: bool = False) -> str:
        if kind != "SCRIPTS":
            return find(kind, path=path, create=create)
        folder = tmp_path / path
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    monkeypatch.setattr(bpy.utils, "user_resource", user_resource)
    monkeypatch.setattr(bpy.utils, "preset_paths", lambda subdir: [str(each) for each in [tmp_path / "presets" / subdir] if each.is_dir()])
    passbridge.register_engine(SampledEngine)
    scene.render.engine = SampledEngine.bl_idname
    yield scene
    passbridge.unregister_engine(SampledEngine)


def asked(scene: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> tuple[int, float, float]:
    """Samples, noise threshold and time limit that a frame's renderer is told."""
    from passbridge.session import Session

    submitted = []
    submit = Session.submit

    def recording(self, request, capture=None):
        submitted.append(decoded(request))
        return submit(self, request, capture)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "submit", recording)
        assert render(scene)[0].ok
    (request,) = submitted
    return request.samples, round(request.noise_threshold, 6), request.time_limit_s


def test_a_frame_is_told_when_fewer_samples_are_enough(sampled, monkeypatch):
    assert asked(sampled, monkeypatch) == (8, 0, 0)
    sampled.test_sampled.noise_threshold, sampled.test_sampled.time_limit = 0.25, 2.5
    assert asked(sampled, monkeypatch) == (8, 0, 2.5), "the threshold is switched off"
    sampled.test_sampled.use_noise_threshold = True
    sampled.view_layers[0].samples = 5
    assert asked(sampled, monkeypatch) == (5, 0.25, 2.5)


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        (lambda: [Setting("samples", 1, min=1), Setting("use_noise_threshold", False)], "'use_noise_threshold' needs another one: 'noise_threshold'"),
        (lambda: [Setting("noise_threshold", 0.1)], "at least 0"),
        (lambda: [Setting("noise_threshold", 1, min=0)], "give a float"),
        (lambda: [Setting("noise_threshold", 0.1, min=0), Setting("use_noise_threshold", 1)], "give a bool"),
        (lambda: [Setting("time_limit", 0.0)], "at least 0"),
        (lambda: [Setting("keep_cancelled", "yes")], "give a bool"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings, cause):
    with pytest.raises(PassbridgeError, match=cause):
        passbridge.engine.settings.check(settings())


@pytest.mark.parametrize("preset", [{"sample": 3}, {"samples": "3"}, {"samples": 3.0}, {"toon": 0.25}])
def test_presets_that_set_something_else_are_refused(preset):
    with pytest.raises(PassbridgeError, match="preset 'Wrong'"):
        type(
            "Declared", (JavaRenderEngine,), {"java": Java("a.B"), "settings": SampledEngine.settings, "sampling_presets": {"Wrong": preset}}
        )


class Layout:
    """Notes what is drawn."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, str]] = []
        self.operators: list[tuple[str, object]] = []

    def prop(self, _owner, name, text="", **_options):
        self.drawn.append((name, text))

    def operator(self, name, **_options):
        properties = type("Properties", (), {})()
        self.operators.append((name, properties))
        return properties

    def column(self, **_options):
        return self

    def row(self, **_options):
        return self

    def __getattr__(self, name):
        return lambda *_, **__: None


def drawn_by(panel: type, scene: bpy.types.Scene) -> Layout:
    """Blender's panels are made by Blender alone: something else with the same members draws."""

    class Context:
        engine = scene.render.engine

    Context.scene = scene
    members = {name: value for name, value in vars(panel).items() if name.startswith("preset_")}
    layout = Layout()
    drawing = type("Drawing", (), {**members, "layout": layout, "path_menu": bpy.types.Menu.path_menu, "bl_idname": panel.__name__})
    panel.draw(drawing(), Context)
    return layout


def test_the_panel_is_laid_out_like_that_of_cycles(sampled):
    panel = bpy.types.TEST_SAMPLED_PT_sampling
    names = ["use_noise_threshold", "noise_threshold", "samples", "viewport_samples", "time_limit", "seed", "keep_cancelled"]
    layout = drawn_by(panel, sampled)
    assert [name for name, _ in layout.drawn] == names
    assert ("samples", "Samples") in layout.drawn
    sampled.test_sampled.use_noise_threshold = True
    assert ("samples", "Max Samples") in drawn_by(panel, sampled).drawn
    assert [name for name, _ in drawn_by(bpy.types.TEST_SAMPLED_PT_settings, sampled).drawn] == ["toon"]


def test_presets_of_the_engine_are_in_its_menu(sampled):
    layout = drawn_by(bpy.types.TEST_SAMPLED_PT_sampling_presets, sampled)
    offered = [(name, properties.preset) for name, properties in layout.operators if name == "test_sampled.set_sampling_preset"]
    assert [preset for _, preset in offered] == ["Fast", "Fine"]
    assert bpy.ops.test_sampled.set_sampling_preset(preset="Fast") == {"FINISHED"}
    assert (sampled.test_sampled.samples, sampled.test_sampled.use_noise_threshold) == (2, True)
    assert bpy.ops.test_sampled.set_sampling_preset(preset="Fine") == {"FINISHED"}
    assert (sampled.test_sampled.samples, sampled.test_sampled.use_noise_threshold) == (512, True), "what a preset does not name stays"


def test_users_add_and_remove_presets(sampled, tmp_path):
    group = sampled.test_sampled
    group.samples, group.time_limit, group.noise_threshold, group.toon = 33, 1.5, 0.125, 0.25
    bpy.ops.test_sampled.add_sampling_preset(name="Over Night")
    (saved,) = (tmp_path / "presets" / "test_sampled" / "sampling").iterdir()
    group.samples, group.time_limit, group.noise_threshold, group.toon = 1, 0, 0.5, 0.75
    bpy.ops.script.execute_preset(filepath=str(saved), menu_idname="TEST_SAMPLED_PT_sampling_presets")
    assert (group.samples, group.time_limit, group.noise_threshold, group.toon) == (33, 1.5, 0.125, 0.75)
    offered = drawn_by(bpy.types.TEST_SAMPLED_PT_sampling_presets, sampled).operators
    assert str(saved) in [getattr(properties, "filepath", "") for _, properties in offered]
    bpy.ops.test_sampled.add_sampling_preset(name="Over Night", remove_name=True)
    assert not saved.exists()


def test_few_samples_are_told_and_in_the_file(sampled, tmp_path):
    """An edge of a square is quickly as smooth as it gets."""
    group = sampled.test_sampled
    group.samples, group.use_noise_threshold, group.noise_threshold = 256, True, 0.2
    render_exr(sampled, tmp_path / "few.exr")
    (report,) = reports()
    assert report.ok and 1 < report.samples < 256
    assert f"{report.samples} of 256".encode() in (tmp_path / "few.exr").read_bytes()

    group.use_noise_threshold = False
    group.samples = 3
    render_exr(sampled, tmp_path / "all.exr")
    assert reports()[0].samples == 3
    assert b"3 of 3" not in (tmp_path / "all.exr").read_bytes()


def reports() -> list:
    from passbridge.engine.frame import frame_reports

    return list(frame_reports)


def test_time_ends_a_picture_after_its_first_sample(sampled):
    sampled.test_sampled.samples, sampled.test_sampled.time_limit = 100_000, 0.001
    (report,) = render(sampled)
    assert report.ok and 1 <= report.samples < 100_000


def cancelled_after(
    samples: int, engine: type[JavaRenderEngine], monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]
) -> None:
    """Do something, on which a user presses Escape once the renderer has told of so many samples. Blender without a window is never asked to
    stop, so the engine's test_break is."""
    from passbridge.engine import frame
    from passbridge.scene.reader import SceneReader
    from passbridge.session import Frame

    told = 0
    wait = Frame.wait

    def waiting(self, timeout_ms):
        nonlocal told
        progress = wait(self, timeout_ms)
        told = progress.sample if progress.state == passbridge.abi.FRAME_DRAWING else told
        return progress

    class Cancelling:
        def __init__(self, engine):
            self.engine = engine

        def __getattr__(self, name):
            return getattr(self.engine, name)

        def test_break(self):
            return told >= samples

    render_view_layer = frame.render_view_layer
    with monkeypatch.context() as patch:
        patch.setattr(Frame, "wait", waiting)
        patch.setattr(
            engine,
            "render",
            lambda self, depsgraph: frame.add_report(render_view_layer(Cancelling(self), depsgraph, SceneReader())),
        )
        do()


def test_a_cancelled_picture_is_kept_where_the_user_wants_that(sampled, monkeypatch, tmp_path, way):
    switch_on_all_passes(sampled.view_layers[0])
    group = sampled.test_sampled
    group.samples = 1
    _, _, whole = render_exr(sampled, tmp_path / "whole.exr")

    group.samples, group.keep_cancelled = 1_000_000, True
    pictures = []
    cancelled_after(3, SampledEngine, monkeypatch, lambda: pictures.append(render_exr(sampled, tmp_path / "kept.exr")))
    (report,) = reports()
    assert report.cancelled and not report.ok and not report.error
    assert 3 <= report.samples < 1_000_000
    ((_, _, kept),) = pictures
    for channel, words in kept.items():
        if ".Combined." not in channel:
            assert words == whole[channel], channel
    alpha = next(floats(words) for channel, words in kept.items() if channel.endswith(".Combined.A"))
    assert max(alpha) == pytest.approx(1, abs=1e-5)
    assert f"{report.samples} of 1000000".encode() in (tmp_path / "kept.exr").read_bytes()
    group.samples = 1
    assert render(sampled)[0].ok


def test_a_cancelled_picture_is_dropped_where_nobody_wants_it(sampled, monkeypatch, tmp_path):
    sampled.test_sampled.samples = 1_000_000
    pictures = []
    cancelled_after(3, SampledEngine, monkeypatch, lambda: pictures.append(render_exr(sampled, tmp_path / "dropped.exr")))
    (report,) = reports()
    assert report.cancelled and report.samples == 0
    assert not any(any(words) for channel, words in pictures[0][2].items() if ".Combined." in channel)


def test_a_picture_that_never_comes_is_not_waited_for(scene, use_renderer, monkeypatch):
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine import unfinished_pictures

    monkeypatch.setattr(unfinished_pictures, "_LAST_WAIT_S", 0.2)
    use_renderer("passbridge.testrenderer.EndlessRenderer")
    scene.passbridge.keep_cancelled = True
    cancelled_after(0, PassbridgeRenderEngine, monkeypatch, lambda: render(scene))
    (report,) = reports()
    assert report.cancelled and report.samples == 0 and not report.error
