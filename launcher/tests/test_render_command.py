# SPDX-License-Identifier: Apache-2.0
"""./passbridge render with the Blender on the PATH: what is written, what is said, and that a failure changes nothing."""

import functools
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import project

COMMAND = [sys.executable, str(project.ROOT / "launcher" / "__main__.py"), "render"]
SAVE_FILES = """
import bpy, os
scene = bpy.context.scene
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 120, 80, 50
scene.frame_current = 7
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("scene {frame} ##.blend"), compress=False)
text = bpy.data.texts.new("script.py")
text.use_module = True
text.write("open('script_was_here', 'w')")
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("script.blend"))
bpy.data.texts.remove(text)
scene.render.use_multiview = True
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("stereo.blend"))
scene.render.views["left"].file_suffix = "/../../outside"
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("suffix_with_a_folder.blend"))
scene.render.use_multiview = False

scene.view_layers[0].use = False
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("no_view_layer.blend"))
scene.view_layers[0].use = True
bpy.data.objects.remove(scene.camera)
scene.name = "\\x1b]0;title\\x07"
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("no_camera.blend"), compress=True)
"""
EXR_MAGIC = b"\x76\x2f\x31\x01"

pytestmark = pytest.mark.skipif(shutil.which("blender") is None, reason="there is no blender on the PATH")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what SAVE_FILES saves."""
    folder = tmp_path_factory.mktemp("files")
    command = ["blender", "--background", "--factory-startup", "--python-exit-code", "1", "--python-expr", SAVE_FILES]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def render(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True)


def png_header(path: Path) -> tuple[int, int, int, int]:
    """Width, height, bit depth and colour type (PNG specification, 11.2.2)."""
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">IIBB", content[16:26])


def test_png_has_what_the_file_asks_for_and_a_summary(files: Path, tmp_path: Path) -> None:
    output = tmp_path / "a {b} ##.png"

    done = render(files, "scene {frame} ##.blend", "-o", str(output))

    assert done.returncode == 0, done.stderr
    rgb = 2
    assert png_header(output) == (60, 40, 8, rgb)
    assert list(tmp_path.iterdir()) == [output]
    stages = ", ".join(rf"{stage} \d+ ms" for stage in ("start", "sync", "draw", "readback", "deliver", "save"))
    assert re.fullmatch(rf"{re.escape(str(output))} 60x40 frame 7: {stages}", done.stdout.splitlines()[-1])


def test_options_come_before_what_the_file_says(files: Path, tmp_path: Path) -> None:
    done = render(
        files, "scene {frame} ##.blend", "-o", str(tmp_path / "a.exr"), "--frame", "-3", "--size", "33x21", "--samples", "1"
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.exr").read_bytes().startswith(EXR_MAGIC)
    assert "a.exr 33x21 frame -3: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["no_camera.blend"], r'has no camera in scene "\x1b]0;title\x07"'),
        (["no_view_layer.blend"], 'scene "Scene" has no view layer that is rendered'),
        (["suffix_with_a_folder.blend"], 'has a "/" in its File Suffix'),
        (["\x1b[2Jgone\npassbridge: fine.blend"], r"there is no file \x1b[2Jgone\npassbridge: fine.blend"),
        (["scene {frame} ##.blend", "--size", "65536x4"], "a frame of 65536x4 is larger than"),
        (["scene {frame} ##.blend", "--size", "2x2"], "the width must be from 4 to 65536 in Blender, not 2"),
    ],
)
def test_failure_is_one_line_and_leaves_the_output_as_it_was(
    files: Path, tmp_path: Path, arguments: list[str], cause: str
) -> None:
    output = tmp_path / "a.png"
    output.write_bytes(b"as it was")

    done = render(files, *arguments, "-o", str(output))

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("passbridge: ") and cause in done.stderr
    assert list(tmp_path.iterdir()) == [output]
    assert output.read_bytes() == b"as it was"


def test_stereo_views_are_saved_as_the_file_says_and_named(files: Path, tmp_path: Path) -> None:
    done = render(files, "stereo.blend", "-o", str(tmp_path / "a.png"), "--samples", "1")

    assert done.returncode == 0, done.stderr
    written = [tmp_path / "a_L.png", tmp_path / "a_R.png"]
    assert sorted(tmp_path.iterdir()) == written
    assert done.stdout.startswith(f"{written[0]}, {written[1]} 60x40 frame 7: ")
    assert written[0].read_bytes() != written[1].read_bytes()


def test_stereo_views_are_in_one_exr(files: Path, tmp_path: Path) -> None:
    done = render(files, "stereo.blend", "-o", str(tmp_path / "a.exr"), "--samples", "1")

    assert done.returncode == 0, done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["a.exr"]
    assert b"multiView" in (tmp_path / "a.exr").read_bytes()[:4096]


def test_python_in_the_file_is_not_run_but_told_of(files: Path, tmp_path: Path) -> None:
    done = render(files, "script.blend", "-o", str(tmp_path / "a.png"), "--samples", "1")

    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "passbridge: warning: Python in the file was not run, and what it would change is drawn without: Text 'script.py'\n"
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "a.png"]


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_render_ends_its_blender_and_leaves_nothing(
    files: Path, tmp_path: Path, request_to_end: signal.Signals
) -> None:
    command = [*COMMAND, "scene {frame} ##.blend", "-o", str(tmp_path / "a.png"), "--size", "4000x4000", "--samples", "4096"]
    # A shell's background job ignores the signal, and so would all that it starts.
    heeding = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, cwd=files, stderr=subprocess.PIPE, text=True, preexec_fn=heeding) as launcher:
        blender_ids = children_when_there_are_some(launcher.pid)
        launcher.send_signal(request_to_end)
        _, said = launcher.communicate(timeout=30)

    assert launcher.returncode == 130
    assert said.endswith("passbridge: interrupted\n")
    assert list(tmp_path.iterdir()) == []
    for process_id in blender_ids:
        assert ends(process_id), f"process {process_id} goes on"


def ends(process_id: int) -> bool:
    """Whether a process ends within 10 seconds. A killed one is listed until its parent, by then init, has taken notice."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def children_when_there_are_some(process_id: int) -> list[int]:
    """Wait until a process has its Blender rendering job as a child."""
    for _ in range(600):
        children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
        rendering = [int(child) for child in children if "entry.py" in command_line(child)]
        if rendering:
            return rendering
        time.sleep(0.05)
    raise AssertionError("no Blender was started")


def command_line(process_id: str) -> str:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return ""
