# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of Passbridge an engine was packaged with, and which one this process has loaded."""

from __future__ import annotations

from pathlib import Path

from .errors import PassbridgeError


def require_version(packaged_with: str, engine: str) -> None:
    """Make sure that the loaded Passbridge has the major and minor version that an engine was packaged with.

    packaged_with  like "1.2.3"
    engine         its name, for the message

    Raises PassbridgeError, with what to update, where it hasn't.
    """
    from . import __version__  # not at the top: that module imports this one

    loaded, packaged = _major_and_minor(__version__), _major_and_minor(packaged_with)
    if loaded == packaged:
        return
    outdated = f"update {engine}" if packaged < loaded else "update Passbridge, or the add-on that brings it"
    raise PassbridgeError(
        f"{engine} needs Passbridge {'.'.join(map(str, packaged))}, this Blender has loaded {'.'.join(map(str, loaded))} "
        f"from '{Path(__file__).parent}': {outdated}, then restart Blender"
    )


def _major_and_minor(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split(".")[:2])
