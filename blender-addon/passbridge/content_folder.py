# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of files that stay loaded, in folders named by what is in them.

A library or jar that a process has loaded must not be overwritten, but an add-on may be updated while Blender runs. So files
are loaded from a copy in the user's cache folder: other content, other folder. Copies that nobody has asked for in a month go when
another one is made.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from .errors import PassbridgeError

_UNUSED_S = 30 * 24 * 3600
_SCANNER_S = 10.0
_LONGEST_OF_WINDOWS = 100
"""Characters of the path that our folders lie in, where the files in these have up to 150."""
_COPY = re.compile(".+-[0-9a-f]{16}")


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

    sizes = {str(path.relative_to(top)): path.stat().st_size for path in files}
    return _made(f"{source.name}-{digest.hexdigest()[:16]}", sizes, copy)


def copy_of_package(package: Path, records: Sequence[Path]) -> Path:
    """Return a folder that holds the files of an installed Python package, ``package``, and never changes; make it where it isn't there
    yet. What is in its folders named ``bin`` may be run there: Blender installs wheels without that permission.

    records  files that list what was installed, with a hash of each file: reading one is quicker than hashing a large package. Of several
             that of the package is taken: a version that Blender could not remove leaves its own

    Raises PassbridgeError where the package is incomplete or the cache folder can't be written.
    """
    try:
        lists = [record.read_text(encoding="utf-8") for record in records]
        listed = next((each for each in lists if _is_whole(package, _sizes(package, each))), lists[0])
        sizes = _sizes(package, listed)

        def copy(folder: Path) -> None:
            shutil.copytree(package, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            for path in folder.rglob("bin/*"):
                path.chmod(0o755)

        return _made(f"{package.name}-{hashlib.sha256(listed.encode()).hexdigest()[:16]}", sizes, copy)
    except (FileNotFoundError, ValueError) as error:
        raise PassbridgeError(f"'{package}' is not whole: {error}. Install the add-on that it belongs to again") from error


def _sizes(package: Path, listed: str) -> dict[str, int]:
    """Bytes of a package's files by their paths in it, as a RECORD lists them."""
    rows = ((*name.partition("/")[::2], size) for name, _, size in csv.reader(listed.splitlines()))
    return {within: int(size) for top, within, size in rows if top == package.name and size}


def unpacked(archive: Path) -> Path:
    """Return a folder that holds what a zip file or wheel holds, and never changes; make it where it isn't there yet.

    Raises PassbridgeError where the file can't be read or the cache folder can't be written.
    """
    try:
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        with zipfile.ZipFile(archive) as opened:
            sizes = {entry.filename: entry.file_size for entry in opened.infolist() if not entry.is_dir()}

        def unpack(folder: Path) -> None:
            with zipfile.ZipFile(archive) as opened:
                for entry in opened.infolist():
                    path = opened.extract(entry, folder)
                    mode = entry.external_attr >> 16
                    if mode & stat.S_IXUSR:  # a program, which Python would leave without the permission to run
                        os.chmod(path, stat.S_IMODE(mode))

        return _made(f"{archive.name}-{digest[:16]}", sizes, unpack)
    except (FileNotFoundError, zipfile.BadZipFile) as error:
        raise PassbridgeError(f"'{archive}' can't be unpacked: {error}. Install the add-on that it belongs to again") from error


def newest(paths: Iterable[Path]) -> list[Path]:
    """Wheels, newest first: an update that was broken off may leave an old one, and 25.0.10 sorts before 25.0.2."""
    return sorted(paths, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name.split("-")[1])], reverse=True)


def cache_folder() -> Path:
    """The folder of the user's account for files that can be made again.

    Raises PassbridgeError where the account has no folder of its own, or one that Java can't be started from.
    """
    try:
        folder = _cache_folder()
    except RuntimeError as error:
        raise PassbridgeError(f"there is no folder for copies of files: {error}. Set HOME or XDG_CACHE_HOME") from error
    if sys.platform == "win32":
        _check_for_java_of_windows(folder)
    return folder


