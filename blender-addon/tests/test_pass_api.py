# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python API for engines that have pixels and no Java: passbridge.frame and passbridge.write_pass."""

from __future__ import annotations

import array
import contextlib
from collections.abc import Callable, Iterator

import bpy
import numpy
import passbridge
import pytest
from passbridge import Memory, PassbridgeError
from rendering import FAR_AWAY_WORD, floats, render_exr

WIDTH, HEIGHT = 37, 23
PIXEL_COUNT = WIDTH * HEIGHT


class PixelEngine(bpy.types.RenderEngine):
    """An engine that hands the test what it needs."""

    bl_idname, bl_label = "PASSBRIDGE_PIXEL_TEST", "Pixel test"
    paint: Callable | None = None
    error: BaseException | None = None

    def update_render_passes(self, scene, renderlayer):
        self.register_pass(scene, renderlayer, "Ink", 3, "XYZ", "VECTOR")

    def render(self, depsgraph):
        self.add_pass("Ink", 3, "XYZ", layer=depsgraph.view_layer.name)
        self.add_pass("Depth", 1, "Z", layer=depsgraph.view_layer.name)
        try:
            PixelEngine.paint(self, depsgraph)
        except BaseException as error:
            PixelEngine.error = error


@pytest.fixture
def pixel_scene(empty_scene) -> Iterator[bpy.types.Scene]:
    bpy.utils.register_class(PixelEngine)
    scene = empty_scene
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(scene.camera)
    scene.render.engine = PixelEngine.bl_idname
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = WIDTH, HEIGHT, 100
    yield scene
    bpy.utils.unregister_class(PixelEngine)


@pytest.fixture
def render_with(pixel_scene, tmp_path):
    """Renders with a function that gets engine and depsgraph; raises what it raised; the saved words by "Pass.Channel"."""

    def render(draw: Callable) -> dict[str, array.array]:
        PixelEngine.paint, PixelEngine.error = staticmethod(draw), None
        _, _, words = render_exr(pixel_scene, tmp_path / "pixels.exr")
        if PixelEngine.error is not None:
            raise PixelEngine.error
        layer = pixel_scene.view_layers[0].name
        return {name.removeprefix(f"{layer}."): values for name, values in words.items()}

    return render


def ramp(count: int) -> array.array:
    return array.array("f", (1 + index / 7 for index in range(count)))


def interleaved(words: dict, name: str, channel_ids: str) -> list[float]:
    channels = [floats(words[f"{name}.{channel_id}"]) for channel_id in channel_ids]
    return [value for pixel in zip(*channels) for value in pixel]


def test_flat_floats_arrive_in_passes_of_one_three_and_four_channels(render_with, way):
    colors, vectors, depths = ramp(4 * PIXEL_COUNT), ramp(3 * PIXEL_COUNT), ramp(PIXEL_COUNT)
    written = []

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            assert (frame.width, frame.height) == (WIDTH, HEIGHT)
            written.append(frame.write("Combined", colors))
            frame.write("Ink", vectors)
            frame.write("Depth", depths)

    words = render_with(draw)
    assert interleaved(words, "Combined", "RGBA") == colors.tolist()
    assert interleaved(words, "Ink", "XYZ") == vectors.tolist()
    assert interleaved(words, "Depth", "Z") == depths.tolist()
    assert written[0].way == way and written[0].why and written[0].ms > 0


def test_halves_and_bytes_are_widened(render_with, way):
    halves = numpy.array([index % 2048 / 8 for index in range(4 * PIXEL_COUNT)], numpy.float16)
    octets = bytes(index % 256 for index in range(3 * PIXEL_COUNT))

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            frame.write("Combined", halves.reshape(HEIGHT, WIDTH, 4))
            frame.write("Ink", octets)  # read-only is fine

    words = render_with(draw)
    assert interleaved(words, "Combined", "RGBA") == [index % 2048 / 8 for index in range(4 * PIXEL_COUNT)]
    assert interleaved(words, "Ink", "XYZ") == array.array("f", (value / 255 for value in octets)).tolist()


