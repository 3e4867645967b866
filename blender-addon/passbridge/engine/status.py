# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender shows of a frame in the making."""

from __future__ import annotations

from .. import abi

_TEXTS = {
    abi.FRAME_QUEUED: "Starting OpenGL",
    abi.FRAME_SYNCING: "Uploading scene",
    abi.FRAME_DRAWING: "Drawing",
}


def status_of(progress: abi.FrameProgress) -> str:
    """In the renderer's own words, where it says something."""
    status = progress.status.decode("utf-8", "replace") or _TEXTS.get(progress.state, "")
    if progress.state == abi.FRAME_DRAWING:
        status += f", sample {progress.sample}/{progress.sample_count}"
    return status
