# SPDX-License-Identifier: Apache-2.0
"""The structs and constants of the C ABI: read from native/schema/*.schema, written out for C, Python and Java.

A schema is lines. `#` comments that stand right above a declaration, or to the right of a member and below that, are its
documentation. Declarations:

    const NAME = 3
    enum NAME [PREFIX_]         then indented lines `VALUE = 0`
    struct NAME                 then indented lines `member kind [= default]`
    lists                       then indented lines `NAME kind`: the lists of a description, by their number

Kinds: u8 i32 u32 u64 f32 f64 atomic_u32, a struct, `kind[count]`, `char[count]`, and numbers that lead into a list:
`range<LIST>` (a pb_range), `index<LIST>` and `optional<LIST>` (an u32; optional: or NONE). Members lie where C puts them; a
struct that C would have to pad is refused.
"""

import re
import struct
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher import project
from launcher.errors import LauncherError

FOLDER = project.NATIVE / "schema"
_C_PUBLIC = project.NATIVE / "include" / "passbridge_structs.h"
_C_PROTOCOL = project.NATIVE / "src" / "protocol_structs.h"
_PYTHON = project.ADDON / "abi.py"
_JAVA_FOLDER = Path("java") / "passbridge" / "blender"
_JAVA_PROTOCOL = project.CORE / "src" / "main" / _JAVA_FOLDER / "Protocol.java"
_JAVA_JNA = project.CORE / "src" / "test" / _JAVA_FOLDER / "AbiStructs.java"

_COLUMNS = 130
_NOTICE = "Written by `./passbridge generate` from native/schema; change that."


@dataclass(frozen=True)
class _Scalar:
    bytes: int
    c: str
    ctypes: str
    java: str
    format: str


_SCALARS = {
    "char": _Scalar(1, "char", "c_char", "byte", "s"),
    "u8": _Scalar(1, "uint8_t", "c_uint8", "byte", "B"),
    "i32": _Scalar(4, "int32_t", "c_int32", "int", "i"),
    "u32": _Scalar(4, "uint32_t", "c_uint32", "int", "I"),
    "atomic_u32": _Scalar(4, "_Atomic uint32_t", "c_uint32", "int", "I"),
    "u64": _Scalar(8, "uint64_t", "c_uint64", "long", "Q"),
    "f32": _Scalar(4, "float", "c_float", "float", "f"),
    "f64": _Scalar(8, "double", "c_double", "double", "d"),
}


@dataclass(frozen=True)
class Kind:
    """What a member or an element of a list is: one or more scalars or structs, perhaps leading into a list."""

    name: str
    count: str = ""
    """Of an array, as the schema has it; empty: no array."""
    list: str = ""
    """That it leads into."""
    is_optional: bool = False


@dataclass(frozen=True)
class Member:
    name: str
    kind: Kind
    default: str
    documentation: str
    offset: int = 0


@dataclass(frozen=True)
class Constant:
    name: str
    value: int
    documentation: str


@dataclass(frozen=True)
class Enumeration:
    name: str
    prefix: str
    values: list[Constant]
    documentation: str


@dataclass(frozen=True)
class Struct:
    name: str
    members: list[Member]
    documentation: str
    bytes: int = 0
    alignment: int = 1


@dataclass(frozen=True)
class List:
    name: str
    kind: Kind
    documentation: str


@dataclass(frozen=True)
class Lists:
    items: list[List]
    documentation: str


Declaration = Constant | Enumeration | Struct | Lists


