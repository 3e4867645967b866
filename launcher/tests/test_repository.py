# SPDX-License-Identifier: Apache-2.0
"""A repository of small stand-ins for the add-on's zips, made by Blender and used by Blender's own client."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher import archive, blender, blender_versions, repository
from launcher.blender import Blender
from launcher.errors import LauncherError

MANIFEST = """
schema_version = "1.0.0"
id = "stand_in"
version = "{version}"
name = "Stand <in>"
tagline = "A small one"
maintainer = "Nobody"
type = "add-on"
blender_version_min = "4.2.0"
platforms = ["{platform}"]
license = ["SPDX:MIT"]
"""


def stand_in(folder: Path, version: str, platform: str = "linux-x64") -> Path:
    path = folder / f"stand_in-{version}-{platform}.zip"
    code = f"VERSION = {version!r}\ndef register(): pass\ndef unregister(): pass\n"
    archive.write(
        path,
        {
            "stand_in/blender_manifest.toml": MANIFEST.format(version=version, platform=platform).encode(),
            "stand_in/__init__.py": code.encode(),
        },
    )
    return path


@pytest.fixture(scope="module", params=[blender_versions.WHEELS[0], blender_versions.WHEELS[-1]], ids=lambda wheel: wheel.version)
def tool(request: pytest.FixtureRequest) -> Blender:
    try:
        return request.param.get()
    except blender_versions.Unavailable as missing:
        pytest.skip(str(missing))


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves the folder below `top` that it was last asked for as /serve/FOLDER/ENDING, but of files of that ending the first half alone."""

    served, cut = "", ""
    were_cut: set[str] = set()

    def __init__(self, *arguments: Any, top: Path) -> None:
        self.top = top
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/serve/"):
            Server.served, Server.cut = path.split("/")[2:]
            content = b""
        else:
            content = (self.top / Server.served / path[1:]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if Server.cut and path.endswith(Server.cut):
            Server.were_cut.add(Server.cut)
            content = content[: len(content) // 2]
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, top=tmp_path)) as running:
        threading.Thread(target=running.serve_forever).start()
        Server.were_cut.clear()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_blender_installs_and_updates_and_keeps_what_it_has_where_the_server_breaks_off(tool: Blender, tmp_path: Path, server: str) -> None:
    for version, others in (("0.1.0", []), ("0.1.1", ["0.1.0"])):
        folder = tmp_path / version
        folder.mkdir()
        for each in others:
            stand_in(folder, each)
        for platform in ("linux-x64", "windows-x64"):
            repository.add(folder, [stand_in(tmp_path, version, platform)], tool)

    update = ["sync", "update"]
    steps = [
        ("serve/0.1.0/", ["sync", "install"]),
        ("serve/0.1.1/.zip", update),
        ("serve/0.1.1/.json", ["sync"]),
        ("serve/0.1.1/", update),
    ]
    result = tool.run("extension_client_job", {"server": server, "id": "stand_in", "steps": steps}, blender.log_path("extension-client"))

    assert result["error"] == ""
    assert result["versions"] == ["0.1.0", "0.1.0", "0.1.0", "0.1.1"]
    assert Server.were_cut == {".zip", ".json"}


def test_older_versions_stay_and_only_the_page_has_them(tool: Blender, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    names = ["linux-arm64", "linux-x64", "macos-arm64", "macos-x64", "windows-x64"]
    for version, served in (("0.9.0", ["linux-x64"]), ("0.10.0", names), ("0.10.0-beta", ["linux-x64"])):
        repository.add(folder, [stand_in(tmp_path, version, name) for name in served], tool)
    newest = [f"stand_in-0.10.0-{name}.zip" for name in names]
    older = ["stand_in-0.10.0-beta-linux-x64.zip", "stand_in-0.9.0-linux-x64.zip"]
    assert {path.name for path in folder.iterdir()} == {"index.html", "index.json", *newest, *older}
    index = json.loads((folder / "index.json").read_text())
    assert [entry["archive_url"] for entry in index["data"]] == [f"./{name}" for name in newest]
    page = (folder / "index.html").read_text()
    places = [page.index(f'href="./{name}') for name in (*newest, *older)]
    assert places == sorted(places) and "Stand &lt;in&gt;" in page and "Stand <in>" not in page

    (folder / "broken.zip").write_bytes(b"PK")
    with pytest.raises(LauncherError, match="broken.zip is no extension that Blender takes"):
        repository.add(folder, [], tool)
    assert json.loads((folder / "index.json").read_text()) == index


def entry(version: str, *platforms: str, id: str = "a") -> dict[str, Any]:
    return {"id": id, "version": version, "platforms": list(platforms)}


def test_the_index_has_one_entry_for_each_platform() -> None:
    new, old, other = entry("1.1.0", "linux-x64", "macos-x64"), entry("1.0.0", "windows-x64"), entry("0.1.0", "linux-x64", id="b")
    assert repository.newest([entry("1.0.9", "macos-x64"), old, other, new]) == [new, old, other]
    assert repository.newest([new, {"id": "a", "version": "1.2.0"}]) == [{"id": "a", "version": "1.2.0"}], "that serves all platforms"


def test_another_file_of_the_same_name_is_not_replaced(tmp_path: Path) -> None:
    zipped = stand_in(tmp_path, "0.1.0")
    there = tmp_path / "repository" / zipped.name
    there.parent.mkdir()
    there.write_bytes(b"other")
    tool = Blender(Path("unused"), (4, 2, 0), is_python=False)
    with pytest.raises(LauncherError, match="0.1.0-linux-x64.zip is there and differs"):
        repository.add(there.parent, [zipped], tool)
    assert there.read_bytes() == b"other" and len(list(there.parent.iterdir())) == 1


def test_without_a_blender_that_makes_indexes_the_cause_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(blender_versions, "WHEELS", ())
    with pytest.raises(LauncherError, match="^Blender 4.2 or newer makes the index, and there is none: .*$"):
        repository._blender()
