# SPDX-License-Identifier: Apache-2.0
"""./passbridge doctor: what was found and chosen, and the reasons."""

from launcher import addon_zip, blender, project, system_packages
from launcher.errors import LauncherError


def examine(blender_name: str | None, *, timings: bool) -> None:
    """Print what this system has, then what the add-on in Blender finds and chooses, as "name: value" lines."""
    requirements = (
        *((system_packages.BLENDER, system_packages.NUMPY) if blender_name is None else ()),
        *system_packages.FOR_BUILDING,
        *system_packages.FOR_DRAWING,
    )
    rows = [("Passbridge", project.version())]
    rows += [(requirement.name, "missing") for requirement in system_packages.missing(requirements)]
    _print(rows)
    system_packages.require(requirements)
    chosen = blender.find(blender_name)
    folder = addon_zip.unpacked()
    result = chosen.run("doctor_job", {"addon_folder": str(folder), "timings": timings}, blender.log_path("doctor"))
    _print([("Blender executable", str(chosen.executable)), *result.get("rows", [])])
    if result["error"]:
        raise LauncherError(result["error"])


def _print(rows: list[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in rows) + 1
    for name, value in rows:
        print(f"{name + ':':<{width}} {value}", flush=True)
