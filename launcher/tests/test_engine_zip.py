# SPDX-License-Identifier: Apache-2.0
"""The zip of somebody's engine, made from what its folder holds, and what is said where that is not enough."""

import ast
import zipfile
from pathlib import Path

import pytest

from launcher import addon_zip, archive, build, engine_zip, process, project
from launcher.engine_declaration import Declaration, read
from launcher.errors import LauncherError

ENGINE = '''
import passbridge


class InkEngine(passbridge.JavaRenderEngine):
    """Draws with "ink".

    And more.
    """

    bl_idname, bl_label = "INK", "Ink"
    java = passbridge.Java(renderer="com.example.Ink", classpath=["ink.jar"])
'''
POM = """
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>com.example</groupId><artifactId>ink</artifactId><version>2.3.4</version>
  <developers><developer><name>Jane Doe</name></developer></developers>
</project>
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine's folder, with Passbridge 1.2.3 packaged already."""
    dist = tmp_path / "dist"
    dist.mkdir()
    wheel = dist / "passbridge-1.2.3-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    monkeypatch.setattr(project, "DIST", dist)
    monkeypatch.setattr(project, "version", lambda: "1.2.3")
    monkeypatch.setattr(addon_zip, "package", lambda: dist)
    monkeypatch.setattr(addon_zip, "wheel_path", lambda: wheel)
    folder = tmp_path / "my-engines"
    folder.mkdir()
    (folder / "ink_engine.py").write_text(ENGINE)
    write_jar(folder / "ink.jar")
    return folder


def write_jar(path: Path, *names: str) -> None:
    path.parent.mkdir(exist_ok=True)
    archive.write(path, {name: b"" for name in ("com/example/Ink.class", *names)})


