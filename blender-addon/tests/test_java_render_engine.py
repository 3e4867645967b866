# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines that are declared in a few lines: what Blender gets of them, and that bad declarations are refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bpy
import passbridge
import pytest
from passbridge import Java, JavaRenderEngine, Pass, PassbridgeError, Setting
from passbridge.engine import settings
from rendering import render, render_exr
from test_delivery import pattern_word
from test_request import decoded

TEST_JAR = os.environ.get("PASSBRIDGE_TEST_JAR", "")
PATTERN = "passbridge.testrenderer.PatternRenderer"


class InkEngine(JavaRenderEngine):
    bl_idname, bl_label = "TEST_INK", "Ink"
    java = Java(PATTERN, [TEST_JAR])
    passes = [Pass("Ink Lines", "RGBA"), Pass("Weight", "X"), Pass("方向", "XYZ"), Pass.DEPTH]
    settings = [
        Setting("samples", 3, min=1, max=64),
        Setting("thickness", 2.0, min=0, max=20, soft_max=5, description="Width of a line, in pixels"),
        Setting("is_dashed", False),
        Setting("title", "Plan"),
        Setting("paper", (0.25, 0.5, 1.0)),
        Setting("hatching", "CROSS", items=["NONE", "CROSS"]),
    ]


class PlainEngine(JavaRenderEngine):
    bl_idname, bl_label = "TEST_PLAIN", "Plain"
    java = Java(PATTERN, [TEST_JAR])


@pytest.fixture
def engines(scene: bpy.types.Scene) -> Iterator[bpy.types.Scene]:
    """Both registered; a scene that InkEngine draws."""
    for engine in (InkEngine, PlainEngine):
        passbridge.register_engine(engine)
    scene.render.engine = InkEngine.bl_idname
    yield scene
    for engine in (PlainEngine, InkEngine):
        passbridge.unregister_engine(engine)


def declared(**members: object) -> type[JavaRenderEngine]:
    return type("Declared", (JavaRenderEngine,), {"bl_idname": "DECLARED", "bl_label": "Declared", "java": Java("a.B"), **members})


def traces(bl_idname: str) -> list[str]:
    """What Blender knows of an engine."""
    name = bl_idname.lower()
    panels = [p.__name__ for p in bpy.types.Panel.__subclasses__() if bl_idname in getattr(p, "COMPAT_ENGINES", ()) and p.is_registered]
    owners = [owner.__name__ for owner in (bpy.types.Scene, bpy.types.ViewLayer) if hasattr(owner, name)]
    return panels + owners + [each for each in dir(bpy.types) if name in each.lower()]


def test_the_module_needs_no_blender_until_an_engine_is_declared():
    program = (
        "import sys; sys.modules['bpy'] = None; import passbridge\n"
        "assert not [name for name in sys.modules if name.startswith('passbridge.engine')]\n"
        "try:\n    passbridge.Pass\nexcept ImportError:\n    print('fine')\n"
    )
    folder = Path(passbridge.__file__).parent.parent
    python = sys.executable if "python" in Path(sys.executable).name else "python3"  # 3.4 says that it is itself
    said = subprocess.run([python, "-c", program], cwd=folder, capture_output=True, text=True)
    assert said.stdout == "fine\n", said.stderr


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Brush"):
        passbridge.Brush


def test_settings_are_properties_with_their_limits(engines):
    group = engines.test_ink
    limits = group.bl_rna.properties["thickness"]
    assert (limits.hard_min, limits.hard_max, limits.soft_min, limits.soft_max) == (0, 20, 0, 5)
    assert (limits.name, limits.description) == ("Thickness", "Width of a line, in pixels")
    assert settings.reader_of(InkEngine)("SCENE", engines) == {
        "samples": 3, "thickness": 2.0, "is_dashed": False, "title": "Plan", "paper": (0.25, 0.5, 1.0), "hatching": "CROSS",
    }
    group.thickness, group.hatching, group.paper = 50, "NONE", (0, 0, 1)
    values = settings.reader_of(InkEngine)("SCENE", engines)
    assert (values["thickness"], values["hatching"], values["paper"]) == (20.0, "NONE", (0.0, 0.0, 1.0))
    of_plain = {*engines.test_plain.bl_rna.properties.keys()} - {"rna_type", "name"}
    assert of_plain == {"viewport_is_paused"}, "what every engine has"
    assert not hasattr(bpy.types.Object, "test_plain"), "an engine without settings has no properties there"


