# SPDX-License-Identifier: Apache-2.0
"""What the benches share inside Blender: memcpy to compare with, and how samples become rows."""

import array
import ctypes
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

import bpy


class Buffer:
    """Memory that a pattern is repeated in, as an array: Blender 3.4 takes no memoryview of floats."""

    def __init__(self, typecode: str, pattern: bytes, size_bytes: int) -> None:
        values = array.array(typecode, pattern)
        count = size_bytes // values.itemsize
        self.values = values * (count // len(values) + 1)
        del self.values[count:]
        self.address = self.values.buffer_info()[0]
        self.size_bytes = size_bytes


def memcpy_ms(target: Buffer, source: Buffer, size_bytes: int) -> float:
    """One thread, between the starts of two buffers that were touched before."""
    started = time.perf_counter()
    ctypes.memmove(target.address, source.address, size_bytes)
    return milliseconds_since(started)


def milliseconds_since(started: float) -> float:
    """``started``: of ``time.perf_counter``."""
    return (time.perf_counter() - started) * 1e3


def say(progress: str) -> None:
    """Show a line to whoever waits for the bench."""
    print(f"bench: {progress}", flush=True)


def row(bench: str, measured: Mapping[str, Any], samples_ms: Sequence[float]) -> dict[str, Any]:
    """``measured``: what tells the row from the bench's others."""
    return {
        "bench": bench,
        "blender": ".".join(map(str, bpy.app.version)),
        **measured,
        "median_ms": round(statistics.median(samples_ms), 4),
        "min_ms": round(min(samples_ms), 4),
        "max_ms": round(max(samples_ms), 4),
    }


def ratio(samples_ms: Sequence[float], reference_ms: Sequence[float]) -> float:
    """Of the medians."""
    return round(statistics.median(samples_ms) / statistics.median(reference_ms), 4)
