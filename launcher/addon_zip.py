# SPDX-License-Identifier: Apache-2.0
"""The installable add-on: one zip that Blender 3.4 takes as a legacy add-on and 4.2 and newer take as an extension."""

import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import archive, build, cross_build, platform_tag, platforms, project, wheel
from launcher.build import Products
from launcher.errors import LauncherError

TOP_FOLDER = "passbridge"
RELEASE_FOLDER = project.DIST / "release"
_STAMP = project.DIST / "package.sha256"
_PYTHON_SUFFIXES = {".py", ".typed"}
_LIBRARY_SUFFIXES = {".so", ".dll", ".dylib"}
_ADDON_ONLY = "addon/"
_WHEEL_ONLY = "java/"


@dataclass(frozen=True)
class Platform:
    """What differs between the zips of two platforms."""

    name: str
    wheel_tag: str
    library: Path
    lwjgl_natives: Sequence[Path]
    java_runtime: Path | None


def path() -> Path:
    return project.DIST / f"passbridge-{project.version()}-{platform_tag.BLENDER_PLATFORM}.zip"


def wheel_path() -> Path:
    """The wheel that is in the zip; `package` writes it beside."""
    return project.DIST / wheel.file_name(project.version(), platform_tag.wheel_platform(build.products().library))


def package() -> Path:
    """Build what is needed and write the zip for this machine, unless it is there and up to date; give its path."""
    platform_tag.require_supported_platform()
    with project.exclusive():
        products = build.build()
        natives = sorted(products.dependency_folder.glob("*-natives-*.jar"))
        own = Platform(
            platform_tag.BLENDER_PLATFORM, platform_tag.wheel_platform(products.library), products.library, natives, java_runtime=None
        )
        made_from = project.content_hash(
            [
                *project.source_files(project.ADDON, project.ROOT / "launcher", project.ADDON.parent / "README.md", *_licences().values()),
                products.library,
                products.core_jar,
                *sorted(products.dependency_folder.glob("*.jar")),
            ]
        )
        if not (path().exists() and wheel_path().exists() and _STAMP.exists() and _STAMP.read_text() == made_from):
            archive.write(path(), contents(products, own, project.DIST))
            _STAMP.write_text(made_from)
    return path()


def package_for_release(chosen: Sequence[platforms.Platform], with_java: bool) -> list[Path]:
    """Build what is needed and write a zip to hand out for each of these platforms; give their paths.

    `with_java`: a Java runtime goes with each, where there is one for the platform.
    """
    made = []
    with project.exclusive():
        products = build.build()
        RELEASE_FOLDER.mkdir(exist_ok=True)
        for each in chosen:
            parts = _parts(each, with_java)
            ending = "-without-java" if parts.java_runtime is None else ""
            made.append(RELEASE_FOLDER / f"passbridge-{project.version()}-{each.name}{ending}.zip")
            archive.write(made[-1], contents(products, parts, RELEASE_FOLDER))
    return made


def wheels_for_release(chosen: Sequence[platforms.Platform], with_java: bool) -> list[Path]:
    """Build what is needed and write what the zips of these platforms have in common with those of engines; give its paths."""
    with project.exclusive():
        products = build.build()
        RELEASE_FOLDER.mkdir(exist_ok=True)
        return [made for each in chosen for made in _wheels(_shared_files(), products, _parts(each, with_java), RELEASE_FOLDER)]


def unpacked() -> Path:
    """The folder that holds the unpacked zip of this machine, so that it can stand on Python's module path; packages first."""
    return unpack(package())


def unpack(packed: Path) -> Path:
    """The folder that holds what is in a zip."""
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    folder = project.DIST / "unpacked" / digest[:16]
    with project.exclusive():
        if not folder.exists():
            partial = folder.with_name(folder.name + ".partial")
            shutil.rmtree(partial, ignore_errors=True)
            with zipfile.ZipFile(packed) as archived:
                archived.extractall(partial)
            os.replace(partial, folder)
    return folder