def test_settings_are_in_the_file(engines, tmp_path):
    engines.test_ink.thickness = 7
    engines.view_layers[0].test_ink.use_pass_weight = False
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "set.blend"))
    engines.test_ink.thickness = 1
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "set.blend"))
    assert bpy.context.scene.test_ink.thickness == 7
    assert not bpy.context.scene.view_layers[0].test_ink.use_pass_weight


def test_each_frame_hands_over_settings_and_samples(engines, monkeypatch):
    from passbridge.session import Session

    submitted = []
    submit = Session.submit

    def recording(self, request, capture=None):
        asked = decoded(request)
        submitted.append((asked.samples, asked.settings))
        return submit(self, request, capture)

    monkeypatch.setattr(Session, "submit", recording)
    engines.test_ink.samples, engines.test_ink.title = 5, "Höhe"
    assert render(engines)[0].ok
    engines.render.engine = PlainEngine.bl_idname
    assert render(engines)[0].ok
    (samples, values), of_plain = submitted
    assert samples == 5 and values["samples"] == (5,) and values["title"] == "Höhe" and values["paper"] == (0.25, 0.5, 1.0)
    assert of_plain == (1, {}), "without a setting called samples it is one"


def test_declared_passes_are_in_the_picture(engines, tmp_path):
    view_layer = engines.view_layers[0]
    view_layer.use_pass_z = False
    width, height, words = render_exr(engines, tmp_path / "ink.exr")
    expected = {"Combined": "RGBA", "Ink Lines": "RGBA", "Weight": "X", "方向": "XYZ"}
    assert set(words) == {f"{view_layer.name}.{name}.{channel}" for name, ids in expected.items() for channel in ids}
    for index, (name, ids) in enumerate(expected.items()):
        for channel, channel_id in enumerate(ids):
            found = words[f"{view_layer.name}.{name}.{channel_id}"].tolist()
            assert found == [pattern_word(index, pixel, channel) for pixel in range(width * height)], (name, channel_id)


def test_a_pass_that_is_switched_off_is_not_in_the_picture(engines, tmp_path):
    view_layer = engines.view_layers[0]
    view_layer.use_pass_z = True
    view_layer.test_ink.use_pass_ink_lines = False
    _, _, words = render_exr(engines, tmp_path / "ink.exr")
    assert {name.split(".")[1] for name in words} == {"Combined", "Weight", "方向", "Depth"}


def test_the_compositor_shows_the_passes(engines):
    view_layer = engines.view_layers[0]
    view_layer.use_pass_z = True
    view_layer.test_ink.use_pass_weight = False
    if hasattr(engines, "compositing_node_group"):
        tree = engines.compositing_node_group = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
    else:
        engines.use_nodes = True
        tree = engines.node_tree
    node = tree.nodes.new("CompositorNodeRLayers")
    found = {output.name: output.type for output in node.outputs if output.enabled}
    assert found.items() >= {"Ink Lines": "RGBA", "方向": "VECTOR", "Depth": "VALUE"}.items()
    assert "Weight" not in found


def test_panels_show_what_is_declared(engines):
    class Layout:
        """Notes what would be drawn."""

        def __init__(self):
            self.drawn = []

        def prop(self, _owner, name, **_options):
            self.drawn.append(name)

        def column(self, **_options):
            return self

    class Panel:
        layout = Layout()

    class Context:
        scene, view_layer, engine = engines, engines.view_layers[0], InkEngine.bl_idname

    def drawn(name: str) -> list[str]:
        panel = getattr(bpy.types, name)
        assert panel.poll(Context)
        Panel.layout.drawn.clear()
        panel.draw(Panel, Context)
        return list(Panel.layout.drawn)

    assert drawn("TEST_INK_PT_sampling") == ["samples"]
    assert drawn("TEST_INK_PT_settings") == [setting.name for setting in InkEngine.settings if setting.name != "samples"]
    switches = drawn("TEST_INK_PT_passes")
    assert switches[:2] == ["use_pass_ink_lines", "use_pass_weight"] and switches[3:] == ["use_pass_z"]
    assert drawn("TEST_INK_PT_film") == ["filter_size", "film_transparent"]
    assert not hasattr(bpy.types, "TEST_PLAIN_PT_settings") and not hasattr(bpy.types, "TEST_PLAIN_PT_passes")
    assert not bpy.types.TEST_PLAIN_PT_film.poll(Context), "panels are for their own engine alone"


