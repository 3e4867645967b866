# SPDX-License-Identifier: Apache-2.0
"""What real windows show is what is saved.

Runs in `blender` of the PATH, where that is no Python, and in those that PASSBRIDGE_WINDOW_BLENDERS names, a list like PATH.
"""

import os
import random
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from launcher import addon_zip, blender, build, testing, virtual_screen

WIDTH, HEIGHT, FRAME_COUNT = 240, 160, 3
SAMPLE_COUNT = 12  # ConfettiRenderer's
LIMIT_SECONDS = 240
LOOK_COUNT = 1000
RENDERER = "passbridge.testrenderer.ConfettiRenderer"

# Blender draws a line around a picture, and blends what is inside with what is behind it, which may change a value by a step or two.
EDGE_PIXELS = 2
ROUNDED = bytes(0 if value <= 2 else 255 if value >= 253 else value for value in range(256))

BLENDERS = ["blender", *filter(None, os.environ.get(testing.WINDOW_BLENDERS, "").split(os.pathsep))]


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The name of a display, and the file that holds what is on its screen."""
    if not virtual_screen.is_available():
        pytest.skip("there is no Xvfb")
    with virtual_screen.opened(tmp_path_factory.mktemp("screen")) as screen:
        yield screen.display, screen.file


@dataclass(frozen=True)
class Picture:
    """Rows from the top, three bytes a pixel: blue, green, red."""

    width: int
    rows: list[bytes]

    @classmethod
    def photograph(cls, path: Path) -> "Picture":
        content = path.read_bytes()
        width, height = struct.unpack_from("<2I", content)
        return cls(width, [content[8 + 3 * width * row :][: 3 * width].translate(ROUNDED) for row in range(height)])

    @classmethod
    def saved(cls, path: Path) -> "Picture":
        """A BMP without compression, whose rows go from the bottom up."""
        content = path.read_bytes()
        start, width, height, bits_per_pixel = struct.unpack_from("<10xI4x2i2xH", content)
        pixel_bytes = bits_per_pixel // 8
        row_bytes = (width * pixel_bytes + 3) // 4 * 4
        rows = []
        for row in reversed(range(height)):
            pixels = content[start + row * row_bytes :][: width * pixel_bytes]
            rows.append(b"".join(pixels[at : at + 3] for at in range(0, len(pixels), pixel_bytes)))
        return cls(width, rows)

    @classmethod
    def drawn(cls, frame: int, sample: int, width: int = WIDTH, height: int = HEIGHT) -> "Picture":
        """ConfettiRenderer's."""

        def value(pixel: int, channel: int) -> int:
            word = (((frame * 31 + sample) * 1_000_003 + pixel) * 3 + channel) * 0x9E3779B1 & 0xFFFFFFFF
            word = (word ^ word >> 15) * 0x85EBCA6B & 0xFFFFFFFF
            return 255 * (word >> 31)

        return cls(
            width,
            [
                bytes(value(row * width + column, channel) for column in range(width) for channel in (2, 1, 0))
                for row in reversed(range(height))
            ],
        )

    def shows(self, other: "Picture", edge_pixels: int = EDGE_PIXELS) -> bool:
        """Whether the other one is in this one, pixel by pixel, but for its edge."""
        wanted = [row[3 * edge_pixels : -3 * edge_pixels] for row in other.rows[edge_pixels:-edge_pixels]]
        for top in range(len(self.rows) - len(wanted) + 1):
            left = self.rows[top].find(wanted[0])
            if left >= 0:
                return [row[left:][: len(wanted[0])] for row in self.rows[top:][: len(wanted)]] == wanted
        return False


def windowed(name: str) -> blender.Blender:
    """One of BLENDERS; skips the test where there is none."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name}")
    chosen = blender.find(name)
    if chosen.is_python:
        pytest.skip(f"{name} is a Python, which has no window")
    return chosen


@pytest.fixture(scope="module", params=BLENDERS)
def window(request: pytest.FixtureRequest, display: tuple[str, Path]) -> Callable[..., dict[str, Any]]:
    """Does the job in the window of a Blender: called with the job's arguments."""
    chosen = windowed(request.param)

    def run(job: str = "window_job", **arguments: Any) -> dict[str, Any]:
        common = {
            "addon_folder": str(addon_zip.unpacked()),
            "test_jar": str(build.products().test_jar),
            "size_pixels": [WIDTH, HEIGHT],
            "frame_count": FRAME_COUNT,
            "screen": str(display[1]),
            "renderer": RENDERER,
        }
        log = blender.log_path(f"window-{chosen.version_text}")
        environment = {"DISPLAY": display[0]}
        result = chosen.run(
            job, {**common, **arguments}, log, environment=environment, limit_seconds=LIMIT_SECONDS, in_window=True
        )
        assert not result["error"]
        return result

    return run


