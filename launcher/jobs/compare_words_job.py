# SPDX-License-Identifier: Apache-2.0
"""How far two EXR files of picture_words_job are apart."""

import sys
from pathlib import Path
from typing import Any

import numpy

from launcher_link import LauncherLink

_COLOUR_CHANNELS = (".R", ".G", ".B", ".A")


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    """The mean difference of what is shown, from 0 to 1, and for each channel of the data passes the pixels that are further apart than the next
    float: on edges a sample may hit another surface.
    """
    sys.path.insert(0, arguments["tests_folder"])
    from exr_words import read_words

    link.enter("comparing pictures")
    (*size, expected), (*other_size, found) = (read_words(Path(arguments[name])) for name in ("expected", "found"))
    if size != other_size or expected.keys() != found.keys():
        return {"error": f"the pictures differ in size or passes: {size} {sorted(expected)} and {other_size} {sorted(found)}"}
    differences, far = [], {}
    for channel in expected:
        words = [numpy.frombuffer(each[channel], numpy.uint32) for each in (expected, found)]
        if ".Combined" in channel and channel.endswith(_COLOUR_CHANNELS):
            shown = [numpy.clip(each.view(numpy.float32), 0, 1) ** (1 / 2.2) for each in words]
            differences.append(float(numpy.abs(shown[0] - shown[1]).mean()))
        else:
            apart = numpy.abs(_ordered(words[0]) - _ordered(words[1])) > 1
            far[channel] = int(apart.sum())
    return {"error": "", "mean_difference": sum(differences) / len(differences), "far_pixel_counts": far}


def _ordered(words: "numpy.ndarray") -> "numpy.ndarray":
    """Numbers that neighbouring floats have one after the other, over zero, too."""
    magnitude = (words & 0x7FFFFFFF).astype(numpy.int64)
    return numpy.where(words >> 31, -magnitude, magnitude)
