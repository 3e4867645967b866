# SPDX-License-Identifier: Apache-2.0
"""How different pictures seem to a person: mean FLIP, which the test kit computes."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launcher import build
from launcher.errors import LauncherError


def means(reference: Path, pictures: Sequence[Path]) -> list[float]:
    """The mean FLIP of each PNG file against the reference, 0 (equal) to 1. Call it once the project is built."""
    products = build.products()
    class_path = os.pathsep.join(map(str, (products.testkit_jar, products.core_jar)))
    command = [_java(), "-Djava.awt.headless=true", "-cp", class_path, "passbridge.testkit.FlipCommand", reference, *pictures]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise LauncherError(f"FLIP could not be computed: {done.stderr.strip().splitlines()[0]}")
    return [float(line) for line in done.stdout.splitlines()]


def _java() -> str:
    """Of the JDK that has built the project."""
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", "java") if home else "java"
