# SPDX-License-Identifier: Apache-2.0
"""The wheel with all that an engine needs: the Python API, the C library and the jars. Written after the binary distribution format (PEP 427)."""

import base64
import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from launcher import archive

_NAME = "passbridge"


def file_name(version: str, platform: str) -> str:
    return f"{_NAME}-{version}-{_tag(platform)}.whl"


def write(folder: Path, version: str, platform: str, files: Mapping[str, bytes]) -> Path:
    """Write the wheel into a folder.

    `platform` is its tag, `files` are those of the package by their names in it.
    """
    information = f"{_NAME}-{version}.dist-info"
    contents = {f"{_NAME}/{name}": content for name, content in files.items()}
    contents[f"{information}/METADATA"] = _metadata(version).encode()
    contents[f"{information}/WHEEL"] = _wheel(platform).encode()
    contents[f"{information}/RECORD"] = _record(contents, f"{information}/RECORD").encode()
    path = folder / file_name(version, platform)
    archive.write(path, contents)
    return path


def _tag(platform: str) -> str:
    return f"py3-none-{platform}"


def _metadata(version: str) -> str:
    return (
        "Metadata-Version: 2.1\n"
        f"Name: {_NAME}\n"
        f"Version: {version}\n"
        "Summary: Blender render engines in Java: the Python API and the C library\n"
        "License: GPL-3.0-or-later AND Apache-2.0\n"
        "Requires-Python: >=3.10\n"
    )


def _wheel(platform: str) -> str:
    return f"Wheel-Version: 1.0\nGenerator: passbridge launcher\nRoot-Is-Purelib: false\nTag: {_tag(platform)}\n"


def _record(contents: Mapping[str, bytes], own_name: str) -> str:
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    for name in sorted(contents):
        digest = base64.urlsafe_b64encode(hashlib.sha256(contents[name]).digest()).rstrip(b"=").decode()
        rows.writerow([name, f"sha256={digest}", len(contents[name])])
    rows.writerow([own_name, "", ""])
    return lines.getvalue()
