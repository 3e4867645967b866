# SPDX-License-Identifier: Apache-2.0
"""What this process has, the JVM in it included, on Linux: for whoever looks for what is left behind."""

import contextlib
import ctypes
import gc
import os
import re
import subprocess
from collections import Counter

# The JVM's own come and go with its load: compilers, collectors, what answers jcmd, what frees the memory of buffers.
_JVM_THREADS = ("C1 ", "C2 ", "GC ", "G1 ", "Attach", "Sweeper", "Common-Cleaner", "VM ", "Reference", "Finalizer", "Signal", "Service")

JAVA_OPTION = "-XX:NativeMemoryTracking=detail"
"""With it the JVM tells `resident_bytes` of its memory."""

ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
"""With it all that the C library allocates lies in one heap, for `resident_bytes` to look at."""

# Direct memory, which is Passbridge's, and what the JVM allocates for those who call it.
_NOT_THE_JVMS = {"Other", "Internal"}

# Of the eight bytes that /proc/self/pagemap has of a page the last one's highest bit is that of a page in memory.
_ABSENT = bytes(range(0x80))

# A compiler's memory may be given back between two figures: then one looks again, at most so often.
_MOST_CHANGE_BYTES = 1 << 20
_MOST_LOOKS = 10

# TBBMALLOC_CLEAN_ALL_BUFFERS of oneTBB's scalable_allocator.h.
_CLEAN_ALL_BUFFERS = 0

# Of jemalloc's arenas all: MALLCTL_ARENAS_ALL of its header is 4096.
_PURGE_ALL = b"arena.4096.purge"


class _AllocatedByGlibc(ctypes.Structure):
    """`struct mallinfo2` of glibc's malloc.h: bytes and counts. Of `arena`, which it has of the system, `uordblks` are in use."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]


def jcmd(*command: str) -> str:
    """Has the JVM of this process do something, and gives what it says."""
    from passbridge import jvm

    program = jvm._chosen_runtime.home / "bin" / "jcmd"
    return subprocess.run([program, str(os.getpid()), *command], capture_output=True, text=True, check=True).stdout


def _present_bytes(start: int, end: int) -> int:
    """How much of a range of addresses is in memory."""
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    with open("/proc/self/pagemap", "rb") as pagemap:
        pagemap.seek(start // page_bytes * 8)
        pages = pagemap.read((end - start) // page_bytes * 8)
    return len(pages[7::8].translate(None, _ABSENT)) * page_bytes


def _jvm_bytes() -> int:
    """What the JVM has in memory for itself: the heap, whose content is counted, code and what its compilers work in. Those are threads of
    their own: what they keep of a compilation, up to some 20 MB, is given back seconds later, and on a busy machine many frames later. Of
    what the JVM has reserved, only pages that are in memory count: it commits more of a heap than it touches, and takes that back. Direct
    memory, which is Passbridge's, does not count here."""
    told = jcmd("VM.native_memory", "detail", "scale=KB")
    kinds, has_map, regions = told.partition("Virtual memory map:")
    assert has_map, f"memory is counted in a process that was started with {JAVA_OPTION}; its JVM says: {told}"
    allocated_kib = 0
    for kind in re.split(r"^-(?= )", kinds, flags=re.MULTILINE)[1:]:
        if kind.split()[0] not in _NOT_THE_JVMS:
            allocated_kib += sum(map(int, re.findall(r"\((?:malloc|arena)=(\d+)KB", kind)))
    reserved = re.findall(r"^\[0x([0-9a-f]+) - 0x([0-9a-f]+)\] reserved", regions, re.MULTILINE)
    return allocated_kib * 1024 + sum(_present_bytes(int(start, 16), int(end, 16)) for start, end in reserved)


def _free_bytes() -> int:
    """What the allocator has in memory beyond what was asked of it: between blocks that are in use lie others that are not, which it can't
    give back. Those of threads, each of which is given other ones than the last, come to tens of megabytes."""
    process = ctypes.CDLL(None)
    if hasattr(process, "mallctl"):  # jemalloc

        def told(name: bytes) -> int:
            value, value_bytes = ctypes.c_size_t(), ctypes.c_size_t(ctypes.sizeof(ctypes.c_size_t))
            failure = process.mallctl(name, ctypes.byref(value), ctypes.byref(value_bytes), None, ctypes.c_size_t(0))
            assert not failure, f"jemalloc does not tell of {name!r}: error {failure}"
            return value.value

        process.mallctl(_PURGE_ALL, None, None, None, ctypes.c_size_t(0))
        epoch = ctypes.c_uint64(1)  # written, it makes the figures new
        process.mallctl(b"epoch", None, None, ctypes.byref(epoch), ctypes.c_size_t(ctypes.sizeof(epoch)))
        return told(b"stats.resident") - told(b"stats.allocated")
    if hasattr(process, "scalable_allocation_command"):  # oneTBB, which has no figures: what it can give back it does now
        process.scalable_allocation_command(_CLEAN_ALL_BUFFERS, None)
        return 0
    process.mallinfo2.restype = _AllocatedByGlibc
    with open("/proc/self/maps") as file:
        found = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) .*\[heap\]$", file.read(), re.MULTILINE)
    heaps = [(int(start, 16), int(end, 16)) for start, end in found]
    allocated = process.mallinfo2()
    has_all = allocated.arena <= sum(end - start for start, end in heaps)
    assert has_all, f"memory is counted in a process that was started with {ENVIRONMENT}; this one has other heaps as well"
    return sum(_present_bytes(start, end) for start, end in heaps) - allocated.uordblks


def resident_bytes() -> int:
    """Without garbage, without what the allocator has free, and without the JVM's own. The process must have been started with
    ENVIRONMENT, and the JVM with JAVA_OPTION."""
    gc.collect()
    jcmd("GC.run")
    before = _jvm_bytes()
    for _ in range(_MOST_LOOKS):
        with open("/proc/self/statm") as file:
            found = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") - _free_bytes() - before
        after = _jvm_bytes()
        if abs(after - before) <= _MOST_CHANGE_BYTES:
            break
        before = after
    return found


def thread_counts() -> Counter[str]:
    """By name, without those that are the JVM's own."""
    found: Counter[str] = Counter()
    for task in os.listdir("/proc/self/task"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/self/task/{task}/comm") as file:
            name = file.read().strip()
            if not name.startswith(_JVM_THREADS):
                found[name] += 1
    return found


def descriptor_count() -> int:
    """Of open files."""
    return len(os.listdir("/proc/self/fd"))
