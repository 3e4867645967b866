# SPDX-License-Identifier: Apache-2.0
"""The add-on zip of an engine of somebody's own: its Python, its class path, and the wheels that all engines share."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from launcher import addon_zip, archive, build, engine_declaration, platform_tag, platforms, process, project
from launcher.console import say
from launcher.engine_declaration import Declaration
from launcher.errors import LauncherError

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_BUILD_FOLDER = "target"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?")
_MAX_TAGLINE_CHARACTERS = 64
"""That Blender's extensions may have."""

_SHARED_ENTRIES = ("passbridge/Renderer.class", "org/lwjgl/Version.class", "org/lwjgl/opengl/GL.class", "org/lwjgl/egl/EGL.class")
"""A class of each jar in the wheel that an engine's build may bring once more: it would be of no effect. Other modules of LWJGL may come
along."""
_GRADLE_FILES = ("build.gradle", "build.gradle.kts")


def package(folder: Path, chosen: Sequence[platforms.Platform] | None = None, with_java: bool = True) -> Path:
    """Build what is needed and write the engine's zip into its folder; give its path.

    It serves all the `chosen` platforms, `with_java` with a Java runtime for each that there is one for; where None are, this machine, without.
    """
    if not folder.is_dir():
        raise LauncherError(f"there is no folder {folder}: --engine takes the folder with the engine's Python and its build")
    folder = folder.resolve()
    sources = _python_files(folder)
    engines = [engine for name, file in sources.items() for engine in engine_declaration.read(file, _module(name))]
    if not engines:
        raise LauncherError(f"no Python file in {folder} has a class that derives from passbridge.JavaRenderEngine")
    name, version = _name(folder, engines), _version(folder, engines)
    if chosen is None:
        addon_zip.package()  # writes the wheel, too
        served, wheels = [platform_tag.BLENDER_PLATFORM], [addon_zip.wheel_path()]
    else:
        served, wheels = [each.name for each in chosen], addon_zip.wheels_for_release(chosen, with_java)
    _build(folder, name)
    path = folder / (f"{name}-{version}-{served[0]}.zip" if len(served) == 1 else f"{name}-{version}.zip")
    files = contents(folder, name, version, engines, served, wheels)
    try:
        archive.write(path, files)
    except OSError as error:
        raise LauncherError(f"{path} can't be written: {error.strerror}") from error
    return path


def contents(
    folder: Path, name: str, version: str, engines: list[Declaration], served: Sequence[str], wheels: Sequence[Path]
) -> dict[str, bytes]:
    """What the zip holds, by names in it. `served` are platforms, as Blender's manifests have them."""
    files = {relative: file.read_bytes() for relative, file in _python_files(folder).items()}
    files.update(_class_path(folder, engines))
    files.update({f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels})
    first = engines[0]
    common = {
        "NAME": first.label,
        "DESCRIPTION": _tagline(first),
        "MAINTAINER": first.maintainer or _developer(folder) or f"The authors of {first.label}",
        "WEBSITE": first.website,
    }
    numbers = _VERSION.fullmatch(version)
    assert numbers is not None
    files["__init__.py"] = _filled(
        "engine_init.py",
        repr,
        {
            **common,
            "VERSION_NUMBERS": tuple(map(int, numbers.groups()[:3])),
            "PASSBRIDGE_VERSION": project.version(),
            "ENGINES": tuple((engine.module, engine.class_name) for engine in engines),
        },
    )
    files["blender_manifest.toml"] = _filled(
        "engine_manifest.toml",
        lambda value: json.dumps(value, ensure_ascii=False),  # TOML's strings, and lists of them, are written like JSON's
        {
            **common,
            "ID": name,
            "VERSION": version,
            "LICENSE": f"SPDX:{first.license or 'GPL-3.0-or-later'}",
            "PLATFORMS": list(served),
            "WHEELS": [f"./wheels/{wheel.name}" for wheel in wheels],
        },
    ).replace(b'website = ""\n', b"")  # an empty one is none that Blender takes
    return {f"{name}/{relative}": content for relative, content in files.items()}


def _python_files(folder: Path) -> dict[str, Path]:
    """The modules and packages in the folder, by their names relative to it."""
    if (folder / "__init__.py").exists():
        raise LauncherError(f"{folder / '__init__.py'} is in the way: packaging makes the add-on's own. Give the file another name")
    found = {}
    for file in sorted(folder.rglob("*.py")):
        packages = file.relative_to(folder).parents[:-1]  # all but the folder itself
        if all((folder / each / "__init__.py").exists() for each in packages):
            found[file.relative_to(folder).as_posix()] = file
    return found


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _name(folder: Path, engines: list[Declaration]) -> str:
    """The add-on's: that of the one module with engines, else that of the folder."""
    modules = {engine.module for engine in engines}
    name = (modules.pop() if len(modules) == 1 else folder.name).replace("-", "_").replace(".", "_").lower()
    if not name.isidentifier() or not name.isascii() or name == addon_zip.TOP_FOLDER:
        raise LauncherError(f'"{name}" can\'t be the name of an add-on: name the Python file that declares the engine otherwise')
    return name


