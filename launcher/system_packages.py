# SPDX-License-Identifier: Apache-2.0
"""What must be installed on the system: how to tell that it is, and the Debian packages that bring it."""

import ctypes
import glob
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.console import say
from launcher.errors import InstallationNeeded, LauncherError


@dataclass(frozen=True)
class Requirement:
    """Something that the system must have.

    `packages` are those that bring it on Debian and Ubuntu; of alternatives separated by "|", the first that the system
    offers is taken.
    """

    name: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_jdk() -> bool:
    """A JDK, not a runtime alone: Maven needs its compiler, CMake its headers."""
    java_home = os.environ.get("JAVA_HOME")
    if java_home and not Path(java_home, "bin", "javac").exists():
        raise LauncherError(f"JAVA_HOME is {java_home}, which is no JDK: set it to one, or unset it")
    return bool(java_home) or shutil.which("javac") is not None


def _has_c_compiler() -> bool:
    """A compiler alone is not enough: the C library's headers are a package of their own."""
    return _has_c_header("stdio.h")()


def _has_c_header(name: str) -> Callable[[], bool]:
    def is_there() -> bool:
        compiler = shutil.which(os.environ.get("CC", "cc"))
        check = [compiler or "", "-E", "-include", name, "-x", "c", os.devnull]
        return compiler is not None and subprocess.run(check, capture_output=True).returncode == 0

    return is_there


def _has_library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _has_egl_implementation() -> bool:
    """libEGL.so.1 only finds the vendors' implementations: Mesa's, or that of a graphics card's driver."""
    return any(glob.glob(f"{folder}/glvnd/egl_vendor.d/*.json") for folder in ("/usr/share", "/etc"))


def _has_opengl_driver() -> bool:
    """Mesa's drivers, software rendering among them; other vendors bring theirs with the EGL implementation."""
    vendors = [path for folder in ("/usr/share", "/etc") for path in glob.glob(f"{folder}/glvnd/egl_vendor.d/*.json")]
    if any("mesa" not in os.path.basename(path) for path in vendors):
        return True
    return bool(glob.glob("/usr/lib*/dri/*_dri.so") or glob.glob("/usr/lib/*/dri/*_dri.so"))


def _has_numpy_for_debians_blender() -> bool:
    """Debian's Blender runs the system's Python, and add-ons that it enables by default import numpy."""
    blender = shutil.which("blender")
    if blender is not None and os.path.realpath(blender) != "/usr/bin/blender":
        return True
    return Path("/usr/lib/python3/dist-packages/numpy").exists()


def _has_module(name: str) -> Callable[[], bool]:
    def is_there() -> bool:
        importlib.invalidate_caches()  # it may have been installed a moment ago
        return importlib.util.find_spec(name) is not None

    return is_there


def _has_c_package(name: str) -> Callable[[], bool]:
    def is_there() -> bool:
        pkg_config = shutil.which("pkg-config")
        return pkg_config is not None and subprocess.run([pkg_config, "--exists", name]).returncode == 0

    return is_there


BLENDER = Requirement("Blender", ("blender",), _command("blender"))
NUMPY = Requirement("numpy for Blender", ("python3-numpy",), _has_numpy_for_debians_blender)
FOR_BUILDING = (
    Requirement("a JDK", ("openjdk-17-jdk-headless|default-jdk-headless",), _has_jdk),
    Requirement("Maven", ("maven",), _command("mvn")),
    Requirement("CMake", ("cmake",), _command("cmake")),
    Requirement("make", ("make",), _command("make")),
    Requirement("a C compiler", ("gcc", "libc6-dev"), _has_c_compiler),
    Requirement("xxHash", ("libxxhash-dev",), _has_c_header("xxhash.h")),
)
FOR_OTHER_PLATFORMS = (Requirement("venv", ("python3-venv",), _has_module("ensurepip")),)
"""What zig and the Java runtimes are fetched with."""

