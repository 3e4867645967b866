# SPDX-License-Identifier: Apache-2.0
import pytest

from launcher import schema
from launcher.errors import LauncherError


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