def _version(folder: Path, engines: list[Declaration]) -> str:
    pom = folder / "pom.xml"
    if engines[0].version:
        return engines[0].version
    if not pom.is_file():
        return "1.0.0"
    top = _pom(pom)
    version = (top.findtext("{*}version") or top.findtext("{*}parent/{*}version") or "").strip()
    if _VERSION.fullmatch(version) is None:
        raise LauncherError(f'the version "{version}" in {pom} is none that Blender takes: write it like 1.2.3')
    return version


def _developer(folder: Path) -> str:
    pom = folder / "pom.xml"
    return (_pom(pom).findtext("{*}developers/{*}developer/{*}name") or "").strip() if pom.is_file() else ""


def _pom(pom: Path) -> ElementTree.Element:
    try:
        return ElementTree.parse(pom).getroot()
    except ElementTree.ParseError as error:
        raise LauncherError(f"{pom} is no XML: {error}") from error


def _tagline(engine: Declaration) -> str:
    """As Blender's extensions take it: short, and no full stop."""
    text = engine.documentation.rstrip(".!? ")
    return text if 0 < len(text) <= _MAX_TAGLINE_CHARACTERS else "Render engine in Java"


def _build(folder: Path, name: str) -> None:
    """Build the engine with Maven or Gradle, against this project's artifacts, which both find in Maven's local repository."""
    log = project.DIST / "logs" / f"engine-{name}.log"
    log.unlink(missing_ok=True)
    if (folder / "pom.xml").is_file():
        install_artifacts(log)
        say(f"building {os.path.relpath(folder)}")
        _maven(["package"], folder, log)
    elif any((folder / file).is_file() for file in _GRADLE_FILES):
        gradle = folder / "gradlew" if (folder / "gradlew").is_file() else shutil.which("gradle")
        if gradle is None:
            say(f"neither a gradlew in {os.path.relpath(folder)} nor a gradle on the PATH: packaging what you have built")
            return
        install_artifacts(log)
        say(f"building {os.path.relpath(folder)}")
        if process.run_logged([gradle, "--console=plain", "assemble"], log, cwd=folder) != 0:
            raise LauncherError(f"gradle assemble in {folder} failed; {os.path.relpath(log)} ends with:\n{process.tail(log, 10)}")


def install_artifacts(log: Path) -> None:
    """Put this project's artifacts into Maven's local repository, unless those of the same sources are there."""
    with project.exclusive():
        sources = build.source_hash()
        stamp = project.DIST / "install.sha256"
        if not (stamp.exists() and stamp.read_text() == sources):
            say("installing Passbridge's artifacts into Maven's local repository")
            _maven(["install", *build.WITHOUT_EXTRAS], project.ROOT, log)
            stamp.write_text(sources)


def _maven(goals: list[str], folder: Path, log: Path) -> None:
    if process.run_logged(["mvn", "-B", "-q", *goals], log, cwd=folder) != 0:
        raise LauncherError(f"mvn {goals[0]} in {folder} failed; its first errors, from {os.path.relpath(log)}:\n{build.causes(log)}")


def _class_path(folder: Path, engines: list[Declaration]) -> dict[str, bytes]:
    files = {}
    for engine in engines:
        module_folder = Path(*engine.module.split(".")[:-1])
        if (folder / engine.module.replace(".", "/") / "__init__.py").exists():
            module_folder = Path(*engine.module.split("."))
        for entry in engine.classpath:
            found = _find(folder / module_folder, entry)
            if found.is_dir():
                parts = {file.relative_to(found).as_posix(): file for file in sorted(found.rglob("*")) if file.is_file()}
                _check(found, parts)
                files.update({(module_folder / entry / name).as_posix(): file.read_bytes() for name, file in parts.items()})
            else:
                _check(found, _names(found))
                files[(module_folder / entry).as_posix()] = found.read_bytes()
    return files


def _find(folder: Path, entry: str) -> Path:
    """Where the add-on would find it, too."""
    if Path(entry).is_absolute() or ".." in Path(entry).parts:
        raise LauncherError(f'"{entry}" in classpath must lie in {folder} or its folder {_BUILD_FOLDER}')
    for path in (folder / entry, folder / _BUILD_FOLDER / entry):
        if path.exists():
            return path
    raise LauncherError(f'"{entry}" in classpath is neither in {folder} nor in its folder {_BUILD_FOLDER}: build it, or correct its name')


def _names(jar: Path) -> list[str]:
    try:
        with zipfile.ZipFile(jar) as opened:
            return opened.namelist()
    except zipfile.BadZipFile as error:
        raise LauncherError(f"{jar} is no jar: {error}") from error


def _check(found: Path, names: Collection[str]) -> None:
    if not names:
        raise LauncherError(f"{found} in classpath is empty: build it")
    for shared in _SHARED_ENTRIES:
        if shared in names:
            raise LauncherError(
                f"{found} holds {shared}, which Passbridge brings: leave that out of classpath and of the jar (Maven: "
                "<scope>provided</scope>, or <exclusions> where a library of yours brings it; Gradle: compileOnly)"
            )


def _filled(template: str, written: Any, values: Mapping[str, Any]) -> bytes:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f'"@{name}@"', written(value))
    return text.encode()
