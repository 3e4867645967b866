# SPDX-License-Identifier: GPL-3.0-or-later
"""passbridge.ViewportPicture: what is written into it, and what it draws.

Drawing needs Blender's GPU module, which works without a window from 5.2 on: launcher/tests/test_windows.py looks at a window of another.
"""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import bpy
import gpu
import numpy
import passbridge
import pytest
from mathutils import Matrix
from passbridge import PassbridgeError, ViewportPicture

WIDTH, HEIGHT = 37, 23
DRAWS_WITHOUT_WINDOW = pytest.mark.not_applicable_if(not hasattr(gpu, "init"), "the GPU module needs a window before 5.2")


def held(picture: ViewportPicture) -> numpy.ndarray:
    """The memory of a picture as half floats, (height, width, 4)."""
    target = picture.target()
    memory = (ctypes.c_char * target.pixels.size_bytes).from_address(target.pixels.offset)
    return numpy.frombuffer(memory, numpy.float16).reshape(picture.height, picture.width, 4)


def colors(width: int = WIDTH, height: int = HEIGHT) -> numpy.ndarray:
    """Opaque and exact in half floats; no two neighbours are alike."""
    values = numpy.arange(width * height * 4, dtype=numpy.int64) * 7919 % 2048 / 64
    pixels = values.astype(numpy.float32).reshape(height, width, 4)
    pixels[..., 3] = 1
    return pixels


# ---------------------------------------------------------------------------------------------------- what is written


def test_a_new_picture_is_transparent_black():
    picture = ViewportPicture(WIDTH, HEIGHT)
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)
    assert not held(picture).any()


def test_every_half_float_stays_as_it_is():
    words = numpy.arange(65536, dtype=numpy.uint16)
    picture = ViewportPicture(128, 128)
    picture.write(words.view(numpy.float16).reshape(128, 128, 4))
    assert held(picture).view(numpy.uint16).ravel().tolist() == words.tolist()


def test_every_half_float_comes_back_from_32_bits():
    words = numpy.arange(65536, dtype=numpy.uint16)
    picture = ViewportPicture(128, 128)
    picture.write(words.view(numpy.float16).astype(numpy.float32).reshape(128, 128, 4))
    got = held(picture).view(numpy.uint16).ravel()
    is_number = words & 0x7FFF <= 0x7C00
    assert got[is_number].tolist() == words[is_number].tolist()
    assert numpy.isnan(got[~is_number].view(numpy.float16)).all()


def test_floats_become_the_nearest_half_floats():
    generator = numpy.random.default_rng(1)
    count = 512 * 256 * 4
    words = generator.integers(0, 1 << 32, count, numpy.uint32)
    words[::2] = (words[::2] & 0x8FFFFFFF) + 0x30000000  # half of them in the range of half floats, or near
    pixels = words.view(numpy.float32)
    picture = ViewportPicture(512, 256)
    picture.write(pixels)
    with numpy.errstate(over="ignore"):
        expected = pixels.astype(numpy.float16)
    got = held(picture).ravel()
    is_number = ~numpy.isnan(pixels)
    assert (got[is_number].view(numpy.uint16) == expected[is_number].view(numpy.uint16)).all()
    assert numpy.isnan(got[~is_number]).all()


def test_floats_beyond_half_floats_are_infinite():
    picture = ViewportPicture(3, 1)
    picture.write(numpy.array([65519.996, 65520, -65520, 1e9, -numpy.inf, numpy.inf, 2e-8, 6e-8, -0.0, 0, 1, 65504], numpy.float32))
    inf = numpy.inf
    assert held(picture).ravel().tolist() == [65504, inf, -inf, inf, -inf, inf, 0, 2.0**-24, 0, 0, 1, 65504]


def test_bytes_are_fractions_of_255():
    octets = numpy.arange(256, dtype=numpy.uint8)
    picture = ViewportPicture(8, 8)
    picture.write(octets)
    assert held(picture).ravel().tolist() == (octets / 255).astype(numpy.float16).tolist()


@pytest.mark.parametrize("kind", [numpy.float32, numpy.float16, numpy.uint8])
def test_three_channels_get_alpha_and_one_is_repeated(kind):
    pixels = (colors() * 4).astype(kind)
    scale = 255 if kind is numpy.uint8 else 1
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(numpy.ascontiguousarray(pixels[..., :3]))
    expected = (pixels / numpy.float64(scale)).astype(numpy.float16)
    assert (held(picture)[..., :3] == expected[..., :3]).all() and (held(picture)[..., 3] == 1).all()
    picture.write(numpy.ascontiguousarray(pixels[..., 0]))
    assert (held(picture)[..., :3] == expected[..., :1]).all() and (held(picture)[..., 3] == 1).all()


