# SPDX-License-Identifier: Apache-2.0
"""What this platform is called: by our files, by Blender's extensions and by wheels."""

import platform
import sys
from pathlib import Path

from launcher import library_file
from launcher.errors import LauncherError

BLENDER_PLATFORM = "linux-x64"
"""As Blender's extension manifests and our zip call the one platform that is supported so far."""


def require_supported_platform() -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise LauncherError(f"only Linux on x86-64 is supported so far, not {platform.system()} on {platform.machine()}")


def wheel_platform(library: Path) -> str:
    """The wheel platform tag (PEP 600) of a library: named after the newest glibc version whose symbols it needs."""
    glibc = library_file.read(library).glibc
    if not glibc:
        raise LauncherError(f"{library} needs no symbol of glibc: it is not the library that the build should make")
    major, minor, *_ = max(glibc, (2, 17))  # pip knows no manylinux tag below 2.17 by that scheme
    return f"manylinux_{major}_{minor}_x86_64"
