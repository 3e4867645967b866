# SPDX-License-Identifier: Apache-2.0
"""Where things lie in this project, and its version."""

import contextlib
import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "blender-addon" / "passbridge"
NATIVE = ROOT / "native"
CORE = ROOT / "core"
DIST = ROOT / "dist"
"""Everything that the launcher makes; ignored by git and safe to delete."""

_POM = "{http://maven.apache.org/POM/4.0.0}"
_NOT_SOURCES = {"target", "__pycache__", ".pytest_cache"}


def version() -> str:
    """The project's version; the parent POM is the only place that says it."""
    return ElementTree.parse(ROOT / "pom.xml").findtext(f"{_POM}version", "").strip()


def modules() -> list[str]:
    """The folders that Maven builds, in the order of the parent POM."""
    return [module.text or "" for module in ElementTree.parse(ROOT / "pom.xml").findall(f"{_POM}modules/{_POM}module")]


def build_inputs() -> list[Path]:
    """All files and folders that the build reads."""
    inputs = [ROOT / "pom.xml"]
    for module in modules():
        # What a module's tests leave outside of its sources must not make the build begin again.
        inputs += [NATIVE] if ROOT / module == NATIVE else [ROOT / module / "pom.xml", ROOT / module / "src"]
    return inputs


def source_files(*roots: Path) -> list[Path]:
    """The files at and below the given paths, sorted, without what builds and tests leave there."""
    found: set[Path] = set()
    for root in roots:
        candidates = root.rglob("*") if root.is_dir() else [root]
        found.update(
            path for path in candidates if path.is_file() and not _NOT_SOURCES.intersection(path.relative_to(ROOT).parts)
        )
    return sorted(found)


def content_hash(files: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files of this project, in the given order, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


@contextlib.contextmanager
def exclusive() -> Iterator[None]:
    """Hold the project's lock, so that two launchers don't build into the same folders at once."""
    DIST.mkdir(exist_ok=True)
    with (DIST / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
