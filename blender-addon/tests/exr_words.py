# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads uncompressed 32-bit scanline EXR files as integer words, so that NaNs and -0 can be compared.

Blender writes one part up to 5.1, a part for each pass from 5.2 on.
Layout: https://openexr.com/en/latest/OpenEXRFileLayout.html
"""

from __future__ import annotations

import array
import struct
from pathlib import Path

_MAGIC = 20000630
_FLOAT = 2
_TILED_OR_DEEP, _MULTIPART = 0x0A00, 0x1000


def read_words(path: Path) -> tuple[int, int, dict[str, array.array[int]]]:
    """Width and height of the display window, and the words of each channel, rows bottom to top. Outside the data window: 0."""
    data = path.read_bytes()
    magic, version = struct.unpack_from("<ii", data)
    assert magic == _MAGIC and not version & _TILED_OR_DEEP, "not a scanline EXR"
    is_multipart = bool(version & _MULTIPART)
    headers, position = [], 8
    while data[position]:
        header, position = _read_header(data, position)
        headers.append(header)
        if not is_multipart:
            break
    position += is_multipart  # an empty header ends the list
    words: dict[str, array.array[int]] = {}
    for header in headers:
        position = _read_part(data, position, header, 4 * is_multipart, words)
    left, top, right, bottom = struct.unpack("<4i", headers[0]["displayWindow"])
    return right - left + 1, bottom - top + 1, words


def _read_header(data: bytes, position: int) -> tuple[dict[str, bytes], int]:
    attributes = {}
    while data[position]:
        name, position = _read_text(data, position)
        _, position = _read_text(data, position)
        (size,) = struct.unpack_from("<i", data, position)
        attributes[name] = data[position + 4 : position + 4 + size]
        position += 4 + size
    return attributes, position + 1


def _read_part(
    data: bytes, offsets: int, header: dict[str, bytes], part_number_bytes: int, words: dict[str, array.array[int]]
) -> int:
    """Read the part whose table of offsets begins at ``offsets``; where the table ends."""
    assert header["compression"] == b"\0", "compressed"
    x0, y0, x1, y1 = struct.unpack("<4i", header["dataWindow"])
    left, top, right, bottom = struct.unpack("<4i", header["displayWindow"])
    width, height, row_width = right - left + 1, bottom - top + 1, x1 - x0 + 1
    channels = [_with_view(name, header) for name in _read_channels(header["channels"])]
    for channel in channels:
        words[channel] = array.array("I", bytes(4 * width * height))
    for line_number in range(y1 - y0 + 1):
        (line,) = struct.unpack_from("<Q", data, offsets + 8 * line_number)
        y, size = struct.unpack_from("<ii", data, line + part_number_bytes)
        assert size == 4 * row_width * len(channels)
        first = (height - 1 - (y - top)) * width + x0 - left
        for channel_number, channel in enumerate(channels):
            start = line + part_number_bytes + 8 + 4 * row_width * channel_number
            words[channel][first : first + row_width] = array.array("I", data[start : start + 4 * row_width])
    return offsets + 8 * (y1 - y0 + 1)


def _with_view(channel: str, header: dict[str, bytes]) -> str:
    """Parts of a stereo picture tell their view apart from the channels' names; single parts have it in the names."""
    view = header.get("view", b"").decode()
    layer, _, letter = channel.rpartition(".")
    return f"{layer}.{view}.{letter}" if view else channel


def _read_channels(data: bytes) -> list[str]:
    names, position = [], 0
    while data[position]:
        name, position = _read_text(data, position)
        (pixel_type,) = struct.unpack_from("<i", data, position)
        assert pixel_type == _FLOAT, f"{name} is not 32-bit float"
        names.append(name)
        position += 16
    return names


def _read_text(data: bytes, position: int) -> tuple[str, int]:
    end = data.index(b"\0", position)
    return data[position:end].decode(), end + 1
