# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the JVM start sooner: from an archive of the classes that it had loaded at an earlier start.

The first start with a JVM and a class path writes down which classes are loaded, the second makes the archive of them in a process of
its own beside it, and those that follow use it (class data sharing of the JVM). What does not work is left: the JVM starts as it would without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .content_folder import cache_folder
from .java_runtime import DETACHED, JavaRuntime

_LIST, _READ_LIST, _ARCHIVE = "classes.list", "read.list", "classes.jsa"
_LIMIT_S = 120
_OF_DEVICES = "-Dpassbridge.gpu"

_making: list[subprocess.Popen[bytes]] = []  # Python complains of a process that nobody waits for; each goes on when this one ends


def archive_options(runtime: JavaRuntime, options: Sequence[str]) -> list[str]:
    """Return what the JVM is to be started with beside ``options``, and where it is time for it, begin to make the archive."""
    folder = _folder(runtime, options)
    archive, written, read = (folder / name for name in (_ARCHIVE, _LIST, _READ_LIST))
    with contextlib.suppress(OSError):
        if archive.exists():
            os.utime(folder)  # copies that nobody asks for go
            if _is_whole(archive):
                return [f"-XX:SharedArchiveFile={archive}"]
            if archive.stat().st_mtime > time.time() - _LIMIT_S:
                return []  # being made
            archive.unlink()
        if not written.exists():
            folder.mkdir(parents=True, exist_ok=True)
            return [f"-XX:DumpLoadedClassList={written}"]
        os.replace(written, read)  # where that fails, the next start does not try the same again
        command = [str(runtime.home / "bin" / "java"), *options, "-Xshare:dump"]
        command += [f"-XX:SharedClassListFile={read}", f"-XX:SharedArchiveFile={archive}"]
        _making.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **DETACHED))
    return []


def give_up_archive(runtime: JavaRuntime, options: Sequence[str]) -> None:
    """Have the next start write down its classes anew: the JVM did not start with the archive."""
    with contextlib.suppress(OSError):
        (_folder(runtime, options) / _ARCHIVE).unlink()


def _is_whole(archive: Path) -> bool:
    """Whether the JVM has finished it: that writes the header last, which begins with a number other than 0 (``filemap.cpp`` of OpenJDK)."""
    with archive.open("rb") as file:
        return any(file.read(4))


def _folder(runtime: JavaRuntime, options: Sequence[str]) -> Path:
    """An archive is good for one JVM, with one class path and the same options alone; which device is drawn with is nothing to it."""
    told = "\n".join((str(runtime.home), runtime.version, *(option for option in options if not option.startswith(_OF_DEVICES))))
    return cache_folder() / f"classes-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
