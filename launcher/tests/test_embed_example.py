# SPDX-License-Identifier: Apache-2.0
"""examples/embed: its commands as its README has them, with what the Java stage has built."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from launcher import project

_EXAMPLE = project.ROOT / "examples" / "embed"
_TRIANGLE = {
    "asset": {"version": "2.0"},
    "scenes": [{"nodes": [0]}],
    "nodes": [{"mesh": 0}],
    "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
    "buffers": [{"byteLength": 36, "uri": "data:application/octet-stream;base64," + "AACAPwAAAAAAAAAA" * 3}],
    "bufferViews": [{"buffer": 0, "byteLength": 36}],
    "accessors": [
        {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [1, 0, 0], "max": [1, 0, 0]}
    ],
}


def _commands() -> list[str]:
    readme = (_EXAMPLE / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n((?s:.*?))^```$", readme, re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.startswith("java ")]


@pytest.mark.parametrize("command", _commands())
def test_pictures_are_written(command: str, tmp_path: Path) -> None:
    (tmp_path / "target").symlink_to(_EXAMPLE / "target")
    (tmp_path / "scene.gltf").write_text(json.dumps(_TRIANGLE))
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "embed.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    header = (tmp_path / "embed.exr").read_bytes()[:4096]
    for channel in ("Combined.R", "Combined.A", "Depth.Z", "Normal.X"):
        assert f"ViewLayer.{channel}\0".encode() in header
    assert sorted(path.name for path in tmp_path.iterdir()) == ["embed.exr", "embed.png", "scene.gltf", "target"]


def test_there_are_commands() -> None:
    assert len(_commands()) == 2
