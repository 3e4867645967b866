# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels into Blender's render passes: in place where that holds, else into a tile, else by ``foreach_set``.

docs/delivery.md tells which way is taken when, and what was tried.
"""

from __future__ import annotations

import array
import ctypes
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Iterable, Sequence

from . import abi, layout
from .errors import PassbridgeError
from .native import library
from .pixels import PixelSource

IN_PLACE, TILE, FOREACH_SET = "in_place", "tile", "foreach_set"

_LEAST_PREPARED_BYTES = 1 << 20


@dataclass(frozen=True)
class Delivery:
    """How pixels got into a pass."""

    way: str  # "in_place", "tile" or "foreach_set"
    why: str
    ms: float


@dataclass(frozen=True)
class PassMemory:
    """The memory of one pass: 32-bit floats, rows bottom to top, tightly packed. Valid inside the ``with`` alone."""

    address: int
    bytes: int
    width: int  # pixels
    height: int
    channels: int


def frame(engine: Any, depsgraph: Any, view: str | None = None) -> RenderFrame:
    """Open the passes of the depsgraph's view layer for writing; use it with ``with`` inside ``RenderEngine.render``.

    It takes the place of ``begin_result`` and ``end_result``. Passes other than Combined must have been added before
    (``engine.add_pass``). ``view``: one view of a stereo render; None: all of them.

    An exception inside the ``with`` leaves all passes zero, is told by ``tell_failure`` and goes on. A cancel is a normal
    end: what was written stays.
    """
    return RenderFrame(engine, depsgraph, view)


def tell_failure(engine: Any, text: str) -> None:
    """Have Blender fail the render that goes on, as it does for Cycles: the operator raises or is refused, nothing is saved, an animation
    ends, ``blender -b`` prints the text and exits with 1.

    text  its first line names cause and way out. A window shows all of it in the Info editor, and in a popup when the mouse moves next
    """
    engine.report({"ERROR"}, text)
    import bpy

    if not bpy.app.background:  # there it would be printed once more, from 4.2 on
        engine.error_set(text.partition("\n")[0])


def write_pass(
    result: Any,
    name: str,
    pixels: Any,
    region: tuple[int, int, int, int] | None = None,
    source_channels: int = 0,
    source_stride_bytes: int = 0,
    top_to_bottom: bool = False,
) -> Delivery:
    """Write a pass of a ``RenderResult`` between your own ``begin_result`` and ``end_result``; of its first layer and view.

    Arguments as for ``RenderFrame.write``. Using a result after its ``end_result`` is undefined: Blender reads it first.

    Raises ValueError for pixels that don't fit, PassbridgeError for a pass that isn't there.
    """
    started = time.perf_counter()
    passes = layout.passes_of(result, "")
    width, height = result.resolution_x, result.resolution_y
    names = [render_pass.name for render_pass in passes]
    if name not in names:
        raise PassbridgeError(_no_such_pass(name, names))
    render_pass = passes[names.index(name)]
    try:
        layout.verify_with_passes(_blender_version(), passes, width, height)
        target = _locate(render_pass, width, height)
        way, why, memory = TILE, "; ".join(layout.describe_layout()), None
    except PassbridgeError as error:
        memory = _ForeachSetMemory(passes, width, height)
        memory.read()
        target = memory.targets[names.index(name)]
        way, why = FOREACH_SET, str(error)
    write_target(target, pixels, region, source_channels, source_stride_bytes, top_to_bottom)
    if memory is not None:
        memory.hand_over()
    return Delivery(way, why, (time.perf_counter() - started) * 1e3)


class RenderFrame:
    """The passes of one view layer, open for writing. Made by ``frame``.

    width, height  pixels of the picture; with a border, of the border
    views          one for each view of a stereo render, else one with the name ""
    """

    def __init__(self, engine: Any, depsgraph: Any, view: str | None) -> None:
        self._engine = engine
        self._layer: str = depsgraph.view_layer.name
        self._only_view = view
        self.width = self.height = 0
        self.views: tuple[FrameView, ...] = ()

    def __enter__(self) -> RenderFrame:
        names = [view.name for view in self._engine.get_result().views]
        if self._only_view is not None:
            if self._only_view not in names:
                raise PassbridgeError(f"the render has no view '{self._only_view}', only {', '.join(map(repr, names))}")
            names = [self._only_view]
        for name in names:
            self._allocate(name)
        opened: list[FrameView] = []
        try:
            for name in names:
                opened.append(FrameView(self._engine, self._layer, name, self.width, self.height))
        except BaseException:
            for view in opened:
                view.discard()
            raise
        self.views = tuple(opened)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self.discard()
            tell_failure(self._engine, str(error) or type(error).__name__)
            return
        for view in self.views:
            view.commit()

    @property
    def delivery(self) -> Delivery:
        """The way that the first view takes, why, and the milliseconds that its writes took so far."""
        return self.views[0].delivery

    def write(self, name: str, pixels: Any, *arguments: Any, **options: Any) -> Delivery:
        """``FrameView.write`` of the only view."""
        return self._view().write(name, pixels, *arguments, **options)

    def __getitem__(self, name: str) -> PassMemory:
        """The memory of a pass of the only view, for native code that writes there itself."""
        return self._view()[name]

    def discard(self) -> None:
        """Leave all passes zero, as before the first write. Nothing can be written any more."""
        for view in self.views:
            view.discard()

    def _view(self) -> FrameView:
        if len(self.views) != 1:
            raise ValueError(
                f"the frame has the views {', '.join(view.name for view in self.views)}: write to each of frame.views"
                if self.views
                else "the frame is open inside its 'with' only"
            )
        return self.views[0]

    def _allocate(self, view: str) -> None:
        """Have Blender allocate the passes, filled with zeros. It crashes when it saves a multilayer EXR of a layer for which
        this never happened: nothing may come before it."""
        if view:
            self._engine.active_view_set(view)
        self._engine.end_result(self._engine.begin_result(0, 0, 1, 1, layer=self._layer, view=view))
        result = self._engine.get_result()
        self.width, self.height = result.resolution_x, result.resolution_y


class FrameView:
    """The passes of one view, open for writing."""

    def __init__(self, engine: Any, layer: str, view: str, width: int, height: int) -> None:
        self.name = view
        self._place = (engine, layer, view, width, height)
        self._is_shown = False  # an unfinished picture is in Blender's result
        self._way = _open_way(engine, layer, view, width, height)
        self._touched: set[str] = set()  # passes that may have been written
        self._write_ms = 0.0

    @property
    def delivery(self) -> Delivery:
        """The way that is taken, why, and the milliseconds that writes took so far."""
        return Delivery(self._way.way, self._way.why, self._write_ms)

    def write(
        self,
        name: str,
        pixels: Any,
        region: tuple[int, int, int, int] | None = None,
        source_channels: int = 0,
        source_stride_bytes: int = 0,
        top_to_bottom: bool = False,
    ) -> Delivery:
        """Write a pass or a part of it. Other threads run meanwhile; one writer a pass at a time.

        name                 of the pass, as Blender calls it
        pixels               C-contiguous buffer of float32, float16 or uint8 (0 - 255 stands for 0 - 1, linear), shaped
                             (height, width, channels), (height, width) or flat; read-only is fine. Or a ``Memory``.
        region               x, y, width, height in pixels from the bottom left; None: the whole picture
        source_channels      1 - 4; 0: from the shape. 4 to 3 drops alpha, 3 to 4 adds alpha 1, 1 is repeated
        source_stride_bytes  from row to row; 0: tightly packed
        top_to_bottom        the first row is the top one

        Raises ValueError for pixels of the wrong size, type or order, PassbridgeError for a pass or region that isn't there;
        the pass is then as it was.
        """
        started = time.perf_counter()
        target = self._target(name)
        self._way.stop_preparing()  # the copy readies its pages itself, on all cores: another thread would be in its way
        write_target(target, pixels, region, source_channels, source_stride_bytes, top_to_bottom)
        ms = (time.perf_counter() - started) * 1e3
        self._write_ms += ms
        return Delivery(self._way.way, self._way.why, ms)

    def __getitem__(self, name: str) -> PassMemory:
        """The memory of a pass, for native code that writes there itself."""
        target = self._target(name)
        return PassMemory(target.pixels.offset, target.pixels.size_bytes, target.width, target.height, target.channels)

    def targets(self, names: Iterable[str]) -> list[abi.PassTarget]:
        """The memory of passes in the form that ``Frame.resolve`` takes."""
        return [self._target(name) for name in names]

    def unfinished(self) -> UnfinishedPicture:
        """A place for the picture as it is now, which Blender then shows."""
        self._is_shown = True
        self._touched.update(self._way.targets)
        return self._picture()

    def commit(self) -> None:
        """Hand the passes over to Blender. Does nothing after ``discard``."""
        self._way.commit()

    def keep_unfinished(self) -> None:
        """Leave the passes as the unfinished picture has them that was shown last. Nothing can be written any more."""
        if self._way.way == IN_PLACE:
            self._way.commit()
        else:
            self._way.discard(())
        self._is_shown = False

    def discard(self) -> None:
        """Leave the passes zero. Does nothing after ``commit`` or ``keep_unfinished``."""
        self._way.discard(self._touched)
        if self._is_shown and self._way.way != IN_PLACE:
            self._picture().show()  # zeros
            self._is_shown = False

    def _picture(self) -> UnfinishedPicture:
        tile = _ForeachSet if self._way.way == FOREACH_SET else _Tile
        return UnfinishedPicture(tile(*self._place, "to be shown"))

    def _target(self, name: str) -> abi.PassTarget:
        targets = self._way.targets
        if name not in targets:
            raise PassbridgeError(_no_such_pass(name, targets) if targets else "the frame is open inside its 'with' only")
        self._touched.add(name)
        return targets[name]


class UnfinishedPicture:
    """The passes of one view in a tile of their own: written, then shown, while the picture goes on being made."""

    def __init__(self, tile: _Tile) -> None:
        self._tile = tile

    def targets(self, names: Iterable[str]) -> list[abi.PassTarget]:
        """The memory of passes, as ``FrameView.targets``; until ``show`` or ``drop``."""
        return [self._tile.targets[name] for name in names]

    def show(self) -> None:
        """Have Blender take it over, and draw it where a window shows the result."""
        self._tile.commit()

    def drop(self) -> None:
        """Forget it. Does nothing after ``show``."""
        self._tile.discard(())


class _InPlace:
    """Blender's final result itself: nothing is copied twice, and nothing is left to do at the end."""

    way = IN_PLACE

    def __init__(self, passes: Sequence[Any], width: int, height: int, why: str) -> None:
        self.why = why
        self.targets = {render_pass.name: _locate(render_pass, width, height) for render_pass in passes}
        self._preparation = _Preparation(self.targets.values())

    def stop_preparing(self) -> None:
        self._preparation.close()

    def commit(self) -> None:
        self._preparation.close()
        self.targets = {}

    def discard(self, touched: Iterable[str]) -> None:
        self._preparation.close()
        for name in touched if self.targets else ():
            library().pb_pass_clear(self.targets[name])
        self.targets = {}


