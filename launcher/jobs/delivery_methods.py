# SPDX-License-Identifier: Apache-2.0
"""The ways of getting finished pixels into Blender that are measured, each as other engines' authors would write it.

docs/benchmarks.md says what each figure means.
"""

import ctypes
import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from delivery_engine import Method, Sample
from measurement import Buffer

_WORK_SECONDS = 0.1
_PERIOD = 8192  # values until the picture repeats itself


class Pixels:
    """A finished picture of RGBA pixels in memory that was touched, in all forms that the methods take."""

    def __init__(self, width: int, height: int, exr_path: Path) -> None:
        self.width = width
        self.height = height
        values = [step / _PERIOD for step in range(_PERIOD)]
        self.float32 = Buffer("f", struct.pack(f"{_PERIOD}f", *values), width * height * 16)
        self.float16 = Buffer("B", struct.pack(f"{_PERIOD}e", *values), width * height * 8)
        self.uint8 = Buffer("B", bytes(range(256)), width * height * 4)
        self.exr_path = exr_path


def layer_rect_list(pixels: Pixels) -> Method:
    values = pixels.float32.values.tolist()
    rows = [values[start : start + 4] for start in range(0, len(values), 4)]
    return _into_tile(lambda result: setattr(_combined(result), "rect", rows))


def layer_rect_ndarray(pixels: Pixels) -> Method:
    import numpy

    rows = numpy.frombuffer(pixels.float32.values, numpy.float32).reshape(-1, 4)
    return _into_tile(lambda result: setattr(_combined(result), "rect", rows))


def exr_load_from_file(pixels: Pixels) -> Method:
    return _into_tile(lambda result: result.load_from_file(str(pixels.exr_path)))


def foreach_set(pixels: Pixels) -> Method:
    values = pixels.float32.values
    # On the collection: the same in all versions, and as fast as on the pass (Combined is the only one).
    return _into_tile(lambda result: result.layers[0].passes.foreach_set("rect", values))


def memmove_tile(pixels: Pixels) -> Method:
    from passbridge import abi
    from passbridge.native import library

    def move(result: Any) -> None:
        target = abi.PassTarget()
        library().pb_render_pass_locate(_combined(result).as_pointer(), pixels.width, pixels.height, 4, target)
        ctypes.memmove(target.pixels.offset, pixels.float32.address, pixels.float32.size_bytes)

    return _into_tile(move)


def tile(pixels: Pixels) -> Method:
    import passbridge

    return _into_tile(lambda result: passbridge.write_pass(result, "Combined", pixels.float32.values))


def in_place(pixels: Pixels) -> Method:
    import passbridge

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        with passbridge.frame(engine, depsgraph) as frame:
            _require_in_place(frame.write("Combined", pixels.float32.values))

    return deliver


def in_place_prepared(pixels: Pixels) -> Method:
    import passbridge

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        with passbridge.frame(engine, depsgraph) as frame:
            time.sleep(_WORK_SECONDS)
            sample.restart()
            _require_in_place(frame.write("Combined", pixels.float32.values))

    return deliver