FOR_DRAWING = (
    Requirement("EGL", ("libegl1",), _has_library("libEGL.so.1")),
    Requirement("an EGL implementation", ("libegl-mesa0",), _has_egl_implementation),
    Requirement("an OpenGL driver", ("libgl1-mesa-dri",), _has_opengl_driver),
)
FOR_TESTING = (
    Requirement("pytest", ("python3-pytest",), _has_module("pytest")),
    *FOR_OTHER_PLATFORMS,
    Requirement("pkg-config", ("pkg-config",), _command("pkg-config")),
    Requirement("cmocka", ("libcmocka-dev",), _has_c_package("cmocka")),
    Requirement("Xvfb", ("xvfb", "libglx-mesa0"), _command("xvfb-run")),
    Requirement("xauth for Xvfb", ("xauth",), _command("xauth")),
)

FOR_BPY_WHEELS = tuple(
    Requirement(library, (package,), _has_library(library))
    for library, package in (
        ("libGL.so.1", "libgl1"),
        ("libICE.so.6", "libice6"),
        ("libSM.so.6", "libsm6"),
        ("libX11.so.6", "libx11-6"),
        ("libXfixes.so.3", "libxfixes3"),
        ("libXi.so.6", "libxi6"),
        ("libXrender.so.1", "libxrender1"),
        ("libXxf86vm.so.1", "libxxf86vm1"),
        ("libgomp.so.1", "libgomp1"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
    )
)
"""What the bpy wheels link to and don't bring along."""

FOR_WINDOWS = (Requirement("Wine", ("wine", "wine64"), _command("wine")),)

ARM64_FOLDER = "/usr/aarch64-linux-gnu"
FOR_ARM64 = (
    Requirement("QEMU", ("qemu-user",), _command("qemu-aarch64")),
    Requirement("arm64's C library", ("libc6-arm64-cross",), Path(ARM64_FOLDER, "lib", "ld-linux-aarch64.so.1").exists),
)


def missing(requirements: Sequence[Requirement]) -> list[Requirement]:
    return [requirement for requirement in requirements if not requirement.is_there()]


def can_install() -> bool:
    return shutil.which("apt-get") is not None


def _install_command(requirements: Sequence[Requirement]) -> list[str]:
    packages = [_offered(package) for requirement in requirements for package in requirement.packages]
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def require(requirements: Sequence[Requirement]) -> None:
    """Install what is missing where that is possible (Debian and Ubuntu, as root); else raise InstallationNeeded."""
    lacking = missing(requirements)
    if not lacking:
        return
    names = ", ".join(requirement.name for requirement in lacking)
    if not can_install():
        raise InstallationNeeded(f"missing: {names}; install them with this system's package manager")
    if os.geteuid() != 0:
        raise InstallationNeeded(
            f"missing: {names}; run\n  sudo apt-get update && sudo {' '.join(_install_command(lacking))}"
        )

    _apt_get(["apt-get", "update"], names)
    command = _install_command(lacking)
    say(f"installing {names} (once): {' '.join(command)}")
    _apt_get(command, names)
    still_lacking = missing(lacking)
    if still_lacking:
        raise InstallationNeeded(
            f"still missing after the installation: {', '.join(requirement.name for requirement in still_lacking)}"
        )


def _apt_get(command: Sequence[str], names: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        causes = [line for line in done.stderr.splitlines() if line.startswith("E:")] or [done.stderr.strip()]
        raise InstallationNeeded(
            f"missing: {names}; {' '.join(command)} failed: {causes[0]}; mend that, and run it by hand"
        )


def _offered(alternatives: str) -> str:
    """The first of the alternatives that the system's package lists know; without such lists, the first."""
    names = alternatives.split("|")
    for name in names:
        if subprocess.run(["apt-cache", "show", name], capture_output=True).returncode == 0:
            return name
    return names[0]