def _cache_folder() -> Path:
    if os.environ.get("XDG_CACHE_HOME"):
        base = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "passbridge"


def _check_for_java_of_windows(folder: Path) -> None:
    """It starts from no path with letters beyond the system's code page, nor where a path has more than 259 characters."""
    try:
        str(folder).encode("mbcs")
    except UnicodeEncodeError:
        cause = "the path has letters of another script than this Windows is set to"
    else:
        if len(str(folder)) <= _LONGEST_OF_WINDOWS:
            return
        cause = f"the path has {len(str(folder))} characters, {_LONGEST_OF_WINDOWS} at most may be"
    raise PassbridgeError(f"Java can't be started from '{folder}': {cause}. Set the variable XDG_CACHE_HOME to a folder like C:/Passbridge")


def _patiently(action: Callable[[], object]) -> None:
    """A virus scanner of Windows holds a new file open for a moment, in which nobody else may do much with it."""
    until_s = time.monotonic() + _SCANNER_S
    while True:
        try:
            action()
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > until_s:
                raise
            time.sleep(0.1)


def _made(name: str, sizes: Mapping[str, int], fill: Callable[[Path], None]) -> Path:
    """Appear whole or not at all: fill a folder beside, then rename. Another process may do the same at the same time.

    sizes  bytes of the files, by their paths in the folder: after a power cut files may be empty
    """
    folder = cache_folder() / name
    if folder.is_dir():
        _check_owner(folder)
        if _is_whole(folder, sizes):
            with contextlib.suppress(OSError):  # another user's, who made it for all
                os.utime(folder)
            return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.is_dir():
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".old-") as beside:
                folder.rename(Path(beside) / folder.name)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
            new = Path(beside) / folder.name
            new.mkdir()
            fill(new)
            _write_out(new)
            try:
                _patiently(lambda: new.rename(folder))
            except OSError:
                if not folder.is_dir():
                    raise
        _write_out_names(folder.parent)
    except OSError as error:
        raise PassbridgeError(f"files can't be copied to '{folder.parent}': {error}. {_way_out()}") from error
    _remove_unused(folder.parent)
    return folder


def _way_out() -> str:
    scanner = ", keep the virus scanner away from it" if sys.platform == "win32" else ""
    return f"Make the folder writable{scanner}, or set XDG_CACHE_HOME to another"


def _write_out(folder: Path) -> None:
    """Have the system write all that is in a new folder to its disk: a rename can get there before the contents of what is renamed."""
    for parent, _, names in os.walk(folder):
        for name in names:
            _patiently(lambda path=os.path.join(parent, name): _write_out_file(path))  # type: ignore[misc]
        _write_out_names(Path(parent))


def _write_out_file(path: str) -> None:
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def _write_out_names(folder: Path) -> None:
    if sys.platform == "win32":
        return  # there a folder can't be opened
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove_unused(cache: Path) -> None:
    """Who still has one of them loaded keeps the files open, or is asked for another copy."""
    oldest_s = time.time() - _UNUSED_S
    for each in cache.iterdir():
        with contextlib.suppress(OSError):
            if _COPY.fullmatch(each.name) and each.stat().st_mtime < oldest_s:
                shutil.rmtree(each)


def _is_whole(folder: Path, sizes: Mapping[str, int]) -> bool:
    return all(_has_size(folder / path, size) for path, size in sizes.items())


def _has_size(file: Path, size: int) -> bool:
    try:
        return file.stat().st_size == size
    except FileNotFoundError:
        return False


def _check_owner(folder: Path) -> None:
    """What is loaded from there runs with the user's rights."""
    if sys.platform == "win32":
        return
    for each in (folder.parent, folder):
        status = each.stat()
        if status.st_uid not in (os.getuid(), 0) or status.st_mode & stat.S_IWOTH:
            raise PassbridgeError(f"'{each}' belongs to another user, or everybody can write to it: remove it, or set XDG_CACHE_HOME")
