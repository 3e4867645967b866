# SPDX-License-Identifier: Apache-2.0
"""Measures what it costs to get a finished picture into Blender, by each method and size, in one run."""

import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

import addon
import delivery_engine
import delivery_methods
import measurement
from launcher_link import LauncherLink

_COUNT = 11
_FEW = 3
_MEMCPY_COUNT_PER_METHOD = 3

_VGA, _FULL_HD, _4K = 640 * 480, 1920 * 1080, 3840 * 2160


@dataclass(frozen=True)
class _Measured:
    """A method, how often it is measured, the largest picture in pixels for which it is bearable, and whether the pass must
    then hold the picture."""

    name: str
    count: int = _COUNT
    most_pixels: int | None = None
    delivers_float32: bool = True


_FROM_MEMORY = (
    _Measured("layer_rect_list", _FEW, _FULL_HD),
    _Measured("layer_rect_ndarray", _FEW, _VGA),
    _Measured("exr_load_from_file", _COUNT, _4K),
    _Measured("foreach_set"),
    _Measured("memmove_tile"),
    _Measured("tile"),
    _Measured("in_place"),
    _Measured("in_place_prepared"),
    _Measured("float16", delivers_float32=False),
    _Measured("uint8", delivers_float32=False),
)
_FROM_OPENGL = (
    _Measured("gl_readpixels", delivers_float32=False),
    _Measured("gl_in_place", delivers_float32=False),
)


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    bpy.utils.register_class(delivery_engine.DeliveryEngine)
    scene = delivery_engine.make_scene(*arguments["sizes"][0])
    durations_ms: dict[tuple[str, str], list[float]] = {}
    # OpenGL last: the JVM's threads are not to run beside the other measurements.
    for group in (_FROM_MEMORY, _FROM_OPENGL):
        for width, height in arguments["sizes"]:
            _measure_size(scene, width, height, group, durations_ms, link)
    return {"rows": _rows(durations_ms)}


def _measure_size(
    scene: bpy.types.Scene,
    width: int,
    height: int,
    group: tuple[_Measured, ...],
    durations_ms: dict[tuple[str, str], list[float]],
    link: LauncherLink,
) -> None:
    size = f"{width}x{height}"
    scene.render.resolution_x, scene.render.resolution_y = width, height
    with tempfile.TemporaryDirectory() as folder:
        pixels = delivery_methods.Pixels(width, height, Path(folder, "frame.exr"))
        copy_target = measurement.Buffer("B", b"\1", pixels.float32.size_bytes)
        if group is _FROM_MEMORY:
            link.enter(f"writing an EXR file of {size}")
            _save_exr(scene, delivery_methods.in_place(pixels), pixels.exr_path)
        memcpy_ms = durations_ms.setdefault((size, "memcpy"), [])
        for measured in group:
            if measured.most_pixels is not None and width * height > measured.most_pixels:
                continue
            if measured.name == "layer_rect_ndarray" and importlib.util.find_spec("numpy") is None:
                measurement.say("leaving out layer_rect_ndarray: this Blender's Python has no numpy")
                continue
            link.enter(f"measuring {measured.name} at {size}")
            measurement.say(link.stage)
            # Between the others, so that all see the same state of the machine.
            for is_warm in (False, *[True] * _MEMCPY_COUNT_PER_METHOD):
                ms = measurement.memcpy_ms(copy_target, pixels.float32, pixels.float32.size_bytes)
                if is_warm:
                    memcpy_ms.append(ms)
            method = getattr(delivery_methods, measured.name)(pixels)
            # The first one only warms up, and is checked.
            delivery_engine.render(method, expected=pixels.float32.values if measured.delivers_float32 else None)
            durations_ms[size, measured.name] = [delivery_engine.render(method) for _ in range(measured.count)]


def _rows(durations_ms: dict[tuple[str, str], list[float]]) -> list[dict[str, Any]]:
    return [
        {
            **measurement.row("delivery", {"size": size, "method": method}, samples_ms),
            "ratio_to_memcpy": measurement.ratio(samples_ms, durations_ms[size, "memcpy"]),
        }
        for (size, method), samples_ms in durations_ms.items()
    ]


def _save_exr(scene: bpy.types.Scene, method: delivery_engine.Method, path: Path) -> None:
    """The picture as the fastest EXR file that Blender reads: not compressed."""
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):  # from 5.0 on, and it limits the formats
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR_MULTILAYER", "32", "NONE"
    scene.render.filepath = str(path)
    delivery_engine.render(method, write_still=True)
