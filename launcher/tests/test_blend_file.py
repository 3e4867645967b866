# SPDX-License-Identifier: Apache-2.0
import gzip
from pathlib import Path

import pytest

from launcher import blend_file
from launcher.errors import LauncherError

OLD_HEADER = b"BLENDER-v304REND"
NEW_HEADER = b"BLENDER17-01v0502REND"


@pytest.mark.parametrize(
    ("content", "version"),
    [
        (OLD_HEADER, (3, 4)),
        (b"BLENDER_V278REND", (2, 78)),
        (NEW_HEADER, (5, 2)),
        (gzip.compress(OLD_HEADER), (3, 4)),
        (gzip.compress(NEW_HEADER), (5, 2)),
        (b"\x28\xb5\x2f\xfd and what zstd hides", None),
    ],
)
def test_written_by_reads_every_header(tmp_path: Path, content: bytes, version: tuple[int, int] | None) -> None:
    path = tmp_path / "scene.blend"
    path.write_bytes(content)
    assert blend_file.written_by(path) == version


@pytest.mark.parametrize(
    "content",
    [
        b"",
        OLD_HEADER[:11],
        NEW_HEADER[:16],
        b"BLENDER",
        b"PNG or so, at least 17 bytes",
        gzip.compress(b"no blend file"),
        gzip.compress(OLD_HEADER)[:12],
        b"\x1f\x8bno gzip stream follows",
    ],
)
def test_written_by_refuses_what_is_no_blend_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scene.blend"
    path.write_bytes(content)
    with pytest.raises(LauncherError, match="is no .blend file"):
        blend_file.written_by(path)


def test_written_by_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="there is no file .*missing.blend"):
        blend_file.written_by(tmp_path / "missing.blend")


def test_written_by_names_a_folder(tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="can't be read: Is a directory"):
        blend_file.written_by(tmp_path)


@pytest.mark.parametrize("blender_version", [(3, 4, 1), (3, 4), (5, 0, 0)])
def test_require_openable_accepts_files_that_are_not_newer(tmp_path: Path, blender_version: tuple[int, ...]) -> None:
    path = tmp_path / "scene.blend"
    path.write_bytes(OLD_HEADER)
    blend_file.require_openable(path, blender_version)


def test_require_openable_names_both_versions(tmp_path: Path) -> None:
    path = tmp_path / "scene.blend"
    path.write_bytes(NEW_HEADER)
    with pytest.raises(LauncherError, match=r"saved by Blender 5\.2, which is newer than this Blender 4\.5\.15"):
        blend_file.require_openable(path, (4, 5, 15))
