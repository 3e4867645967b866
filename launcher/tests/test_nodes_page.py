# SPDX-License-Identifier: Apache-2.0
from launcher.nodes_page import Measured, text

STEP = 1 / 255


def measured(label: str, worst: float, warned: int = 0, reasons: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> Measured:
    return Measured(label, 2, warned, worst * STEP, reasons, warnings)


def test_rows_tell_state_figures_and_notes() -> None:
    page = text(
        {
            304: {
                "ShaderNodeMath": measured("Math", 0.1),
                "ShaderNodeOld": measured("Old", 0.0),
                "ShaderNodeSky": measured("Sky", 3.0, reasons=("another sky is drawn",)),
            },
            502: {
                "ShaderNodeBevel": measured("Bevel", 0.0, warned=2, warnings=("node 'A b' (ShaderNodeBevel) has no effect",)),
                "ShaderNodeMath": measured("Math", 0.25),
                "ShaderNodeSky": measured("Sky", 0.5, warned=1, reasons=("another sky is drawn",)),
            },
        }
    )
    rows = [line for line in page.splitlines() if line.startswith("| ")][2:]
    assert rows == [
        "| Bevel | `ShaderNodeBevel` | warned of | – | 0.00 | has no effect |",
        "| Math | `ShaderNodeMath` | as Cycles | 0.10 | 0.25 |  |",
        "| Old | `ShaderNodeOld` | as Cycles | 0.00 | – |  |",
        "| Sky | `ShaderNodeSky` | with a difference | 3.00 | 0.50 | another sky is drawn |",
    ]
    assert "Of 3 types that Blender 5.2 has, 2 are within 1 in each of the Blenders 3.4, 5.2 that has them; 1 of these are warned of" in page