def test_regions_strides_flips_and_channels(render_with, way):
    source = ramp(3 * PIXEL_COUNT)
    region = (5, 7, 10, 4)

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            frame.write("Combined", source, source_channels=3)  # alpha 1
            frame.write("Depth", source, region, source_channels=3, source_stride_bytes=12 * WIDTH, top_to_bottom=True)

    words = render_with(draw)
    expected = [source[3 * pixel + channel] if channel < 3 else 1.0 for pixel in range(PIXEL_COUNT) for channel in range(4)]
    assert interleaved(words, "Combined", "RGBA") == expected
    depth = floats(words["Depth.Z"])
    x0, y0, width, height = region
    for y in range(height):
        row = [depth[(y0 + y) * WIDTH + x0 + x] for x in range(width)]
        assert row == [source[3 * ((height - 1 - y) * WIDTH + x)] for x in range(width)]
    if way == "foreach_set":  # the memory that is handed over begins with zeros; the others keep Blender's own values
        assert depth[0] == 0
    else:
        assert words["Depth.Z"][0] in (0, FAR_AWAY_WORD)


def test_native_code_writes_at_the_address(render_with, way):
    import ctypes

    values = ramp(4 * PIXEL_COUNT)

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            memory = frame["Combined"]
            assert (memory.width, memory.height, memory.channels, memory.bytes) == (WIDTH, HEIGHT, 4, 16 * PIXEL_COUNT)
            ctypes.memmove(memory.address, values.buffer_info()[0], memory.bytes)
            frame.write("Ink", Memory(values.buffer_info()[0], 12 * PIXEL_COUNT, owner=values))

    words = render_with(draw)
    assert interleaved(words, "Combined", "RGBA") == values.tolist()
    assert interleaved(words, "Ink", "XYZ") == values[: 3 * PIXEL_COUNT].tolist()


def test_an_exception_leaves_zeros_and_goes_on(render_with, pixel_scene, tmp_path, way):
    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            frame.write("Combined", ramp(4 * PIXEL_COUNT))
            raise RuntimeError("the renderer failed")

    with pytest.raises(RuntimeError, match="the renderer failed"):
        render_with(draw)
    from exr_words import read_words

    _, _, words = read_words(tmp_path / "pixels.exr")
    for name, values in words.items():
        # In place a Depth pass is zeroed like any other; a tile that is given up leaves what Blender put there.
        assert set(values) <= ({0, FAR_AWAY_WORD} if name.endswith("Depth.Z") else {0}), name


def test_leaving_early_is_a_normal_end(render_with, way):
    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            frame.write("Ink", ramp(3 * PIXEL_COUNT))
            return

    assert interleaved(render_with(draw), "Ink", "XYZ") == ramp(3 * PIXEL_COUNT).tolist()


BAD_WRITES = {
    "wrong size": (ValueError, "3404 values, the buffer has 10", lambda: (ramp(10),)),
    "wrong type": (ValueError, "float32, float16 or uint8, not of format 'd'", lambda: (array.array("d", bytes(32 * PIXEL_COUNT)),)),
    "no buffer": (ValueError, "must be a buffer", lambda: ([1.0, 2.0],)),
    "not contiguous": (ValueError, "C-contiguous", lambda: (memoryview(ramp(8 * PIXEL_COUNT))[::2],)),
    "released": (ValueError, "released", lambda: (released(),)),
    "wrong shape": (ValueError, "shape", lambda: (memoryview(bytes(16 * PIXEL_COUNT)).cast("f", (WIDTH, HEIGHT, 4)),)),
    "region outside": (ValueError, "not within the 37x23", lambda: (ramp(16), (36, 0, 2, 2))),
    "negative region": (ValueError, "not within", lambda: (ramp(16), (-1, 0, 2, 2))),
    "empty region": (ValueError, "not within", lambda: (ramp(16), (0, 0, 0, 2))),
    "stride too small": (PassbridgeError, "stride", lambda: (ramp(4 * PIXEL_COUNT), None, 4, 16)),
    "null": (PassbridgeError, "Combined", lambda: (Memory(0, 16 * PIXEL_COUNT),)),
    "unmapped": (PassbridgeError, "readable", lambda: (Memory(4096, 16 * PIXEL_COUNT),)),
}


