# SPDX-License-Identifier: Apache-2.0
"""The code in the README, held against what it is about. The engine guide has a test in Blender: test_engine_guide.py."""

import re
import subprocess
from pathlib import Path

from launcher import build, project

_README = (project.ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n((?s:.*?))^```$", _README, re.MULTILINE)


def test_java_of_the_readme_compiles(tmp_path: Path) -> None:
    """As it stands, under imports that an IDE would add."""
    imports = ["passbridge.*", "passbridge.scene.Scene", "org.lwjgl.opengl.GL30C"]
    [block] = _blocks("java")
    source = tmp_path / "Clouds.java"
    source.write_text("".join(f"import {name};\n" for name in imports) + block)
    products = build.products()
    jars = [products.core_jar, *products.dependency_folder.glob("*.jar")]
    command = ["javac", "-Xlint:all,-classfile", "-Werror", "--release", "17", "-proc:none", "-d", tmp_path]
    done = subprocess.run(
        [*command, "-cp", ":".join(map(str, jars)), source], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_examples_are_as_small_as_they_say() -> None:
    """Lines that are not blank."""
    sources = (project.ROOT / "examples" / "hello-gl").rglob("*.java")
    assert sum(bool(line.strip()) for file in sources for line in file.read_text().splitlines()) <= 80
