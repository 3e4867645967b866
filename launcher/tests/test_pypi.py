# SPDX-License-Identifier: Apache-2.0
"""Downloads, where pip only pretends to run."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from launcher import pypi
from launcher.errors import LauncherError


def test_a_wheel_that_came_in_part_is_downloaded_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    downloads = []

    def download(commands: Sequence[Sequence[str | Path]], name: str) -> str:
        folder = commands[0][-1]
        with zipfile.ZipFile(Path(folder, "great-1.0-py3-none-win_amd64.whl"), "w") as wheel:
            wheel.writestr("great/__init__.py", "x = 1\n" * 1000)
        downloads.append(name)
        return ""

    monkeypatch.setattr(pypi, "downloader", lambda folder: folder / "bin" / "python")
    monkeypatch.setattr(pypi, "_failed", download)
    whole = pypi.wheel("great", "1.0", "win_amd64")
    content = whole.read_bytes()
    assert pypi.wheel("great", "1.0", "win_amd64") == whole and len(downloads) == 1

    whole.write_bytes(content[: len(content) // 2])
    assert pypi.wheel("great", "1.0", "win_amd64").read_bytes() == content and len(downloads) == 2

    monkeypatch.setattr(pypi, "_failed", lambda commands, name: "SSLError: certificate is not yet valid (log)")
    whole.unlink()
    with pytest.raises(LauncherError, match="great-1.0-py3-none-win_amd64.whl could not be downloaded: .*not yet valid"):
        pypi.wheel("great", "1.0", "win_amd64")
    assert not whole.exists()
