# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a JVM: what can't be used is named with its reason and the way out."""

from __future__ import annotations

import platform

import pytest
from passbridge import PassbridgeError
from passbridge.java_runtime import JavaRuntime, check_java, find_java


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