def test_regions_strides_and_flips():
    source = colors()
    picture = ViewportPicture(WIDTH, HEIGHT)
    x, y, width, height = region = 5, 7, 10, 4
    picture.write(source, region, source_channels=4, source_stride_bytes=16 * WIDTH, top_to_bottom=True)
    expected = numpy.zeros((HEIGHT, WIDTH, 4), numpy.float16)
    expected[y : y + height, x : x + width] = source[height - 1 :: -1, :width]
    assert held(picture).tolist() == expected.tolist()


def test_what_does_not_fit_is_refused_and_leaves_the_picture():
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(colors())
    before = held(picture).copy()
    for pixels, region, text in (
        (numpy.zeros((HEIGHT, WIDTH + 1, 4), numpy.float32), None, "the region is 37x23 pixels, the buffer has the shape"),
        (numpy.zeros(7, numpy.float32), None, "37x23 pixels of 4 channels are 3404 values, the buffer has 7"),
        (numpy.zeros((HEIGHT, WIDTH, 4), numpy.float64), None, "float32, float16 or uint8"),
        (colors(), (1, 0, WIDTH, HEIGHT), "is not within the 37x23 pixels"),
        ([0.0] * 4, None, "must be a buffer"),
    ):
        with pytest.raises(ValueError, match=text):
            picture.write(pixels, region)
    with pytest.raises(PassbridgeError, match="2 channels can't be written into 4"):
        picture.write(numpy.zeros((HEIGHT, WIDTH, 2), numpy.float32))
    assert (held(picture) == before).all()


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (-1, 5)])
def test_a_picture_has_pixels(size):
    with pytest.raises(ValueError, match=f"a picture has 1x1 pixels or more, not {size[0]}x{size[1]}"):
        ViewportPicture(*size)


@pytest.mark.parametrize("size", [(1, 1), (8192, 3), (1, 8192)])
def test_narrow_and_wide_pictures(size):
    picture = ViewportPicture(*size)
    picture.write(colors(*size))
    assert (held(picture) == colors(*size)).all()


# ---------------------------------------------------------------------------------------------------- what is drawn

_GPU_IS_READY = False


@pytest.fixture
def gpu_ready() -> None:
    global _GPU_IS_READY
    if not _GPU_IS_READY:
        gpu.init()
        _GPU_IS_READY = True


def shown(
    picture: ViewportPicture,
    width: int,
    height: int,
    rectangle: tuple[float, float, float, float] | None = None,
    background: tuple[float, float, float, float] = (0, 0, 0, 0),
) -> numpy.ndarray:
    """What a region of that size would show, float32 (height, width, 4)."""
    region_to_clip = Matrix(((2 / width, 0, 0, -1), (0, 2 / height, 0, -1), (0, 0, -1, 0), (0, 0, 0, 1)))
    offscreen = gpu.types.GPUOffScreen(width, height, format="RGBA32F")
    with offscreen.bind(), gpu.matrix.push_pop(), gpu.matrix.push_pop_projection():
        framebuffer = gpu.state.active_framebuffer_get()
        framebuffer.clear(color=background)
        gpu.matrix.load_identity()
        gpu.matrix.load_projection_matrix(region_to_clip)
        picture.draw(None, SimpleNamespace(region=SimpleNamespace(width=width, height=height)), rectangle)
        pixels = framebuffer.read_color(0, 0, width, height, 4, 0, "FLOAT")
    offscreen.free()
    return numpy.frombuffer(pixels, numpy.float32).reshape(height, width, 4).copy()


@pytest.fixture
def upload_count(gpu_ready, monkeypatch) -> list[int]:
    """A list of one number: of the textures that were made."""
    counts = [0]
    texture = gpu.types.GPUTexture

    def counting(*arguments, **options):
        counts[0] += 1
        return texture(*arguments, **options)

    monkeypatch.setattr(gpu.types, "GPUTexture", counting)
    return counts


@DRAWS_WITHOUT_WINDOW
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 2), (7, 5), (WIDTH, HEIGHT), (640, 360), (8192, 2)])
def test_each_pixel_of_a_region_is_one_of_the_picture(gpu_ready, size):
    picture = ViewportPicture(*size)
    picture.write(colors(*size))
    assert (shown(picture, *size) == colors(*size)).all()


@DRAWS_WITHOUT_WINDOW
def test_every_half_float_is_shown_as_it_is(gpu_ready):
    halves = numpy.arange(65536, dtype=numpy.uint16).view(numpy.float16)
    number = halves[~numpy.isnan(halves)]
    pixels = numpy.zeros((1024, 64, 4), numpy.float16)
    pixels[..., 3] = 1
    pixels[..., 0].ravel()[: number.size] = number
    pixels[..., 1].ravel()[: number.size] = number
    picture = ViewportPicture(64, 1024)
    picture.write(pixels)
    assert (shown(picture, 64, 1024) == pixels.astype(numpy.float32)).all()


