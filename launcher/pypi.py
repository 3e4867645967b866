# SPDX-License-Identifier: Apache-2.0
"""Packages of PyPI, kept in the user's cache folder."""

import os
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from launcher import process, project
from launcher.console import say
from launcher.errors import LauncherError


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "passbridge")


def install(packages: Sequence[str], folder: Path, base: Path) -> str:
    """Make a virtual environment of the Python `base` with these packages in the folder. Gives what failed, or nothing."""
    make = [base, "-m", "venv", "--clear", folder]
    return _failed([make, [*_pip(folder), "install", *packages]], f"install-{folder.name}")


def downloader(folder: Path) -> Path:
    """Make a virtual environment for its pip in the folder, and give its Python."""
    failure = _failed([[sys.executable, "-m", "venv", "--clear", folder]], f"environment-{folder.name}")
    if failure:
        raise LauncherError(f"there is no pip: {failure}. Debian: apt install python3-venv")
    return folder / "bin" / "python"


def tool(package: str, version: str) -> Path:
    """The folder of a package that is a program for this machine, installed first where it is missing."""
    folder = cache_folder() / f"{package}-{version}"
    found = [*folder.glob(f"lib/python*/site-packages/{package}-{version}.dist-info/RECORD")]
    if not found:
        say(f"installing {package} {version} (once) into {folder}")
        failure = install([f"{package}=={version}"], folder, Path(sys.executable))
        if failure:
            raise LauncherError(f"{package} {version} could not be installed: {failure}")
        return tool(package, version)
    return found[0].parent.parent / package


def wheel(package: str, version: str, tag: str) -> Path:
    """A wheel of any platform, downloaded first where it is missing or has not come whole."""
    folder = cache_folder() / "wheels"
    path = folder / f"{package}-{version}-py3-none-{tag}.whl"
    if not zipfile.is_zipfile(path):  # a zip's table of contents is its end
        say(f"downloading {path.name} (once) into {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as partial:
            environment = Path(partial, "environment")
            downloader(environment)
            choice = ["--no-deps", "--only-binary", ":all:", "--platform", tag, f"{package}=={version}", "-d", partial]
            failure = _failed([[*_pip(environment), "download", *choice]], f"download-{path.stem}")
            if failure:
                raise LauncherError(f"{path.name} could not be downloaded: {failure}")
            os.replace(Path(partial, path.name), path)
    return path


def _pip(environment: Path) -> list[str | Path]:
    return [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]


def _failed(commands: Sequence[Sequence[str | Path]], name: str) -> str:
    log = project.DIST / "logs" / f"{name}.log"
    log.unlink(missing_ok=True)
    for command in commands:
        if process.run_logged(command, log) != 0:
            return f"{process.tail(log, 1)} ({os.path.relpath(log)})"
    return ""
