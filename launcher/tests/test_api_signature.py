# SPDX-License-Identifier: Apache-2.0
"""What the check of the Java API finds, in small modules that differ in one thing."""

import subprocess
from pathlib import Path

import pytest

from launcher import api_signature
from launcher.api_signature import Jar
from launcher.errors import LauncherError

_API = "public interface Film { int width(); void close(); }"


class Modules:
    """Makes jars of a module that exports `api`, and holds one against another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.log = folder / "log"

    def jar(
        self, version: str, api: str = _API, *, inner: str = "public class Host {}", exports: str = "exports api;"
    ) -> Jar:
        folder = self._folder / f"{version} {len(list(self._folder.iterdir()))}"
        sources = {
            "module-info": f"module m {{ {exports} }}",
            "api/Film": f"package api; {api}",
            "inner/Host": f"package inner; {inner}",
        }
        for name, text in sources.items():
            path = folder / f"{name}.java"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        classes, jar = folder / "classes", folder / "m.jar"
        subprocess.run(["javac", "-d", classes, *folder.rglob("*.java")], check=True)
        subprocess.run(["jar", "--create", "--file", jar, "-C", classes, "."], check=True)
        return Jar(version, jar)

    def check(self, released: Jar, current: Jar) -> None:
        api_signature.check(released, current, [current.path], self.log)


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    return Modules(tmp_path)


def test_removed_method_is_refused_by_name(modules: Modules) -> None:
    released = modules.jar("0.1.0")
    without_close = "public interface Film { int width(); }"
    message = r"^0\.1\.1 breaks the API of 0\.1\.0: .*raise the minor version\napi\.Film\.close\(\):METHOD_REMOVED"
    with pytest.raises(LauncherError, match=message):
        modules.check(released, modules.jar("0.1.1", without_close))
    modules.check(released, modules.jar("0.2.0", without_close))
    assert "REMOVED METHOD" in modules.log.read_text()


def test_what_breaks_sources_alone_is_refused(modules: Modules) -> None:
    throwing = "public interface Film { int width() throws Exception; void close(); }"
    with pytest.raises(LauncherError, match="METHOD_NOW_THROWS_CHECKED_EXCEPTION"):
        modules.check(modules.jar("1.0.0"), modules.jar("1.1.0", throwing))


def test_additions_and_packages_that_are_not_exported_are_free(modules: Modules) -> None:
    larger = "public interface Film { int width(); void close(); default int height() { return 0; } }"
    modules.check(modules.jar("0.1.0"), modules.jar("0.1.1", larger, inner="class Host {}"))


def test_package_that_is_no_longer_exported_is_refused(modules: Modules) -> None:
    with pytest.raises(LauncherError, match=r"^1\.1\.0 no longer exports api: .*raise the major version"):
        modules.check(modules.jar("1.0.0"), modules.jar("1.1.0", exports=""))


def test_release_whose_api_was_not_kept_is_named(modules: Modules, tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="has 0.1.0 as released, but its API is not kept: .* put its gone.jar into"):
        modules.check(Jar("0.1.0", tmp_path / "gone.jar"), modules.jar("0.1.1"))


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.1.9", False),
        ("0.1.0", "0.2.0", True),
        ("0.9.0", "1.0.0", True),
        ("1.0.0", "1.1.0", False),
        ("1.1.0", "2.0.0", True),
    ],
)
def test_versions_that_may_break(old: str, new: str, allowed: bool) -> None:
    assert api_signature.may_break(old, new) == allowed


def test_last_release_is_the_changelogs() -> None:
    assert api_signature.last_release("# Changelog\n\n## 0.1.0 (not released)\n") is None
    release = api_signature.last_release("# Changelog\n\n## 0.3.0 (not released)\n\n## 0.2.1\n\n## 0.2.0\n")
    assert release is not None and (release.version, release.path.name) == ("0.2.1", "passbridge-core-0.2.1.jar")