@DRAWS_WITHOUT_WINDOW
def test_what_is_no_number_stays_where_it_is(gpu_ready):
    pixels = colors()
    pixels[3, 4, 0] = numpy.nan
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(pixels)
    got = shown(picture, WIDTH, HEIGHT)
    assert numpy.isnan(got[3, 4, 0]) and numpy.isnan(got).sum() == 1


@DRAWS_WITHOUT_WINDOW
def test_it_is_drawn_over_what_is_there_by_its_alpha(gpu_ready):
    picture = ViewportPicture(2, 1)
    picture.write(numpy.array([0.5, 0.25, 0, 0.5, 4, 0, 0, 0], numpy.float32))
    assert shown(picture, 2, 1, background=(1, 2, 4, 1)).ravel().tolist() == [1, 1.25, 2, 1, 5, 2, 4, 1]


@DRAWS_WITHOUT_WINDOW
def test_a_rectangle_alone_is_filled(gpu_ready):
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(colors())
    expected = numpy.zeros((HEIGHT + 9, WIDTH + 7, 4), numpy.float32)
    expected[6 : 6 + HEIGHT, 3 : 3 + WIDTH] = colors()
    assert (shown(picture, WIDTH + 7, HEIGHT + 9, (3, 6, WIDTH, HEIGHT)) == expected).all()


@DRAWS_WITHOUT_WINDOW
@pytest.mark.parametrize("factor", [2, 3, 8])
def test_whole_factors_show_squares(gpu_ready, factor):
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(colors())
    expected = colors().repeat(factor, axis=0).repeat(factor, axis=1)
    assert (shown(picture, factor * WIDTH, factor * HEIGHT) == expected).all()


@DRAWS_WITHOUT_WINDOW
@pytest.mark.parametrize("size", [(2 * WIDTH, 3 * HEIGHT), (WIDTH + 11, HEIGHT), (WIDTH - 5, HEIGHT - 3), (100, 100)])
def test_other_factors_are_interpolated(gpu_ready, size):
    width, height = size
    picture = ViewportPicture(WIDTH, HEIGHT)
    picture.write(colors())

    def neighbours(count: int, from_count: int) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
        place = (numpy.arange(count) + 0.5) / count * from_count - 0.5
        lower = numpy.floor(place).astype(int)
        return lower.clip(0, from_count - 1), (lower + 1).clip(0, from_count - 1), place - lower

    left, right, along = neighbours(width, WIDTH)
    low, high, up = neighbours(height, HEIGHT)
    rows = colors()[:, left] * (1 - along)[:, None] + colors()[:, right] * along[:, None]
    expected = rows[low] * (1 - up)[:, None, None] + rows[high] * up[:, None, None]
    # Places are interpolated in 32 bits, some 1e-5 of a pixel at this size, between values that differ by 32 at most.
    assert abs(shown(picture, width, height) - expected).max() < 2e-3


@DRAWS_WITHOUT_WINDOW
def test_what_has_not_changed_is_not_sent_again(upload_count):
    picture = ViewportPicture(WIDTH, HEIGHT)
    for expected in (1, 1):
        shown(picture, WIDTH, HEIGHT)
        assert upload_count == [expected]
    picture.write(colors())
    for expected in (2, 2):
        assert (shown(picture, WIDTH, HEIGHT) == colors()).all()
        assert upload_count == [expected]


@DRAWS_WITHOUT_WINDOW
def test_memory_that_others_write_is_shown_when_it_has_changed(upload_count):
    picture = ViewportPicture(WIDTH, HEIGHT)
    shown(picture, WIDTH, HEIGHT)
    held(picture)[...] = colors()
    assert not shown(picture, WIDTH, HEIGHT).any()
    picture.changed()
    assert (shown(picture, WIDTH, HEIGHT) == colors()).all()
    assert upload_count == [2]


@DRAWS_WITHOUT_WINDOW
def test_the_state_of_the_gpu_stays(gpu_ready):
    picture = ViewportPicture(WIDTH, HEIGHT)
    gpu.state.blend_set("ADDITIVE")
    gpu.state.depth_test_set("LESS")
    try:
        shown(picture, WIDTH, HEIGHT)
        assert (gpu.state.blend_get(), gpu.state.depth_test_get()) == ("ADDITIVE", "LESS")
    finally:
        gpu.state.blend_set("NONE")
        gpu.state.depth_test_set("NONE")


@DRAWS_WITHOUT_WINDOW
def test_a_picture_that_the_gpu_cannot_hold(gpu_ready):
    largest = gpu.capabilities.max_texture_size_get()
    for size in ((largest + 1, 1), (1, largest + 1)):
        picture = ViewportPicture(*size)
        with pytest.raises(PassbridgeError, match=f"{size[0]}x{size[1]} pixels is larger than the {largest}x{largest} that this GPU holds"):
            shown(picture, 8, 8)
    picture = ViewportPicture(largest, 1)
    picture.write(colors(largest, 1))
    assert (shown(picture, largest, 1) == colors(largest, 1)).all()
