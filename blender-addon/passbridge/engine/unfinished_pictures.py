# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender's window shows while a picture is being made."""

from __future__ import annotations

import time
from collections.abc import Sequence

import bpy

from .. import abi, delivery
from ..session import Frame
from .passes import Pass

# Showing stops nobody, but Blender copies and draws the whole picture each time.
_FIRST_AFTER_S, _LEAST_PAUSE_S = 0.3, 0.5
_PAUSE_PER_SHOWING = 10

# How long a cancelled frame is waited for where its picture is to be kept; after that the one is kept that was shown last.
_LAST_WAIT_S = 5.0


class Stopped(Exception):
    """The user wants no more of the picture than has been shown."""


def named_targets(place: delivery.FrameView | delivery.UnfinishedPicture, wanted: Sequence[Pass]) -> list[abi.PassTarget]:
    """The memory of the passes, under the names that the renderer knows."""
    targets = []
    for render_pass, target in zip(wanted, place.targets(render_pass.blender_name for render_pass in wanted)):
        named = abi.PassTarget.from_buffer_copy(target)
        named.name = render_pass.name.encode()
        targets.append(named)
    return targets


def are_looked_at() -> bool:
    """Whether there is a window that could show them."""
    return not bpy.app.background


class UnfinishedPictures:
    """Asks a frame for its picture from time to time, and has Blender show what comes. Close it once the frame is drawn or closed."""

    def __init__(self, frame: Frame, view: delivery.FrameView, wanted: Sequence[Pass], looked_at: bool, is_kept: bool) -> None:
        """``is_kept``: the picture is to be kept where the frame is cancelled."""
        self._frame = frame
        self._view = view
        self._wanted = wanted
        self._serial = 0
        self._picture: delivery.UnfinishedPicture | None = None
        self._next_s = time.perf_counter() + _FIRST_AFTER_S if looked_at else float("inf")
        self._is_kept = is_kept
        self._last_until_s: float | None = None  # None: the frame was not cancelled
        self.shown_sample: int | None = None
        """Samples of the picture that Blender shows; None: it shows none."""

    def outlive_cancel(self, progress: abi.FrameProgress) -> bool:
        """Whether a cancelled frame has to go on for a moment, so that its picture can be kept: ``follow`` asks for it at once.

        Raises Stopped where none comes in time, but there was one before.
        """
        if not self._is_kept or progress.state < abi.FRAME_DRAWING:
            return False
        if progress.state > abi.FRAME_DRAWING:
            return True  # the complete picture is on its way
        now = time.perf_counter()
        if self._last_until_s is None:
            self._last_until_s = now + _LAST_WAIT_S
            self._next_s = now
        if now >= self._last_until_s and self.shown_sample is not None:
            raise Stopped
        return now < self._last_until_s

    def follow(self, progress: abi.FrameProgress) -> None:
        """Shows a picture that has come, and asks for one where it is time.

        Raises Stopped once the picture of a cancelled frame is shown.
        """
        now = time.perf_counter()
        if self._picture is not None and progress.refresh_serial > self._serial:
            self._serial = progress.refresh_serial
            self._picture.show()
            self._picture = None
            self.shown_sample = progress.refresh_sample
            if self._last_until_s is not None:
                raise Stopped
            shown = time.perf_counter()
            self._next_s = shown + max(_LEAST_PAUSE_S, _PAUSE_PER_SHOWING * (shown - now))
        elif self._picture is None and now >= self._next_s:
            self._picture = self._view.unfinished()
            self._frame.refresh(named_targets(self._picture, self._wanted))

    def close(self) -> None:
        """Forgets a picture that has not come."""
        if self._picture is not None:
            self._picture.drop()
            self._picture = None
