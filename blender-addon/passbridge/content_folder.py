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
from pathlib import Path

from .errors import PassbridgeError


def content_folder(source: Path) -> Path:
    """Return a folder that holds the same files as ``source`` and never changes; make it where it isn't there yet.

    Raises PassbridgeError where ``source`` is missing or the cache folder can't be written.
    """
    files = sorted(path for path in source.rglob("*") if path.is_file())
    if not files:
        raise PassbridgeError(f"'{source}' is missing or empty: install the Passbridge add-on again")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(source)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    folder = cache_folder() / f"{source.name}-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        _copy(source, folder)
    return folder


def cache_folder() -> Path:
    """The folder of the user's account for files that can be made again."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "passbridge"


def _copy(source: Path, folder: Path) -> None:
    """Appear whole or not at all: copy beside, then rename. Another process may do the same at the same time."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
            copy = Path(beside) / folder.name
            shutil.copytree(source, copy)
            try:
                copy.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
    except OSError as error:
        raise PassbridgeError(f"files can't be copied to '{folder.parent}': {error}. Make the folder writable") from error
