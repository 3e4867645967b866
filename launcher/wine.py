# SPDX-License-Identifier: Apache-2.0
"""Wine, which runs programs for Windows."""

import contextlib
import glob
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from launcher import process, project, pypi
from launcher.errors import Unavailable

_ENDING_S = 60

_installing, _running = threading.Lock(), threading.Lock()


def version() -> tuple[int, ...]:
    """Of the Wine that is installed, like (8, 0)."""
    _require()
    said = subprocess.run(["wine", "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    found = re.search(r"wine-(\d+)\.(\d+)", said)
    if found is None:
        raise Unavailable("this Wine does not tell its version: install another (Debian: apt install wine wine64)")
    return tuple(map(int, found.groups()))


def environment() -> dict[str, str]:
    """Variables that Wine heeds. It is to say nothing of itself, and to have the code page of Western Europe (1252)."""
    return {"WINEPREFIX": str(_prefix()), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """No other thread's Wine runs meanwhile: programs that draw can't where one without a display has started its services."""
    variables, server = {**os.environ, **environment()}, _server()
    with _running:
        try:
            yield
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):  # else one of its programs hangs
                subprocess.run([server, "--wait"], env=variables, stderr=subprocess.DEVNULL, timeout=_ENDING_S)


@contextlib.contextmanager
def session() -> Iterator[None]:
    """Keeps Wine running, alone: its services take three seconds to start and to end, which each program would wait for."""
    command = ["wine", "cmd"]
    with alone(), subprocess.Popen(
        command,
        env={**os.environ, **environment()},
        stdin=subprocess.PIPE,  # it ends when this does
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ):
        yield


def _server() -> str:
    """The program that Wine's others talk to; Debian sid does not put it on the PATH."""
    found = shutil.which("wineserver", path=os.pathsep.join((os.environ.get("PATH", os.defpath), *glob.glob("/usr/lib/*/wine"))))
    if found is None:
        raise Unavailable("there is no wineserver on the PATH, which comes with wine: put its folder there")
    return found


def _require() -> None:
    if shutil.which("wine") is None:
        raise Unavailable("there is no wine: install it (Debian: apt install wine wine64)")


def _prefix() -> Path:
    """The folder with Windows' drive C in the user's cache folder, made first where it is missing."""
    _require()
    folder = pypi.cache_folder() / "wine"
    with _installing:
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
                made = Path(partial, folder.name)
                log = project.DIST / "logs" / "install-wine.log"
                log.unlink(missing_ok=True)
                variables = {**os.environ, "WINEPREFIX": str(made), "WINEDEBUG": "-all"}
                if process.run_logged(["xvfb-run", "-a", "wineboot", "--init"], log, environment=variables, limit_seconds=300) != 0:
                    raise Unavailable(f"Wine could not be set up: {process.tail(log, 1)} ({os.path.relpath(log)})")
                os.replace(made, folder)
    return folder
