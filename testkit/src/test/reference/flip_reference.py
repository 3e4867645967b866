# SPDX-License-Identifier: Apache-2.0
"""Prints what the authors' implementation of LDR-FLIP makes of the pictures of FlipTest, for flip.csv.

pip install flip-evaluator==1.7 numpy
"""

import flip_evaluator
import numpy

WIDTH, HEIGHT = 61, 43


def picture(channels):
    """Encoded values 0 to 255 by integer arithmetic, as FlipTest computes them; rows from the top."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(numpy.int64)
    return numpy.stack([numpy.broadcast_to(channel, x.shape) & 255 for channel in channels(x, y)], 2).astype(numpy.float32) / 255


def noise(x, y, salt):
    return (((y * WIDTH + x) * 1103515245 + salt * 1234567) & 0x7FFFFFFF) >> 16


PICTURES = {
    "black": lambda x, y: (0, 0, 0),
    "white": lambda x, y: (255, 255, 255),
    "green": lambda x, y: (0, 255, 0),
    "blue": lambda x, y: (0, 0, 255),
    "ramps": lambda x, y: (x * 4, y * 5, 255 - x * 2 - y * 2),
    "ramps shifted": lambda x, y: ((x + 1) * 4, (y + 2) * 5, 255 - x * 2 - y * 2),
    "checks": lambda x, y: (((x // 8 + y // 8) % 2) * 200, 40, ((x // 8) % 2) * 255),
    "checks with a line": lambda x, y: (((x // 8 + y // 8) % 2) * 200 * (y != 20), 40, ((x // 8) % 2) * 255),
    "noise": lambda x, y: (noise(x, y, 1), noise(x, y, 2), noise(x, y, 3)),
    "other noise": lambda x, y: (noise(x, y, 4), noise(x, y, 5), noise(x, y, 6)),
    "points": lambda x, y: (((x % 11 == 5) & (y % 9 == 4)) * 255,) * 3,
}
PAIRS = [
    ("black", "white"),
    ("green", "blue"),
    ("ramps", "ramps shifted"),
    ("checks", "checks with a line"),
    ("noise", "other noise"),
    ("points", "black"),
    ("ramps", "noise"),
]

for pixels_per_degree in (67.0206, 30.0):
    for reference, test in PAIRS:
        errors, mean, _ = flip_evaluator.evaluate(
            picture(PICTURES[reference]),
            picture(PICTURES[test]),
            "LDR",
            applyMagma=False,
            parameters={"ppd": pixels_per_degree},
        )
        print(f"{reference},{test},{pixels_per_degree},{mean:.6f},{errors[21, 30, 0]:.6f},{errors[0, 0, 0]:.6f}")
