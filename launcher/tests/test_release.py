# SPDX-License-Identifier: Apache-2.0
"""What a release consists of, with stand-ins for what packaging and Maven make."""

import hashlib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from launcher import addon_zip, platforms, process, project, release
from launcher.errors import LauncherError


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What Maven was called with, in a project of version 1.2.3 whose last release has left a file."""
    called: list[list[str]] = []
    folder = tmp_path / "dist" / "release"
    folder.mkdir(parents=True)
    (folder / "passbridge-1.2.2-linux-x64.zip").touch()

    def package(chosen: list[platforms.Platform], with_java: bool) -> list[Path]:
        folder.mkdir()
        for each in chosen:
            (folder / f"passbridge-1.2.3-{each.name}.zip").write_text(each.name)
            (folder / f"passbridge-1.2.3-py3-none-{each.wheel_tag}.whl").write_text(each.wheel_tag)
        return []

    def run_logged(command: list[str], log: Path, *, cwd: Path) -> int:
        called.append(command)
        log.parent.mkdir(exist_ok=True)
        log.write_text("[ERROR] javadoc: no comment\n")
        bundle = cwd / "target" / "central-publishing" / "central-bundle.zip"
        assert not bundle.parent.exists(), "else what is left there would come along"
        bundle.parent.mkdir(parents=True)
        with zipfile.ZipFile(bundle, "w") as written:
            written.writestr("io/passbridge/core/1.2.3/core-1.2.3.jar", "jar")
            written.writestr("io/passbridge/core/1.2.3/core-1.2.3.jar.md5", "sum")
        (cwd / "target" / "bom.json").write_text("{}")
        return 0

    (tmp_path / "target" / "central-publishing").mkdir(parents=True)
    monkeypatch.delenv(release.SIGNING_KEY, raising=False)
    monkeypatch.setattr(project, "modules", lambda: ["core", "examples/hello-gl"])
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "DIST", tmp_path / "dist")
    monkeypatch.setattr(project, "version", lambda: "1.2.3")
    monkeypatch.setattr(addon_zip, "RELEASE_FOLDER", folder)
    monkeypatch.setattr(addon_zip, "package_for_release", package)
    monkeypatch.setattr(process, "run_logged", run_logged)
    return called


def test_a_release_has_all_and_nothing_else_and_the_sums_of_it(commands: list[list[str]]) -> None:
    made = release.make(platforms.chosen("linux-x64,windows-arm64"))
    names = [path.name for path in made]
    assert names == [
        "core-1.2.3.jar",
        "passbridge-1.2.3-linux-x64.zip",
        "passbridge-1.2.3-maven-central.zip",
        "passbridge-1.2.3-py3-none-manylinux_2_28_x86_64.whl",
        "passbridge-1.2.3-py3-none-win_arm64.whl",
        "passbridge-1.2.3-windows-arm64.zip",
        "passbridge-1.2.3.cdx.json",
        "SHA256SUMS",
    ]
    assert {path.name for path in made[0].parent.iterdir()} == set(names)
    sums = [line.split("  ") for line in made[-1].read_text().splitlines()]
    assert [name for _, name in sums] == names[:-1]
    assert all(digest == hashlib.sha256((made[0].parent / name).read_bytes()).hexdigest() for digest, name in sums)


def test_jars_are_signed_where_a_key_is_named(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    release.make([])
    assert commands[0][:6] == ["mvn", "-B", "-Prelease", "-pl", ".,core", "deploy"], "examples are not handed out"
    monkeypatch.setenv(release.SIGNING_KEY, "0xABC")
    release.make([])
    assert not any("gpg" in word for word in commands[0])
    assert commands[1] == [*commands[0], "-Dgpg.skip=false", "-Dgpg.keyname=0xABC"]


def test_what_maven_says_of_a_failure_is_shown(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    succeeding = process.run_logged
    monkeypatch.setattr(process, "run_logged", lambda *arguments, **options: succeeding(*arguments, **options) + 1)
    with pytest.raises(LauncherError, match=r"the jars could not be made; .*\n\[ERROR\] javadoc: no comment"):
        release.make([])


def test_what_maven_central_asks_for_and_the_poms_lack_is_told() -> None:
    """All of it may stand in the parent POM but names and descriptions, which it would not be the same for."""
    parent, *modules = (
        ElementTree.parse(project.ROOT / folder / "pom.xml").getroot()
        for folder in (".", *(module for module in project.modules() if not module.startswith("examples/")))
    )
    for each in (parent, *modules):
        assert each.findtext("{*}name") and each.findtext("{*}description"), each.findtext("{*}artifactId")
    lacking = {field for field in ("url", "licenses", "developers", "scm") if parent.find(f"{{*}}{field}") is None}
    text = (project.ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
    assert {field for field in ("url", "licenses", "developers", "scm") if f"`<{field}>`" in text} == lacking
