# SPDX-License-Identifier: GPL-3.0-or-later
"""The JVM of this process."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import abi
from .class_archive import archive_options, give_up_archive
from .errors import PassbridgeError
from .java_runtime import JavaRuntime, check_java, feature_release, find_java
from .native import library, message, span_of, text_memory

_WARNS_OF_UNSAFE = 24
"""The first Java that prints warnings about how LWJGL reads and writes memory."""
_LWJGL_WITHOUT_JNI = 25
"""The first Java that LWJGL has other classes for, in ``META-INF/versions``: they call functions through java.lang.foreign, which makes classes
for each kind of function while it starts. No archive has these, and calls are no faster."""

_END_DRAWING_MS = 3_000
"""Longer than OpenGL programs take to compile, but for the largest."""

_chosen_runtime: JavaRuntime | None = None
_thread_count = 0  # 0: one a core


@dataclass(frozen=True)
class JvmSettings:
    """How to start the JVM."""

    java_home: str = ""  # folder of a JDK or JRE; "" looks for one
    heap_mib: int = 0  # most that Java objects may take; 0: the JVM's own choice, a quarter of the machine's memory
    options: Sequence[str] = ()  # further options, as on java's command line
    gpu: str = ""  # number of the graphics device, or a part of its name; "": PASSBRIDGE_GPU, else Blender's own where that is known


def limit_threads(count: int) -> None:
    """Have so many threads of C work at once, and of Java and Mesa's software OpenGL where these have not been started yet."""
    global _thread_count
    if count != _thread_count:
        library().pb_threads_limit(count)
        _thread_count = count


def start_jvm(class_path: Sequence[str], settings: JvmSettings, properties: dict[str, str]) -> None:
    """Start the JVM of this process with Passbridge's classes in it, or find it running. It can't be ended or started anew: other
    settings and class paths take effect after Blender was restarted.

    Raises PassbridgeError where no JVM is found or it doesn't start.
    """
    global _chosen_runtime
    if library().pb_jvm_is_running():
        return
    runtime = find_java(settings.java_home)
    options = [f"-Djava.class.path={os.pathsep.join(class_path)}", "--enable-native-access=ALL-UNNAMED"]
    if feature_release(runtime.version) >= _WARNS_OF_UNSAFE:
        options.append("--sun-misc-unsafe-memory-access=allow")
    if feature_release(runtime.version) >= _LWJGL_WITHOUT_JNI:
        options.append(f"-Djdk.util.jar.version={_LWJGL_WITHOUT_JNI - 1}")  # of JEP 238: which classes of jars for several Javas are taken
    if settings.gpu:
        properties = {**properties, "passbridge.gpu": settings.gpu}
    options += [f"-D{name}={value}" for name, value in properties.items()]
    # The JVM takes fresh memory until its heap is full, at first a 64th of the machine's: that would be Blender's. This grows when
    # a scene needs it; a small -Xmx is not in its way.
    options.append("-XX:InitialRAMPercentage=0.02")
    if settings.heap_mib:
        options.append(f"-Xmx{settings.heap_mib}m")
    if 0 < _thread_count < (os.cpu_count() or 1):
        options.append(f"-XX:ActiveProcessorCount={_thread_count}")
        os.environ.setdefault("LP_NUM_THREADS", str(_thread_count))  # read by Mesa's llvmpipe when it is started
    options += settings.options
    with _locale_of_all_paths():
        options += _checked_archive_options(runtime, options)
        path, lines = text_memory(str(runtime.libjvm)), text_memory("\n".join(options))
        library().pb_jvm_start(message(abi.JvmOptions, libjvm_path=span_of(path), options=span_of(lines)))
    _chosen_runtime = runtime
    atexit.register(_end_drawing)


def _end_drawing() -> None:
    """The process ends: OpenGL's driver frees what it works with, whether threads of Java draw or not, and a JVM that crashes then would look like
    a Blender that did."""
    with contextlib.suppress(PassbridgeError):  # one that hangs does not hold up the end
        library().pb_jvm_end_drawing(_END_DRAWING_MS)


def _checked_archive_options(runtime: JavaRuntime, options: list[str]) -> list[str]:
    """Raises PassbridgeError where the JVM does not start with ``options`` alone."""
    of_archive = archive_options(runtime, options)
    if of_archive:
        try:
            check_java(runtime, [*options, *of_archive])
            return of_archive
        except PassbridgeError:
            give_up_archive(runtime, options)
    check_java(runtime, options)
    return []


@contextlib.contextmanager
def _locale_of_all_paths() -> Iterator[None]:
    """Java takes the encoding of paths from the locale that it is started in, and knows ASCII alone in the locale "C"."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "C")
    if chosen not in {"C", "POSIX"}:
        yield
        return
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def describe_jvm() -> str:
    """Which JVM this module started and why that one; "" where it started none."""
    return f"{_chosen_runtime.version} in {_chosen_runtime.home} ({_chosen_runtime.why})" if _chosen_runtime else ""
