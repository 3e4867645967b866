# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the Java part of an engine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import PassbridgeError

BUILD_FOLDER = "target"
"""Where Maven leaves a jar, beside the Python file that names it."""


@dataclass(frozen=True)
class Java:
    """The renderer of an engine, and the jars that it is in. Passbridge's own jar, JOML and LWJGL's core, OpenGL and EGL are always there:
    they must not be in the class path. Other libraries are, LWJGL's other modules among them, of the same version.

    Raises PassbridgeError where there is neither a renderer nor a jar.
    """

    renderer: str = ""
    """Binary name of a class that implements ``passbridge.Renderer``; "": the one that ``META-INF/services/passbridge.Renderer`` in
    the jars names."""
    classpath: Sequence[str] = ()
    """Paths of jars and of folders with classes, relative to the folder of the Python module that declares them or to the folder
    ``target`` in it."""

    def __post_init__(self) -> None:
        if isinstance(self.classpath, str):
            raise PassbridgeError(f"classpath is a list of jars, not a text: write [{self.classpath!r}]")
        if not self.renderer and not self.classpath:
            raise PassbridgeError("Java() needs the class name of a renderer, or a jar that names one in META-INF/services")

    def jars(self, folder: Path) -> list[Path]:
        """The jars and folders as they lie on disk, in the order of ``classpath``.

        Raises PassbridgeError where one is missing.
        """
        return [_find(folder, entry) for entry in self.classpath]


def _find(folder: Path, entry: str) -> Path:
    for path in (folder / entry, folder / BUILD_FOLDER / entry):
        if path.exists():
            return path
    raise PassbridgeError(
        f"'{entry}' of the class path is missing in '{folder}' and in '{folder / BUILD_FOLDER}': build it there with \"mvn package\", "
        "or install the engine's add-on again"
    )
