# SPDX-License-Identifier: Apache-2.0
"""Sizes of pictures are read from their headers, and a file that is no picture is no crash."""

import struct
from pathlib import Path

import pytest

from launcher import picture_file

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 60, 40)
EXR = (
    b"\x76\x2f\x31\x01\x02\x00\x00\x00"
    + b"compression\0compression\0\x01\x00\x00\x00\x03"
    + b"dataWindow\0box2i\0"
    + struct.pack("<i4i", 16, -2, 5, 30, 25)
)


@pytest.mark.parametrize(("content", "size"), [(PNG, (60, 40)), (EXR, (33, 21))])
def test_size(tmp_path: Path, content: bytes, size: tuple[int, int]) -> None:
    (tmp_path / "a").write_bytes(content)

    assert picture_file.size(tmp_path / "a") == size


@pytest.mark.parametrize("content", [b"", b"GIF89a", *(whole[:end] for whole in (PNG, EXR) for end in range(len(whole)))])
def test_what_is_no_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)

    with pytest.raises(ValueError, match=f"^{tmp_path}/a "):
        picture_file.size(tmp_path / "a")
