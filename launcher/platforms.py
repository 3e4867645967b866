# SPDX-License-Identifier: Apache-2.0
"""The platforms that zips are made for, by what Blender, zig, CMake, Python's wheels and LWJGL call them."""

from dataclasses import dataclass

from launcher.errors import LauncherError


@dataclass(frozen=True)
class Platform:
    """A processor and a system that Blender runs on."""

    name: str
    """As Blender's extension manifests have it."""

    zig_target: str
    """With the oldest C library or system that the result runs on."""

    system: str
    processor: str
    """As CMake has them."""

    library: str
    """The file name of the C library."""

    wheel_tag: str
    lwjgl_natives: str
    """The classifier of its jars with libraries."""

    java_tag: str | None
    """That of the wheel with a Java runtime; None: there is no such wheel."""


# Blender's own oldest: Debian 10 and RHEL 8, Windows 10 (its C library is part of the system), macOS 11 and 10.15.
ALL = (
    Platform("linux-x64", "x86_64-linux-gnu.2.28", "Linux", "x86_64", "libpassbridge.so", "manylinux_2_28_x86_64", "natives-linux", "manylinux_2_17_x86_64"),
    Platform("linux-arm64", "aarch64-linux-gnu.2.28", "Linux", "aarch64", "libpassbridge.so", "manylinux_2_28_aarch64", "natives-linux-arm64", "manylinux_2_17_aarch64"),
    Platform("windows-x64", "x86_64-windows-gnu", "Windows", "AMD64", "passbridge.dll", "win_amd64", "natives-windows", "win_amd64"),
    Platform("windows-arm64", "aarch64-windows-gnu", "Windows", "ARM64", "passbridge.dll", "win_arm64", "natives-windows-arm64", None),
    Platform("macos-x64", "x86_64-macos.11.0", "Darwin", "x86_64", "libpassbridge.dylib", "macosx_11_0_x86_64", "natives-macos", "macosx_10_9_x86_64"),
    Platform("macos-arm64", "aarch64-macos.11.0", "Darwin", "arm64", "libpassbridge.dylib", "macosx_11_0_arm64", "natives-macos-arm64", "macosx_11_0_arm64"),
)  # fmt: skip


def chosen(names: str) -> list[Platform]:
    """What a list like "linux-x64,windows-x64" or "all" names; raises LauncherError for what is not known."""
    if names == "all":
        return list(ALL)
    known = {platform.name: platform for platform in ALL}
    wanted = [name.strip() for name in names.split(",")]
    for name in wanted:
        if name not in known:
            raise LauncherError(f'there is no platform "{name}": choose of {", ".join(known)}, or all')
    return [known[name] for name in dict.fromkeys(wanted)]
