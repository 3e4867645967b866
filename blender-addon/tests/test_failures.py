# SPDX-License-Identifier: GPL-3.0-or-later
"""No failure is silent: each is printed, fails Blender's operator as Cycles' do, and saves nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bpy
import passbridge
import pytest
from passbridge import Pass
from test_guests import TEST_JAR, TEST_RENDERERS, assert_a_good_engine_works, engine  # noqa: F401 (a fixture)

MISUSING = TEST_RENDERERS + "MisusingRenderer"

# The renderer, and what the first line begins and ends with.
MISUSES = {
    "a message alone": ("$OneLine", "this renderer needs a licence: buy one", "buy one"),
    "no capabilities": ("$NoCapabilities", f"{MISUSING}$NoCapabilities has no capabilities: return some from capabilities()", "()"),
    "a mesh read too late": ("$LateMesh", "java.lang.IllegalStateException: the values of mesh 'Square' ", "LateMesh.render(MisusingRenderer.java:"),
    "a framebuffer on another thread": (
        "$ForeignThread",
        "java.lang.IllegalStateException: framebuffer() belongs to the thread that render() is called on",
        "ForeignThread.lambda$render$0(MisusingRenderer.java:",
    ),
    "a context of its own": (
        "$OwnContext",
        f"{MISUSING}$OwnContext left another OpenGL context current after render()",
        "threads of its own",
    ),
    "no context": ("$NoContext", f"{MISUSING}$NoContext left another OpenGL context current after sync()", "threads of its own"),
    "metadata without a name": (
        "$NamelessMetadata",
        "java.lang.IllegalArgumentException: metadata needs a name",
        "NamelessMetadata.render(MisusingRenderer.java:",
    ),
    "a static block that fails": (
        "$StaticBlock",
        "a static block failed: java.lang.IllegalStateException: broken in a static block",
        "StaticBlock$Broken.fail(MisusingRenderer.java:",
    ),
    "a class that is not there": ("$Nowhere", f"there is no class {MISUSING}$Nowhere in ", "is its name right?"),
}


def failed_operator(capfd: pytest.CaptureFixture[str], **arguments: object) -> str:
    """Render; the first line of what Blender's operator raises. It must have been printed."""
    capfd.readouterr()
    with pytest.raises(RuntimeError) as raised:
        bpy.ops.render.render(**arguments)
    printed = capfd.readouterr().out
    first = str(raised.value).splitlines()[0]
    assert printed.splitlines().count(first) == 1, printed
    return first


@pytest.mark.parametrize("misuse", MISUSES)
def test_a_misuse_fails_the_operator_with_one_line_and_saves_nothing(scene, engine, capfd, tmp_path, misuse):  # noqa: F811
    renderer, cause, place = MISUSES[misuse]
    engine(MISUSING + renderer)
    scene.render.filepath = str(tmp_path / "failed.png")
    first = failed_operator(capfd, write_still=True)
    assert first.startswith(f"Error: TEST_0: {cause}") and (place in first[-len(place) - 8 :]), first
    assert list(tmp_path.iterdir()) == []
    assert_a_good_engine_works(scene)


def test_a_static_block_is_told_the_second_time_as_the_first(scene, engine, capfd):  # noqa: F811
    engine(f"{MISUSING}$StaticBlock")
    for _ in range(3):
        assert "java.lang.IllegalStateException: broken in a static block" in failed_operator(capfd)


def test_a_pass_that_only_python_declares_fails_the_operator(scene, engine, capfd):  # noqa: F811
    engine(f"{MISUSING}$CombinedAlone", passes=[Pass.DEPTH])
    scene.view_layers[0].use_pass_z = True
    assert "the renderer fills no pass Depth (1 channels): name it in its capabilities()" in failed_operator(capfd)


def test_a_missing_jar_fails_the_operator(scene, engine, capfd, tmp_path):  # noqa: F811
    engine("any.Renderer", jars=(str(tmp_path / "nowhere.jar"),))
    assert "nowhere.jar' of the class path is missing" in failed_operator(capfd)


