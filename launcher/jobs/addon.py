# SPDX-License-Identifier: Apache-2.0
"""Enables the add-on as the zip holds it."""

import sys

import addon_utils


def enable(folder: str) -> None:
    """Enable the add-on in the folder that holds its unpacked zip, with preferences of its own."""
    sys.path.insert(0, folder)
    causes: list[BaseException] = []
    if addon_utils.enable("passbridge", default_set=True, handle_error=causes.append) is None:
        raise RuntimeError(f"the add-on could not be enabled: {causes[0] if causes else 'Blender gives no reason'}")
