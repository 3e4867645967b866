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

NATIVE_MEMORY_TRACKING = "-XX:NativeMemoryTracking=summary"
"""Option of the JVM that `resident_bytes` needs."""

# Of jemalloc's arenas all: MALLCTL_ARENAS_ALL of its header is 4096.
_PURGE_ALL = b"arena.4096.purge"


def jcmd(*command: str) -> str:
    """Has the JVM of this process do something, and gives what it says."""
    from passbridge import jvm

    program = jvm._chosen_runtime.home / "bin" / "jcmd"
    return subprocess.run([program, str(os.getpid()), *command], capture_output=True, text=True, check=True).stdout


def jvm_bytes() -> int:
    """What the JVM has taken of the system for itself: the heap, whose content is counted, code and what its compilers work in. Those are
    threads of their own: what they keep of a compilation, up to some 20 MB, is given back seconds later, and on a busy machine many frames
    later. Direct memory, which is Passbridge's, does not count here. The JVM must have been started with NATIVE_MEMORY_TRACKING."""
    told = jcmd("VM.native_memory", "summary", "scale=KB")
    committed_kib = {kind: int(count) for kind, count in re.findall(r"(\w+)(?:: reserved=| \(reserved=)\d+KB, committed=(\d+)KB", told)}
    assert "Total" in committed_kib, f"memory is counted in a JVM that was started with {NATIVE_MEMORY_TRACKING}; this one says: {told}"
    return (committed_kib["Total"] - committed_kib["Other"] - committed_kib["Internal"]) * 1024


def resident_bytes() -> int:
    """Without garbage, without what the allocators have free (threads that come and go leave that in many places), and without the JVM's
    own."""
    gc.collect()
    jcmd("GC.run")
    process = ctypes.CDLL(None)
    process.malloc_trim(0)
    if hasattr(process, "mallctl"):  # jemalloc, which gives memory back after seconds
        process.mallctl(_PURGE_ALL, None, None, None, ctypes.c_size_t(0))
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") - jvm_bytes()


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