def test_blender_s_panels_of_what_a_renderer_gets_are_shared(engines):
    sharing = [panel.__name__ for panel in bpy.types.Panel.__subclasses__() if "TEST_INK" in getattr(panel, "COMPAT_ENGINES", ())]
    assert {
        "EEVEE_MATERIAL_PT_surface", "EEVEE_WORLD_PT_surface", "DATA_PT_EEVEE_light", "DATA_PT_lens", "DATA_PT_camera_dof",
        "DATA_PT_camera_dof_aperture", "RENDER_PT_format", "RENDER_PT_output", "RENDER_PT_color_management",
        "TEST_INK_PT_film", "TEST_INK_PT_performance", "TEST_INK_PT_override", "TEST_INK_PT_light_shadow", "TEST_INK_PT_ray_visibility",
    } <= set(sharing)
    assert "DATA_PT_light" not in sharing, "EEVEE's panel shows the type of a light as well"
    assert not hasattr(bpy.types, "TEST_INK_PT_motion_blur"), "it draws no motion blur"
    assert hasattr(bpy.types, "PASSBRIDGE_PT_motion_blur")


def test_unregister_mirrors_register(engines):
    assert traces("TEST_INK") and traces("TEST_PLAIN")
    passbridge.unregister_engine(InkEngine)
    try:
        assert traces("TEST_INK") == []
        assert traces("TEST_PLAIN"), "the other engine stays"
        with pytest.raises(PassbridgeError, match="not registered"):
            passbridge.unregister_engine(InkEngine)
    finally:
        passbridge.register_engine(InkEngine)


def test_engines_render_alternately(engines, tmp_path):
    """Passbridge's own, and two of other add-ons, each with a session of its own."""
    pictures = {}
    for _ in range(3):
        for idname in ("PASSBRIDGE", "TEST_INK", "TEST_PLAIN"):
            engines.render.engine = idname
            _, _, words = render_exr(engines, tmp_path / "picture.exr")
            picture = {name: values.tobytes() for name, values in words.items()}
            assert pictures.setdefault(idname, picture) == picture
    assert pictures["PASSBRIDGE"] != pictures["TEST_PLAIN"]


def test_one_renderer_with_other_jars_is_another_session(engines, tmp_path):
    """Engines may have renderers of one class name: each comes from its own jars."""
    from passbridge.engine.sessions import open_session

    assert render(engines)[0].ok
    engines.render.engine = PlainEngine.bl_idname
    assert render(engines)[0].ok
    assert open_session(InkEngine) is not open_session(PlainEngine)
    assert open_session(InkEngine) is open_session(InkEngine)


def test_an_engine_that_was_registered_without_its_properties_says_so(scene):
    bpy.utils.register_class(InkEngine)
    try:
        scene.render.engine = InkEngine.bl_idname
        report = render(scene)[0]
        assert not report.ok and "passbridge.register_engine" in report.error
    finally:
        bpy.utils.unregister_class(InkEngine)


def test_a_second_engine_of_one_idname_is_refused(engines):
    twin = type("Twin", (JavaRenderEngine,), {"bl_idname": "TEST_INK", "bl_label": "Twin", "java": Java(PATTERN, [TEST_JAR])})
    with pytest.raises(PassbridgeError, match="'TEST_INK' is registered already, by 'test_java_render_engine'"):
        passbridge.register_engine(twin)
    assert render(engines)[0].ok


def test_a_changed_jar_is_a_new_session(engines, monkeypatch, tmp_path):
    from passbridge.engine.sessions import open_session

    jar = tmp_path / "engine.jar"
    shutil.copyfile(TEST_JAR, jar)
    monkeypatch.setattr(InkEngine, "java", Java(PATTERN, [str(jar)]))
    assert render(engines)[0].ok
    session = open_session(InkEngine)

    os.utime(jar, (1, 1))
    assert open_session(InkEngine) is session, "another time with the same content is the same jar"
    jar.write_bytes(jar.read_bytes() + b"\0")  # a zip's end may be followed by a comment
    assert render(engines)[0].ok
    assert open_session(InkEngine) is not session


def test_a_folder_of_classes_is_drawn_with_as_it_is_now(engines, monkeypatch, tmp_path):
    """As an IDE leaves it: other content is a new session, and the folder is free to change while it is drawn with."""
    from passbridge.engine.sessions import open_session

    classes = tmp_path / "classes"
    classes.mkdir()
    monkeypatch.setattr(InkEngine, "java", Java(PATTERN, [str(classes)]))
    assert "is empty: build the engine" in render(engines)[0].error
    with zipfile.ZipFile(TEST_JAR) as jar:
        jar.extractall(classes)
    assert render(engines)[0].ok
    session = open_session(InkEngine)
    (classes / "edit.txt").write_text("edited")
    assert render(engines)[0].ok
    assert open_session(InkEngine) is not session
    shutil.rmtree(classes)
    assert "is missing in" in render(engines)[0].error