@dataclass
class Schema:
    """What one or more files declare, in their order."""

    declarations: list[Declaration] = field(default_factory=list)

    @property
    def structs(self) -> dict[str, Struct]:
        return {item.name: item for item in self.declarations if isinstance(item, Struct)}

    @property
    def enumerations(self) -> list[Enumeration]:
        return [item for item in self.declarations if isinstance(item, Enumeration)]

    @property
    def constants(self) -> dict[str, int]:
        constants = {item.name: item.value for item in self.declarations if isinstance(item, Constant)}
        return constants | ({"LIST_COUNT": len(self.lists)} if self.lists else {})

    @property
    def lists(self) -> list[List]:
        return [item for lists in self.declarations if isinstance(lists, Lists) for item in lists.items]

    def count(self, kind: Kind) -> int:
        return 1 if not kind.count else int(kind.count) if kind.count.isdigit() else self.constants[kind.count]

    def bytes(self, kind: Kind) -> int:
        scalar = _SCALARS.get(kind.name)
        return (scalar.bytes if scalar else self.structs[kind.name].bytes) * self.count(kind)

    def alignment(self, kind: Kind) -> int:
        scalar = _SCALARS.get(kind.name)
        return scalar.bytes if scalar else self.structs[kind.name].alignment


def read(*names: str) -> Schema:
    """The schemas of native/schema with these names, one after the other."""
    schema = Schema()
    for name in names:
        parse((FOLDER / f"{name}.schema").read_text(encoding="utf-8"), schema)
    return schema


def products() -> dict[Path, str]:
    """All that is generated: files and what they hold."""
    public = read("public")
    both = read("public", "protocol")
    protocol = Schema(both.declarations[len(public.declarations) :])
    return {
        _C_PUBLIC: _c_header(public, both, "PASSBRIDGE_STRUCTS_H", "<stdint.h>"),
        _C_PROTOCOL: _c_header(protocol, both, "PB_PROTOCOL_STRUCTS_H", '"passbridge_structs.h"') if protocol.declarations else "",
        _PYTHON: _python(both),
        _JAVA_PROTOCOL: _java_protocol(both),
        _JAVA_JNA: _java_jna(both),
    }


