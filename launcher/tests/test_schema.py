# SPDX-License-Identifier: Apache-2.0
import importlib.util
from types import ModuleType

import pytest

from launcher import project, schema
from launcher.errors import LauncherError


def _generated_module() -> ModuleType:
    specification = importlib.util.spec_from_file_location("passbridge_abi", project.ADDON / "abi.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


abi = _generated_module()


def _parsed(text: str) -> schema.Schema:
    parsed = schema.Schema()
    schema.parse(text, parsed)
    return parsed


def test_generated_files_are_those_of_the_schema() -> None:
    differing = [path for path, text in schema.products().items() if path.read_text(encoding="utf-8") != text]

    assert not differing, "run ./passbridge generate"


def test_members_lie_where_c_puts_them() -> None:
    parsed = _parsed("struct inner\n  a u64\n  b f32[2]\n\nstruct outer\n  name char[4]\n  x u32\n  inner inner\n  y u64\n")

    outer = parsed.structs["outer"]
    assert [member.offset for member in outer.members] == [0, 4, 8, 24]
    assert (outer.bytes, outer.alignment) == (32, 8)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("struct a\n  x u32\n  y u64\n", "a.y is at 4, no multiple of 8"),
        ("struct a\n  x u64\n  y u32\n", "a has 12 bytes, no multiple of 8"),
        ("struct a\n  x u16\n", "'u16'"),
        ("struct a\n  x u32[NOWHERE]\n", "'NOWHERE'"),
        ("\n\nunion a\n", "line 3: union declares nothing"),
    ],
)
def test_wrong_schema_is_refused(text: str, cause: str) -> None:
    with pytest.raises(LauncherError, match=cause):
        _parsed(text)


def test_documentation_goes_on_below() -> None:
    parsed = _parsed("# Of the file.\n\n# Of the\n# struct.\nstruct a\n  x u32  # of x,\n         # all of it\n  y u32\n")

    a = parsed.structs["a"]
    assert a.documentation == "Of the\nstruct."
    assert [member.documentation for member in a.members] == ["of x, all of it", ""]


def test_packed_structs_are_those_of_ctypes() -> None:
    parts = (abi.pack_array(name=(1, 2), domain=3, type=4, count=5, motion_step=6, values=(7, 8, 9, 10)), abi.pack_prototype(1, 2, (3, 4)))

    array = abi.Array.from_buffer_copy(parts[0])
    assert (array.name.first, array.name.count, array.domain, array.type, array.count, array.motion_step) == (1, 2, 3, 4, 5, 6)
    assert (array.values.segment, array.values.offset, array.values.size_bytes, array.values.stride_bytes) == (7, 8, 9, 10)
    prototype = abi.Prototype.from_buffer_copy(parts[1])
    assert (prototype.geometry, prototype.object, prototype.slots.first, prototype.slots.count) == (1, 2, 3, 4)
    assert abi.Geometry.from_buffer_copy(abi.pack_geometry()).uv_map == abi.NONE


def test_a_packed_struct_has_its_lists_element_bytes() -> None:
    assert abi.LIST_ELEMENT_BYTES[abi.LIST_OBJECTS] == len(abi.pack_object(name=(0, 3))) == abi.ctypes.sizeof(abi.Object)
    assert abi.LIST_COUNT == len(abi.LIST_ELEMENT_BYTES) == abi.Description.lists.size // abi.ctypes.sizeof(abi.Span)


def test_what_leads_into_lists_is_known_to_c() -> None:
    header = schema.products()[project.NATIVE / "src" / "protocol_structs.h"]

    assert f"MEMBER({abi.LIST_GEOMETRIES}, {abi.Geometry.arrays.offset}, {abi.LIST_ARRAYS}, RANGE, geometry.arrays)" in header
    assert f"MEMBER({abi.LIST_SLOTS}, 0, {abi.LIST_MATERIALS}, OPTIONAL, u32)" in header
    assert f"MEMBER({abi.LIST_PROTOTYPES}, {abi.Prototype.object.offset}, {abi.LIST_OBJECTS}, INDEX, prototype.object)" in header
