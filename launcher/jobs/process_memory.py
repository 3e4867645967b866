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

# Of jemalloc's arenas all: MALLCTL_ARENAS_ALL of its header is 4096.
_PURGE_ALL = b"arena.4096.purge"


def jcmd(*command: str) -> str:
    """Has the JVM of this process do something, and gives what it says."""
    from passbridge import jvm

    program = jvm._chosen_runtime.home / "bin" / "jcmd"
    return subprocess.run([program, str(os.getpid()), *command], capture_output=True, text=True, check=True).stdout


def resident_bytes() -> int:
    """Without garbage, without what the allocators have free (threads that come and go leave that in many places), and without Java's heap:
    it takes more of the system when the machine is busy."""
    gc.collect()
    jcmd("GC.run")
    heap_kib = int(re.search(r"heap +total (\d+)K", jcmd("GC.heap_info"))[1])
    process = ctypes.CDLL(None)
    process.malloc_trim(0)
    if hasattr(process, "mallctl"):  # jemalloc, which gives memory back after seconds
        process.mallctl(_PURGE_ALL, None, None, None, ctypes.c_size_t(0))
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") - heap_kib * 1024


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
