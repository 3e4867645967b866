# SPDX-License-Identifier: Apache-2.0
"""Measures what it costs to show a picture in a viewport: from finished pixels until the GPU has drawn them.

Draws into an off-screen framebuffer of a viewport's size and format, as `RenderEngine.view_draw` does into the viewport's own.
"""

import struct
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import gpu
from gpu_extras.batch import batch_for_shader
from gpu_extras.presets import draw_texture_2d
from mathutils import Matrix

import addon
import measurement
from launcher_link import LauncherLink

_WARM_UP_COUNT = 2
_PIXEL = struct.pack("<4f", 0.25, 0.5, 2, 1)


def run(arguments: dict[str, Any], link: LauncherLink) -> Any:
    return _run_in_window(arguments, link) if arguments["in_window"] else _run_without_window(arguments, link)


def _run_in_window(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    yield 0  # Blender's first drawing is done
    return _measure(arguments, link)


def _run_without_window(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    gpu.init()
    return _measure(arguments, link)


def _measure(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    addon.enable(arguments["addon_folder"])
    rows = []
    for width, height in arguments["sizes"]:
        size = f"{width}x{height}"
        link.enter(f"measuring {size}")
        measurement.say(f"{size}, drawn by {gpu.platform.renderer_get()}")
        methods = _Methods(width, height)
        samples_ms: dict[str, list[float]] = {name: [] for name in methods.all}
        for count in range(_WARM_UP_COUNT + arguments["round_count"]):
            for name, method in methods.all.items():  # in turns: what else the machine does is the same for all
                ms = method()
                if count >= _WARM_UP_COUNT:
                    samples_ms[name].append(ms)
        rows += [
            {
                **measurement.row("viewport", {"size": size, "method": name}, samples),
                "ratio_to_target": measurement.ratio(samples, samples_ms["target"]),
            }
            for name, samples in samples_ms.items()
        ]
    return {"rows": rows}


@dataclass(frozen=True)
class _Shader:
    """Draws a square with a texture of two pixels in each texel."""

    shader: Any
    square: Any


class _Methods:
    """Functions that show a picture and give the milliseconds of it."""

    def __init__(self, width: int, height: int) -> None:
        import passbridge

        self._size = width, height
        self._context = types.SimpleNamespace(region=types.SimpleNamespace(width=width, height=height))
        self._viewport = gpu.types.GPUOffScreen(width, height, format="RGBA16F")
        self._floats = measurement.Buffer("f", _PIXEL, width * height * len(_PIXEL))
        self._picture = passbridge.ViewportPicture(width, height)
        self._picture.write(self._floats.values)
        self._shown = passbridge.ViewportPicture(width, height)
        self._pairs = _shader_of_pairs()
        self.all: dict[str, Callable[[], float]] = {
            "RGBA32F": lambda: self._timed(lambda: self._draw_texture("RGBA32F")),
            "RGBA16F": lambda: self._timed(lambda: self._draw_texture("RGBA16F")),
            "pairs in RGBA32F": lambda: self._timed(self._draw_pairs),
            "write": lambda: self._timed(self._write_and_draw),
            "target": lambda: self._timed(self._draw_changed),
            "nothing new": self._draw_shown,
            "RGBA32F, texture": lambda: _main_thread_ms(lambda: self._texture("RGBA32F")),
            "RGBA16F, texture": lambda: _main_thread_ms(lambda: self._texture("RGBA16F")),
            "target, texture": lambda: _main_thread_ms(self._changed_texture),
        }

    def _timed(self, draw: Callable[[], None]) -> float:
        """Until the GPU has drawn: a pixel is read."""
        started = perf_counter()
        self._in_viewport(draw)
        self._await_gpu()
        return measurement.milliseconds_since(started)

    def _await_gpu(self) -> None:
        with self._viewport.bind():
            gpu.state.active_framebuffer_get().read_color(0, 0, 1, 1, 4, 0, "FLOAT")

    def _in_viewport(self, draw: Callable[[], None]) -> None:
        width, height = self._size
        with self._viewport.bind(), gpu.matrix.push_pop(), gpu.matrix.push_pop_projection():
            gpu.matrix.load_identity()
            gpu.matrix.load_projection_matrix(Matrix(((2 / width, 0, 0, -1), (0, 2 / height, 0, -1), (0, 0, -1, 0), (0, 0, 0, 1))))
            draw()

    def _draw_texture(self, format: str) -> None:
        """The way of Blender's documentation, but for the list that it makes the buffer of."""
        texture = self._texture(format)
        gpu.state.blend_set("ALPHA_PREMULT")
        draw_texture_2d(texture, (0, 0), *self._size)
        gpu.state.blend_set("NONE")

    def _texture(self, format: str) -> gpu.types.GPUTexture:
        pixels = gpu.types.Buffer("FLOAT", len(self._floats.values), self._floats.values)
        return gpu.types.GPUTexture(self._size, format=format, data=pixels)

    def _changed_texture(self) -> gpu.types.GPUTexture:
        self._picture.changed()
        return self._picture._uploaded()

    def _draw_pairs(self) -> None:
        width, height = self._size
        memory = self._picture._memory
        texture = gpu.types.GPUTexture(
            (width // 2, height), format="RGBA32F", data=gpu.types.Buffer("FLOAT", len(memory), memory)
        )
        gpu.state.blend_set("ALPHA_PREMULT")
        shader = self._pairs.shader
        shader.bind()
        shader.uniform_float("pixel_to_clip", gpu.matrix.get_projection_matrix() @ Matrix.Diagonal((width, height, 1, 1)))
        shader.uniform_float("size", self._size)
        shader.uniform_sampler("pairs", texture)
        self._pairs.square.draw(shader)
        gpu.state.blend_set("NONE")

    def _write_and_draw(self) -> None:
        self._picture.write(self._floats.values)
        self._picture.draw(None, self._context)

    def _draw_changed(self) -> None:
        """As where a renderer has written into the picture."""
        self._picture.changed()
        self._picture.draw(None, self._context)

    def _draw_shown(self) -> float:
        """The main thread alone: the GPU draws while Blender goes on."""
        ms: list[float] = []
        self._in_viewport(lambda: ms.append(_main_thread_ms(lambda: self._shown.draw(None, self._context))))
        self._await_gpu()
        return ms[0]


def _main_thread_ms(call: Callable[[], Any]) -> float:
    """Without what the GPU does later."""
    started = perf_counter()
    call()
    return measurement.milliseconds_since(started)


def _shader_of_pairs() -> _Shader:
    passed_on = gpu.types.GPUStageInterfaceInfo("passbridge_bench_pairs")
    passed_on.smooth("VEC2", "position")
    info = gpu.types.GPUShaderCreateInfo()
    info.push_constant("MAT4", "pixel_to_clip")
    info.push_constant("VEC2", "size")
    info.sampler(0, "FLOAT_2D", "pairs")
    info.vertex_in(0, "VEC2", "corner")
    info.vertex_out(passed_on)
    info.fragment_out(0, "VEC4", "color")
    info.vertex_source("void main() { position = corner * size; gl_Position = pixel_to_clip * vec4(corner, 0.0, 1.0); }")
    info.fragment_source(
        "void main() {"
        "  ivec2 place = ivec2(position);"
        "  vec4 pair = texelFetch(pairs, ivec2(place.x >> 1, place.y), 0);"
        "  vec2 words = (place.x & 1) == 0 ? pair.xy : pair.zw;"
        "  color = vec4(unpackHalf2x16(floatBitsToUint(words.x)), unpackHalf2x16(floatBitsToUint(words.y)));"
        "}"
    )
    shader = gpu.shader.create_from_info(info)
    return _Shader(shader, batch_for_shader(shader, "TRI_STRIP", {"corner": ((0, 0), (1, 0), (0, 1), (1, 1))}))