def packaged(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(engine_zip.package(folder)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_zip_holds_python_jars_and_the_wheel(folder: Path) -> None:
    assert engine_zip.package(folder).name == "ink_engine-1.0.0-linux-x64.zip"
    assert set(packaged(folder)) == {
        "ink_engine/__init__.py",
        "ink_engine/blender_manifest.toml",
        "ink_engine/ink.jar",
        "ink_engine/ink_engine.py",
        "ink_engine/wheels/passbridge-1.2.3-py3-none-any.whl",
    }


def test_equal_contents_give_equal_bytes(folder: Path) -> None:
    first = engine_zip.package(folder).read_bytes()
    (folder / "ink_engine.py").touch()
    assert engine_zip.package(folder).read_bytes() == first


def test_init_registers_the_engines_and_blender_can_read_its_bl_info(folder: Path) -> None:
    tree = ast.parse(packaged(folder)["ink_engine/__init__.py"])
    assigned = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    assert assigned == {
        "bl_info": {
            "name": "Ink",
            "description": 'Draws with "ink"',
            "blender": (3, 4, 0),
            "version": (1, 0, 0),
            "category": "Render",
        },
        "_NAME": "Ink",
        "_PACKAGED_WITH": "1.2.3",
        "_ENGINES": (("ink_engine", "InkEngine"),),
    }


def test_manifest_is_for_extensions(folder: Path) -> None:
    lines = packaged(folder)["ink_engine/blender_manifest.toml"].decode().splitlines()
    assert {
        'id = "ink_engine"',
        'version = "1.0.0"',
        'name = "Ink"',
        'tagline = "Draws with \\"ink\\""',
        'maintainer = "The authors of Ink"',
        'platforms = ["linux-x64"]',
        'wheels = ["./wheels/passbridge-1.2.3-py3-none-any.whl"]',
    } <= set(lines)
    assert not any("@" in line for line in lines)


def test_maven_builds_the_jar_against_installed_artifacts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "ink.jar").unlink()
    (folder / "pom.xml").write_text(POM)
    commands = []

    def run_logged(command: list[str], log: Path, *, cwd: Path) -> int:
        commands.append((command[3:], cwd))
        if cwd == folder:
            write_jar(folder / "target" / "ink.jar")
        return 0

    monkeypatch.setattr(process, "run_logged", run_logged)
    monkeypatch.setattr(build, "source_hash", lambda: "sources")
    files = packaged(folder)
    assert "ink_engine/ink.jar" in files and not any(name.startswith("ink_engine/target") for name in files)
    assert engine_zip.package(folder).name == "ink_engine-2.3.4-linux-x64.zip"
    assert b'maintainer = "Jane Doe"' in files["ink_engine/blender_manifest.toml"]
    install = (["install", *build.WITHOUT_EXTRAS], project.ROOT)
    assert commands == [install, (["package"], folder), (["package"], folder)], "installed once for equal sources"


def test_a_failed_maven_build_shows_its_first_errors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pom.xml").write_text(POM)

    def run_logged(command: list[str], log: Path, *, cwd: Path) -> int:
        log.parent.mkdir(exist_ok=True)
        log.write_text("[INFO] compiling\n[ERROR] Ink.java:[3,1] ';' expected\n")
        return int(cwd == folder)

    monkeypatch.setattr(process, "run_logged", run_logged)
    monkeypatch.setattr(build, "source_hash", lambda: "sources")
    with pytest.raises(LauncherError, match=r"mvn package in .* failed.*\n\[ERROR\] Ink.java"):
        engine_zip.package(folder)


def test_several_engines_are_named_after_their_folder(folder: Path) -> None:
    (folder / "wash_engine.py").write_text(ENGINE.replace("Ink", "Wash").replace("INK", "WASH"))
    files = packaged(folder)
    assert {"my_engines/ink_engine.py", "my_engines/wash_engine.py", "my_engines/ink.jar"} < set(files)
    assert b"(('ink_engine', 'InkEngine'), ('wash_engine', 'WashEngine'))" in files["my_engines/__init__.py"]


def test_packages_come_along_and_other_folders_do_not(folder: Path) -> None:
    for name in ("shapes/__init__.py", "shapes/lines.py", "tests/test_ink.py", "target/left.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    names = {name for name in packaged(folder) if name.endswith(".py")}
    assert names == {f"ink_engine/{name}" for name in ("__init__.py", "ink_engine.py", "shapes/__init__.py", "shapes/lines.py")}


@pytest.mark.parametrize("entry", ["passbridge/Renderer.class", "org/lwjgl/system/MemoryUtil.class"])
def test_a_jar_with_a_second_core_is_refused(folder: Path, entry: str) -> None:
    write_jar(folder / "ink.jar", entry)
    with pytest.raises(LauncherError, match=rf"ink.jar holds {entry}, .*<scope>provided</scope>"):
        engine_zip.package(folder)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("x = 1\n", "derives from passbridge.JavaRenderEngine"),
        ("class A(\n", "is no Python"),
        (ENGINE.replace('"ink.jar"', '"other.jar"'), 'the jar "other.jar" in classpath is neither in'),
        (ENGINE.replace('"ink.jar"', '"../ink.jar"'), "must lie in"),
        (ENGINE.replace('["ink.jar"]', "JARS"), r"ink_engine.py:12: classpath must be written out"),
        (ENGINE.replace('["ink.jar"]', '"ink.jar"'), "classpath must be a list of texts"),
        (ENGINE.replace('passbridge.Java(renderer="com.example.Ink", classpath=["ink.jar"])', "JAVA"), "must be written as passbridge.Java"),
        (ENGINE.replace('"Ink"', "LABEL"), "bl_label must be written out"),
        (ENGINE.replace("bl_idname, ", "").replace('"INK", ', ""), "declares no bl_idname"),
    ],
)
def test_a_declaration_that_can_not_be_packaged_is_refused(folder: Path, source: str, cause: str) -> None:
    (folder / "ink_engine.py").write_text(source)
    with pytest.raises(LauncherError, match=cause):
        engine_zip.package(folder)


def test_a_folder_that_can_not_be_packaged_is_refused(folder: Path) -> None:
    with pytest.raises(LauncherError, match="there is no folder"):
        engine_zip.package(folder / "missing")
    (folder / "ink.jar").write_bytes(b"PK")
    with pytest.raises(LauncherError, match="is no jar"):
        engine_zip.package(folder)
    (folder / "pom.xml").write_text("<project>")
    with pytest.raises(LauncherError, match="is no XML"):
        engine_zip.package(folder)
    (folder / "pom.xml").write_text(POM.replace("2.3.4", "2"))
    with pytest.raises(LauncherError, match='the version "2"'):
        engine_zip.package(folder)
    (folder / "__init__.py").write_text("")
    with pytest.raises(LauncherError, match="is in the way"):
        engine_zip.package(folder)


def test_an_engine_can_not_be_called_as_passbridge_is(folder: Path) -> None:
    (folder / "ink_engine.py").rename(folder / "passbridge.py")
    with pytest.raises(LauncherError, match="can't be the name of an add-on"):
        engine_zip.package(folder)


def test_declarations_are_read_without_running_them(tmp_path: Path) -> None:
    file = tmp_path / "engines.py"
    file.write_text(
        "raise SystemExit\n"
        "class Base(JavaRenderEngine):\n"
        "    bl_idname = 'A'\n"
        "    bl_label: str = 'First'\n"
        "    java = Java('a.A', ('a.jar', 'b.jar'))\n"
        "class Other(Something):\n"
        "    pass\n"
    )
    assert read(file, "engines") == [Declaration("engines", "Base", "First", "", ("a.jar", "b.jar"))]