def test_a_renderer_named_by_its_jar_is_mended_without_a_restart(engines, monkeypatch, tmp_path):
    """As an author does it: F12 fails, the jar is built again, F12 works."""
    jar = tmp_path / "engine.jar"

    def build(renderer: str) -> None:
        shutil.copyfile(TEST_JAR, jar)
        with zipfile.ZipFile(jar, "a") as opened:
            opened.writestr("META-INF/services/passbridge.Renderer", f"{renderer}\n")

    monkeypatch.setattr(InkEngine, "java", Java(classpath=[str(jar)]))
    build("passbridge.testrenderer.BrokenRenderer$Render")
    report = render(engines)[0]
    assert not report.ok and "broken in render" in report.error
    build(PATTERN)
    assert render(engines)[0].ok


def test_a_missing_jar_is_reported_and_the_next_frame_works(engines, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(InkEngine, "java", Java(PATTERN, ["missing.jar"]))
        report = render(engines)[0]
        assert not report.ok
        cause = report.error.splitlines()[0]
        assert "missing.jar" in cause and str(Path(__file__).parent) in cause and "mvn package" in cause
    assert render(engines)[0].ok


def test_a_jar_lies_beside_its_module_or_in_target(tmp_path):
    java = Java("a.B", ["a.jar", "b.jar"])
    (tmp_path / "target").mkdir()
    (tmp_path / "a.jar").write_bytes(b"")
    (tmp_path / "target" / "b.jar").write_bytes(b"")
    assert java.jars(tmp_path) == [tmp_path / "a.jar", tmp_path / "target" / "b.jar"]


def test_a_failed_registration_leaves_nothing(engines, monkeypatch):
    from passbridge.engine import panels

    def broken(_engine):
        raise RuntimeError("broken by the test")

    monkeypatch.setattr(panels, "panels_of", broken)
    engine = declared(settings=[Setting("a", 1)], passes=[Pass("A", "X")])
    with pytest.raises(RuntimeError, match="broken by the test"):
        passbridge.register_engine(engine)
    assert traces("DECLARED") == []


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("", "X"), "has 0 bytes"),
        (("x" * 64, "X"), "has 64 bytes"),
        (("墨" * 22, "X"), "has 66 bytes"),
        (("A.b", "X"), "a dot"),
        (("A\nb", "X"), "line breaks"),
        (("A ", "X"), "spaces at either end"),
        (("\ud800", "X"), "control characters"),
        ((7, "X"), "control characters"),
        (("A", 4), "must be a text"),
        (("A", ""), "must be 1 to 4 different"),
        (("A", "RGBAX"), "must be 1 to 4 different"),
        (("A", "XX"), "must be 1 to 4 different"),
        (("A", "X.Y"), "must be 1 to 4 different"),
        (("A", "é"), "must be 1 to 4 different"),
        (("A", "RGBA", "VALUE"), "must be VECTOR or COLOR"),
        (("A", "X", "FLOAT"), "must be VALUE"),
    ],
)
def test_a_pass_that_blender_would_cut_or_lose_is_refused(arguments, cause):
    with pytest.raises(PassbridgeError, match=cause):
        Pass(*arguments)


@pytest.mark.parametrize(("channel_ids", "type_name"), [("Z", "VALUE"), ("XY", "VECTOR"), ("XYZ", "VECTOR"), ("RGB", "COLOR"), ("RGBA", "COLOR")])
def test_the_type_of_a_pass_follows_from_its_channels(channel_ids, type_name):
    assert Pass("A", channel_ids).type == type_name


@pytest.mark.parametrize(
    ("declared_passes", "cause"),
    [
        ([Pass("Ink", "X"), Pass("Ink", "RGBA")], "have one name"),
        ([Pass("Ink Line", "X"), Pass("ink_line", "X")], "have one name"),
        ([Pass.DEPTH, Pass.DEPTH], "have one name"),
        ([Pass("Depth", "Z")], "write passbridge.Pass.DEPTH"),
        ([Pass("Object Index", "X")], "write passbridge.Pass.OBJECT_INDEX"),
        ([Pass("Combined", "RGBA")], "always there"),
        ([Pass.COMBINED], "always there"),
        (["Ink"], "passbridge.Pass objects and functions"),
    ],
)
def test_passes_in_each_others_way_are_refused(declared_passes, cause):
    with pytest.raises(PassbridgeError, match=cause):
        declared(passes=declared_passes)


