# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of files in the user's cache folder."""

from __future__ import annotations

import os
import sys
import time
import zipfile
from pathlib import Path

import pytest
from passbridge import PassbridgeError, content_folder


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "K\u00e4:sten"))
    file = tmp_path / "tint.jar"
    file.write_bytes(b"content")
    return file


def test_a_copy_is_made_once(source):
    folder = content_folder.content_folder(source)
    assert (folder / "tint.jar").read_bytes() == b"content"
    assert content_folder.content_folder(source) == folder


@pytest.mark.parametrize("damage", [lambda copy: copy.write_bytes(b""), lambda copy: copy.unlink()])
def test_a_copy_that_a_power_cut_has_left_empty_is_made_again(source, damage):
    copy = content_folder.content_folder(source) / "tint.jar"
    damage(copy)
    assert (content_folder.content_folder(source) / "tint.jar").read_bytes() == b"content"
    assert [path.name for path in copy.parent.parent.iterdir()] == [copy.parent.name]


def test_a_copy_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = tmp_path / "library"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / "a.so").write_bytes(b"a")
    (source / "b.jar").write_bytes(b"b")
    events = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(descriptor):
        events.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    def note_rename(path, target):
        events.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    folder = content_folder.content_folder(source)
    renamed = events.index("rename")
    assert sorted(events[:renamed]) == sorted(["a.so", "lib", "b.jar", folder.name])
    assert events[renamed + 1 :] == ["passbridge"]


def test_copies_that_nobody_has_asked_for_in_a_month_go(source):
    unused = content_folder.content_folder(source)
    source.write_bytes(b"built again")
    used = content_folder.content_folder(source)
    others = unused.parent / "blenders"
    others.mkdir()
    for folder in (unused, used, others):
        os.utime(folder, (0, time.time() - 31 * 24 * 3600))
    assert content_folder.content_folder(source) == used
    source.write_bytes(b"built once more")
    newest = content_folder.content_folder(source)
    assert set(unused.parent.iterdir()) == {used, others, newest}


def test_a_folder_that_everybody_can_write_to_is_refused(source):
    folder = content_folder.content_folder(source)
    folder.chmod(0o777)
    with pytest.raises(PassbridgeError, match="everybody can write to it: remove it, or set XDG_CACHE_HOME"):
        content_folder.content_folder(source)


def test_an_account_without_a_folder_is_told_what_to_set(source, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")

    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(PassbridgeError, match="Set HOME or XDG_CACHE_HOME"):
        content_folder.content_folder(source)


def test_a_folder_that_can_not_be_written_is_named_with_the_way_out(source, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(PassbridgeError, match="can't be copied to '.*passbridge': .*set XDG_CACHE_HOME to another"):
        content_folder.content_folder(source)


def test_what_a_virus_scanner_holds_for_a_moment_is_waited_for(source, monkeypatch):
    monkeypatch.setattr(content_folder, "_check_owner", lambda folder: None)  # it asks what Windows has not
    monkeypatch.setattr(content_folder, "_write_out_names", lambda folder: None)
    monkeypatch.setattr(content_folder, "_check_for_java_of_windows", lambda folder: None)
    monkeypatch.setattr(sys, "platform", "win32")
    held, rename = [PermissionError(13, "Access is denied")] * 3, Path.rename

    def rename_later(path, target):
        if held:
            raise held.pop()
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_later)
    assert (content_folder.content_folder(source) / "tint.jar").read_bytes() == b"content" and held == []

    held += [PermissionError(13, "Access is denied")] * 1000
    monkeypatch.setattr(content_folder, "_SCANNER_S", 0.3)
    source.write_bytes(b"changed")
    with pytest.raises(PassbridgeError, match="Access is denied.*keep the virus scanner away"):
        content_folder.content_folder(source)


class TwoScripts(str):
    """A path in the eyes of a Windows that knows ASCII alone."""

    def encode(self, encoding="utf-8", errors="strict"):
        return super().encode("ascii" if encoding == "mbcs" else encoding, errors)


@pytest.mark.parametrize(
    ("folder", "cause"),
    [("C:/Users/プロ/passbridge", "letters of another script"), (f"C:/Users/{'x' * 230}/passbridge", "has 250 characters, 100 at most")],
)
def test_a_folder_that_java_for_windows_does_not_start_from_is_named(folder, cause, monkeypatch):
    monkeypatch.setattr(content_folder, "str", TwoScripts, raising=False)
    with pytest.raises(PassbridgeError, match=f"{cause}.*Set the variable XDG_CACHE_HOME"):
        content_folder._check_for_java_of_windows(folder)
    content_folder._check_for_java_of_windows("C:/Users/x/passbridge")


def test_a_copy_that_was_made_when_the_clock_was_wrong_is_used(source):
    folder = content_folder.content_folder(source)
    for years in (-40, 40):
        os.utime(folder, (time.time() + years * 365 * 24 * 3600,) * 2)
        assert content_folder.content_folder(source) == folder
        assert abs(folder.stat().st_mtime - time.time()) < 3600


def test_a_wheel_of_which_half_came_is_named_with_the_way_out(source, tmp_path):
    wheel = tmp_path / "great-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr("great/__init__.py", "x = 1\n" * 1000)
    wheel.write_bytes(wheel.read_bytes()[:1000])
    with pytest.raises(PassbridgeError, match="great-1.0-py3-none-any.whl' can't be unpacked: .*Install the add-on that it belongs to again"):
        content_folder.unpacked(wheel)


def test_programs_of_a_wheel_may_be_run_where_it_is_unpacked(source, tmp_path):
    wheel = tmp_path / "java.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        for name, mode in (("bin/java", 0o100755), ("release", 0o100644)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            opened.writestr(entry, b"content")
    folder = content_folder.unpacked(wheel)
    assert os.access(folder / "bin" / "java", os.X_OK) and not (folder / "release").stat().st_mode & 0o111