class _Tile:
    """A full-frame tile, which Blender copies into its final result at the end."""

    way = TILE

    def __init__(self, engine: Any, layer: str, view: str, width: int, height: int, why: str) -> None:
        self.why = why
        self._engine = engine
        self._result = engine.begin_result(0, 0, width, height, layer=layer, view=view)
        try:
            self.targets = self._open(layout.passes_of(self._result, layer), width, height)
        except BaseException:
            engine.end_result(self._result, cancel=True)
            raise

    def _open(self, passes: Any, width: int, height: int) -> dict[str, abi.PassTarget]:
        """The memory to write into, by pass."""
        targets = {render_pass.name: _locate(render_pass, width, height) for render_pass in passes}
        self._preparation = _Preparation(targets.values())
        return targets

    def stop_preparing(self) -> None:
        self._preparation.close()

    def commit(self) -> None:
        self._end(cancel=False)

    def discard(self, touched: Iterable[str]) -> None:
        self._end(cancel=True)

    def _end(self, cancel: bool) -> None:
        result, self._result = self._result, None
        if result is not None:
            self.targets = {}
            self.stop_preparing()
            self._engine.end_result(result, cancel=cancel)


class _ForeachSet(_Tile):
    """A tile that Blender copies memory of our own into, by its official way."""

    way = FOREACH_SET

    def _open(self, passes: Any, width: int, height: int) -> dict[str, abi.PassTarget]:
        self._memory = _ForeachSetMemory(passes, width, height)
        return dict(zip((render_pass.name for render_pass in passes), self._memory.targets))

    def stop_preparing(self) -> None:
        pass  # this memory was touched when it was made

    def commit(self) -> None:
        if self._result is not None:
            self._memory.hand_over()
        super().commit()


