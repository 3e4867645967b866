# SPDX-License-Identifier: Apache-2.0
"""JDKs that the tests run on besides the default one."""

import glob
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

NEWEST_TESTED = 25


def find(release: int) -> Path | None:
    """The home of a JDK of a release like 25: named by a variable, on the PATH, or where Linux systems keep them."""
    return next((home for home in _candidates(release) if _release(home) == release), None)


def _candidates(release: int) -> Iterator[Path]:
    for variable in (f"PASSBRIDGE_JDK{release}", f"JAVA_HOME_{release}", "JAVA_HOME"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    javac = shutil.which("javac")
    if javac is not None:
        yield Path(os.path.realpath(javac)).parent.parent
    yield from map(Path, sorted(glob.glob(f"/usr/lib/jvm/*{release}*")))


def _release(home: Path) -> int | None:
    """The release of the JDK (not of a runtime alone) in a folder, as its own `release` file has it."""
    description = home / "release"
    if not (home / "bin" / "javac").exists() or not description.exists():
        return None
    match = re.search(r'^JAVA_VERSION="(\d+)', description.read_text(errors="replace"), re.MULTILINE)
    return int(match[1]) if match else None
