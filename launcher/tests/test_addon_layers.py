# SPDX-License-Identifier: Apache-2.0
"""Which modules of the add-on's Python import which: docs/architecture.md, "Dependencies go one way"."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import project

# From top to bottom. A module imports those of its own layer and of lower ones; a folder and what lies beside it don't import each other.
LAYERS = (
    ("addon",),
    ("engine",),
    ("scene", "delivery", "viewport_picture"),
    ("session", "jvm", "layout", "pixels"),
    ("class_archive",),
    ("java_runtime", "native", "properties"),
    ("abi", "content_folder", "errors", "version"),
)
LAYER = {part: number for number, layer in enumerate(LAYERS) for part in layer}
TAKES_OF_THE_PACKAGE = ("addon", "version")  # names that the package itself offers
MODULES = sorted(path for path in project.ADDON.rglob("*.py") if path != project.ADDON / "__init__.py")


def imported_parts(path: Path) -> Iterator[str]:
    """What a module imports of the package, wherever in the module."""
    package = path.relative_to(project.ADDON).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        names = tuple(node.module.split(".")) if node.module else ()
        if node.level:
            names = package[: len(package) - node.level + 1] + names
        elif names[:1] == ("passbridge",):
            names = names[1:]
        else:
            continue
        yield from names[:1] if names else [alias.name for alias in node.names]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(project.ADDON).as_posix())
def test_a_module_imports_what_lies_below(path: Path) -> None:
    own = path.relative_to(project.ADDON).with_suffix("").parts[0]
    for imported in imported_parts(path):
        if imported in LAYER:
            is_beside = LAYER[imported] == LAYER[own] and not any((project.ADDON / part).is_dir() for part in (own, imported))
            assert imported == own or is_beside or LAYER[imported] > LAYER[own], f"{own} imports {imported}"
        else:
            assert own in TAKES_OF_THE_PACKAGE, f"{own} imports {imported} of the package itself"


def test_every_module_has_its_layer() -> None:
    assert {path.relative_to(project.ADDON).with_suffix("").parts[0] for path in MODULES} == set(LAYER)
