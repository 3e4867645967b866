# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/engine-guide.md, done as it says: its files written, its commands run, its engines installed in a fresh Blender and drawn with."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from exr_words import read_words
from rendering import floats
from test_install import INSTALL_EXTENSION, INSTALL_LEGACY, LEGACY_ONLY, in_fresh_blender, install

PROJECT = Path(os.environ.get("PASSBRIDGE_ROOT") or Path(__file__).resolve().parents[2])
SIDE = 64
COLOR = (1.0, 0.8, 0.2)  # the default of both engines
CUBE_CORNERS = 8  # of the only mesh in Blender's startup file

RENDER = """
from passbridge.engine.frame import frame_reports
scene = bpy.context.scene
scene.render.resolution_x = scene.render.resolution_y = {side}
scene.render.resolution_percentage = 100
scene.render.engine = {engine!r}
image = scene.render.image_settings
if hasattr(image, "media_type"):
    image.media_type = "MULTI_LAYER_IMAGE"
image.file_format, image.color_depth, image.exr_codec = "OPEN_EXR_MULTILAYER", "32", "NONE"
scene.render.use_file_extension = False
scene.render.filepath = {path!r}
bpy.ops.render.render(write_still=True)
if not frame_reports[-1].ok:
    errors.append(frame_reports[-1].error)
"""
BUILD_AGAIN = """
import subprocess
subprocess.run({command!r}, shell=True, check=True, cwd={folder!r})
"""
TOUCH_JAR = """
import sys
import zipfile
from pathlib import Path
[module] = [module for name, module in sys.modules.items() if name.endswith("noise_engine.noise_engine")]
with zipfile.ZipFile(Path(module.__file__).parent / "noise.jar", "a") as jar:
    jar.writestr("edit.txt", "another jar")
"""
RUN = """
import runpy
runpy.run_path({path!r})
"""


@dataclass
class Guide:
    """The folder in which everything was done that the guide says, but for what comes after a change."""

    folder: Path
    zips: dict[str, str]
    """Of the engines, by folder."""
    rebuild: str
    """The command for after a change."""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    folder = tmp_path_factory.mktemp("guide")
    (folder / "passbridge").symlink_to(PROJECT)
    text = (PROJECT / "docs" / "engine-guide.md").read_text(encoding="utf-8")
    done = Guide(folder, {}, "")
    for language, attributes, content in re.findall(r"^```(\w+)(.*)\n((?s:.*?))^```$", text, re.MULTILINE):
        name, _, value = attributes.strip().partition("=")
        path = folder / value
        if name == "file":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        elif name == "insert":
            assert _insert(path, content), f"{path} has no place for:\n{content}"
        elif name == "test":
            continue  # launcher/tests/test_documents.py compiles it
        elif content.startswith("mvn"):
            done.rebuild = content
        else:
            assert (language, name) == ("sh", "in"), f"this block is neither a file nor a command, so nobody tests it:\n{content}"
            output = _run(content, path)
            if output.endswith(".zip\n"):
                done.zips[value] = str((path / output.strip()).resolve())
    return done


def _insert(path: Path, content: str) -> bool:
    """Put lines before the last one of theirs, which the file has already; whether it has."""
    text = path.read_text(encoding="utf-8")
    end = content.splitlines(keepends=True)[-1]
    before, found, after = text.rpartition(end)
    path.write_text(before + content + after, encoding="utf-8")
    return bool(found)


def _run(script: str, folder: Path) -> str:
    """Run commands as a user's shell would; what they print."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=inherited, capture_output=True, text=True)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def _colors(path: Path) -> list[tuple[float, ...]]:
    width, height, words = read_words(path)
    assert (width, height) == (SIDE, SIDE)
    return list(zip(*(floats(words[f"ViewLayer.Combined.{channel}"]) for channel in "RGBA")))


def test_engine_with_opengl_draws(guide, tmp_path):
    drawn = tmp_path / "points.exr"
    rendering = RENDER.format(side=SIDE, engine="POINTS", path=str(drawn))
    state = in_fresh_blender(tmp_path, install(guide.zips["points"]), rendering)
    assert state["errors"] == [], state["output"]
    counts = {color: _colors(drawn).count(color) for color in set(_colors(drawn))}
    size = 4  # the setting's default: each point is a square of that many pixels
    [point_color] = [color for color in counts if color != (0, 0, 0, 0)]
    assert point_color == pytest.approx((*COLOR, 1), rel=1e-6)  # Blender keeps settings as 32-bit floats
    assert size * size < counts[point_color] <= CUBE_CORNERS * size * size


def test_engine_without_opengl_draws_and_counts(guide, tmp_path):
    drawn = tmp_path / "dots.exr"
    rendering = RENDER.format(side=SIDE, engine="DOTS", path=str(drawn))
    state = in_fresh_blender(tmp_path, install(guide.zips["dots"]), rendering)
    assert state["errors"] == [], state["output"]
    assert "Passbridge: INFO: read Cube" in state["output"]
    _, _, words = read_words(drawn)
    counts = list(floats(words["ViewLayer.Count.X"]))
    assert sum(counts) == CUBE_CORNERS  # the camera sees all of the cube
    alpha = [color[3] for color in _colors(drawn)]
    assert [count > 0 for count in counts] == [value == 1 for value in alpha]


def test_engine_with_a_library_of_its_own_draws(guide, tmp_path):
    """Twice, with another jar: LWJGL's natives are loaded once a process, whatever class loader asks."""
    drawn = tmp_path / "noise.exr"
    rendering = RENDER.format(side=SIDE, engine="NOISE", path=str(drawn))
    state = in_fresh_blender(tmp_path, install(guide.zips["noise"]), rendering, TOUCH_JAR, rendering)
    assert state["errors"] == [], state["output"]
    colors = _colors(drawn)
    assert len(set(colors)) > SIDE and all(0 < red < 1 and alpha == 1 for red, _, _, alpha in colors)


def test_rebuilt_engine_draws_without_a_restart(guide, tmp_path):
    first, second = tmp_path / "first.exr", tmp_path / "second.exr"
    source = guide.folder / "dots" / "src" / "main" / "java" / "com" / "example" / "dots" / "Dots.java"
    edited = source.read_text().replace("combined.put(4 * pixel, color.x())", "combined.put(4 * pixel, color.x() / 2)")
    assert edited != source.read_text()
    state = in_fresh_blender(
        tmp_path,
        INSTALL_LEGACY if LEGACY_ONLY else INSTALL_EXTENSION,
        RUN.format(path=str(guide.folder / "dots" / "develop.py")),
        RENDER.format(side=SIDE, engine="DOTS", path=str(first)),
        f"open({str(source)!r}, 'w').write({edited!r})",
        BUILD_AGAIN.format(command=guide.rebuild, folder=str(guide.folder / "dots")),
        RENDER.format(side=SIDE, engine="DOTS", path=str(second)),
    )
    assert state["errors"] == [], state["output"]
    halved = [(red / 2, green, blue, alpha) for red, green, blue, alpha in _colors(first)]
    assert _colors(second) == halved
    assert any(red > 0 for red, *_ in halved)
