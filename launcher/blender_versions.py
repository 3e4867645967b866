# SPDX-License-Identifier: Apache-2.0
"""The Blenders that the tests run in: which versions, where they are kept, and how a missing one is fetched."""

import glob
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import blender, pypi
from launcher.console import say
from launcher.errors import LauncherError, Unavailable


@dataclass(frozen=True)
class Wheel:
    """A bpy wheel and the Python that it is made for."""

    version: str
    python: str

    @property
    def name(self) -> str:
        return f"bpy {self.version}"

    def get(self) -> blender.Blender:
        """The Blender of this wheel, from the user's cache folder; installed there first where it is missing."""
        folder = pypi.cache_folder() / "blenders" / f"bpy-{self.version}"
        interpreter = folder / "bin" / "python"
        if not _is_ready(interpreter, self.version):
            self._install(folder)
        return blender.find(str(interpreter))

    def _install(self, folder: Path) -> None:
        base = _python(self.python)
        say(f"installing {self.name} (once) into {folder}")
        failure = pypi.install([f"bpy=={self.version}", "pytest"], folder, base)
        if failure:
            raise Unavailable(f"{self.name} could not be installed: {failure}")


@dataclass(frozen=True)
class Installed:
    """A Blender by the name of its executable, or of a Python that has bpy; None stands for `blender` on the PATH."""

    executable: str | None

    @property
    def name(self) -> str:
        return self.executable or "blender on the PATH"

    def get(self) -> blender.Blender:
        if self.executable is None and shutil.which("blender") is None:
            raise Unavailable("there is no blender on the PATH")
        return blender.find(self.executable)


ON_PATH = Installed(None)
WHEELS = (
    Wheel("4.2.23", python="3.11"),
    Wheel("4.5.15", python="3.11"),
    Wheel("5.0.1", python="3.11"),
    Wheel("5.2.3", python="3.13"),
)
ALL: tuple[Wheel | Installed, ...] = (ON_PATH, *WHEELS)


def wheel(version: str) -> Wheel:
    """The wheel of a version like "4.2"."""
    return next(each for each in WHEELS if each.version.startswith(f"{version}."))


LEFT_OUT_COUNTS = {(3, 4): 53, (4, 2): 31, (4, 5): 28, (5, 0): 37, (5, 2): 9}
"""How many tests are marked as not applicable to each version. A wrong condition would leave out a test everywhere without a word, so
whoever marks a test says here how many there are now."""


def chosen(names: str) -> list[Wheel | Installed]:
    """What a list like "3.4,5.2,/opt/blender/blender" names; raises LauncherError for what is not known."""
    return [_chosen(name.strip()) for name in names.split(",")]


def _chosen(name: str) -> Wheel | Installed:
    if os.sep in name:
        return Installed(name)
    for candidate in ALL:
        version = candidate.version if isinstance(candidate, Wheel) else _version_on_path()
        if f"{version}.".startswith(f"{name}."):
            return candidate
    known = ", ".join(wheel.version for wheel in WHEELS)
    raise LauncherError(f'there is no Blender "{name}" to test: choose {_version_on_path() or "a path"}, {known} or a path')


def _version_on_path() -> str:
    return blender.find(None).version_text if shutil.which("blender") else ""


def _is_ready(interpreter: Path, version: str) -> bool:
    code = "import sys; from importlib.metadata import version as v; v('pytest'); sys.exit(v('bpy') != sys.argv[1])"
    return _succeeds([interpreter, "-I", "-c", code, version])


def _python(version: str) -> Path:
    """A Python of a version like "3.13" that can make virtual environments."""
    code = "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != sys.argv[1])"
    for candidate in _python_candidates(version):
        if _succeeds([candidate, "-I", "-c", code, version]):
            return candidate
    raise Unavailable(f"there is no Python {version}: put it on the PATH, or name it with {_variable(version)}")


def _python_candidates(version: str) -> Iterator[Path]:
    named = os.environ.get(_variable(version))
    if named:
        yield Path(named)
    for folder in os.get_exec_path():
        yield Path(folder, f"python{version}")
    pyenv = os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"
    yield from map(Path, sorted(glob.glob(f"{pyenv}/versions/{version}*/bin/python{version}")))


def _variable(version: str) -> str:
    return f"PASSBRIDGE_PYTHON{version.replace('.', '')}"


def _succeeds(command: list[str | Path]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False