def fresh_memory(pixels: Pixels) -> Method:
    """The C copy into memory that the system has just mapped: what a frame takes of which Blender and the frame are no part."""
    from passbridge import abi
    from passbridge.native import library, message

    span = abi.Span(0, pixels.float32.address, pixels.float32.size_bytes, 0)
    source = message(abi.PixelSource, pixels=span, format=abi.PIXELS_FLOAT32, channels=4)
    copy = library().pb_pass_write

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        sample.restart()
        with mmap.mmap(-1, pixels.float32.size_bytes, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as mapped:
            memory = (ctypes.c_char * len(mapped)).from_buffer(mapped)
            target_span = abi.Span(0, ctypes.addressof(memory), len(mapped), 0)
            target = abi.PassTarget(name=b"Combined", pixels=target_span, width=pixels.width, height=pixels.height, channels=4)
            copy(target, None, source)
            sample.stop()
            del memory

    return deliver


def blender_alone(pixels: Pixels) -> Method:
    """Blender allocates its result, and nobody writes into it."""

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        engine.end_result(engine.begin_result(0, 0, 1, 1, layer=depsgraph.view_layer.name))

    return deliver


def float16(pixels: Pixels) -> Method:
    from passbridge import abi

    return _write_alone(pixels.float16, abi.PIXELS_FLOAT16)


def uint8(pixels: Pixels) -> Method:
    from passbridge import abi

    return _write_alone(pixels.uint8, abi.PIXELS_UINT8)


def _write_alone(buffer: Buffer, pixel_format: int) -> Method:
    """The C copy into a pass whose pages are ready, without the frame around it. Not by ``frame.write``: Python's own buffers
    have no half floats before numpy."""
    import passbridge
    from passbridge import abi
    from passbridge.native import library, message

    span = abi.Span(0, buffer.address, buffer.size_bytes, 0)
    source = message(abi.PixelSource, pixels=span, format=pixel_format, channels=4)

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        with passbridge.frame(engine, depsgraph) as frame:
            time.sleep(_WORK_SECONDS)
            (target,) = frame.views[0].targets(["Combined"])
            sample.restart()
            library().pb_pass_write(target, None, source)
            sample.stop()
            _require_in_place(frame.delivery)

    return deliver


def gl_in_place(pixels: Pixels) -> Method:
    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        import passbridge

        with passbridge.frame(engine, depsgraph) as target:
            with _Drawing(engine, depsgraph, target) as drawing:
                sample.restart()
                drawing.resolve(target.views[0].targets(["Combined"]))
            _require_in_place(target.delivery)

    return deliver


def gl_readpixels(pixels: Pixels) -> Method:
    warm_memory = Buffer("B", b"\1", pixels.float32.size_bytes)

    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        import passbridge
        from passbridge import abi

        span = abi.Span(0, warm_memory.address, warm_memory.size_bytes, 0)
        own = abi.PassTarget(name=b"Combined", pixels=span, width=pixels.width, height=pixels.height, channels=4)
        with passbridge.frame(engine, depsgraph) as target, _Drawing(engine, depsgraph, target) as drawing:
            first_ms = drawing.resolve([own])
            sample.set_ms(drawing.resolve([own]) - first_ms)

    return deliver


class _Drawing:
    """A picture that Passbridge's own renderer has drawn and nobody has taken out yet."""

    def __init__(self, engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, target: Any) -> None:
        from passbridge import Pass, abi
        from passbridge.addon.engine import PassbridgeRenderEngine
        from passbridge.engine.request import frame_request
        from passbridge.engine.sessions import open_session
        from passbridge.engine.submission import submit
        from passbridge.engine.view import read_view
        from passbridge.scene.reader import SceneReader

        reader = SceneReader()
        scene = reader.read(depsgraph, lambda on, owner: {}, is_cancelled=lambda: False, progress=lambda count: None)
        seen = read_view(engine, depsgraph, target.width, target.height, lambda warning: None)
        request = frame_request(PassbridgeRenderEngine, depsgraph, seen, "", [Pass.COMBINED], ())
        request.struct.samples = 1
        session = open_session(PassbridgeRenderEngine)
        with session.capture() as capture:
            self._frame = submit(session, capture, reader, scene, request, lambda: False)
        self._abi = abi

    def __enter__(self) -> "_Drawing":
        self._wait(self._abi.FRAME_DRAWN)
        return self

    def __exit__(self, *_: Any) -> None:
        self._frame.close()

    def resolve(self, targets: list[Any]) -> float:
        """Take the picture out, and give the milliseconds that all glReadPixels of this frame took so far."""
        self._frame.resolve(targets)
        return self._wait(self._abi.FRAME_RESOLVED).readback_ms

    def _wait(self, state: int) -> Any:
        while True:
            progress = self._frame.wait(1000)
            if progress.state == self._abi.FRAME_FAILED:
                raise RuntimeError(self._frame.text())
            if progress.state == state:
                return progress


def _into_tile(fill: Callable[[Any], None]) -> Method:
    def deliver(engine: bpy.types.RenderEngine, depsgraph: bpy.types.Depsgraph, sample: Sample) -> None:
        render = depsgraph.scene.render
        result = engine.begin_result(0, 0, render.resolution_x, render.resolution_y, layer=depsgraph.view_layer.name)
        fill(result)
        engine.end_result(result)

    return deliver


def _combined(result: Any) -> Any:
    return result.layers[0].passes["Combined"]


def _require_in_place(delivery: Any) -> None:
    if delivery.way != "in_place":
        raise RuntimeError(f"pixels took the way {delivery.way}: {delivery.why}")