class _ForeachSetMemory:
    """All passes of a layer, one after the other: what ``foreach_set`` on the collection takes flat in every version."""

    def __init__(self, passes: Any, width: int, height: int) -> None:
        self._passes = passes
        self._values = array.array("f", bytes(4 * width * height * sum(render_pass.channels for render_pass in passes)))
        address, _ = self._values.buffer_info()
        self.targets: list[abi.PassTarget] = []
        for render_pass in passes:
            size_bytes = 4 * width * height * render_pass.channels
            span = abi.Span(0, address, size_bytes, 0)
            self.targets.append(
                abi.PassTarget(
                    name=render_pass.name.encode(), pixels=span, width=width, height=height, channels=render_pass.channels
                )
            )
            address += size_bytes

    def read(self) -> None:
        """Take over what the passes hold."""
        self._passes.foreach_get("rect", self._values)

    def hand_over(self) -> None:
        self._passes.foreach_set("rect", self._values)


class _Preparation:
    """A thread that makes memory ready to be written, while something else works. The memory must stay until ``close``. Few pages are
    ready sooner than a thread."""

    def __init__(self, targets: Iterable[abi.PassTarget]) -> None:
        array_of_targets = list(targets)
        self._handle = ctypes.c_void_p()
        if sum(target.pixels.size_bytes for target in array_of_targets) < _LEAST_PREPARED_BYTES:
            return
        library().pb_preparation_open(
            (abi.PassTarget * len(array_of_targets))(*array_of_targets), len(array_of_targets), ctypes.byref(self._handle)
        )

    def close(self) -> None:
        handle, self._handle = self._handle, ctypes.c_void_p()
        if handle:
            library().pb_preparation_close(handle)


