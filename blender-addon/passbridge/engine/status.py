# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender shows of a frame in the making."""

from __future__ import annotations

import time

from .. import abi

_TEXTS = {
    abi.FRAME_QUEUED: "Starting OpenGL",
    abi.FRAME_SYNCING: "Uploading scene",
    abi.FRAME_DRAWING: "Drawing",
}
_LONG_S = 3
_MEGABYTE = 1e6


def status_of(progress: abi.FrameProgress) -> str:
    """In the renderer's own words, where it says something."""
    status = progress.status.decode("utf-8", "replace") or _TEXTS.get(progress.state, "")
    if progress.state == abi.FRAME_DRAWING:
        status += f", sample {progress.sample}/{progress.sample_count}"
    return status


class StatusLine:
    """What is said of one frame after the other: what goes on, and since when where that takes long."""

    def __init__(self) -> None:
        self._status = ""
        self._began_s = 0.0
        self.is_waiting = False
        """Whether the last text had to say since when."""

    def text(self, status: str, progress: abi.FrameProgress | None = None) -> str:
        """``status``: what goes on now; the seconds count from when that began. ``progress``: what memory there is is taken from it."""
        now = time.perf_counter()
        if status != self._status:
            self._status, self._began_s = status, now
        waited_s = int(now - self._began_s)
        self.is_waiting = bool(status) and waited_s >= _LONG_S
        words = [f"{status}, for {waited_s} s" if self.is_waiting else status]
        if progress is not None:
            memory = (("OpenGL", progress.opengl_bytes), ("Java", progress.java_heap_bytes))
            words += [f"{name} {size_bytes / _MEGABYTE:.0f} MB" for name, size_bytes in memory if size_bytes]
        return ", ".join(words)
