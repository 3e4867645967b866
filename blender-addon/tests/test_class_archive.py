# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of classes that a JVM starts from: written down, made, used, and left where it does not work."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from passbridge import class_archive
from passbridge.class_archive import archive_options, give_up_archive
from passbridge.java_runtime import find_java

OPTIONS = ["-Xmx64m", "--enable-native-access=ALL-UNNAMED"]


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "K\u00e4sten mit Raum"))
    return find_java()


def start(runtime, *options):
    return subprocess.run([runtime.home / "bin" / "java", *OPTIONS, *options, "-version"], capture_output=True, text=True)


def made(runtime, options):
    """Whether an archive comes of the second start."""
    assert archive_options(runtime, options) == []
    return class_archive._making[-1].wait() == 0


def test_the_third_start_uses_what_the_first_wrote_down(runtime):
    first = archive_options(runtime, OPTIONS)
    assert first[0].startswith("-XX:DumpLoadedClassList=") and start(runtime, *first).returncode == 0
    assert made(runtime, OPTIONS)
    third = archive_options(runtime, OPTIONS)
    assert third[0].startswith("-XX:SharedArchiveFile=")
    done = start(runtime, *third, "-Xshare:on")  # ends where the archive does not fit
    assert done.returncode == 0 and "rror" not in done.stderr
    assert archive_options(runtime, [*OPTIONS, "-Xss2m"])[0].startswith("-XX:DumpLoadedClassList=")


def test_an_archive_that_can_not_be_made_leaves_the_start_as_it_was(runtime):
    options = [*OPTIONS, "-XX:NoSuchOption"]
    (option,) = archive_options(runtime, options)
    Path(option.partition("=")[2]).write_text("java/lang/Object id: 0\n")
    assert not made(runtime, options)
    assert archive_options(runtime, options) == [option]


@pytest.mark.parametrize("age_s", [0, 1000])
def test_an_archive_that_is_not_finished_is_not_used(runtime, age_s):
    (option,) = archive_options(runtime, OPTIONS)
    archive = Path(option.partition("=")[2]).with_name("classes.jsa")
    archive.write_bytes(bytes(1 << 20))
    os.utime(archive, (time.time() - age_s,) * 2)
    assert archive_options(runtime, OPTIONS) == ([option] if age_s else [])


def test_an_archive_that_no_jvm_starts_with_is_given_up(runtime):
    first = archive_options(runtime, OPTIONS)
    start(runtime, *first)
    assert made(runtime, OPTIONS) and archive_options(runtime, OPTIONS)
    give_up_archive(runtime, OPTIONS)
    assert archive_options(runtime, OPTIONS) == first
