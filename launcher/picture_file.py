# SPDX-License-Identifier: Apache-2.0
"""The size of a picture that was saved, as its file tells it."""

import struct
from pathlib import Path

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EXR_MAGIC = b"\x76\x2f\x31\x01"
_PNG_SIZE_OFFSET = 16  # behind the signature, and length and name of the first chunk, IHDR (PNG specification, 11.2.2)
_EXR_ATTRIBUTES_OFFSET = 8


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels of a PNG, or of the data window of an OpenEXR file.

    Raises ValueError where the file is neither.
    """
    content = path.read_bytes()
    try:
        if content.startswith(_PNG_SIGNATURE):
            return struct.unpack_from(">II", content, _PNG_SIZE_OFFSET)
        if content.startswith(_EXR_MAGIC):
            return _exr_size(content)
    except (struct.error, ValueError) as error:
        raise ValueError(f"{path} ends within its header") from error
    raise ValueError(f"{path} is neither a PNG nor an OpenEXR file")


def _exr_size(content: bytes) -> tuple[int, int]:
    """An attribute is its name and type, each ended by a zero, then its size in bytes and its value (OpenEXR File Layout)."""
    offset = _EXR_ATTRIBUTES_OFFSET
    while True:
        name_end = content.index(b"\0", offset)
        type_end = content.index(b"\0", name_end + 1)
        if content[offset:name_end] == b"dataWindow":
            left, top, right, bottom = struct.unpack_from("<4i", content, type_end + 5)
            return right - left + 1, bottom - top + 1
        (value_bytes,) = struct.unpack_from("<i", content, type_end + 1)
        offset = type_end + 5 + max(0, value_bytes)