def generate() -> list[Path]:
    """Write what differs, and give those files."""
    changed = [path for path, text in products().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in changed:
        path.write_text(products()[path], encoding="utf-8")
    return changed


# ---------------------------------------------------------------------------------------------------------- reading


def parse(text: str, schema: Schema) -> None:
    """Append what a schema declares. LauncherError names the line that is wrong."""
    for first_line, block in _blocks(text):
        try:
            schema.declarations += _declarations(block, schema)
        except (ValueError, KeyError, IndexError) as wrong:
            raise LauncherError(f"schema, line {first_line}: {wrong}") from wrong


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty ones, with the number of the first."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []


def _declarations(block: Sequence[str], schema: Schema) -> list[Declaration]:
    comments = [line for line in block if line.startswith("#")]
    if len(comments) == len(block):
        return []  # about the file
    documentation = "\n".join(line[1:].strip() for line in comments)
    head, *body = block[len(comments) :]
    word, *rest = head.split()
    if word == "const":
        name, _, value = rest
        return [Constant(name, int(value, 0), documentation)]
    rows = _rows(body)
    if word == "enum":
        values = []
        for left, comment in rows:
            name, value = left.split("=")
            values.append(Constant(name.strip(), int(value, 0), comment))
        return [Enumeration(rest[0], rest[1] if len(rest) > 1 else "", values, documentation)]
    if word == "struct":
        members = [_member(left, comment) for left, comment in rows]
        return [_laid_out(Struct(rest[0], members, documentation), schema)]
    if word == "lists":
        return [Lists([List(left.split()[0], _kind(left.split()[1]), comment) for left, comment in rows], documentation)]
    raise ValueError(f"{word} declares nothing")


def _rows(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Left of the comment and the comment, whose further lines have nothing to their left."""
    rows: list[tuple[str, str]] = []
    for line in lines:
        left, _, comment = (part.strip() for part in line.partition("#"))
        if left:
            rows.append((left, comment))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {comment}")
    return rows


def _member(left: str, comment: str) -> Member:
    declared, _, default = (part.strip() for part in left.partition("="))
    name, kind = declared.split()
    return Member(name, _kind(kind), default, comment)


def _kind(text: str) -> Kind:
    leading = re.fullmatch(r"(range|index|optional)<(\w+)>", text)
    if leading:
        word, target = leading.groups()
        return Kind("range" if word == "range" else "u32", list=target, is_optional=word == "optional")
    match = re.fullmatch(r"(\w+)(?:\[(\w+)\])?", text)
    if match is None:
        raise ValueError(f"{text} is no kind")
    return Kind(match[1], match[2] or "")


def _laid_out(declared: Struct, schema: Schema) -> Struct:
    offset = 0
    alignment = 1
    members = []
    for member in declared.members:
        aligned = schema.alignment(member.kind)
        alignment = max(alignment, aligned)
        if offset % aligned:
            raise ValueError(f"{declared.name}.{member.name} is at {offset}, no multiple of {aligned}: put a member before it")
        members.append(Member(member.name, member.kind, member.default, member.documentation, offset))
        offset += schema.bytes(member.kind)
    if offset % alignment:
        raise ValueError(f"{declared.name} has {offset} bytes, no multiple of {alignment}: add a member")
    return Struct(declared.name, members, declared.documentation, offset, alignment)


# ---------------------------------------------------------------------------------------------------------- C


def _c_header(schema: Schema, known: Schema, guard: str, include: str) -> str:
    parts = [
        f"/* SPDX-License-Identifier: Apache-2.0 */\n/* {_NOTICE} */\n#ifndef {guard}\n#define {guard}\n",
        f"#include {include}\n",
    ]
    if guard == "PB_PROTOCOL_STRUCTS_H":
        parts[-1] = f"#include <stddef.h>\n\n{parts[-1]}"
    else:
        parts[-1] = f"#include <stddef.h>\n{parts[-1]}"
    for item in schema.declarations:
        if isinstance(item, Constant):
            parts.append(f"{_c_comment(item.documentation)}#define PB_{item.name} {item.value}u\n")
        elif isinstance(item, Enumeration):
            parts.append(_c_enum(item))
        elif isinstance(item, Struct):
            parts.append(_c_struct(item))
        else:
            parts.append(_c_lists(item, known))
    parts.append(_c_assertions(schema, known))
    if include != "<stdint.h>":
        parts.append(_c_macro("PB_ALL_STRUCTS(STRUCT)", "Every struct, for tables.", [f"STRUCT(pb_{name})" for name in known.structs]))
    parts.append("#endif\n")
    return "\n".join(parts)


def _c_comment(documentation: str) -> str:
    if not documentation:
        return ""
    lines = documentation.split("\n")
    if len(lines) == 1 and len(lines[0]) <= _COLUMNS - 6:
        return f"/* {lines[0]} */\n"
    return "".join(["/*\n", *(f" * {line}".rstrip() + "\n" for line in lines), " */\n"])


def _c_rows(rows: Sequence[tuple[str, str]]) -> str:
    column = max((len(left) for left, comment in rows if comment), default=0) + 1
    lines = []
    for left, comment in rows:
        if not comment:
            lines.append(f"  {left}\n")
            continue
        wrapped = textwrap.wrap(comment, _COLUMNS - column - 9)
        lines.append(f"  {left.ljust(column)}/* {(chr(10) + ' ' * (column + 5)).join(wrapped)} */\n")
    return "".join(lines)


def _c_enum(item: Enumeration) -> str:
    last = item.values[-1]
    rows = [
        (f"PB_{item.prefix}{value.name} = {value.value}{'' if value is last else ','}", value.documentation) for value in item.values
    ]
    return f"{_c_comment(item.documentation)}typedef enum pb_{item.name} {{\n{_c_rows(rows)}}} pb_{item.name};\n"


def _c_kind(kind: Kind) -> str:
    scalar = _SCALARS.get(kind.name)
    return scalar.c if scalar else f"pb_{kind.name}"


def _c_struct(item: Struct) -> str:
    rows = []
    for member in item.members:
        count = f"[{member.kind.count if member.kind.count.isdigit() else 'PB_' + member.kind.count}]" if member.kind.count else ""
        documentation = member.documentation or ("0" if member.name == "reserved" else "")
        if member.kind.list:
            into = _leading(member.kind)
            documentation = f"{into}: {documentation}" if documentation else into
        rows.append((f"{_c_kind(member.kind)} {member.name}{count};", documentation))
    return f"{_c_comment(item.documentation)}typedef struct pb_{item.name} {{\n{_c_rows(rows)}}} pb_{item.name};\n"


def _c_lists(lists: Lists, known: Schema) -> str:
    rows = []
    for number, item in enumerate(lists.items):
        documentation = f"{_c_kind(item.kind)}{f'[{item.kind.count}]' if item.kind.count else ''}"
        documentation += f", {_leading(item.kind)}" if item.kind.list else ""
        documentation += f": {item.documentation}" if item.documentation else ""
        rows.append((f"PB_LIST_{item.name} = {number}{',' if item is not lists.items[-1] else ''}", documentation))
    names = [item.name for item in lists.items]
    members = [
        f"MEMBER({number}, {offset}, {names.index(kind.list)}, {_way(kind)}, {path})"
        for number, item in enumerate(lists.items)
        for path, offset, kind in _leading_members(item.kind, item.kind.name, known)
    ]
    sizes = ", ".join(str(known.bytes(item.kind)) for item in lists.items)
    return (
        f"{_c_comment(lists.documentation)}typedef enum pb_list {{\n{_c_rows(rows)}}} pb_list;\n\n"
        f"#define PB_LIST_COUNT {len(lists.items)}u\n\n"
        f"/* Bytes of an element of each list. */\n#define PB_LIST_ELEMENT_BYTES {sizes}\n\n"
        + _c_macro(
            "PB_LIST_MEMBERS(MEMBER)", "What leads into a list: list that it is in, offset there, list that it leads into, how, name.", members
        )
    )


def _leading(kind: Kind) -> str:
    return f"{'PB_NONE or ' if kind.is_optional else ''}into PB_LIST_{kind.list}"


def _way(kind: Kind) -> str:
    return "RANGE" if kind.name == "range" else "OPTIONAL" if kind.is_optional else "INDEX"


def _leading_members(kind: Kind, path: str, known: Schema, offset: int = 0) -> Iterator[tuple[str, int, Kind]]:
    """What leads into a list in a kind, structs in it included, with its name and offset."""
    if kind.list:
        yield path, offset, kind
    elif kind.name in known.structs:
        for member in known.structs[kind.name].members:
            yield from _leading_members(member.kind, f"{path}.{member.name}", known, offset + member.offset)


def _c_macro(head: str, documentation: str, items: Sequence[str]) -> str:
    return f"/* {documentation} */\n#define {head}" + "".join(f" \\\n  {item}" for item in items) + "\n"


def _c_assertions(schema: Schema, known: Schema) -> str:
    if not schema.structs:
        return ""
    lines = [
        "/* Where Python and Java expect the members to lie. */",
        "#ifdef __cplusplus",
        "#  define PB_ASSERT(CONDITION) static_assert(CONDITION, #CONDITION)",
        "#else",
        "#  define PB_ASSERT(CONDITION) _Static_assert(CONDITION, #CONDITION)",
        "#endif",
    ]
    for item in schema.structs.values():
        lines.append(f"PB_ASSERT(sizeof(pb_{item.name}) == {item.bytes});")
        lines += [f"PB_ASSERT(offsetof(pb_{item.name}, {member.name}) == {member.offset});" for member in item.members]
    return "\n".join([*lines, "#undef PB_ASSERT", ""])


# ---------------------------------------------------------------------------------------------------------- Python


def _python(schema: Schema) -> str:
    names = sorted({_SCALARS[name].ctypes for item in schema.structs.values() for name in _scalar_names(item)})
    parts = [
        "# SPDX-License-Identifier: GPL-3.0-or-later\n"
        f"# {_NOTICE}\n"
        '"""The structs and constants of the C ABI. native/schema says what the members mean."""\n',
        "from __future__ import annotations\n",
        "import ctypes\nimport struct\nfrom collections.abc import Iterable\n"
        f"from ctypes import {', '.join(names)}\n",
    ]
    constants = [f"{item.name} = {item.value}\n" for item in schema.declarations if isinstance(item, Constant)]
    parts.append("".join(constants))
    for enumeration in schema.enumerations:
        parts.append(
            f"# pb_{enumeration.name}\n"
            + "".join(f"{enumeration.prefix}{value.name} = {value.value}\n" for value in enumeration.values)
        )
    if schema.lists:
        parts.append(
            "# pb_list\n"
            + "".join(f"LIST_{item.name} = {number}\n" for number, item in enumerate(schema.lists))
            + f"LIST_COUNT = {len(schema.lists)}\n"
            + f"LIST_ELEMENT_BYTES = ({', '.join(str(schema.bytes(item.kind)) for item in schema.lists)})\n"
        )
    parts += [_python_struct(item, schema) for item in schema.structs.values()]
    listed = dict.fromkeys(item.kind.name for item in schema.lists if item.kind.name in schema.structs)
    parts += [_python_pack(schema.structs[name], schema) for name in listed]
    parts.append(
        "STRUCTS: dict[str, type[ctypes.Structure]] = {\n"
        + "".join(f'    "pb_{name}": {_class(name)},\n' for name in schema.structs)
        + "}\n"
    )
    text = "\n".join(parts[:4]) + "\n" + "\n".join(parts[4 : 4 + len(schema.enumerations) + bool(schema.lists)])
    rest = parts[4 + len(schema.enumerations) + bool(schema.lists) :]
    text = text + "\n\n" + "\n\n".join(rest)
    if not listed:
        text = text.replace("import struct\nfrom collections.abc import Iterable\n", "")
    return text


def _scalar_names(item: Struct) -> Iterator[str]:
    return (member.kind.name for member in item.members if member.kind.name in _SCALARS)


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _python_struct(item: Struct, schema: Schema) -> str:
    rows = []
    for member in item.members:
        scalar = _SCALARS.get(member.kind.name)
        kind = scalar.ctypes if scalar else _class(member.kind.name)
        rows.append(f'        ("{member.name}", {kind}{f" * {member.kind.count}" if member.kind.count else ""}),\n')
    return f'class {_class(item.name)}(ctypes.Structure):\n    """``pb_{item.name}``"""\n\n    _fields_ = [\n{"".join(rows)}    ]\n'


def _flat(item: Struct, schema: Schema) -> Iterator[tuple[str, int]]:
    """Formats of struct.Struct and how many values each takes, member by member."""
    for member in item.members:
        count = schema.count(member.kind)
        scalar = _SCALARS.get(member.kind.name)
        if member.kind.name == "char":
            yield f"{count}s", 1
        elif scalar:
            yield (f"{count}" if count > 1 else "") + scalar.format, count
        else:
            inner = list(_flat(schema.structs[member.kind.name], schema))
            yield "".join(format for format, _ in inner) * count, sum(values for _, values in inner) * count


_PAIRS = {"range": "tuple[int, int]", "span": "tuple[int, int, int, int]"}


def _python_pack(item: Struct, schema: Schema) -> str:
    """A function from values to the bytes of a struct."""
    parameters, arguments = [], []
    formats = list(_flat(item, schema))
    packed_format = "<" + "".join(format for format, _ in formats)
    assert struct.calcsize(packed_format) == item.bytes
    for member, (_, values) in zip(item.members, formats):
        if member.name.startswith("reserved"):
            arguments.append(", ".join(["0"] * values))
            continue
        default = member.default
        if member.kind.name == "char":
            hint, default, argument = "bytes", default or 'b""', member.name
        elif values == 1:
            hint = "float" if member.kind.name in ("f32", "f64") else "int"
            default, argument = default or ("NONE" if member.kind.is_optional else "0"), member.name
        else:
            hint = _PAIRS.get(member.kind.name, "Iterable[float]" if member.kind.name in ("f32", "f64") else "Iterable[int]")
            default, argument = default or f"({', '.join(['0'] * values)})" if values <= 4 else f"(0,) * {values}", f"*{member.name}"
        parameters.append(f"    {member.name}: {hint} = {default},\n")
        arguments.append(argument)
    listed = textwrap.fill(", ".join(arguments), 120, initial_indent=" " * 8, subsequent_indent=" " * 8)
    call = f"    return _pack_{item.name}(\n{listed}\n    )"
    return (
        f'_pack_{item.name} = struct.Struct("{packed_format}").pack\n\n\n'
        f"def pack_{item.name}(\n{''.join(parameters)}) -> bytes:\n"
        f'    """``pb_{item.name}``, {item.bytes} bytes."""\n{call}\n'
    )


# ---------------------------------------------------------------------------------------------------------- Java


def _java_constant(indent: str, name: str, value: int) -> str:
    return f"{indent}static final int {name} = {value if value < 2**31 else value - 2**32};\n"


def _java_class(name: str, documentation: str, rows: Sequence[tuple[str, int]]) -> str:
    constants = "".join(_java_constant("        ", constant, value) for constant, value in rows)
    return (
        f"    /** {documentation} */\n    static final class {name} {{\n{constants}\n        private {name}() {{}}\n    }}\n"
    )


def _java_protocol(schema: Schema) -> str:
    parts = [
        f"// SPDX-License-Identifier: Apache-2.0\n// {_NOTICE}\npackage passbridge.blender;\n",
        "/** Bytes and offsets of the C ABI's structs, and its numbers. native/schema says what they mean. */\nfinal class Protocol {",
        "".join(_java_constant("    ", name, value) for name, value in schema.constants.items()),
    ]
    for enumeration in schema.enumerations:
        rows = [(value.name, value.value) for value in enumeration.values]
        parts.append(_java_class(_class(enumeration.name), f"{{@code pb_{enumeration.name}}}", rows))
    if schema.lists:
        rows = [(item.name, number) for number, item in enumerate(schema.lists)]
        parts.append(_java_class("Lists", "{@code pb_list}", [*rows, ("COUNT", len(rows))]))
    for item in schema.structs.values():
        rows = [("BYTES", item.bytes), *((member.name.upper(), member.offset) for member in item.members)]
        parts.append(_java_class(_class(item.name), f"{{@code pb_{item.name}}}", rows))
    parts.append("    private Protocol() {}\n}\n")
    return "\n".join(parts)


def _java_jna(schema: Schema) -> str:
    parts = [
        f"// SPDX-License-Identifier: Apache-2.0\n// {_NOTICE}\npackage passbridge.blender;\n",
        "import com.sun.jna.Structure;\nimport com.sun.jna.Structure.FieldOrder;\n",
        "/** The C ABI's structs as JNA maps them. native/schema says what the members mean. */\ninterface AbiStructs {",
    ]
    classes = []
    for item in schema.structs.values():
        order = ", ".join(f'"{member.name}"' for member in item.members)
        fields = "".join(f"        public {_jna_field(member, schema)};\n" for member in item.members)
        classes.append(f"    @FieldOrder({{{order}}})\n    class pb_{item.name} extends Structure {{\n{fields}    }}\n")
    return "\n".join(parts) + "\n" + "\n".join(classes) + "}\n"


def _jna_field(member: Member, schema: Schema) -> str:
    scalar = _SCALARS.get(member.kind.name)
    kind = scalar.java if scalar else f"pb_{member.kind.name}"
    if member.kind.count:
        count = schema.count(member.kind)
        array = f"new {kind}[{count}]" if scalar else f"({kind}[]) new {kind}().toArray({count})"
        return f"{kind}[] {member.name} = {array}"
    if member.kind.is_optional or member.default == "NONE":
        return f"{kind} {member.name} = -1"
    return f"{kind} {member.name} = new {kind}()" if not scalar else f"{kind} {member.name}"
