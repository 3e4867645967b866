# SPDX-License-Identifier: Apache-2.0
"""What an engine's Python declares, read without running it: it would need Blender."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.errors import LauncherError

_BASE_CLASS = "JavaRenderEngine"
_ABOUT = {
    "version": (r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", "1.2.3"),
    "maintainer": (r"\S.*", "Jane Doe <jane@example.com>"),
    "website": (r"https?://\S+", "https://example.com/engine"),
    "license": (r"[A-Za-z0-9][A-Za-z0-9.+-]*", "GPL-3.0-or-later"),
}
"""What a class may say about its add-on: each a pattern, and an example."""


@dataclass(frozen=True)
class Declaration:
    """A class that derives from JavaRenderEngine."""

    module: str
    """Dotted, without the name of the add-on's package."""
    class_name: str
    label: str
    documentation: str
    """The first line of the class's docstring; "" where it has none."""
    classpath: tuple[str, ...]
    """Jars and folders of classes, relative to the folder of the module."""
    version: str = ""
    """"": that of pom.xml, or 1.0.0."""
    maintainer: str = ""
    """"": the first developer in pom.xml, or nobody by name."""
    website: str = ""
    license: str = ""
    """An SPDX identifier; "": GPL-3.0-or-later."""


def read(file: Path, module: str) -> list[Declaration]:
    """Read the engines of a Python file, in its order."""
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except (SyntaxError, ValueError) as error:
        raise LauncherError(f"{file} is no Python: {error}") from error
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and any(map(_is_base_class, node.bases))]
    return [_declaration(file, module, node) for node in classes]


def _is_base_class(base: ast.expr) -> bool:
    name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    return name == _BASE_CLASS


def _declaration(file: Path, module: str, node: ast.ClassDef) -> Declaration:
    members = dict(_members(node))
    for name in ("bl_idname", "bl_label", "java"):
        if name not in members:
            raise LauncherError(f"{file}:{node.lineno}: the engine {node.name} declares no {name}")
    label = _literal(file, members["bl_label"], "bl_label")
    if not isinstance(label, str) or not label:
        raise LauncherError(f"{file}:{node.lineno}: bl_label of {node.name} must be a text")
    documentation = (ast.get_docstring(node) or "").partition("\n")[0]
    about = {name: _about(file, members[name], name) for name in _ABOUT if name in members}
    return Declaration(module, node.name, label, documentation, _classpath(file, members["java"]), **about)


def _about(file: Path, node: ast.expr, name: str) -> str:
    text = _literal(file, node, name)
    pattern, example = _ABOUT[name]
    if not isinstance(text, str) or re.fullmatch(pattern, text) is None:
        raise LauncherError(f"{file}:{node.lineno}: {name} is {text!r}, which Blender does not take: write it like {example!r}")
    return text


def _members(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """What the body assigns, ``a, b = 1, 2`` too."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            yield statement.target.id, statement.value
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
            elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                yield from ((each.id, value) for each, value in zip(target.elts, statement.value.elts) if isinstance(each, ast.Name))


def _classpath(file: Path, java: ast.expr) -> tuple[str, ...]:
    if not isinstance(java, ast.Call):
        raise LauncherError(f"{file}:{java.lineno}: java must be written as passbridge.Java(...), for packaging reads it from there")
    arguments = {keyword.arg: keyword.value for keyword in java.keywords}
    node = arguments.get("classpath", java.args[1] if len(java.args) > 1 else None)
    classpath = () if node is None else _literal(file, node, "classpath")
    if not isinstance(classpath, (list, tuple)) or not all(isinstance(entry, str) for entry in classpath):
        raise LauncherError(f"{file}:{java.lineno}: classpath must be a list of texts")
    return tuple(classpath)


def _literal(file: Path, node: ast.expr, name: str) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError as error:
        raise LauncherError(f"{file}:{node.lineno}: {name} must be written out: packaging reads it without running Python") from error
