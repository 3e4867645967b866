# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of files that stay loaded, in folders named by what is in them.

A library or jar that a process has loaded must not be overwritten, but an add-on may be updated while Blender runs. So files
are loaded from a copy in the user's cache folder: other content, other folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from .errors import PassbridgeError


def content_folder(source: Path) -> Path:
    """Return a folder that holds the same files as the folder ``source``, or the file ``source`` alone, and never changes; make it
    where it isn't there yet.

    Raises PassbridgeError where ``source`` is missing or the cache folder can't be written.
    """
    top, files = source, sorted(path for path in source.rglob("*") if path.is_file())
    if source.is_file():
        top, files = source.parent, [source]
    if not files:
        raise PassbridgeError(f"'{source}' is missing or empty: install the Passbridge add-on again")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(top)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())

    def copy(folder: Path) -> None:
        for path in files:
            target = folder / path.relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    return _made(f"{source.name}-{digest.hexdigest()[:16]}", copy)


def unpacked(archive: Path) -> Path:
    """Return a folder that holds what a zip file or wheel holds, and never changes; make it where it isn't there yet.

    Raises PassbridgeError where the file can't be read or the cache folder can't be written.
    """
    try:
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()

        def unpack(folder: Path) -> None:
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(folder)

        return _made(f"{archive.name}-{digest[:16]}", unpack)
    except (FileNotFoundError, zipfile.BadZipFile) as error:
        raise PassbridgeError(f"'{archive}' can't be unpacked: {error}. Install the add-on that it belongs to again") from error


def cache_folder() -> Path:
    """The folder of the user's account for files that can be made again."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "passbridge"


def _made(name: str, fill: Callable[[Path], None]) -> Path:
    """Appear whole or not at all: fill a folder beside, then rename. Another process may do the same at the same time."""
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
            new = Path(beside) / folder.name
            new.mkdir()
            fill(new)
            try:
                new.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
    except OSError as error:
        raise PassbridgeError(f"files can't be copied to '{folder.parent}': {error}. Make the folder writable") from error
    return folder