@pytest.mark.parametrize("settings", [{"java_home": "/nowhere"}, {"options": ("-Xnonsense",)}, {"heap_mib": 1 << 50}])
def test_a_jvm_that_can_not_start_fails_the_operator(scene, capfd, monkeypatch, settings):
    """Blender's own process has a JVM already: what it says before it starts one is said by hand."""
    from passbridge import jvm
    from passbridge.engine import sessions

    class NoJvm:
        def __getattr__(self, name: str) -> object:
            return (lambda: 0) if name == "pb_jvm_is_running" else getattr(passbridge.native.library(), name)

    monkeypatch.setattr(jvm, "library", NoJvm)
    monkeypatch.setattr(sessions, "_of_final_renders", {})
    monkeypatch.setattr(sessions, "jvm_settings", lambda _: passbridge.JvmSettings(**settings))
    first = failed_operator(capfd)
    assert "JVM" in first and "preferences" in first


def test_an_animation_ends_at_the_frame_that_failed(scene, engine, capfd, tmp_path):  # noqa: F811
    engine(TEST_RENDERERS + "BrokenRenderer$Sometimes", settings=[passbridge.Setting("samples", 2, min=1)])
    scene.test_0.samples = 2
    scene.test_0.keyframe_insert("samples", frame=1)
    scene.test_0.samples = 3
    scene.test_0.keyframe_insert("samples", frame=2)
    scene.frame_start, scene.frame_end = 1, 3
    scene.render.filepath = f"{tmp_path}/"
    first = failed_operator(capfd, animation=True)
    assert first.startswith("Error: TEST_0, frame 2: java.lang.IllegalStateException: broken in render at "), first
    assert [path.name for path in tmp_path.iterdir()] == ["0001.png"]


def test_warnings_do_not_fail_the_operator(scene, engine):  # noqa: F811
    engine(TEST_RENDERERS + "FilmPatternRenderer")
    assert bpy.ops.render.render() == {"FINISHED"}


def run_program(command: list[str], folder: Path, limit_s: float = 200) -> subprocess.CompletedProcess[str]:
    """Run a process in a folder, with the environment of one that does not run in this Blender."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", timeout=limit_s)


ENGINE = f"""
import os, sys
sys.path.insert(0, os.environ["PASSBRIDGE_ADDON_PATH"])
import bpy, passbridge

class TestEngine(passbridge.JavaRenderEngine):
    bl_idname, bl_label = "BROKEN", "Broken"
    java = passbridge.Java({TEST_RENDERERS + "BrokenRenderer$Render"!r}, [{TEST_JAR!r}])

