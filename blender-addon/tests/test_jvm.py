# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that the JVM is started with."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from passbridge import JvmSettings, jvm
from passbridge.java_runtime import JavaRuntime


@pytest.fixture
def options_of(monkeypatch):
    """Starts nothing: called with a version of Java and settings."""

    def started_with(version, settings=JvmSettings()):
        given = []
        monkeypatch.setattr(jvm, "library", lambda: SimpleNamespace(pb_jvm_is_running=lambda: False, pb_jvm_start=lambda message: None))
        monkeypatch.setattr(jvm, "find_java", lambda _: JavaRuntime(Path("java"), version, Path("libjvm.so"), "a test"))
        monkeypatch.setattr(jvm, "_checked_archive_options", lambda runtime, options: given.extend(options) or [])
        monkeypatch.setattr(jvm, "_chosen_runtime", None)
        jvm.start_jvm(["a.jar"], settings, {})
        return given

    return started_with


@pytest.mark.parametrize(("version", "is_told"), [("17.0.15", False), ("24.0.1", False), ("25.0.2", True), ("26", True)])
def test_lwjgl_calls_functions_through_jni_whatever_java_it_is(options_of, version, is_told):
    assert ("-Djdk.util.jar.version=24" in options_of(version)) == is_told


def test_what_the_preferences_say_comes_last(options_of):
    options = options_of("25.0.2", JvmSettings(options=("-Djdk.util.jar.version=25",)))
    assert options[-1] == "-Djdk.util.jar.version=25"
