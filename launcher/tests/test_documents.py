# SPDX-License-Identifier: Apache-2.0
"""The code and commands in READMEs, held against what they are about. The engine guide has a test in Blender: test_engine_guide.py."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from launcher import build, engine_zip, junit, project


def _blocks(language: str, document: str) -> list[str]:
    text = (project.ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n((?s:.*?))^```$", text, re.MULTILINE)


def test_java_of_the_readme_compiles(tmp_path: Path) -> None:
    """As it stands, under imports that an IDE would add."""
    imports = ["passbridge.*", "passbridge.scene.Scene", "org.lwjgl.opengl.GL30C"]
    [block] = _blocks("java", "README.md")
    source = tmp_path / "Clouds.java"
    source.write_text("".join(f"import {name};\n" for name in imports) + block)
    _compile([source], [], tmp_path)


def test_java_without_blender_compiles(tmp_path: Path) -> None:
    [block] = _blocks("java file=Offscreen.java", "README.md")
    imports = ["java.nio.file.Path", "passbridge.*", "passbridge.formats.FilmWriter", "passbridge.offscreen.OffscreenSession", "passbridge.scene.Scene"]
    source = tmp_path / "Offscreen.java"
    source.write_text(
        "".join(f"import {name};\n" for name in imports)
        + f"class Offscreen {{ static void draw(Scene scene, RenderRequest request) throws Exception {{\n{block}}} }}\n"
    )
    _compile([source], [project.ROOT / "formats" / "target" / "classes"], tmp_path)


def test_tests_of_the_engine_guide_run(tmp_path: Path) -> None:
    """With the build and the renderer that they are about. A build without a surefire for JUnit 5 would run none of them."""
    guide = "docs/engine-guide.md"
    [pom] = _blocks("xml file=points/pom.xml", guide)
    [more] = _blocks("xml test=pom.xml", guide)
    sources = {
        "pom.xml": [pom.replace("points", "dots").replace("  </dependencies>\n  <build>", f"{more}  <build>")],
        "src/main/java/com/example/dots/Dots.java": _blocks(r"java file=dots/src/main/java/com/example/dots/Dots\.java", guide),
        "src/test/java/DotsTest.java": _blocks(r"java test=DotsTest\.java", guide),
        "src/test/java/DotsPictureTest.java": _blocks(r"java test=DotsPictureTest\.java", guide),
    }
    for name, [block] in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(block)
    engine_zip.install_artifacts(tmp_path / "install.log")

    command = ["mvn", "-B", "-q", "test", "-Dpassbridge.golden.accept=true"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    results = junit.read((tmp_path / "target" / "surefire-reports").glob("TEST-*.xml"))
    assert results.passed > 10 and not results.failed and not results.skipped


def _compile(sources: list[Path], more_class_path: list[Path], folder: Path) -> None:
    products = build.products()
    class_path = [products.core_jar, *products.dependency_folder.glob("*.jar"), *more_class_path]
    command = ["javac", "-Xlint:all,-classfile", "-Werror", "--release", "17", "-proc:none", "-d", folder]
    done = subprocess.run([*command, "-cp", ":".join(map(str, class_path)), *sources], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["hello-gl", "blueprint", "pathtracer"])
def test_commands_of_an_example_make_its_zip(name: str) -> None:
    [command] = _blocks("", f"examples/{name}/README.md")
    done = subprocess.run(command, shell=True, cwd=project.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(project.ROOT / done.stdout.strip()) as packaged:
        files = {file.partition("/")[2] for file in packaged.namelist()}
    assert {f"{name}.jar", "__init__.py", "blender_manifest.toml"} <= files


def test_hello_gl_is_as_small_as_it_says() -> None:
    """Lines that are not blank."""
    sources = (project.ROOT / "examples" / "hello-gl").rglob("*.java")
    assert sum(bool(line.strip()) for file in sources for line in file.read_text().splitlines()) <= 80


def test_versions_in_the_engine_guide_are_those_of_the_build() -> None:
    pom = (project.ROOT / "pom.xml").read_text(encoding="utf-8")
    guide = (project.ROOT / "docs" / "engine-guide.md").read_text(encoding="utf-8")
    [lwjgl] = re.findall("<lwjgl.version>(.*)</lwjgl.version>", pom)
    assert f"LWJGL {lwjgl} core" in guide
    plugins = re.findall(r"<artifactId>(maven-[a-z]+-plugin)</artifactId>\s+<version>(.*)</version>", guide)
    assert {name for name, _ in plugins} == {"maven-compiler-plugin", "maven-surefire-plugin", "maven-dependency-plugin"}
    for name, version in plugins:
        assert re.search(rf"<artifactId>{name}</artifactId>\s+<version>{re.escape(version)}</version>", pom), f"{name} {version}"