@pytest.fixture(scope="module")
def rendered(window: Callable[..., dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """What the window showed, and the folder with its photographs and the saved pictures."""
    folder = tmp_path_factory.mktemp("pictures")
    result = window(folder=str(folder))
    assert result["errors"] == [""] * (2 + FRAME_COUNT)
    return folder, result


def photographs(rendered: tuple[Path, dict[str, Any]], name: str) -> list[Picture]:
    folder, result = rendered
    return [Picture.photograph(folder / each) for each in result["photographs"][name]]


def test_a_still_picture_is_shown_as_it_is_saved(rendered: tuple[Path, dict[str, Any]]) -> None:
    saved = Picture.saved(rendered[0] / "still.bmp")
    assert saved == Picture.drawn(1, SAMPLE_COUNT)
    assert photographs(rendered, "still")[-1].shows(saved)


def test_a_picture_is_shown_while_it_grows(rendered: tuple[Path, dict[str, Any]]) -> None:
    unfinished = [Picture.drawn(1, sample) for sample in range(1, SAMPLE_COUNT)]
    shown = [[photograph.shows(each) for each in unfinished].count(True) for photograph in photographs(rendered, "still")]
    assert 1 in shown and shown[-1] == 0


def test_frames_of_an_animation_are_shown_as_they_are_saved(rendered: tuple[Path, dict[str, Any]]) -> None:
    saved = [Picture.saved(rendered[0] / f"animation-{frame:04}.bmp") for frame in range(1, 1 + FRAME_COUNT)]
    assert saved == [Picture.drawn(frame, SAMPLE_COUNT) for frame in range(1, 1 + FRAME_COUNT)]
    while_it_runs = photographs(rendered, "animation")
    assert while_it_runs.pop().shows(saved[-1])
    for frame in range(1, FRAME_COUNT):
        pictures = [Picture.drawn(frame, sample) for sample in range(1, 1 + SAMPLE_COUNT)]
        assert any(photograph.shows(each) for photograph in while_it_runs for each in pictures), f"nothing of frame {frame} was seen"


def test_the_device_is_blenders_though_java_is_started_on_a_thread_that_does_not_ask(rendered: tuple[Path, dict[str, Any]]) -> None:
    assert rendered[1]["blenders_renderer"]
    assert rendered[1]["our_context"].endswith(", which Blender draws with")


def test_a_picture_that_is_looked_at_while_it_ends_is_whole(window: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    result = window(folder=str(tmp_path), renderer=f"{RENDERER}$Brief", size_pixels=[16, 16], look_count=LOOK_COUNT)
    assert result["errors"] == [""] * LOOK_COUNT
    assert result["asked_count"] > LOOK_COUNT / 2


VIEWPORT_SIZE = 121, 81  # odd
MIDDLE_BYTE, MIDDLE_SHOWN = 127, 187  # 255 times sRGB's transfer function of 127 / 255


def shown_bytes(values: bytes, factor: int) -> Picture:
    """What a window shows of scene-linear pixels with three channels, rows from the bottom: each pixel as a square."""
    width, height = VIEWPORT_SIZE
    colors = {0: 0, MIDDLE_BYTE: MIDDLE_SHOWN, 255: 255}
    rows = []
    for row in reversed(range(height)):
        pixels = [values[3 * (row * width + column) :][:3] for column in range(width)]
        rows += [b"".join(bytes(colors[value] for value in reversed(pixel)) * factor for pixel in pixels)] * factor
    return Picture(factor * width, rows)


def test_a_viewport_shows_pictures_pixel_by_pixel_and_manages_their_colors_once(
    window: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    generator = random.Random(1)
    pixels = {
        name: bytes(generator.choices((0, MIDDLE_BYTE, 255), k=3 * VIEWPORT_SIZE[0] * VIEWPORT_SIZE[1])) for name in ("first", "second")
    }
    for name, values in pixels.items():
        (tmp_path / name).write_bytes(values)
    result = window(job="viewport_window_job", folder=str(tmp_path), size_pixels=VIEWPORT_SIZE, pixels=list(pixels))
    photographs = [Picture.photograph(tmp_path / name) for name in result["photographs"]]
    for factor in (1, 2):
        wanted = [shown_bytes(values, factor) for values in pixels.values()]
        assert [[photograph.shows(picture) for picture in wanted] for photograph in photographs] == [[True, False], [False, True]]
