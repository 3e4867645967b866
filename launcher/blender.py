# SPDX-License-Identifier: Apache-2.0
"""A Blender to run jobs in: an executable, or a Python that has bpy."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher import process, project
from launcher.errors import LauncherError

_ENTRY = Path(__file__).resolve().parent / "jobs" / "entry.py"
_ASK_FOR_BPY = """
import importlib.metadata, importlib.util
if importlib.util.find_spec("bpy"):
    try:
        print("bpy", importlib.metadata.version("bpy"))
    except importlib.metadata.PackageNotFoundError:
        import bpy
        print("bpy", bpy.app.version_string)
"""


class BlenderDied(LauncherError):
    """Blender ended without a result."""


WINDOW_SIZE = (1200, 900)

@dataclass(frozen=True)
class Blender:
    """A Blender that was found and asked for its version, like (3, 4, 1)."""

    executable: Path
    version: tuple[int, ...]
    is_python: bool

    @property
    def version_text(self) -> str:
        return ".".join(map(str, self.version))

    def path(self, path: Path) -> str:
        """As this Blender's Python takes the path of a file."""
        return str(path)

    @property
    def command(self) -> list[str | Path]:
        """What runs a Python script in this Blender with factory settings, but for the script itself."""
        if self.is_python:
            return [self.executable]
        return [self.executable, "--background", "--factory-startup", "--disable-autoexec", "--python"]

    def _window_command(self, size: tuple[int, int]) -> list[str | Path]:
        geometry = ["--window-geometry", "0", "0", *map(str, size)]
        return [self.executable, "--factory-startup", "--no-window-focus", *geometry, "--python"]

    def run(
        self,
        job: str,
        arguments: Mapping[str, Any],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
        limit_seconds: float | None = None,
        in_window: bool = False,
        window_size: tuple[int, int] = WINDOW_SIZE,
    ) -> dict[str, Any]:
        """Run a job of launcher/jobs with Blender's factory settings and give its result.

        What Blender says goes to the log. `environment` is added to the current one. `in_window` has Blender open its window
        on the DISPLAY; a Python that has bpy can't. Raises BlenderDied, with the stage that the job had reached, where Blender
        ends without a result.
        """
        log.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="passbridge-") as name:
            folder = Path(name)
            request, result, stage = folder / "request.json", folder / "result.json", folder / "stage"
            stage.write_text("starting")
            request.write_text(
                json.dumps({"job": job, "arguments": arguments, "result": self.path(result), "stage": self.path(stage)})
            )
            try:
                exit_code = process.run_logged(
                    [*(self._window_command(window_size) if in_window else self.command), self.path(_ENTRY), "--", self.path(request)],
                    log,
                    environment=self._environment(folder, environment or {}),
                    on_line=on_line,
                    limit_seconds=limit_seconds,
                )
                ending = _ending(exit_code)
            except process.LimitReached as reached:
                ending = str(reached)
            if result.exists():
                return json.loads(result.read_text())
            raise BlenderDied(
                f"Blender {self.version_text} {ending} while "
                f"{stage.read_text(encoding='utf-8', errors='surrogateescape')}; what it said is in {os.path.relpath(log)}"
            )

    def _environment(self, folder: Path, added: Mapping[str, str]) -> dict[str, str]:
        """The current environment without what would bend Blender's Python, and with no user's settings or add-ons."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "BLENDER_"))}
        resources = folder / "blender"
        resources.mkdir()
        return {
            **inherited,
            # Debian's Blender takes the modules of the first Python on the PATH: let that be the one beside it.
            "PATH": os.pathsep.join((os.path.dirname(self.executable), os.environ.get("PATH", os.defpath))),
            "BLENDER_USER_RESOURCES": str(resources),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **added,
        }


def find(name: str | None) -> Blender:
    """Find the Blender that is meant: a path or a command name; by default `blender` from the PATH."""
    wanted = "blender" if name is None else name
    found = shutil.which(wanted)
    if found is None:
        raise LauncherError(f'there is no executable "{wanted}": --blender takes a Blender or a Python that has bpy')
    # Not resolved: a virtual environment's Python is a link that must be called by its own name.
    executable = Path(os.path.abspath(found))
    first_words = _ask([executable, "--version"]).split()
    if first_words[:1] == ["Blender"]:
        return Blender(executable, _version(first_words[1]), is_python=False)
    if first_words[:1] == ["Python"]:
        answer = _ask([executable, "-c", _ASK_FOR_BPY]).split()
        if answer[:1] != ["bpy"]:
            raise LauncherError(f"the Python {executable} has no bpy: --blender takes a Blender or a Python that has bpy")
        return Blender(executable, _version(answer[1]), is_python=True)
    raise LauncherError(f"{executable} is neither a Blender nor a Python that has bpy")


def log_path(name: str) -> Path:
    return project.DIST / "logs" / f"{name}.log"


def _ask(command: Sequence[str | Path]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


def _ending(exit_code: int) -> str:
    if exit_code == -signal.SIGKILL:
        return "was killed (is there too little memory?)"
    # A negative code is a signal; a crash handler may turn it into 128 + signal.
    return "crashed" if exit_code < 0 or exit_code > 128 else f"ended with exit code {exit_code}"
