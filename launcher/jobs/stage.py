# SPDX-License-Identifier: Apache-2.0
"""What a job is doing, kept in a file that outlives a crash."""

from pathlib import Path


class Stage:
    """The stage that a job has reached, in words that go on "Blender ... crashed while"."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = "starting"

    def enter(self, name: str) -> None:
        self.name = name
        self._path.write_text(name, encoding="utf-8", errors="surrogateescape")
