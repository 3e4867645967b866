# SPDX-License-Identifier: Apache-2.0
"""How far EXR files of picture_words_job are apart."""

import sys
from pathlib import Path
from typing import Any

import numpy

from launcher_link import LauncherLink

_COLOUR_CHANNELS = (".R", ".G", ".B", ".A")


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    """What is wrong about each of the files `found`, as texts, which are empty where it is like that of `expected` with the same place."""
    sys.path.insert(0, arguments["tests_folder"])
    link.enter("comparing pictures")
    pairs = zip(arguments["expected"], arguments["found"])
    return {"error": "", "differences": [_difference(Path(expected), Path(found), arguments["most_difference"]) for expected, found in pairs]}


def _difference(expected: Path, found: Path, most_difference: float) -> str:
    """The mean difference of what is shown, from 0 to 1, may be so large. Pixels of data passes may differ by the next float: further apart are
    those where a sample has hit another surface, on edges."""
    from exr_words import read_words

    (*size, words), (*other_size, other_words) = (read_words(path) for path in (expected, found))
    if size != other_size or words.keys() != other_words.keys():
        return f"the pictures differ in size or passes: {size} {sorted(words)} and {other_size} {sorted(other_words)}"
    differences, far = [], {}
    for channel in words:
        pair = [numpy.frombuffer(each[channel], numpy.uint32) for each in (words, other_words)]
        if ".Combined" in channel and channel.endswith(_COLOUR_CHANNELS):
            shown = [numpy.clip(each.view(numpy.float32), 0, 1) ** (1 / 2.2) for each in pair]
            differences.append(float(numpy.abs(shown[0] - shown[1]).mean()))
        else:
            count = int((numpy.abs(_ordered(pair[0]) - _ordered(pair[1])) > 1).sum())
            far.update({channel: count} if count else {})
    mean = sum(differences) / len(differences)
    return "" if mean <= most_difference and not far else f"mean difference {mean:.5f}, pixels of data passes that differ: {far}"


def _ordered(words: "numpy.ndarray") -> "numpy.ndarray":
    """Numbers that neighbouring floats have one after the other, over zero, too."""
    magnitude = (words & 0x7FFFFFFF).astype(numpy.int64)
    return numpy.where(words >> 31, -magnitude, magnitude)
