# SPDX-License-Identifier: GPL-3.0-or-later
"""From a scene that was read to a frame in the making: until here Blender's memory is read, then no more."""

from __future__ import annotations

from collections.abc import Callable

from ..scene.reader import SceneDescription, SceneReader
from ..session import Capture, Frame, FrameRequest, Session

# How long a cancel may go unnoticed.
_BUDGET_MS = 20


ASKS_AGAIN = "the renderer asks for data that it was given: it must keep what it needs, or read it when sync is called"
"""Why a frame fails whose renderer is never content with the scene."""


class Cancelled(Exception):
    """The user does not want the picture any more."""


def submit(
    session: Session,
    capture: Capture,
    reader: SceneReader,
    scene: SceneDescription,
    request: FrameRequest,
    is_cancelled: Callable[[], bool],
) -> Frame:
    """Capture the scene that the reader has just read, where the session lacks it, and queue the frame.

    ``capture``: has what was read of motion.

    Raises Cancelled where ``is_cancelled``, asked again and again, says so.
    """
    try:
        if reader.is_unchanged:
            frame = session.submit(request)
        else:
            capture.describe(scene.message())
            while capture.run(_BUDGET_MS):
                if is_cancelled():
                    raise Cancelled
            frame = session.submit(request, capture)
        reader.keep()
        return frame
    finally:
        reader.release()
