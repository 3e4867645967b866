# SPDX-License-Identifier: Apache-2.0
"""Rendered viewports of real windows, in the Blenders that test_windows.py runs in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from test_windows import BLENDERS, SAMPLE_COUNT, Picture, display, windowed  # noqa: F401: a fixture

from launcher import addon_zip, bench_growth, blender, build, project

LIMIT_SECONDS = 420

# Blender rounds the corners of areas, and has small buttons in them.
CORNER_PIXELS = 24


@pytest.fixture(scope="module", params=BLENDERS)
def work(
    request: pytest.FixtureRequest,
    display: tuple[str, Path],  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., tuple[Path, dict[str, Any]]]:
    """Works in the window of a Blender: called with the name of a story; gives the folder with its photographs, and what it has found."""
    chosen = windowed(request.param)

    def run(
        story: str, *, job: str = "viewport_job", environment: Mapping[str, str] | None = None, **arguments: Any
    ) -> tuple[Path, dict[str, Any]]:
        folder = tmp_path_factory.mktemp(story)
        common = {
            "story": story,
            "addon_folder": str(addon_zip.unpacked()),
            "test_jar": str(build.products().test_jar),
            "folder": str(folder),
            "screen": str(display[1]),
        }
        log = blender.log_path(f"viewport-{story}-{chosen.version_text}")
        result = chosen.run(
            job,
            {**common, **arguments},
            log,
            environment={"DISPLAY": display[0], **(environment or {})},
            limit_seconds=LIMIT_SECONDS,
            in_window=True,
        )
        assert "error" not in result or not result["error"], result["error"]
        return folder, result

    return run


def test_each_pixel_of_the_renderer_is_one_of_the_screen(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    folder, found = work("exact")
    size = found["size"]
    assert Picture.photograph(folder / found["ended"]).shows(Picture.drawn(1, SAMPLE_COUNT, *size), CORNER_PIXELS)
    growing = [Picture.photograph(folder / each) for each in found["growing"]]
    unfinished = [Picture.drawn(1, sample, *size) for sample in range(1, SAMPLE_COUNT)]
    assert any(photograph.shows(each, CORNER_PIXELS) for photograph in growing for each in unfinished)


@pytest.fixture(scope="module")
def edits(work: Callable[..., tuple[Path, dict[str, Any]]]) -> dict[str, Any]:
    return work("edits")[1]


def test_the_viewport_shows_what_f12_draws(edits: dict[str, Any]) -> None:
    # Half a step of what a screen shows is what half floats and the camera's own matrix may cost.
    assert edits["difference_to_final_render"] <= 1 / 255


SAME = [
    ("rendered", "after F12", "undone", "undone again", "shown", "hidden in renders", "shown again", "meshes shown"),
    ("perspective", "no border", "deleted", "paused", "at rest", "first scene", "first view layer", "one view"),
    ("hidden", "hidden in viewports", "meshes hidden", "other view layer"),
    ("moved", "redone"),
]
DIFFERENT = ["rendered", "moved", "hidden", "turned", "orthographic", "camera", "border", "added", "goes on", "other scene"]


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0] + "-" + names[-1])
def test_what_is_as_before_looks_as_before(edits: dict[str, Any], names: tuple[str, ...]) -> None:
    found = {name: edits["pictures"][name]["checksum"] for name in names}
    assert len(set(found.values())) == 1, found


def test_a_view_that_is_turned_back_shows_the_same_but_for_rounded_matrices(edits: dict[str, Any]) -> None:
    differences = {name: edits["pictures"][name]["difference_to_first"] for name in ("turned", "turned back")}
    assert differences["turned back"] <= differences["turned"] / 100, differences


def test_what_has_changed_looks_otherwise(edits: dict[str, Any]) -> None:
    found = {name: edits["pictures"][name]["checksum"] for name in DIFFERENT}
    assert len(set(found.values())) == len(DIFFERENT), found


def test_pictures_are_sharp_and_whole(edits: dict[str, Any]) -> None:
    single = {name: picture for name, picture in edits["pictures"].items() if name != "quad view"}
    assert all(picture["is_finite"] and not picture["error"] for picture in single.values()), single
    full, border = single["rendered"]["size"], single["border"]["size"]
    assert [full == picture["size"] for name, picture in single.items() if name != "border"].count(False) == 0
    assert border == [pytest.approx(full[0] / 2, abs=1), pytest.approx(full[1] / 2, abs=1)]


def test_several_viewports_are_drawn_at_once_and_end(edits: dict[str, Any]) -> None:
    assert edits["pictures"]["quad view"] == [""] * 4
    assert edits["left_viewport_count"] == 0


def test_what_viewports_rarely_meet_leaves_them_as_they_were(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    pictures = work("unusual")[1]["pictures"]
    assert pictures.pop("disabled") == [] and pictures.pop("two windows") == [""] * 5
    assert all(picture["is_finite"] and not picture["error"] for picture in pictures.values()), pictures
    # A rotation that is set, and the way back from a camera, have rounded matrices.
    same = [
        ("rendered", "whole scene", "view_location was no number", "view_distance was no number"),
        ("perspective", "changed 10,000 times", "enabled", "one window"),
    ]
    others = ["rendered", "local view", "camera", "zoomed", "shifted", "render region", "replaced by a handler"]
    checksums = {name: picture["checksum"] for name, picture in pictures.items()}
    assert [len({checksums[name] for name in names}) for names in same] == [1, 1], checksums
    assert len({checksums[name] for name in others}) == len(others), checksums


def test_a_renderer_that_fails_says_why_and_leaves_its_last_picture(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    found = work("failures")[1]
    assert found["whole"]["error"] == found["whole again"]["error"] == ""
    assert "broken in render" in found["failed"]["error"]
    assert found["failed"]["size"] == found["whole"]["size"]
    assert found["failed"]["checksum"] == found["whole"]["checksum"]


def test_engines_that_know_nothing_of_viewports_are_shown(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    modules = [project.ROOT / "examples" / path for path in ("hello-gl/hello_gl.py", "pathtracer/pathtracer.py")]
    found = work("examples", modules=[str(path) for path in modules])[1]
    for name in ("hello_gl", "pathtracer"):
        assert found[name]["error"] == ""
        assert found[name]["value_count"] > 3, "there is something to see"


def test_a_renderer_that_does_not_return_keeps_nobody_from_going_on(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    with pytest.raises(blender.BlenderDied, match="ended with exit code 0 while quitting beside it"):
        work("hanging")


def test_nothing_stays_behind(work: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    """A tenth of what `./passbridge bench growth` does."""
    counts = {name: count // 10 for name, count in bench_growth.COUNTS.items()}
    result = work("growth", job="bench_growth_job", environment=bench_growth.ENVIRONMENT, counts=counts)[1]
    for figure in bench_growth.figures(result["growth"]):
        assert figure.value <= figure.goal, result
