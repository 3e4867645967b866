# SPDX-License-Identifier: Apache-2.0
"""A screen that nobody sees, for windows that are photographed."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError


@dataclass(frozen=True)
class VirtualScreen:
    """An X server's only screen."""

    display: str
    """Its name, for DISPLAY."""
    file: Path
    """Holds what is on it, in the format of xwd."""


def is_available() -> bool:
    return shutil.which("Xvfb") is not None


@contextlib.contextmanager
def opened(folder: Path, width: int = 1200, height: int = 900) -> Iterator[VirtualScreen]:
    """``folder``: for the file.

    Raises LauncherError where Xvfb does not start.
    """
    told, tells = os.pipe()
    screen = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", screen, "-fbdir", str(folder), "-nocursor", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as server:
        os.close(tells)
        with os.fdopen(told) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise LauncherError("Xvfb has not started: run it by hand to see why")
        try:
            yield VirtualScreen(f":{number}", folder / "Xvfb_screen0")
        finally:
            server.terminate()