def released() -> memoryview:
    view = memoryview(ramp(4 * PIXEL_COUNT))
    view.release()
    return view


@pytest.mark.parametrize("case", BAD_WRITES)
def test_bad_pixels_are_refused_and_the_pass_stays(render_with, case):
    kind, text, arguments = BAD_WRITES[case]
    good = ramp(4 * PIXEL_COUNT)

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            frame.write("Combined", good)
            with pytest.raises(kind, match=text):
                frame.write("Combined", *arguments())

    assert interleaved(render_with(draw), "Combined", "RGBA") == good.tolist()


def test_source_and_target_must_not_overlap(render_with):
    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            memory = frame["Combined"]
            with pytest.raises(PassbridgeError, match="the source lies in the target's memory"):
                frame.write("Combined", Memory(memory.address, memory.bytes))

    render_with(draw)


def test_a_pass_that_is_not_there_is_named(render_with):
    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            with pytest.raises(PassbridgeError, match="no pass 'Mist', only Combined"):
                frame.write("Mist", ramp(PIXEL_COUNT))

    render_with(draw)


def test_after_the_with_nothing_is_written(render_with):
    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            view = frame.views[0]
        with pytest.raises(PassbridgeError, match="inside its 'with' only"):
            view.write("Combined", ramp(4 * PIXEL_COUNT))

    render_with(draw)


def test_write_pass_serves_somebodys_own_tile(render_with, way):
    """The other passes of the tile keep what they hold, also where the layout is verified with them."""
    colors, vectors = ramp(4 * PIXEL_COUNT), ramp(3 * PIXEL_COUNT)
    taken = []

    def draw(engine, depsgraph):
        result = engine.begin_result(0, 0, WIDTH, HEIGHT, layer=depsgraph.view_layer.name)
        taken.append(passbridge.write_pass(result, "Ink", vectors))
        taken.append(passbridge.write_pass(result, "Combined", colors))
        with pytest.raises(PassbridgeError, match="no pass 'Mist'"):
            passbridge.write_pass(result, "Mist", vectors)
        engine.end_result(result)

    words = render_with(draw)
    assert interleaved(words, "Ink", "XYZ") == vectors.tolist()
    assert interleaved(words, "Combined", "RGBA") == colors.tolist()
    assert {delivery.way for delivery in taken} == {"foreach_set" if way == "foreach_set" else "tile"}


def test_stereo_views_get_their_own_pixels(pixel_scene, tmp_path, way):
    pixel_scene.render.use_multiview = True
    seen = {}

    def draw(engine, depsgraph):
        with passbridge.frame(engine, depsgraph) as frame:
            for number, view in enumerate(frame.views):
                view.write("Combined", array.array("f", [number + 1.0]) * (4 * PIXEL_COUNT))
        for view in engine.get_result().views:
            view_id = [each.name for each in engine.get_result().views].index(view.name)
            (combined,) = [
                each for each in engine.get_result().layers[0].passes if each.name == "Combined" and each.view_id == view_id
            ]
            seen[view.name] = {tuple(pixel) for pixel in combined.rect}
        with pytest.raises(PassbridgeError, match="no view 'middle'"), passbridge.frame(engine, depsgraph, view="middle"):
            pass

    PixelEngine.paint, PixelEngine.error = staticmethod(draw), None
    with contextlib.suppress(RuntimeError):
        bpy.ops.render.render()
    if PixelEngine.error is not None:
        raise PixelEngine.error
    assert seen == {"left": {(1.0,) * 4}, "right": {(2.0,) * 4}}
