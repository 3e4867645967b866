# SPDX-License-Identifier: Apache-2.0
"""Which Blenders of Windows are tested, and with which Wine, where Wine only pretends to be there."""

import os
from pathlib import Path

import pytest

from launcher import command_line, junit, pypi, system_packages, test_stages, windows_blender, wine
from launcher.test_stages import Outcome, Stage

WINE_8, WINE_10 = "wine-8.0 (Debian 8.0~repack-4)", "wine-10.0 (debian 10.0~repack-12+b1)"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The launcher's cache folder, with nothing but a drive C in it; it installs nothing on the system."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(system_packages, "require", lambda requirements: None)
    (pypi.cache_folder() / "wine").mkdir(parents=True)
    return pypi.cache_folder()


def put_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def stages_run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages that a command runs."""
    names: list[str] = []

    def stage(name: str) -> Stage:
        def run() -> Outcome:
            names.append(name)
            return Outcome(junit.Results(passed=1))

        return Stage(name, [run])

    for name in ("java", "native", "package", "launcher", "native_for_arm64", "libraries", "native_for_windows"):
        monkeypatch.setattr(test_stages, name, lambda name=name: stage(name))
    monkeypatch.setattr(test_stages, "java_on", lambda release: stage("another Java"))
    monkeypatch.setattr(test_stages, "blender", lambda which: stage("Blender"))
    monkeypatch.setattr(test_stages, "windows", lambda which: stage(which.name))
    assert command_line.main(arguments) == 0
    return names


def test_nothing_but_the_chosen_blenders_of_windows_is_tested(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stages_run(["test", "--platforms", "windows-5.2"], monkeypatch) == ["windows-5.2"]
    assert stages_run(["test", "--platforms", "windows-5.2, windows-4.2,windows-5.2"], monkeypatch) == ["windows-5.2", "windows-4.2"]


def test_what_runs_with_every_wine_is_tested_among_all(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = stages_run(["test"], monkeypatch)
    assert {"java", "launcher", "Blender"} < set(names)
    assert [name for name in names if name.startswith("windows")] == ["windows-4.2"]


@pytest.mark.parametrize("option", [["--quick"], ["--blenders", "5.2"], ["--windows", "blender"]])
def test_an_option_that_would_be_ignored_is_refused(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["test", "--platforms", "windows-5.2", *option]) == 1
    assert "leave out --quick, --blenders and --windows" in capsys.readouterr().err


def test_the_wine_that_is_needed_is_named_where_it_is_older(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, "wine", f"echo '{WINE_8}'")
    asked_for: list[system_packages.Requirement] = []
    monkeypatch.setattr(system_packages, "require", asked_for.extend)
    monkeypatch.setattr(system_packages, "can_install", lambda: True)
    assert command_line.main(["test", "--platforms", "windows-5.2"]) == 0
    assert asked_for == list(system_packages.FOR_WINDOWS), "before it is known whether Wine runs it, nothing else is installed"
    [line] = [line for line in capsys.readouterr().out.splitlines() if "skipped:" in line]
    assert "needs Wine 10 or newer, and this is Wine 8.0" in line
    assert not (cache / "blenders").exists()


@pytest.mark.parametrize(("said", "name"), [(WINE_8, "windows-4.2"), (WINE_10, "windows-4.2"), (WINE_10, "windows-5.2")])
def test_the_blender_of_a_wine_that_runs_it_is_taken(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, name: str) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, "wine", f"echo '{said}'")
    [which] = windows_blender.chosen(name)
    (cache / "blenders" / f"windows-bpy-{which.linux.version}").mkdir(parents=True)
    found = windows_blender.get(which)
    assert found.version_text == which.linux.version
    assert found.executable.is_relative_to(cache / "blenders" / f"windows-bpy-{which.linux.version}")


def test_wine_is_waited_for_where_its_server_is_not_on_the_path(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    put_on_path(library, monkeypatch, "wineserver", f'echo "$@" >{tmp_path}/said')
    put_on_path(tmp_path / "bin", monkeypatch, "wine", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(wine.glob, "glob", lambda pattern: [str(library)])
    with wine.alone():
        assert not (tmp_path / "said").exists()
    assert (tmp_path / "said").read_text() == "--wait\n"
