# SPDX-License-Identifier: Apache-2.0
"""The engines that bench frame compares: how each is chosen and told its samples per pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import addon_utils
import bpy

EEVEE_IDS = ("BLENDER_EEVEE_NEXT", "BLENDER_EEVEE")
"""4.2 to 4.5, where the other stands for what EEVEE was before; other versions."""

_WORKBENCH_SAMPLE_COUNTS = (5, 8, 11, 16, 32)


class NotInThisBlender(Exception):
    """This Blender was built, or is distributed, without the engine."""


@dataclass(frozen=True)
class Engine:
    """``set_samples`` gives what it has set instead, in words, where that is not the very number. ``is_sampled``: whether the engine has
    a number of samples at all."""

    ids: tuple[str, ...]
    set_samples: Callable[[bpy.types.Scene, int], str]
    is_sampled: bool = True
    addon: str | None = None

    def choose(self, scene: bpy.types.Scene) -> None:
        """Make it the scene's; raises NotInThisBlender."""
        if self.addon is not None:
            addon_utils.enable(self.addon, default_set=True, handle_error=lambda _: None)
        for candidate in self.ids:
            try:
                scene.render.engine = candidate
            except TypeError:  # Blender knows no engine of that name
                continue
            return
        raise NotInThisBlender("not in this Blender")


def set_cycles_samples(scene: bpy.types.Scene, count: int) -> str:
    """As many for each pixel, on the CPU, and nothing done to the noise."""
    scene.cycles.device = "CPU"
    scene.cycles.use_adaptive_sampling = scene.cycles.use_denoising = False
    scene.cycles.samples = count
    return ""


def _set_own_samples(scene: bpy.types.Scene, count: int) -> str:
    scene.passbridge.samples = count
    return ""


def _set_eevee_samples(scene: bpy.types.Scene, count: int) -> str:
    scene.eevee.taa_render_samples = count
    return ""


def _set_workbench_samples(scene: bpy.types.Scene, count: int) -> str:
    near = max((known for known in _WORKBENCH_SAMPLE_COUNTS if known <= count), default=None)
    scene.display.render_aa = "OFF" if near is None else str(near)
    return "no anti-aliasing" if near is None else f"anti-aliasing of {near} samples"


def _set_nothing(scene: bpy.types.Scene, count: int) -> str:
    return "no anti-aliasing, and no setting for it"


BY_NAME = {
    "passbridge": Engine(("PASSBRIDGE",), _set_own_samples),
    "workbench": Engine(("BLENDER_WORKBENCH",), _set_workbench_samples),
    "eevee": Engine(EEVEE_IDS, _set_eevee_samples),
    "storm": Engine(("HYDRA_STORM",), _set_nothing, is_sampled=False, addon="hydra_storm"),
    "cycles": Engine(("CYCLES",), set_cycles_samples),
}
