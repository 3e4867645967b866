# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip itself, installed the way a user does it, in a fresh Blender with settings of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import bpy
import pytest

LEGACY_ONLY = bpy.app.version < (4, 2, 0)
REPORT_PREFIX = "installed: "
INSTALL_LEGACY = """
bpy.ops.preferences.addon_install(filepath=os.environ["PASSBRIDGE_ZIP"])
bpy.ops.preferences.addon_enable(module="passbridge")
"""
INSTALL_EXTENSION = """
bpy.ops.extensions.package_install_files(
    repo="user_default", filepath=os.environ["PASSBRIDGE_ZIP"], enable_on_install=True)
"""
THE_WAY_OUT = "Remove either the legacy add-on or the extension"
LEGACY_MODULE = "passbridge"
EXTENSION_MODULE = "bl_ext.user_default.passbridge"


ENGINE = """
import passbridge


class {name}Engine(passbridge.JavaRenderEngine):
    bl_idname, bl_label = "{name}", "{name} for tests"
    java = passbridge.Java(renderer="passbridge.testrenderer.PatternRenderer", classpath=["engine.jar"])
    passes = [passbridge.Pass("Ink", "RGBA")]
    settings = [passbridge.Setting("thickness", 2.0, min=0, max=20)]
"""
RENDER_WITH = """
from passbridge.engine.frame import frame_reports
scene = bpy.context.scene
scene.render.resolution_x = scene.render.resolution_y = 8
scene.render.engine = {engine!r}
bpy.ops.render.render()
if not frame_reports[-1].ok:
    errors.append(frame_reports[-1].error)
print("passes of {engine}:", sorted(frame_reports[-1].readback))
"""
# Blender's own package of the extension holds the add-on's files, too, but is no second engine room.
COUNT_COPIES = """
modules = [name for name in sys.modules if name.endswith("passbridge.engine.sessions")]
libraries = {line.split()[-1] for line in open("/proc/self/maps") if "libpassbridge" in line}
print(f"passbridge modules: {len(modules)}, C libraries: {len(libraries)}")
"""


def install(zip_path: str) -> str:
    """A step that installs an engine's zip and enables it."""
    if LEGACY_ONLY:
        module = Path(zip_path).name.partition("-")[0]
        return f"""
bpy.ops.preferences.addon_install(filepath={zip_path!r})
bpy.ops.preferences.addon_enable(module={module!r})
"""
    return f"""
bpy.ops.extensions.package_install_files(repo="user_default", filepath={zip_path!r}, enable_on_install=True)
"""


