# SPDX-License-Identifier: Apache-2.0
"""The wheel with all that an engine needs: the Python API, the C library and the jars. Written after the binary distribution format (PEP 427)."""

import base64
import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher import archive

_NAME = "passbridge"
_LICENCES = "GPL-3.0-or-later AND Apache-2.0 AND BSD-3-Clause AND BSD-2-Clause AND MIT"
_CLASSIFIERS = (
    "Development Status :: 4 - Beta",
    "Intended Audience :: Developers",
    "Operating System :: MacOS",
    "Operating System :: Microsoft :: Windows",
    "Operating System :: POSIX :: Linux",
    "Programming Language :: C",
    "Programming Language :: Java",
    "Programming Language :: Python :: 3",
    "Topic :: Multimedia :: Graphics :: 3D Rendering",
    "Typing :: Typed",
)


def file_name(version: str, platform: str) -> str:
    return f"{_NAME}-{version}-{_tag(platform)}.whl"


def write(
    folder: Path, version: str, platform: str, files: Mapping[str, bytes], licences: Mapping[str, bytes], description: str
) -> Path:
    """Write the wheel into a folder.

    `platform` is its tag, `files` are those of the package by their names in it. The licences, by their names, and the description, which is
    Markdown, are what PyPI shows.
    """
    information = f"{_NAME}-{version}.dist-info"
    contents = {f"{_NAME}/{name}": content for name, content in files.items()}
    contents.update({f"{information}/licenses/{name}": content for name, content in licences.items()})
    contents[f"{information}/METADATA"] = _metadata(version, sorted(licences), description).encode()
    contents[f"{information}/WHEEL"] = _wheel(platform).encode()
    contents[f"{information}/RECORD"] = _record(contents, f"{information}/RECORD").encode()
    path = folder / file_name(version, platform)
    archive.write(path, contents)
    return path


def _tag(platform: str) -> str:
    return f"py3-none-{platform}"


def _metadata(version: str, licence_names: Sequence[str], description: str) -> str:
    """The core metadata (PEP 639 and those before it)."""
    fields = [
        ("Metadata-Version", "2.4"),
        ("Name", _NAME),
        ("Version", version),
        ("Summary", "Blender render engines in Java: the Python API and the C library"),
        ("Keywords", "blender,render,engine,java,opengl"),
        ("Author", "The Passbridge authors"),
        ("License-Expression", _LICENCES),
        *(("License-File", name) for name in licence_names),
        *(("Classifier", each) for each in _CLASSIFIERS),
        ("Requires-Python", ">=3.10"),
        ("Description-Content-Type", "text/markdown; charset=UTF-8; variant=GFM"),
    ]
    return "".join(f"{name}: {value}\n" for name, value in fields) + f"\n{description}"


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
