# SPDX-License-Identifier: Apache-2.0
"""Zip files that depend on their contents alone: equal contents give equal bytes."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE_644 = 0o100644 << 16


def write(path: Path, contents: Mapping[str, bytes]) -> None:
    """Write a zip file with the given contents by name, in the order of the names; `path` is replaced at once."""
    partial = path.with_name(path.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _EARLIEST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _REGULAR_FILE_644
            entry.create_system = 3  # Unix, wherever this runs
            archive.writestr(entry, contents[name])
    os.replace(partial, path)