@pytest.mark.parametrize(
    ("arguments", "options", "cause"),
    [
        (("a b", 1), {}, "no identifier"),
        (("_a", 1), {}, "no identifier"),
        (("class", 1), {}, "no identifier"),
        (("a" * 64, 1), {}, "longer than 63"),
        (("name", "x"), {}, "another one"),
        (("items", 1), {}, "another one"),
        (("a", None), {}, "must be a bool"),
        (("a", (1, 2)), {}, "must be a bool"),
        (("a", 5), {"max": 4}, "is not from -2147483648 to 4"),
        (("a", 5.0), {"min": 6}, "is not from 6 to"),
        (("a", 5), {"min": 6, "max": 4}, "must be in this order"),
        (("a", 5), {"soft_max": 7, "max": 6}, "must be in this order"),
        (("a", 1 << 31), {}, "is not from"),
        (("a", float("nan")), {}, "must be finite"),
        (("a", 5), {"max": 5.5}, "whole number"),
        (("a", True), {"min": 0}, "only numbers"),
        (("a", (0.5, 0.5, 1.5)), {}, "is not from 0.0 to 1.0"),
        (("a", "C"), {"items": ["A", "B"]}, "none of its items A, B"),
        (("a", "A"), {"items": ["A", "A"]}, "twice"),
        (("a", "A"), {"items": "AB"}, "list of texts"),
        (("samples", 1.0), {}, "whole number of at least 1"),
        (("samples", 1), {}, "whole number of at least 1"),
        (("seed", 1), {}, "whole number of at least 0"),
        (("a", 1), {"on": "MESH"}, "must be one of SCENE, OBJECT"),
    ],
)
def test_a_setting_that_can_not_work_is_refused(arguments, options, cause):
    with pytest.raises(PassbridgeError, match=cause):
        Setting(*arguments, **options)


def test_settings_in_each_others_way_are_refused():
    with pytest.raises(PassbridgeError, match="'a' is declared twice"):
        declared(settings=[Setting("a", 1), Setting("a", 2.0)])
    with pytest.raises(PassbridgeError, match="passbridge.Setting objects alone"):
        declared(settings=["a"])


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"bl_idname": "RENDER", "settings": [Setting("a", 1)]}, "'Scene.render'"),
        ({"bl_idname": "MY ENGINE"}, "must be an identifier"),
        ({"bl_idname": "E" * 41}, "must be an identifier"),
        ({"bl_label": None}, "has no 'bl_label'"),
    ],
)
def test_an_engine_that_blender_could_not_hold_is_refused(empty_scene, members, cause):
    with pytest.raises(PassbridgeError, match=cause):
        passbridge.register_engine(declared(**members))
    assert traces("DECLARED") == []


def test_other_classes_and_engines_without_java_are_refused(empty_scene):
    with pytest.raises(PassbridgeError, match="derives from passbridge.JavaRenderEngine"):
        passbridge.register_engine(bpy.types.RenderEngine)
    with pytest.raises(PassbridgeError, match="has no 'java'"):
        passbridge.register_engine(type("NoJava", (JavaRenderEngine,), {"bl_idname": "NO_JAVA", "bl_label": "No Java"}))
    with pytest.raises(PassbridgeError, match="needs the class name"):
        Java()
    with pytest.raises(PassbridgeError, match="write \\['a.jar'\\]"):
        Java(classpath="a.jar")


@pytest.mark.parametrize(("packaged_with", "way_out"), [("0.0.9", "update An engine"), ("99.0.0", "update Passbridge")])
def test_an_engine_of_another_version_says_what_to_update(packaged_with, way_out):
    with pytest.raises(PassbridgeError, match=f"{way_out}.*restart Blender"):
        passbridge.require_version(packaged_with, "An engine")


def test_an_engine_of_another_patch_release_is_welcome():
    major, minor, patch = map(int, passbridge.__version__.split("."))
    passbridge.require_version(f"{major}.{minor}.{patch + 7}", "An engine")


def test_preferences_are_found_under_any_name(passbridge_enabled, monkeypatch):
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine import jvm_preferences

    class Preferences:
        java_home, heap_mib, jvm_options, gpu = "", 300, "-Dfirst=1 '-Dsecond=a b'", "radeon"

    class Addon:
        preferences = Preferences

    class FakeBpy:
        path = bpy.path

        class context:
            class preferences:
                addons = {"cycles": Addon, "bl_ext.user_default.passbridge": Addon}

    monkeypatch.setattr(jvm_preferences, "bpy", FakeBpy)
    found = jvm_preferences.jvm_settings(PassbridgeRenderEngine)
    assert (found.heap_mib, found.options, found.gpu) == (300, ("-Dfirst=1", "-Dsecond=a b"), "radeon")
    FakeBpy.context.preferences.addons = {"cycles": Addon}
    assert jvm_preferences.jvm_settings(PassbridgeRenderEngine).heap_mib == 0
