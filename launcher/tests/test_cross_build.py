# SPDX-License-Identifier: Apache-2.0
"""What is read of libraries, and what is said of those that would not run everywhere."""

import dataclasses
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import cross_build, library_file, platforms, project
from launcher.errors import LauncherError
from launcher.library_file import LibraryFile

GREETING = '#include <stdio.h>\nint greet(void) { return puts("hello"); }\n'
HIDDEN = '__attribute__((visibility("hidden"))) int hide(void) { return 1; }\nstatic int keep(void) { return hide(); }\n'
MESSAGE = "#include <windows.h>\n__declspec(dllexport) int greet(void) { return MessageBoxA(0, 0, 0, 0); }\n"
DESCRIPTOR = '#define _GNU_SOURCE\n#include <sys/mman.h>\nint greet(void) { return memfd_create("greeting", 0) + keep(); }\n'


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., Path]:
    """Makes a library: called with zig's name of the system, source, and options of the compiler."""

    def compile_it(target: str, source: str, *options: str) -> Path:
        made = tmp_path / f"library-{target}"
        command = [cross_build.zig(), "cc", "-target", target, "-shared", "-fPIC", "-x", "c", "-", "-o", made, *options]
        done = subprocess.run(command, input=source, env=cross_build.zig_environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return made

    return compile_it


def test_a_library_of_linux_is_read(compiled: Callable[..., Path]) -> None:
    found = library_file.read(compiled("aarch64-linux-gnu.2.27", HIDDEN + DESCRIPTOR, "-Wl,-rpath,/opt/lib", "-s"))
    assert found.exported == {"greet"}
    assert "libc.so.6" in found.needed and "memfd_create" in found.imported
    assert found.glibc == (2, 27) and found.search_folders == {"/opt/lib"}


def test_a_library_of_windows_is_read(compiled: Callable[..., Path]) -> None:
    found = library_file.read(compiled("x86_64-windows-gnu", MESSAGE, "-luser32"))
    assert found.exported == {"greet"}
    assert {"user32.dll", "kernel32.dll"} < found.needed and "MessageBoxA" in found.imported


def test_a_library_of_macos_is_read(compiled: Callable[..., Path]) -> None:
    found = library_file.read(compiled("aarch64-macos.12.3", HIDDEN + GREETING, "-Wl,-rpath,/opt/lib"))
    assert found.exported == {"greet", *cross_build._EXPORTED_BY_ZIG}
    assert found.needed == {"/usr/lib/libSystem.B.dylib"} and "puts" in found.imported
    assert found.macos == (12, 3) and found.search_folders == {"/opt/lib"}


def test_what_is_no_library_or_half_of_one_is_named(compiled: Callable[..., Path], tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("hello")
    with pytest.raises(LauncherError, match=f"{re.escape(str(text))} is no library"):
        library_file.read(text)
    whole = compiled("x86_64-linux-gnu.2.28", GREETING).read_bytes()
    text.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LauncherError, match=f"{re.escape(str(text))} is broken.*remove it"):
        library_file.read(text)


def good(name: str) -> LibraryFile:
    """What is in a library as it should be."""
    needed = {"Linux": "libc.so.6", "Windows": "kernel32.dll", "Darwin": "/usr/lib/libSystem.B.dylib"}
    [platform] = platforms.chosen(name)
    return LibraryFile(exported=cross_build._declared(), needed={needed[platform.system]}, glibc=(2, 28), macos=(11, 0))


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("linux-arm64", {"needed": {"libc.so.6", "libxxhash.so.0"}}, "it needs libxxhash.so.0, which not every system has"),
        ("linux-x64", {"glibc": (2, 34)}, "it needs glibc 2.34"),
        ("linux-x64", {"search_folders": {"/home/me/lib"}}, "it looks for libraries in /home/me/lib"),
        ("windows-x64", {"needed": {"kernel32.dll", "libwinpthread-1.dll"}}, "it needs libwinpthread-1.dll, which not every system has"),
        ("windows-arm64", {"exported": {"JNI_OnLoad"}}, "it does not export what the headers declare: pb_abi_version, "),
        ("macos-arm64", {"needed": {"@rpath/libc++.dylib"}}, "it needs @rpath/libc++.dylib, which not every system has"),
        ("macos-x64", {"macos": (14, 2)}, "it asks for macOS 14.2"),
    ],
)
def test_what_not_every_system_has_is_said(name: str, changes: dict[str, object], said: str) -> None:
    [platform] = platforms.chosen(name)
    assert cross_build.complaints(platform, good(name), b"") == []
    [complaint] = cross_build.complaints(platform, dataclasses.replace(good(name), **changes), b"")  # type: ignore[arg-type]
    assert complaint.startswith(said)


def test_a_library_that_knows_where_it_was_built_is_complained_of() -> None:
    [platform] = platforms.chosen("linux-x64")
    content = f"\0{project.ROOT}/native/src/jvm.c\0".encode()
    assert cross_build.complaints(platform, good("linux-x64"), content) == ["it has the path of the project's folder in it"]


def test_what_was_built_before_the_project_moved_is_built_anew(tmp_path: Path) -> None:
    folder = tmp_path / "cmake"
    folder.mkdir()
    (folder / "CMakeCache.txt").write_text(f"A:STRING=b\nCMAKE_CACHEFILE_DIR:INTERNAL={folder}\nC:STRING=d\n")
    cross_build._forget_where_moved(folder)
    assert folder.exists()
    moved = folder.rename(tmp_path / "moved")
    cross_build._forget_where_moved(moved)
    assert not moved.exists()
    cross_build._forget_where_moved(moved)