@pytest.fixture
def engine_zip(tmp_path: Path) -> Callable[[str], str]:
    """Packages an engine as its author does it; called with its name."""

    def package(name: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name.lower()}_engine.py").write_text(ENGINE.format(name=name))
        shutil.copyfile(os.environ["PASSBRIDGE_TEST_JAR"], folder / "engine.jar")
        project = os.environ["PASSBRIDGE_ROOT"]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        command = [Path(project) / "passbridge", "package", "--engine", folder]
        done = subprocess.run(command, cwd=project, env=inherited, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        kept = tmp_path / Path(done.stdout.strip()).name
        # Not moved: tests in another Blender may be packaging the same.
        shutil.copyfile(Path(project) / done.stdout.strip(), kept)
        return str(kept)

    return package


def in_fresh_blender(resources: Path, *steps: str, options: Sequence[str] = ()) -> dict:
    """Run steps in a Blender process with the given user folder, and options of its command line; what is there afterwards.

    `errors` are the texts of the RuntimeErrors that the steps raised, `output` is all that the process printed.
    """
    script = resources / "steps.py"
    script.write_text(
        "import bpy, json, os, sys\n"
        "errors = []\n"
        f"for step in {steps!r}:\n"
        "    try:\n"
        "        exec(step)\n"
        "    except RuntimeError as error:\n"
        "        errors.append(str(error))\n"
        "try:\n"
        "    import passbridge\n"
        "    module_file = passbridge.__file__\n"
        "except ImportError:\n"
        "    module_file = None\n"
        "classes = bpy.types.RenderEngine.__subclasses__()\n"
        "for each in classes:\n"
        "    classes += each.__subclasses__()\n"
        "engines = [each.__module__ for each in classes if getattr(each, 'bl_idname', '') == 'PASSBRIDGE' and each.is_registered]\n"
        "enabled = [name for name in bpy.context.preferences.addons.keys() if name.endswith('passbridge')]\n"
        f"print('\\n{REPORT_PREFIX}' + json.dumps(\n"
        "    {'errors': errors, 'module_file': module_file, 'engines': engines, 'enabled': enabled}), flush=True)\n"
        "sys.stderr.flush()\n"
        "os._exit(0)\n"
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    blender, *usual = json.loads(os.environ["PASSBRIDGE_BLENDER_COMMAND"])
    done = subprocess.run(
        [blender, *options, *usual, script],
        env={**inherited, "BLENDER_USER_RESOURCES": str(resources)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    reports = [line for line in done.stdout.splitlines() if line.startswith(REPORT_PREFIX)]
    assert reports, f"Blender ended with exit code {done.returncode} and no report:\n{done.stdout}"
    return {**json.loads(reports[0][len(REPORT_PREFIX) :]), "output": done.stdout}


HALTING_ENGINE = """
import passbridge
from passbridge.engine import unfinished_pictures
unfinished_pictures.are_looked_at = lambda: True
unfinished_pictures._FIRST_AFTER_S = unfinished_pictures._LEAST_PAUSE_S = 0
class HaltingEngine(passbridge.JavaRenderEngine):
    bl_idname, bl_label = "HALTING", "Halting"
    java = passbridge.Java("passbridge.testrenderer.HaltingRenderer", [os.environ["PASSBRIDGE_TEST_JAR"]])
passbridge.register_engine(HaltingEngine)
"""


def test_a_jvm_that_has_ended_is_told_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    install = INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION
    render = RENDER_WITH.format(engine="HALTING")
    state = in_fresh_blender(tmp_path, install, HALTING_ENGINE, render, render)
    told = [error for error in state["errors"] if "the JVM has ended (exit code 3): restart Blender to use it again" in error]
    assert told, state["output"]


STRAY_ENGINE = """
import passbridge
class StrayEngine(passbridge.JavaRenderEngine):
    bl_idname, bl_label = "STRAY", "Stray"
    java = passbridge.Java("passbridge.testrenderer.StrayRenderer$WithoutOpenGl", [os.environ["PASSBRIDGE_TEST_JAR"]])
passbridge.register_engine(StrayEngine)
"""


def test_opengl_where_no_renderer_has_any_fails_the_frame_and_not_blender(tmp_path: Path) -> None:
    """In a process of its own: once one renderer has OpenGL it is known to be missing elsewhere."""
    install = INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION
    renders = [RENDER_WITH.format(engine=engine) for engine in ("STRAY", "PASSBRIDGE")]
    state = in_fresh_blender(tmp_path, install, STRAY_ENGINE, *renders)
    (error,) = state["errors"]
    assert "an OpenGL function was called on a thread without an OpenGL context" in error
    assert "at passbridge.testrenderer.StrayRenderer$WithoutOpenGl.render(StrayRenderer.java:" in error
    assert "passes of PASSBRIDGE: ['Combined'" in state["output"]


@pytest.mark.parametrize("jar", ["lwjgl-3", "lwjgl-opengl-3", "passbridge-core"])
def test_a_jar_of_which_half_came_is_named(tmp_path: Path, jar: str) -> None:
    """In a process of its own, without a JVM."""
    from passbridge.engine import sessions

    java = tmp_path / "add-on" / "java"
    shutil.copytree(sessions._java_folder(), java)
    (damaged,) = (path for path in java.glob("*.jar") if path.name.startswith(jar) and "natives" not in path.name)
    os.truncate(damaged, damaged.stat().st_size // 2)
    taken_from = f"from pathlib import Path; from passbridge.engine import sessions; sessions._PACKAGE = Path({str(java.parent)!r})"
    state = in_fresh_blender(
        tmp_path, INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION, taken_from, RENDER_WITH.format(engine="PASSBRIDGE")
    )
    told = f"the jar '{damaged}' is damaged: install the Passbridge add-on again"
    assert told in state["errors"][0].splitlines()[0] and "Traceback" not in state["output"], state["output"]


def test_paths_beyond_ascii_work_in_a_locale_without_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "Zwischenablage für Bücher"))  # Java's classes are loaded from there
    state = in_fresh_blender(tmp_path, INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION, RENDER_WITH.format(engine="PASSBRIDGE"))
    assert state["errors"] == [], state["output"]
    assert "passes of PASSBRIDGE: ['Combined'" in state["output"]


def test_installed_zip_registers_one_engine_and_a_module_called_passbridge(tmp_path: Path) -> None:
    state = in_fresh_blender(tmp_path, INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION)

    assert state["errors"] == []
    module = LEGACY_MODULE if LEGACY_ONLY else EXTENSION_MODULE
    assert state["enabled"] == [module], state["output"]
    assert state["engines"] == [f"{module}.addon.engine"], state["output"]

    module_file = Path(state["module_file"])
    assert module_file.is_relative_to(tmp_path), "it must come from the zip, not from this machine"
    is_add_on = (module_file.parent / "addon").exists()
    assert is_add_on == LEGACY_ONLY, "on 4.2 and newer the wheel's module is for all engines, without the add-on"


def test_installed_zip_works_again_in_the_next_session(tmp_path: Path) -> None:
    in_fresh_blender(tmp_path, INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION)
    module = LEGACY_MODULE if LEGACY_ONLY else EXTENSION_MODULE

    state = in_fresh_blender(tmp_path, f"bpy.ops.preferences.addon_enable(module={module!r})")

    assert state["errors"] == []
    assert state["engines"] == [f"{module}.addon.engine"], state["output"]


def test_zip_of_an_engine_alone_renders(tmp_path: Path, engine_zip: Callable[[str], str]) -> None:
    """Without the Passbridge add-on: all that it needs is in its zip."""
    state = in_fresh_blender(tmp_path, install(engine_zip("INK")), RENDER_WITH.format(engine="INK"))

    assert state["errors"] == [], state["output"]
    assert "passes of INK: ['Combined', 'Ink']" in state["output"]
    assert state["enabled"] == [] and state["engines"] == []

    module = "ink_engine" if LEGACY_ONLY else "bl_ext.user_default.ink_engine"
    again = in_fresh_blender(tmp_path, f"bpy.ops.preferences.addon_enable(module={module!r})", RENDER_WITH.format(engine="INK"))
    assert again["errors"] == [], again["output"]


def test_zip_of_an_engine_alone_has_preferences_of_java(tmp_path: Path, engine_zip: Callable[[str], str]) -> None:
    """The messages name them: heap, Java and options can be chosen where nothing of Passbridge but an engine's zip is there."""
    module = "ink_engine" if LEGACY_ONLY else "bl_ext.user_default.ink_engine"
    preferences = f"""
preferences = bpy.context.preferences.addons[{module!r}].preferences
preferences.heap_mib, preferences.jvm_options = 300, "-Dpassbridge.test=1"
"""
    wrong_java = preferences + 'preferences.java_home = "/nowhere"'
    asking = """
from passbridge.engine import sessions
print("chosen:", sessions.jvm_settings(sys.modules["passbridge"].engine.registration.registered_engine("INK")))
"""
    drawn = RENDER_WITH.format(engine="INK")
    state = in_fresh_blender(tmp_path, install(engine_zip("INK")), wrong_java, drawn, 'preferences.java_home = ""', asking, drawn)
    assert len(state["errors"]) == 1 and "the JVM chosen in the preferences: '/nowhere'" in state["errors"][0], state["output"]
    assert "chosen: JvmSettings(java_home='', heap_mib=300, options=('-Dpassbridge.test=1',), gpu='')" in state["output"]
    assert "passes of INK: ['Combined', 'Ink']" in state["output"]
    disabled = in_fresh_blender(
        tmp_path, f"bpy.ops.preferences.addon_enable(module={module!r}); bpy.ops.preferences.addon_disable(module={module!r})"
    )
    assert disabled["errors"] == [] and "Traceback" not in disabled["output"], disabled["output"]


def test_zips_of_two_engines_and_passbridge_render_in_one_blender(tmp_path: Path, engine_zip: Callable[[str], str]) -> None:
    rendering = [RENDER_WITH.format(engine=engine) for engine in ("INK", "PASSBRIDGE", "WASH") * 2]
    passbridge = INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION
    state = in_fresh_blender(tmp_path, passbridge, install(engine_zip("INK")), install(engine_zip("WASH")), *rendering, COUNT_COPIES)

    assert state["errors"] == [], state["output"]
    assert "passbridge modules: 1, C libraries: 1" in state["output"]


def test_passbridge_installed_after_an_engine_is_there_in_the_next_session(tmp_path: Path, engine_zip: Callable[[str], str]) -> None:
    """A legacy add-on can't take the place of the wheel that an engine has brought into the process; it says so."""
    passbridge = INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION
    state = in_fresh_blender(tmp_path, install(engine_zip("INK")), passbridge)
    if LEGACY_ONLY:
        assert "restart Blender" in state["output"] and state["engines"] == []
    else:
        assert state["errors"] == [] and len(state["engines"]) == 1, state["output"]

    enabling = [
        f"bpy.ops.preferences.addon_enable(module={module!r})"
        for module in (("ink_engine", "passbridge") if LEGACY_ONLY else ("bl_ext.user_default.ink_engine", EXTENSION_MODULE))
    ]
    rendering = [RENDER_WITH.format(engine=engine) for engine in ("INK", "PASSBRIDGE")]
    again = in_fresh_blender(tmp_path, *enabling, *rendering)
    assert again["errors"] == [] and len(again["engines"]) == 1, again["output"]


if not LEGACY_ONLY:

    @pytest.mark.parametrize(
        ("steps", "first_module"),
        [
            pytest.param((INSTALL_LEGACY, INSTALL_EXTENSION), LEGACY_MODULE, id="legacy first"),
            pytest.param((INSTALL_EXTENSION, INSTALL_LEGACY), EXTENSION_MODULE, id="extension first"),
        ],
    )
    def test_legacy_add_on_and_extension_at_once_is_a_clear_error(
        tmp_path: Path, steps: tuple[str, str], first_module: str
    ) -> None:
        state = in_fresh_blender(tmp_path, *steps)

        assert state["engines"] == [f"{first_module}.addon.engine"], "the one that was there first stays the only one"
        assert any(THE_WAY_OUT in error for error in state["errors"]), state["output"]
