# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels that callers hand over: anything with the buffer protocol, or bare memory."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

from . import abi
from .native import message

_FORMATS = {"f": abi.PIXELS_FLOAT32, "e": abi.PIXELS_FLOAT16, "B": abi.PIXELS_UINT8}
_NATIVE_ORDERS = "@=<"  # little-endian machines only, as everything that Blender runs on


@dataclass(frozen=True)
class Memory:
    """Memory that has no Python buffer: float32 pixels at an address.

    address  of the first row
    bytes    how many may be read
    owner    kept alive as long as this object; the memory must stay until ``write`` returns
    """

    address: int
    bytes: int
    owner: Any = None


class PixelSource:
    """Pixels in the form that the C library takes; keeps the buffer for as long as it lives. Nothing is copied."""

    def __init__(
        self,
        pixels: Any,
        width: int,
        height: int,
        target_channels: int,
        channels: int,
        stride_bytes: int,
        top_to_bottom: bool,
    ) -> None:
        """``width``, ``height``: of the region that is written. ``channels``: 0 takes them from the shape or the size.

        Raises ValueError for pixels of another size, type or order.
        """
        if isinstance(pixels, Memory):
            self._buffer = None
            address, size_bytes, item_format, item_bytes, shape = pixels.address, pixels.bytes, abi.PIXELS_FLOAT32, 4, ()
        else:
            self._buffer = _Buffer(pixels)
            address, size_bytes, item_format, item_bytes, shape = self._buffer.describe()
        count = size_bytes // item_bytes
        channels = channels or _channels(shape, count, width, height, target_channels)
        if not stride_bytes and count != width * height * channels:
            raise ValueError(
                f"{width}x{height} pixels of {channels} channels are {width * height * channels} values, "
                f"the buffer has {count} (shape {shape or count})"
            )
        self.message = message(
            abi.PixelSource,
            pixels=abi.Span(0, address, size_bytes, stride_bytes),
            format=item_format,
            channels=channels,
            top_to_bottom=top_to_bottom,
        )

    def release(self) -> None:
        """Let go of the buffer."""
        if self._buffer is not None:
            self._buffer.release()


def _channels(shape: tuple[int, ...], count: int, width: int, height: int, target_channels: int) -> int:
    """From (height, width, channels), (height, width), or a flat buffer's size where that fits; else the target's."""
    if len(shape) > 1:
        if shape[:2] != (height, width) or len(shape) > 3:
            raise ValueError(f"the region is {width}x{height} pixels, the buffer has the shape {shape} (height, width, channels)")
        return shape[2] if len(shape) == 3 else 1
    channels, rest = divmod(count, width * height)
    return channels if channels and not rest else target_channels


class _PyBuffer(ctypes.Structure):
    """``Py_buffer`` of CPython (Include/cpython/object.h, the same in 3.10 - 3.13)."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    ]


_PYBUF_FORMAT, _PYBUF_ND = 0x0004, 0x0008


class _Buffer:
    """A C-contiguous buffer and its address. ctypes itself gives the address of writable ones only."""

    def __init__(self, pixels: Any) -> None:
        self._view = _PyBuffer()
        self._held = False
        try:
            ctypes.pythonapi.PyObject_GetBuffer(
                ctypes.py_object(pixels), ctypes.byref(self._view), ctypes.c_int(_PYBUF_FORMAT | _PYBUF_ND)
            )
        except TypeError:
            raise ValueError(f"pixels must be a buffer (ndarray, memoryview, array, bytes), not {type(pixels).__name__}") from None
        except (BufferError, ValueError) as error:
            raise ValueError(f"the pixels can't be read: {error}. Make the buffer C-contiguous") from None
        self._held = True

    def describe(self) -> tuple[int, int, int, int, tuple[int, ...]]:
        """Address, size in bytes, ``pb_pixel_format``, bytes of a value, shape."""
        view = self._view
        text = (view.format or b"B").decode()
        item_format = _FORMATS.get(text.lstrip(_NATIVE_ORDERS))
        if item_format is None:
            self.release()
            raise ValueError(f"pixels must be float32, float16 or uint8, not of format '{text}'")
        return view.buf or 0, view.len, item_format, view.itemsize, tuple(view.shape[: view.ndim])

    def release(self) -> None:
        if self._held:
            self._held = False
            ctypes.pythonapi.PyBuffer_Release(ctypes.byref(self._view))

    def __del__(self) -> None:
        self.release()
