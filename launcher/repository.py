# SPDX-License-Identifier: Apache-2.0
"""A folder for a web server, from which Blender 4.2 and newer installs the add-on and its updates."""

import filecmp
import html
import json
import os
import re
import shutil
import string
import tempfile
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from launcher import addon_zip, blender, blender_versions, platforms, system_packages
from launcher.blender import Blender
from launcher.errors import LauncherError, Unavailable

_PAGE = Path(__file__).resolve().parent / "templates" / "repository.html"
_OLDEST_BLENDER = (4, 2)
_INDEX = "index.json"
"""The name that Blender's client expects."""


def publish(folder: Path, chosen: Sequence[platforms.Platform]) -> list[Path]:
    """Build what is needed and bring the add-on's zips of these platforms into the folder, with an index and a page; give their paths there."""
    tool = _blender()
    return add(folder, addon_zip.package_for_release(chosen, with_java=True), tool)


def add(folder: Path, zips: Sequence[Path], tool: Blender) -> list[Path]:
    """Put zips into the folder, beside those that are there, and make its index and page anew; give their paths there.

    Whoever downloads meanwhile finds either the old index or the new one, and all that it names.
    """
    added = [folder / each.name for each in zips]
    for new, there in zip(zips, added):
        if there.exists() and not filecmp.cmp(new, there, shallow=False):
            raise LauncherError(f"{there} is there and differs: who has that version is not offered it again. Raise the version, or remove the file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for new, there in zip(zips, added):
            partial = there.with_name(f".{there.name}.partial")
            shutil.copyfile(new, partial)
            os.replace(partial, there)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as name:
            beside = Path(name)
            index = _generated(sorted(folder.glob("*.zip")), beside, tool)
            entries, index["data"] = index["data"], newest(index["data"])
            (beside / "index.html").write_text(_page(entries, index["data"]), encoding="utf-8")
            (beside / _INDEX).write_text(json.dumps(index, indent=1, ensure_ascii=False), encoding="utf-8")
            for made in ("index.html", _INDEX):
                os.replace(beside / made, folder / made)
    except OSError as error:
        raise LauncherError(f"{folder} can't be written: {error.strerror}") from error
    return added


def newest(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that the index may have, newest first: of several that suit it, Blender's client installs any."""
    chosen: list[dict[str, Any]] = []
    for entry in sorted(entries, key=lambda each: _order(each["version"]), reverse=True):
        if not any(_overlap(entry, newer) for newer in chosen):
            chosen.append(entry)
    return chosen


def _overlap(first: dict[str, Any], second: dict[str, Any]) -> bool:
    if first["id"] != second["id"]:
        return False
    served = [each.get("platforms") for each in (first, second)]
    return not all(served) or bool(set(served[0]).intersection(served[1]))


def _order(version: str) -> tuple[list[int], bool, str]:
    """What semantic versions are compared by: one that is not finished comes before it."""
    numbers, _, unfinished = version.partition("-")
    return [int(number) for number in re.findall(r"\d+", numbers)], not unfinished, unfinished


def _generated(zips: Sequence[Path], beside: Path, tool: Blender) -> dict[str, Any]:
    """The index of all these zips, as Blender makes it."""
    for each in zips:
        (beside / each.name).symlink_to(each.resolve())
    log = blender.log_path("repository")
    failure = tool.run("repository_job", {"folder": str(beside)}, log)["error"]
    if failure:
        raise LauncherError(f"Blender {tool.version_text} made no index: {failure} ({os.path.relpath(log)})")
    index = json.loads((beside / _INDEX).read_text(encoding="utf-8"))
    listed = {_file(entry) for entry in index["data"]}
    for each in zips:
        if each.name not in listed:
            raise LauncherError(f"{each} is no extension that Blender takes ({os.path.relpath(log)} says why): remove it")
    index["data"].sort(key=_file)  # Blender has them as the file system lists them
    return index


def _file(entry: dict[str, Any]) -> str:
    return urllib.parse.unquote(entry["archive_url"].removeprefix("./"))


def _page(entries: Sequence[dict[str, Any]], listed: Sequence[dict[str, Any]]) -> str:
    older = sorted((each for each in entries if each not in listed), key=lambda each: _order(each["version"]), reverse=True)
    table = "\n".join([*map(_row, listed), *(["<tr><th colspan=4>older versions</tr>"] if older else []), *map(_row, older)])
    return string.Template(_PAGE.read_text(encoding="utf-8")).substitute(table=table)


def _row(entry: dict[str, Any]) -> str:
    # A link of this form may be dragged into Blender's window, which then knows where updates come from.
    query = {"repository": f"./{_INDEX}", "blender_version_min": entry["blender_version_min"], "platforms": ",".join(entry.get("platforms", []))}
    link = f"{entry['archive_url']}?{urllib.parse.urlencode({name: value for name, value in query.items() if value})}"
    cells = [
        f'<a href="{html.escape(link)}">{html.escape(entry["name"])}</a>',
        html.escape(entry["version"]),
        html.escape(", ".join(entry.get("platforms", ["all"]))),
        f"{entry['archive_size'] / 1e6:.1f} MB",
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _blender() -> Blender:
    """One that makes such an index: that on the PATH, or else a wheel that the tests run in."""
    if shutil.which("blender"):
        on_path = blender.find(None)
        if on_path.version >= _OLDEST_BLENDER:
            return on_path
    for each in reversed(blender_versions.WHEELS):
        try:
            found = each.get()
        except Unavailable:
            continue
        system_packages.require(system_packages.FOR_BPY_WHEELS)
        return found
    raise LauncherError("Blender 4.2 or newer makes the index, and there is none: put one on the PATH as blender")
