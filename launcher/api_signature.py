# SPDX-License-Identifier: Apache-2.0
"""The Java API held against that of the last release, by japicmp: nothing is gone unless the version says so."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from launcher import process, project
from launcher.errors import LauncherError

_CHANGELOG = project.ROOT / "CHANGELOG.md"
_RELEASED_JARS = project.CORE / "released"
_FINDING = "There is at least one incompatibility: "
_SHOWN_LINES = 12


@dataclass(frozen=True)
class Jar:
    """A jar with a module's API, and the version that it is of, as MAJOR.MINOR.PATCH."""

    version: str
    path: Path


def last_release(changelog: str | None = None) -> Jar | None:
    """What was released last, or None before the first release: the changelog's newest heading that is a version alone."""
    text = _CHANGELOG.read_text() if changelog is None else changelog
    heading = re.search(r"^## (\d+\.\d+\.\d+)$", text, re.MULTILINE)
    return heading and Jar(heading[1], _RELEASED_JARS / f"passbridge-core-{heading[1]}.jar")


def may_break(old: str, new: str) -> bool:
    """Whether a version may take away what an older one had: with a new major number, before 1.0 with a new minor number."""
    (old_major, old_minor, _), (new_major, new_minor, _) = (version.split(".") for version in (old, new))
    return old_major != new_major or (new_major == "0" and old_minor != new_minor)


def check(released: Jar, current: Jar, class_path: Iterable[Path], log: Path) -> None:
    """Raise a LauncherError where the current API breaks code that was written for the released one, and may not.

    Counts what the released module exports, public and protected. `class_path` has what the modules need; the log gets
    all differences.
    """
    if not released.path.is_file():
        raise LauncherError(
            f"CHANGELOG.md has {released.version} as released, but its API is not kept: build that version's tag and put "
            f"its {released.path.name} into {os.path.relpath(released.path.parent)}"
        )
    exported = _exports(released.path)
    hidden = exported - _exports(current.path)
    is_strict = not may_break(released.version, current.version)
    if hidden and is_strict:
        raise LauncherError(f"{current.version} no longer exports {', '.join(sorted(hidden))}: {_way_out(released)}")
    classes = os.pathsep.join(map(str, class_path))
    arguments = [
        *("--old", released.path, "--new", current.path, "--old-classpath", classes, "--new-classpath", classes),
        *("--include", ";".join(sorted(exported)), "--include-exclusively", "--only-modified"),
        *(("--error-on-binary-incompatibility", "--error-on-source-incompatibility") if is_strict else ()),
    ]
    words = " ".join(f'"{argument}"' for argument in arguments)
    command = ["mvn", "-q", "-B", "exec:java@japicmp", "-f", project.CORE / "pom.xml", f"-Dexec.args={words}"]
    said: list[str] = []
    if process.run_logged(command, log, on_line=said.append) != 0:
        found = [line.partition(_FINDING)[2] for line in said if _FINDING in line]
        if not found:
            raise LauncherError(f"japicmp did not compare the jars; its last words:\n{process.tail(log, _SHOWN_LINES)}")
        raise LauncherError(f"{current.version} breaks the API of {released.version}: {_way_out(released)}\n{found[0]}")


def _way_out(released: Jar) -> str:
    part = "minor" if released.version.startswith("0.") else "major"
    return f"keep what {released.version} had, or raise the {part} version"


def _exports(jar: Path) -> set[str]:
    command = ["jar", "--describe-module", "--file", jar]
    described = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^exports (\S+)$", described, re.MULTILINE))
