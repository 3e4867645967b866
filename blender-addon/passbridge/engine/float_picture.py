# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary stand-in for passbridge.ViewportPicture."""

from __future__ import annotations

import ctypes
from typing import Any

import gpu
from gpu_extras.presets import draw_texture_2d

from .. import abi
from ..native import span_of


class ViewportPicture:
    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._memory = (ctypes.c_float * (width * height * 4))()
        self._texture: Any = None

    def target(self) -> abi.PassTarget:
        return abi.PassTarget(name=b"Combined", pixels=span_of(self._memory), width=self.width, height=self.height, channels=4)

    def changed(self) -> None:
        self._texture = None

    def draw(self, engine: Any, context: Any, rectangle: tuple[float, float, float, float]) -> None:
        if self._texture is None:
            buffer = gpu.types.Buffer("FLOAT", len(self._memory), self._memory)
            self._texture = gpu.types.GPUTexture((self.width, self.height), format="RGBA32F", data=buffer)
        x, y, width, height = rectangle
        gpu.state.blend_set("ALPHA_PREMULT")
        engine.bind_display_space_shader(context.scene)
        draw_texture_2d(self._texture, (x, y), width, height)
        engine.unbind_display_space_shader()
        gpu.state.blend_set("NONE")
