# SPDX-License-Identifier: Apache-2.0
"""Windows' build of Blender under Wine: the bpy wheel for Windows, in a Python for Windows."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import addon_zip, blender, demo, process, project, pypi, wine
from launcher.blender_versions import Wheel
from launcher.console import say
from launcher.errors import Unavailable

_BPY = "4.2.23"
_PYTHON = "3.11"
_PACKAGES = (f"bpy=={_BPY}", "numpy==1.26.4", "pytest")
_PYTHON_JAR = "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64"
"""Python's own builds come from its site alone; this one is in Maven Central, for programs in Java."""

_MOST_DIFFERENCE = 1 / 255
"""Of what is shown."""

NAME = f"Windows' bpy {_BPY} (Wine)"


@dataclass(frozen=True)
class WineBlender(blender.Blender):
    """A bpy of Windows. Files of this system are on its drive Z."""

    @property
    def command(self) -> list[str | Path]:
        # Wine's own programs ask for a display. Python for Windows wants pipes: a file or a terminal of this system is no handle to it.
        return ["xvfb-run", "-a", "sh", "-c", 'wine "$@" </dev/null 2>&1 | cat', "wine", self.executable]

    def path(self, path: Path) -> str:
        return f"Z:{os.path.abspath(path)}"

    def _environment(self, folder: Path, added: Mapping[str, str]) -> dict[str, str]:
        return {
            **super()._environment(folder, added),
            "PYTHONUTF8": "1",
            **wine.environment(),
        }


def get() -> WineBlender:
    """The one in the user's cache folder; installed there first where it is missing."""
    wine.environment()  # before what takes longer
    folder = pypi.cache_folder() / "blenders" / f"windows-bpy-{_BPY}"
    if not folder.is_dir():
        say(f"installing {NAME} (once) into {folder}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
            made = Path(partial, folder.name)
            _install(made, Path(partial))
            os.replace(made, folder)
    return WineBlender(folder / "python" / "python.exe", tuple(map(int, _BPY.split("."))), is_python=True)


def difference_from_linux(chosen: WineBlender, addon_folder: Path) -> str:
    """What is wrong about the demo scene's picture, which this system's Blender of the same version must render alike; or nothing."""
    linux = Wheel(_BPY, _PYTHON).get()
    scene = demo.blend_file(linux)
    pictures = []
    for each, folder in ((linux, addon_zip.unpacked()), (chosen, addon_folder)):
        pictures.append(project.DIST / f"demo-{'linux' if each is linux else 'windows'}.exr")
        pictures[-1].unlink(missing_ok=True)
        arguments = {"addon_folder": each.path(folder), "scene": each.path(scene), "output": each.path(pictures[-1])}
        result = each.run("picture_words_job", {**arguments, "size": (240, 135), "samples": 16}, blender.log_path(pictures[-1].stem))
        if result["error"]:
            return str(result["error"])
    arguments = {"expected": str(pictures[0]), "found": str(pictures[1]), "tests_folder": str(project.ROOT / "blender-addon" / "tests")}
    compared = linux.run("compare_words_job", arguments, blender.log_path("demo-compared"))
    if compared["error"]:
        return str(compared["error"])
    far = {channel: count for channel, count in compared["far_pixel_counts"].items() if count}
    mean = compared["mean_difference"]
    return "" if mean <= _MOST_DIFFERENCE and not far else f"mean difference {mean:.5f}, pixels of data passes that differ: {far}"


def _install(folder: Path, beside: Path) -> None:
    """`folder` gets a Python with bpy in `python`."""
    log = blender.log_path("install-windows-bpy")
    log.unlink(missing_ok=True)
    python, packages, jars = folder / "python", folder / "python" / "Lib" / "site-packages", beside / "jars"
    pip = [pypi.downloader(beside / "environment"), "-m", "pip", "--disable-pip-version-check", "install", "--target", packages]
    choice = ["--platform", "win_amd64", "--python-version", _PYTHON, "--only-binary", ":all:", *_PACKAGES]
    maven = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={_PYTHON_JAR}", f"-DoutputDirectory={jars}"]
    for command in (maven, [*pip, *choice]):
        if process.run_logged(command, log, cwd=project.ROOT) != 0:
            raise Unavailable(f"{NAME} could not be installed: {process.tail(log, 1)} ({os.path.relpath(log)})")
    _lay_out_python(next(jars.glob("*.jar")), python)


def _lay_out_python(jar: Path, python: Path) -> None:
    """The jar has Python's files, but not where Python looks for them."""
    with zipfile.ZipFile(jar) as packed:
        for entry in packed.infolist():
            within = entry.filename.partition("/windows-x86_64/")[2]
            if not within or entry.is_dir():
                continue
            folder, _, name = within.rpartition("/")
            if folder == "" and name.endswith((".dll", ".exe")) and not name.startswith("jni"):
                places = [python / name]
            elif folder == "lib" and name.endswith((".pyd", ".dll")):
                # Windows looks for libraries beside the program, too.
                places = [python / "DLLs" / name] + [python / name] * name.startswith(("vcruntime", "libffi"))
            elif folder == "lib" or folder.startswith("lib/"):
                places = [python / "Lib" / within.removeprefix("lib/")]
            else:
                continue
            for place in places:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packed.read(entry))
