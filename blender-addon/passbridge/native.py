# SPDX-License-Identifier: GPL-3.0-or-later
"""The C library through ctypes. Every call lets go of the GIL.

``native/include/passbridge.h`` and ``native/src/protocol.h`` say what the functions do; this module declares them and turns a failing
status into a PassbridgeError.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import sys
from ctypes import POINTER, c_char_p, c_double, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any

from . import abi
from .content_folder import content_folder
from .errors import PassbridgeError

_FILE_NAMES = {"win32": "passbridge.dll", "darwin": "libpassbridge.dylib"}
LIBRARY_FILE_NAME = _FILE_NAMES.get(sys.platform, "libpassbridge.so")

# name: (result, argument types). A result of None means pb_status.
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "pb_abi_version": (c_uint32, []),
    "pb_version": (c_char_p, []),
    "pb_struct_bytes": (c_uint32, [c_char_p]),
    "pb_error_text": (c_char_p, []),
    "pb_render_pass_layout_verify": (None, [c_uint32, c_uint32, c_uint64, c_uint32, c_uint32, c_uint32, c_void_p]),
    "pb_render_pass_layout_get": (None, [POINTER(abi.RenderPassLayout)]),
    "pb_render_pass_locate": (None, [c_uint64, c_uint32, c_uint32, c_uint32, POINTER(abi.PassTarget)]),
    "pb_pass_write": (None, [POINTER(abi.PassTarget), POINTER(abi.Region), POINTER(abi.PixelSource)]),
    "pb_pass_clear": (None, [POINTER(abi.PassTarget)]),
    "pb_preparation_open": (None, [POINTER(abi.PassTarget), c_uint32, POINTER(c_void_p)]),
    "pb_preparation_close": (c_void_p, [c_void_p]),
    "pb_elements_verify": (None, [POINTER(abi.Span), c_uint32, c_char_p, c_uint32, c_char_p]),
    "pb_memory_find": (None, [c_uint64, c_uint64, c_char_p, c_uint32, POINTER(c_uint64)]),
    "pb_hair_read": (None, [POINTER(abi.HairReading)]),
    "pb_object_batch_open": (
        None,
        [POINTER(abi.ObjectLayouts), c_void_p, c_uint32, POINTER(abi.PlainObject), c_void_p, POINTER(c_void_p)],
    ),
    "pb_object_batch_describe": (None, [c_void_p, c_char_p, c_uint32, POINTER(abi.PlainDescription)]),
    "pb_object_batch_close": (c_void_p, [c_void_p]),
    "pb_instance_ids": (None, [c_void_p, c_void_p, c_uint32, c_void_p, c_uint32, c_void_p, c_void_p, c_uint32, c_void_p]),
    "pb_threads_limit": (c_void_p, [c_uint32]),
    "pb_jvm_start": (None, [POINTER(abi.JvmOptions)]),
    "pb_jvm_is_running": (c_uint32, []),
    "pb_jvm_start_ms": (c_double, []),
    "pb_jvm_end_drawing": (None, [c_uint32]),
    "pb_host_call_count": (c_uint64, []),
    "pb_session_open": (None, [POINTER(abi.SessionRequest), POINTER(c_void_p)]),
    "pb_session_close": (c_void_p, [c_void_p]),
    "pb_session_describe": (None, [c_void_p, c_uint32, c_char_p, c_uint32]),
    "pb_frame_open": (None, [c_void_p, POINTER(abi.RenderRequest), c_void_p, POINTER(c_void_p)]),
    "pb_frame_wanted": (None, [c_void_p, POINTER(c_uint64), c_uint32, POINTER(c_uint32)]),
    "pb_frame_provide_pixels": (None, [c_void_p, POINTER(abi.ImagePixels)]),
    "pb_session_clear": (None, [c_void_p]),
    "pb_session_forget": (None, [c_void_p, POINTER(c_uint64), c_uint32]),
    "pb_capture_open": (None, [c_void_p, POINTER(c_void_p)]),
    "pb_capture_arrays": (None, [c_void_p, c_void_p, c_uint32]),
    "pb_capture_scene": (None, [c_void_p, POINTER(abi.Description)]),
    "pb_capture_run": (None, [c_void_p, c_uint32, POINTER(c_uint64)]),
    "pb_capture_close": (c_void_p, [c_void_p]),
    "pb_frame_wait": (None, [c_void_p, c_uint32, POINTER(abi.FrameProgress)]),
    "pb_frame_resolve": (None, [c_void_p, POINTER(abi.PassTarget), c_uint32]),
    "pb_frame_refresh": (None, [c_void_p, POINTER(abi.PassTarget), c_uint32]),
    "pb_frame_metadata": (None, [c_void_p, POINTER(abi.Span)]),
    "pb_frame_cancel": (c_void_p, [c_void_p]),
    "pb_frame_text": (c_char_p, [c_void_p]),
    "pb_frame_close": (c_void_p, [c_void_p]),
}


@functools.cache
def library() -> ctypes.CDLL:
    """The C library of this process, loaded at the first call; functions as in its headers.

    Raises PassbridgeError where it is missing, can't be loaded, or is of another ABI than this package.
    """
    path = content_folder(Path(__file__).parent / "lib") / LIBRARY_FILE_NAME
    try:
        loaded = ctypes.CDLL(str(path))
    except OSError as error:
        raise PassbridgeError(f"the C library can't be loaded: {error}. Install the add-on's zip for {_platform()}") from error
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.argtypes = arguments
        function.restype = c_uint32 if result is None else result
        if result is None:
            function.errcheck = _check
    _check_abi(loaded)
    return loaded


def _platform() -> str:
    """The system that this Blender was built for, as the names of zips have it."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    return f"{system}-{'arm64' if platform.machine().lower() in {'arm64', 'aarch64'} else 'x64'}"


def _check(status: int, function: Any, _arguments: Any) -> int:
    if status:
        raise PassbridgeError(library().pb_error_text().decode("utf-8", "replace") or f"{function.__name__}: status {status}")
    return status


def _check_abi(loaded: ctypes.CDLL) -> None:
    version = loaded.pb_abi_version()
    wrong = [name for name, struct in abi.STRUCTS.items() if loaded.pb_struct_bytes(name.encode()) != ctypes.sizeof(struct)]
    if version != abi.ABI_VERSION or wrong:
        raise PassbridgeError(
            f"the C library has ABI {version}, this package needs {abi.ABI_VERSION} {wrong or ''}: install the add-on again"
        )


def message(struct: type[Any], **members: Any) -> Any:
    """A struct that starts with its size and version, members set by name."""
    return struct(size_bytes=ctypes.sizeof(struct), version=abi.MESSAGE_VERSION, **members)


def span_of(memory: Any) -> abi.Span:
    """The span of a ctypes object. The caller keeps the object for as long as the span is used."""
    return abi.Span(segment=0, offset=ctypes.addressof(memory), size_bytes=ctypes.sizeof(memory), stride_bytes=0)


def text_memory(text: str) -> Any:
    """UTF-8 bytes without terminating zero, in memory of their own."""
    encoded = text.encode()
    return (ctypes.c_char * len(encoded)).from_buffer_copy(encoded) if encoded else (ctypes.c_char * 0)()