def contents(products: Products, platform: Platform, wheel_folder: Path) -> dict[str, bytes]:
    """What the zip holds, by names in it; writes the wheel, which is in it too, into the folder."""
    version = project.version()
    shared = _shared_files()
    wheels = _wheels(shared, products, platform, wheel_folder)

    # A legacy add-on takes the jars out of the wheel, too: they are large.
    files = {name: content for name, content in shared.items() if not name.startswith(_WHEEL_ONLY)}
    files[f"lib/{platform.library.name}"] = platform.library.read_bytes()
    files.update({f"wheels/{each.name}": each.read_bytes() for each in wheels})
    manifest = (project.ADDON / "blender_manifest.toml").read_text(encoding="utf-8")
    files["blender_manifest.toml"] = (
        manifest.replace("@VERSION@", version)
        .replace("@PLATFORM@", platform.name)
        .replace('"@WHEELS@"', ", ".join(f'"./wheels/{each.name}"' for each in wheels))
        .encode()
    )
    return {f"{TOP_FOLDER}/{name}": content for name, content in files.items()}


def _parts(platform: platforms.Platform, with_java: bool) -> Platform:
    runtime = cross_build.java_runtime(platform) if with_java else None
    return Platform(platform.name, platform.wheel_tag, cross_build.library(platform), cross_build.lwjgl_natives(platform), runtime)


def _shared_files() -> dict[str, bytes]:
    """Python and licences of the zip and the wheel, by their names in the package."""
    modules = _python_files()
    modules["__init__.py"] = _with_version_in_bl_info(modules["__init__.py"], project.version())
    return {**modules, **{name: licence.read_bytes() for name, licence in _licences().items()}}


def _wheels(shared: Mapping[str, bytes], products: Products, platform: Platform, folder: Path) -> list[Path]:
    """Write the wheel into the folder; give its path, and that of the one with the Java runtime, if that goes along."""
    files = {name: content for name, content in shared.items() if not name.startswith(_ADDON_ONLY)}
    files.update(_java(products, platform))
    files[f"lib/{platform.library.name}"] = platform.library.read_bytes()
    licences = {name: shared[name] for name in _licences()}
    description = (project.ADDON.parent / "README.md").read_text(encoding="utf-8")
    built = wheel.write(folder, project.version(), platform.wheel_tag, files, licences, description)
    return [built] if platform.java_runtime is None else [built, platform.java_runtime]


def _licences() -> dict[str, Path]:
    """The add-on's own, that of the Java and C parts, and those of the libraries that come along."""
    libraries = sorted((project.ROOT / "core" / "licences").glob("*.txt"))
    return {
        "LICENSE": project.ADDON.parent / "LICENSE",
        "java/LICENSE": project.ROOT / "LICENSE",
        **{f"java/licences/{path.name}": path for path in libraries},
    }


def _python_files() -> dict[str, bytes]:
    return {
        file.relative_to(project.ADDON).as_posix(): file.read_bytes()
        for file in project.source_files(project.ADDON)
        if file.suffix in _PYTHON_SUFFIXES
    }


def _with_version_in_bl_info(source: bytes, version: str) -> bytes:
    placeholder = b'"version": (0, 0, 0),'
    if source.count(placeholder) != 1:
        raise LauncherError(f"{project.ADDON / '__init__.py'} must hold {placeholder.decode()} exactly once, for bl_info")
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if numbers is None:
        raise LauncherError(f'the version "{version}" in pom.xml does not begin with three numbers')
    return source.replace(placeholder, f'"version": ({", ".join(numbers.groups())}),'.encode())


def _java(products: Products, platform: Platform) -> dict[str, bytes]:
    """The jars, and the libraries out of the jars that hold nothing else, flat: for org.lwjgl.librarypath."""
    jars = [products.core_jar, *sorted(products.dependency_folder.glob("*.jar"))]
    files = {f"java/{jar.name}": jar.read_bytes() for jar in jars if "-natives-" not in jar.name}
    for jar in platform.lwjgl_natives:
        with zipfile.ZipFile(jar) as natives:
            for name in map(Path, natives.namelist()):
                if name.suffix in _LIBRARY_SUFFIXES:
                    files[f"java/natives/{name.name}"] = natives.read(name.as_posix())
    return files
