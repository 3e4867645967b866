# SPDX-License-Identifier: Apache-2.0
"""docs/nodes.md: how near each type of shader nodes comes to Cycles, as test_nodes_against_cycles.py measures it in each Blender."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import blender_versions, project, test_stages
from launcher.console import say
from launcher.errors import LauncherError

PAGE = project.ROOT / "docs" / "nodes.md"
_TEST = project.ROOT / "blender-addon" / "tests" / "test_nodes_against_cycles.py"
_DIFFERENCES = project.DIST / "node-differences"
_STEP = 1 / 255

_HEAD = """\
# Shader nodes

Written by `./passbridge nodes`; change that.

How far each type of shader nodes is from Cycles in the same Blender. Each output, setting and several inputs of a node are a patch of their
own; both engines render them, and display values (sRGB) are compared. The figures are the worst patch's mean difference, in steps of 1/255;
a patch of up to 1 can't be told from Cycles' on a screen. – : that Blender has no such node.

"as Cycles": all patches are within 1. "with a difference": some are not, the notes say which and why. "warned of": a warning names every
such node, and the notes say what is drawn.
"""


@dataclass(frozen=True)
class Measured:
    """A node type in one Blender."""

    label: str
    patch_count: int
    warned_patch_count: int
    worst_mean_difference: float
    reasons: Sequence[str]
    warnings: Sequence[str]


Measurement = Mapping[str, Measured]
"""By ``bl_idname``."""


def write(names: str | None) -> Path:
    """Measure in Blenders that are named like 5.2,3.4, by default in all, and write the page of all that have been measured."""
    _DIFFERENCES.mkdir(parents=True, exist_ok=True)
    for which in blender_versions.chosen(names) if names else blender_versions.ALL:
        say(f"measuring shader nodes in {which.name}")
        error = test_stages.run_in_blender(which.get(), [str(_TEST)], {"PASSBRIDGE_NODE_DIFFERENCES": str(_DIFFERENCES)})
        if error:
            raise LauncherError(f"shader nodes could not be measured in {which.name}: {error}")
    measurements = {int(path.stem): _read(path) for path in sorted(_DIFFERENCES.glob("*.json"))}
    PAGE.write_text(text(measurements), encoding="utf-8")
    return PAGE


def _read(path: Path) -> Measurement:
    return {node: Measured(**measured) for node, measured in json.loads(path.read_text()).items()}


def text(measurements: Mapping[int, Measurement]) -> str:
    """The page.

    Arguments:
        measurements: By version of Blender; 304 is 3.4.
    """
    versions = sorted(measurements)
    newest_first = [measurements[version] for version in reversed(versions)]
    found = {node: next(each[node] for each in newest_first if node in each) for each in newest_first for node in each}
    rows = sorted(found.items(), key=lambda row: (row[1].label, row[0]))
    newest_types = newest_first[0]
    near = [
        node for node in newest_types if all(each[node].worst_mean_difference <= _STEP for each in newest_first if node in each)
    ]
    warned_count = sum(newest_types[node].patch_count == newest_types[node].warned_patch_count for node in near)
    columns = [f"{version // 100}.{version % 100}" for version in versions]
    lines = [
        _HEAD,
        f"Of {len(newest_types)} types that Blender {columns[-1]} has, {len(near)} are within 1 in each of the Blenders {', '.join(columns)}"
        f" that has them; {warned_count} of these are warned of all the same: their patches can't show all that they do.\n",
        f"| node | type | state | {' | '.join(columns)} | notes |",
        f"| --- | --- | --- | {' | '.join('---:' for _ in columns)} | --- |",
    ]
    for node, newest in rows:
        each = [measurements[version].get(node) for version in versions]
        figures = ["–" if measured is None else f"{measured.worst_mean_difference / _STEP:.2f}" for measured in each]
        lines.append(f"| {newest.label} | `{node}` | {_state(each)} | {' | '.join(figures)} | {_notes(each)} |")
    return "\n".join(lines) + "\n"


def _state(each: Sequence[Measured | None]) -> str:
    there = [measured for measured in each if measured is not None]
    if there[-1].patch_count == there[-1].warned_patch_count:
        return "warned of"
    return "as Cycles" if all(measured.worst_mean_difference <= _STEP for measured in there) else "with a difference"


def _notes(each: Sequence[Measured | None]) -> str:
    said = [note for measured in each if measured for note in (*measured.reasons, *map(_without_node, measured.warnings))]
    return "; ".join(dict.fromkeys(said))


def _without_node(warning: str) -> str:
    return re.sub(r"^node '.*?'( \(\w+\))? (?=\w)", "", warning)
