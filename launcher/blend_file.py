# SPDX-License-Identifier: Apache-2.0
"""The header of a .blend file: is it one, and which Blender wrote it?"""

import gzip
import re
import zlib
from pathlib import Path

from launcher.console import one_line
from launcher.errors import LauncherError

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# Up to 4.5: pointer size, byte order, version in three digits. From 5.0 on: header size, pointer size, format version,
# byte order, version in four digits. (Blender's blenloader: BLO_core_blend_header.hh)
_HEADER = re.compile(rb"BLENDER(?:[-_][vV](\d)(\d\d)|\d\d-\d\d[vV](\d\d)(\d\d))")
_HEADER_BYTES = 17


def require_openable(path: Path, blender_version: tuple[int, ...]) -> None:
    """Raise LauncherError where a file is not there, is no .blend file, or is newer than the Blender that is to open it."""
    version = written_by(path)
    if version is not None and version > blender_version[:2]:
        raise LauncherError(newer_message(path, version, blender_version))


def newer_message(path: Path | str, version: tuple[int, ...], blender_version: tuple[int, ...]) -> str:
    major, minor = version[:2]
    return (
        f"{one_line(path)} was saved by Blender {major}.{minor}, which is newer than this Blender "
        f"{'.'.join(map(str, blender_version))}: choose a newer one with --blender"
    )


def written_by(path: Path) -> tuple[int, int] | None:
    """The (major, minor) version of the Blender that wrote a file; None where zstd hides it from the standard library."""
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
        if start.startswith(_ZSTD_MAGIC):
            return None
        if start.startswith(_GZIP_MAGIC):
            with gzip.open(path) as file:
                start = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise LauncherError(f"there is no file {one_line(path)}") from None
    except (zlib.error, EOFError, gzip.BadGzipFile):
        start = b""
    except OSError as error:
        raise LauncherError(f"{one_line(path)} can't be read: {error.strerror}") from error
    match = _HEADER.match(start)
    if match is None:
        raise LauncherError(f"{one_line(path)} is no .blend file")
    major, minor = (int(number) for number in match.groups() if number is not None)
    return major, minor
