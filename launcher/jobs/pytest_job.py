# SPDX-License-Identifier: Apache-2.0
"""Runs pytest in Blender's Python."""

import importlib.util
import sys
from typing import Any

from launcher_link import LauncherLink


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("looking for pytest")
    if importlib.util.find_spec("pytest") is None:
        # Last on the path, so that it lends this Python nothing but what it lacks.
        sys.path.append(arguments["pytest_folder"])
    import pytest

    link.enter("running the tests")
    left_out = LeftOut()
    return {"exit_code": int(pytest.main(arguments["options"], plugins=[left_out])), "left_out_count": left_out.count}


class LeftOut:
    """Counts the tests that are not applicable to this Blender."""

    count = 0

    def pytest_deselected(self, items: list[Any]) -> None:
        self.count += len(items)
