# SPDX-License-Identifier: GPL-3.0-or-later
"""What messages tell a user to do can be done: what they name is there."""

from __future__ import annotations

import ast
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bpy
import pytest

ROOT = Path(os.environ["PASSBRIDGE_ROOT"])
PYTHON = [
    path
    for folder in ("blender-addon/passbridge", "launcher")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" not in path.relative_to(ROOT).parts
]
COMPILED = [
    path
    for folder, kind in (("core/src/main", "*.java"), ("formats/src/main", "*.java"), ("native/src", "*.c"))
    for path in (ROOT / folder).rglob(kind)
]
SOURCES = "\n".join(path.read_text() for path in (*PYTHON, *COMPILED))

OPTIONS_OF_OTHERS = {"--release"}
"""javac's."""
VARIABLES_OF_OTHERS = {"HOME", "LC_ALL"}
"""Read by Python and by the JVM."""


def python_messages(path: Path) -> Iterator[str]:
    """All prose in quotes but docstrings; "{}" stands for what is put in."""
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    inner |= {id(value) for node in nodes if isinstance(node, ast.JoinedStr) for value in node.values}
    for node in nodes:
        if id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def compiled_messages(path: Path) -> Iterator[str]:
    """Texts of Java and C, those that are joined as one."""
    code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for joined in re.finditer(r'"(?:[^"\\\n]|\\.)*"(?:[\s+]*"(?:[^"\\\n]|\\.)*")*', code):
        yield "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined[0])).replace('\\"', '"')


@functools.cache
def messages() -> tuple[tuple[str, str], ...]:
    """Each with the name of its file."""
    found = [(path.name, text) for path in PYTHON for text in python_messages(path)]
    found += [(path.name, text) for path in COMPILED for text in compiled_messages(path)]
    return tuple((name, text) for name, text in found if text.count(" ") > 2)


def named(pattern: str) -> set[tuple[str, str]]:
    """What messages name, with the file."""
    return {(match, name) for name, text in messages() for match in re.findall(pattern, text)}


def test_options_of_the_command_line_exist():
    """Of ./passbridge or of the program that the message is about."""
    sys.path.insert(0, str(ROOT))
    try:
        from launcher import command_line
    finally:
        sys.path.remove(str(ROOT))
    known = {*OPTIONS_OF_OTHERS, "--no-install-recommends"}
    parsers = [command_line._parser()]
    for parser in parsers:
        for action in parser._actions:
            known.update(action.option_strings)
            parsers += action.choices.values() if isinstance(action.choices, dict) else []
    mentioned = named(r"(?:^|\s)(--[a-z][a-z-]+)")
    assert {"--blender", "--release"} <= {option for option, _ in mentioned}, "else nothing was found"
    assert not {(option, name) for option, name in mentioned if option not in known}


def test_environment_variables_are_read():
    read = set(re.findall(r'(?:environ(?:\.get\(|\[)|getenv\()"([A-Z_0-9]+)"', SOURCES))
    read |= {"PASSBRIDGE_JDK"} if 'for variable in (f"PASSBRIDGE_JDK{release}", ' in SOURCES else set()
    mentioned = named(r"(?:[sS]et|unset|with|or) ([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|HOME)\b")
    assert {"XDG_CACHE_HOME", "HOME", "LC_ALL"} <= {variable for variable, _ in mentioned}, "else nothing was found"
    assert not {(variable, name) for variable, name in mentioned if variable not in read | VARIABLES_OF_OTHERS}


@pytest.mark.skipif(shutil.which("java") is None, reason="there is no java on the PATH")
def test_options_of_the_jvm_exist():
    printed = subprocess.run(["java", "-XX:+PrintFlagsFinal", "-version"], capture_output=True, text=True, timeout=100).stdout
    mentioned = named(r"-XX:(\w+)=")
    assert {option for option, _ in mentioned} >= {"MaxDirectMemorySize"}, "else nothing was found"
    assert not {(option, name) for option, name in mentioned if not re.search(rf"\b{option}\b", printed)}
    for option, name in named(r"-D(passbridge\.[\w.]+)"):
        assert f'"{option}"' in SOURCES, name


def test_preferences_have_what_is_to_be_changed_there():
    from passbridge.engine.jvm_preferences import JvmPreferences

    # Postponed annotations are texts, which Blender evaluates, too.
    labels = {eval(each, {"bpy": bpy}).keywords["name"].partition(" (")[0].lower() for each in JvmPreferences.__annotations__.values()}
    assert labels == {"java", "heap", "options", "graphics device"}
    about = [(name, text) for name, text in messages() if re.search(r"in the (add-on's )?preferences", text)]
    assert len(about) > 4, "else nothing was found"
    assert not [(name, text) for name, text in about if not any(label in text.lower() for label in labels)]


def test_what_is_to_be_done_in_blender_has_its_label():
    """Blender's user interface is written in Python, where the labels are, but for those of properties and operators."""
    (scripts,) = bpy.utils.script_paths(subdir="startup/bl_ui", user_pref=False)
    interface = "\n".join(path.read_text() for path in Path(scripts).glob("*.py"))
    labels = {label for label, _ in named(r'switch on "([A-Z][\w ]+)"')} | {"External Data"}
    assert labels == {"Use for Rendering", "External Data"}
    assert not {label for label in labels if f'"{label}"' not in interface}
    compositing = bpy.types.RenderSettings.bl_rna.properties["use_compositing"].name
    assert {label for label, _ in named(r'switch "([A-Z][\w ]+)" off')} == {compositing}
    suffix = bpy.types.SceneRenderView.bl_rna.properties["file_suffix"].name
    assert {label for label, _ in named(r'a "/" in its ([A-Z][a-z]+ [A-Z][a-z]+)')} == {suffix}
    missing = bpy.ops.file.find_missing_files.get_rna_type().name
    assert {label for label, _ in named(r"File > External Data > ([A-Z][\w ]+)")} == {missing}


def test_functions_of_passbridge_exist():
    import passbridge

    mentioned = {(function, name) for function, name in named(r"\bpassbridge\.(\w+)") if name.endswith(".py") and name != "schema.py"}
    assert {name for name, _ in mentioned} >= {"register_engine", "Pass"}, "else nothing was found"
    assert not {(function, name) for function, name in mentioned if not hasattr(passbridge, function)}


def test_the_zip_of_another_system_is_told_which_one_to_take(tmp_path, monkeypatch):
    from passbridge import PassbridgeError, native

    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "passbridge.dll").write_bytes(b"MZ")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(native, "__file__", str(tmp_path / "native.py"))
    monkeypatch.setattr(native.platform, "machine", lambda: "x86_64")
    with pytest.raises(PassbridgeError, match="can't be loaded.*Install the add-on's zip for linux-x64"):
        native.library.__wrapped__()