def _open_way(engine: Any, layer: str, view: str, width: int, height: int) -> _InPlace | _Tile:
    """The fastest way that is known to be right here."""
    try:
        layout.verify_with_tile(engine, _blender_version(), layer, view, width, height)
    except PassbridgeError as error:
        return _ForeachSet(engine, layer, view, width, height, str(error))
    row, how = layout.describe_layout()
    refusal = _why_not_in_place(engine)
    if not refusal:
        try:
            return _InPlace(_final_passes(engine, layer, view), width, height, f"{row}; {how}")
        except PassbridgeError as error:
            refusal = str(error)
    try:
        return _Tile(engine, layer, view, width, height, f"not in place: {refusal}")
    except PassbridgeError as error:
        return _ForeachSet(engine, layer, view, width, height, str(error))


def _why_not_in_place(engine: Any) -> str:
    """What forbids writing into the final result; "" where nothing does (docs/delivery.md)."""
    if engine.is_preview:
        return "previews are refreshed tile by tile"
    import bpy

    if engine.is_animation and not bpy.app.background and _blender_version() < (4, 2, 0):
        return "before 4.2 Blender's window would not show the frames of an animation"
    return ""


def _final_passes(engine: Any, layer: str, view: str) -> list[Any]:
    """The passes of one layer and view in Blender's final result."""
    result = engine.get_result()
    view_id = [each.name for each in result.views].index(view)
    for render_layer in result.layers:
        if render_layer.name == layer:
            return [render_pass for render_pass in render_layer.passes if render_pass.view_id == view_id]
    raise PassbridgeError(f"Blender's final result has no view layer '{layer}'")


def _locate(render_pass: Any, width: int, height: int) -> abi.PassTarget:
    target = abi.PassTarget(name=render_pass.name.encode())
    library().pb_render_pass_locate(render_pass.as_pointer(), width, height, render_pass.channels, target)
    return target


def write_target(
    target: abi.PassTarget,
    pixels: Any,
    region: tuple[int, int, int, int] | None,
    source_channels: int,
    source_stride_bytes: int,
    top_to_bottom: bool,
) -> None:
    """Write memory that a target names, or a region of it. Arguments and errors as for ``FrameView.write``."""
    x, y, width, height = region or (0, 0, target.width, target.height)
    if min(x, y) < 0 or min(width, height) < 1 or x + width > target.width or y + height > target.height:
        raise ValueError(f"the region {x},{y} {width}x{height} is not within the {target.width}x{target.height} pixels of the pass")
    source = PixelSource(pixels, width, height, target.channels, source_channels, source_stride_bytes, top_to_bottom)
    try:
        library().pb_pass_write(target, abi.Region(x, y, width, height), source.message)
    finally:
        source.release()


def _no_such_pass(name: str, names: Iterable[str]) -> str:
    return f"Blender's render result has no pass '{name}', only {', '.join(names)}: add it with engine.add_pass before"


def _blender_version() -> tuple[int, int, int]:
    import bpy  # this package works without Blender until a frame is opened

    return bpy.app.version