passbridge.register_engine(TestEngine)
bpy.context.scene.render.engine = "BROKEN"
bpy.context.scene.render.resolution_x = bpy.context.scene.render.resolution_y = 32
"""
BROKEN = "Broken, frame 2: java.lang.AssertionError: broken in render at passbridge.testrenderer.BrokenRenderer$Render.render(BrokenRenderer.java:"


@pytest.mark.not_applicable_if(not bpy.app.binary_path, "the Python module has no command line")
@pytest.mark.parametrize("rendering", [["-f", "2"], ["-s", "2", "-e", "3", "-a"]])
def test_blender_without_a_window_exits_with_1_and_saves_nothing(tmp_path, rendering):
    (tmp_path / "engine.py").write_text(ENGINE)
    saved = tmp_path / "saved"
    command = [bpy.app.binary_path, "-b", "--factory-startup", "-P", str(tmp_path / "engine.py"), "-o", f"{saved}/", *rendering]
    done = run_program(command, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"Error: {BROKEN}" in done.stdout
    assert not saved.exists()


@pytest.mark.not_applicable_if(bpy.app.binary_path, "is of the Python module")
@pytest.mark.parametrize("ending", ["", "passbridge.unregister_engine(TestEngine)"])
def test_a_program_ends_that_used_an_engine_of_a_module_of_its_own(tmp_path, ending):
    """In the module's names Blender leads to itself, and 4.2 and 4.5 keep classes for ever."""
    (tmp_path / "engine.py").write_text(ENGINE.replace("BrokenRenderer$Render", "FilmPatternRenderer"))
    (tmp_path / "program.py").write_text(f"from engine import *\nbpy.ops.render.render()\n{ending}\n")
    done = run_program([sys.executable, str(tmp_path / "program.py")], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


# Blender gives a frame up, and the renderer goes on: so one of a viewport does while Blender quits.
LEFT_BEHIND = """
from passbridge import abi, session

wait = session.Frame.wait

def wait_and_leave(frame, timeout_ms):
    progress = wait(frame, timeout_ms)
    if progress.state == abi.FRAME_DRAWING:
        wait(frame, 300)
        raise passbridge.PassbridgeError("left behind")
    return progress

session.Frame.wait = wait_and_leave
session.Frame.close = session.Session.clear = session.Session.close = lambda self: None
try:
    bpy.ops.render.render()
except RuntimeError as error:
    print(error)
"""


@pytest.mark.not_applicable_if(sys.platform == "win32", "Windows ends all other threads first")
def test_a_process_ends_while_a_renderer_works_with_opengl(tmp_path):
    """Mesa frees what its compiler needs when a process ends; here the compiler is always at work."""
    (tmp_path / "engine.py").write_text(ENGINE.replace("BrokenRenderer$Render", "CompilingRenderer") + LEFT_BEHIND)
    command = [*json.loads(os.environ["PASSBRIDGE_BLENDER_COMMAND"]), str(tmp_path / "engine.py")]
    done = run_program(command, tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == (1 if bpy.app.binary_path else 0), said  # blender -b: a render failed
    assert "left behind" in said
    assert "fatal error" not in said


# A user: presses F12, moves the mouse and looks at the Info editor. Blender's operator ends with an event after the job, and then tells of errors.
USER = """
bpy.context.preferences.view.render_display_type = "AREA"
window = bpy.context.window_manager.windows[0]
area = next(each for each in window.screen.areas if each.type == "DOPESHEET_EDITOR")
area.type = "INFO"

def press():
    view = next(each for each in window.screen.areas if each.type == "VIEW_3D")
    window.event_simulate("F12", "PRESS", x=view.x + view.width // 2, y=view.y + view.height // 2)
    bpy.app.timers.register(look, first_interval=0.5)

def look():
    window.event_simulate("MOUSEMOVE", "NOTHING", x=20, y=20)
    with bpy.context.temp_override(window=window, area=area, region=area.regions[-1]):
        bpy.ops.info.select_all(action="SELECT")
        bpy.ops.info.report_copy()
    info = bpy.context.window_manager.clipboard
    if "Broken" not in info:
        return 0.5
    open("info.txt", "w").write(info)
    os._exit(0)

bpy.app.timers.register(press, first_interval=1)
"""


@pytest.mark.not_applicable_if(not bpy.app.binary_path, "the Python module has no window")
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="there is no xvfb-run: install Xvfb (Debian, Ubuntu: apt install xvfb)")
def test_a_window_shows_the_whole_text_in_the_info_editor(tmp_path):
    (tmp_path / "engine.py").write_text("import bpy\nbpy.context.preferences.view.show_splash = False\n" + ENGINE + USER)
    command = ["xvfb-run", "-a", bpy.app.binary_path, "--factory-startup", "--enable-event-simulate", "-P", str(tmp_path / "engine.py")]
    done = run_program(command, tmp_path, limit_s=120)
    assert (tmp_path / "info.txt").exists(), done.stdout + done.stderr
    info = (tmp_path / "info.txt").read_text()
    assert BROKEN.replace(", frame 2", "") in info
    assert "\tat passbridge.testrenderer.BrokenRenderer$Render.render(BrokenRenderer.java:" in info
