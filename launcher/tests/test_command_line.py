# SPDX-License-Identifier: Apache-2.0
"""The launcher as a user calls it, as far as no Blender and no build is needed: what is wrong must be said first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import command_line, engine_zip, platforms, project, system_packages

BLEND_FILE = b"BLENDER-v304REND"


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, project.ROOT / "launcher" / "__main__.py", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ([], "required: COMMAND"),
        (["draw"], "invalid choice: 'draw'"),
        (["render", "--size", "1920"], '"1920" is no size'),
        (["render", "--size", "0x10"], '"0" is no whole number from 1 to 65536'),
        (["render", "--size", "10x65537"], '"65537" is no whole number from 1 to 65536'),
        (["render", "--size", "-1x10"], "argument --size"),
        (["render", "--size", "٣x٣"], "is no size"),
        (["render", "--samples", "0"], '"0" is no whole number from 1'),
        (["render", "--fr", "1"], "unrecognized arguments"),
        (["render", "--frame", "1.5"], '"1.5" is no whole number'),
        (["render", "--frame", "1048575"], '"1048575" is no whole number'),
        (["test", "--platforms", "windows-5.2,windows-6"], 'there is no platform "windows-6" to test: choose of windows-4.2, windows-5.2'),
        (["bench"], "required: BENCH"),
        (["bench", "speed"], "invalid choice: 'speed'"),
        (["bench", "delivery", "--sizes", ""], '"" is no size'),
        (["bench", "delivery", "--sizes", "640x480,"], '"" is no size'),
        (["bench", "delivery", "--sizes", "640x480,1920"], '"1920" is no size'),
        (["bench", "delivery", "--sizes", "640x0"], '"0" is no whole number from 1 to 65536'),
        (["bench", "sync", "--sizes", "640x480"], "unrecognized arguments"),
        (["bench", "sync", "--mesh"], "argument --mesh: expected one argument"),
        (["bench", "frame", "--size", "1920"], '"1920" is no size'),
        (["bench", "frame", "--reference-samples", "0"], '"0" is no whole number from 1'),
        (["bench", "frame", "--scenes"], "argument --scenes: expected at least one argument"),
        (["bench", "memory", "--plot", "figures.svg"], "unrecognized arguments"),
        (["bench", "sync", "--scenes", "hairs,hedges"], 'there is no scene "hedges", only grid-0.1M, '),
    ],
)
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: list[str], cause: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert cause in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["missing.blend"], "there is no file missing.blend"),
        (["text.blend"], "text.blend is no .blend file"),
        (["scene.blend", "-o", "picture.jpg"], "picture.jpg must end in .png or .exr"),
        (["scene.blend", "-o", "picture"], "picture must end in .png or .exr"),
        (["scene.blend", "-o", "missing/picture.png"], "there is no folder missing"),
        (["scene.blend", "-o", "folder.png"], "folder.png is a folder"),
        (["scene.blend", "-o", "scene.blend/picture.png"], "there is no folder scene.blend"),
    ],
)
def test_bad_files_are_named_in_one_line_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], cause: str
) -> None:
    (tmp_path / "scene.blend").write_bytes(BLEND_FILE)
    (tmp_path / "text.blend").write_text("a text")
    (tmp_path / "folder.png").mkdir()
    before = sorted(tmp_path.rglob("*"))

    done = run("render", *arguments, cwd=tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"passbridge: {cause}")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("bench", ["delivery", "frame", "sync"])
@pytest.mark.parametrize("option", ["--json", "--plot"])
@pytest.mark.parametrize("path", ["missing/figures", "."])
def test_bench_says_before_it_measures_that_it_cannot_write(tmp_path: Path, bench: str, option: str, path: str) -> None:
    done = run("bench", bench, option, path, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"passbridge: {path} can't be written: it is a folder, or its folder is missing or read-only\n"


@pytest.mark.parametrize("path", ["missing.obj", "."])
def test_mesh_that_is_no_file_is_named_before_measuring(tmp_path: Path, path: str) -> None:
    done = run("bench", "sync", "--mesh", path, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"passbridge: there is no file {path}\n"


@pytest.mark.parametrize(
    ("scenes", "cause"),
    [
        (["hedges"], "there is no file hedges"),
        (["room", "text.blend"], "text.blend is no .blend file"),
        (["scene.blend", "folder/scene.blend"], "two scenes have the same name: each file needs one of its own"),
        (["room.blend"], "two scenes have the same name: each file needs one of its own"),
        (["room", "room"], "two scenes have the same name: each file needs one of its own"),
    ],
)
def test_scenes_that_cannot_be_measured_are_named_before_measuring(tmp_path: Path, scenes: list[str], cause: str) -> None:
    (tmp_path / "scene.blend").write_bytes(BLEND_FILE)
    (tmp_path / "text.blend").write_text("a text")
    done = run("bench", "frame", "--scenes", *scenes, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"passbridge: {cause}\n"


def test_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    # Not even root can write to /proc.
    (tmp_path / "scene.blend").write_bytes(BLEND_FILE)
    done = run("render", "scene.blend", "-o", "/proc/picture.png", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("passbridge: the folder /proc can't be written to: ")


def test_package_makes_the_zip_of_an_engine_for_the_platforms_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    required: list[system_packages.Requirement] = []
    asked: list[object] = []

    def package(folder: Path, chosen: object, with_java: bool) -> Path:
        asked.extend([folder, chosen, with_java])
        made = tmp_path / "ink-1.0.0.zip"
        made.write_bytes(bytes(2_500_000))
        return made

    monkeypatch.setattr(system_packages, "require", required.extend)
    monkeypatch.setattr(engine_zip, "package", package)
    arguments = ["package", "--engine", str(tmp_path), "--platform", "macos-arm64,linux-x64", "--without-java"]
    assert command_line.main(arguments) == 0
    assert asked == [tmp_path, platforms.chosen("macos-arm64,linux-x64"), False]
    assert capsys.readouterr().out.endswith("ink-1.0.0.zip  2.5 MB\n")
    assert set(system_packages.FOR_OTHER_PLATFORMS) < set(required)

    with pytest.raises(SystemExit):
        command_line.main(["package", "--engine", str(tmp_path), "--platform", "linux-x86"])
    assert 'there is no platform "linux-x86": choose of linux-x64, ' in capsys.readouterr().err


def test_module_called_launcher_in_the_users_folder_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "launcher").mkdir()
    (tmp_path / "launcher" / "__init__.py").write_text("raise SystemExit(99)")
    assert run("render", "missing.blend", cwd=tmp_path).returncode == 1
