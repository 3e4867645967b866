# SPDX-License-Identifier: Apache-2.0
"""./passbridge test: all stages, a line for each, and the sum."""

import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

from launcher import api_signature, blender_versions, jdk, junit, process, system_packages, test_stages, windows_blender
from launcher.errors import LauncherError, Unavailable
from launcher.test_stages import Outcome, Stage
from launcher.windows_blender import WindowsWheel

_LINES_SHOWN = 8
_AT_ONCE = 2
"""How many parts of stages run at once that don't need each other: one keeps most of a core busy, and each of its programs has a time limit."""

_ALWAYS_NEEDED = (*system_packages.FOR_BUILDING, *system_packages.FOR_DRAWING, *system_packages.FOR_TESTING)

WINDOW_BLENDERS = "PASSBRIDGE_WINDOW_BLENDERS"
"""Names Blenders whose windows are looked at beside that of the PATH, in a list like that."""


def test(*, quick: bool, chosen: str | None) -> int:
    """Run the tests and give the exit code: 0 if all passed, 1 if any failed (with CI=true also if any was skipped)."""
    blenders = blender_versions.chosen(chosen) if chosen else list(blender_versions.ALL[: 1 if quick else None])
    needs_blender = blender_versions.ON_PATH in blenders
    emulates = not quick and chosen is None
    needs_wheels = any(isinstance(which, blender_versions.Wheel) for which in blenders)
    system_packages.require(
        (
            *((system_packages.BLENDER, system_packages.NUMPY) if needs_blender else ()),
            *_ALWAYS_NEEDED,
            *(system_packages.FOR_BPY_WHEELS if needs_wheels else ()),
            *((*system_packages.FOR_WINDOWS, *system_packages.FOR_ARM64) if emulates and system_packages.can_install() else ()),
        )
    )
    released = api_signature.last_release()
    # Java first: it is what takes longest in one piece, and must not be what all wait for in the end.
    others = [] if quick else [test_stages.java_on(jdk.NEWEST_TESTED)]
    if emulates:
        # Those that need Wine apart: one of them waits for the other.
        others.append(test_stages.windows(windows_blender.DEFAULT))
        others += [test_stages.native_for_arm64(), test_stages.libraries(), test_stages.native_for_windows()]
    return _run_all(
        [
            [test_stages.java(), test_stages.native()],
            *([[test_stages.api(released)]] if released else []),
            [test_stages.package()],
            [test_stages.launcher()],
            [*others, *map(test_stages.blender, blenders)],
        ]
    )


def test_windows(chosen: Sequence[WindowsWheel]) -> int:
    """Run the tests in these Blenders of Windows and nothing else; give the exit code as `test` does."""
    if system_packages.can_install():
        system_packages.require(system_packages.FOR_WINDOWS)
    if any(_runs_in_this_wine(each) for each in chosen):  # before anything else is installed
        system_packages.require((*_ALWAYS_NEEDED, *system_packages.FOR_BPY_WHEELS))
    return _run_all([[test_stages.windows(each)] for each in chosen])


def _runs_in_this_wine(which: WindowsWheel) -> bool:
    with contextlib.suppress(Unavailable):  # the stage says so
        windows_blender.require_wine(which)
        return True
    return False


def _run_all(groups: Sequence[Sequence[Stage]]) -> int:
    """Run stages, those of a group at once, and print the sum; give the exit code."""
    total = junit.Results()
    start = time.monotonic()
    for stages in groups:
        _run(stages, total)
    skips_fail = os.environ.get("CI") == "true" and bool(total.skipped)
    if skips_fail:
        print("FAILED: with CI=true nothing may be skipped")
    print(f"{time.monotonic() - start:.0f} s")
    print(_counts(total), flush=True)
    return 1 if total.failed or skips_fail else 0


def _run(stages: Sequence[Stage], total: junit.Results) -> None:
    """Run stages that don't need each other, some of their parts at once, and report each when it has ended."""
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        parts = [[pool.submit(_timed, part) for part in stage.parts] for stage in stages]
        left = [len(of_stage) for of_stage in parts]
        numbers = {part: number for number, of_stage in enumerate(parts) for part in of_stage}
        for ended in as_completed(numbers):
            number = numbers[ended]
            left[number] -= 1
            if left[number] == 0:
                total.add(_reported(stages[number], [part.result() for part in parts[number]]))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        process.end_all()
        raise
    finally:
        pool.shutdown()


@dataclass(frozen=True)
class _Ended:
    """A part of a stage: what it has given, or why it has given nothing, and when it ran."""

    given: Any
    problem: Unavailable | LauncherError | None
    start: float
    end: float


def _timed(part: Callable[[], Any]) -> _Ended:
    start = time.monotonic()
    given, problem = None, None
    try:
        given = part()
    except (Unavailable, LauncherError) as error:
        problem = error
    return _Ended(given, problem, start, time.monotonic())


def _outcome(stage: Stage, parts: Sequence[_Ended]) -> Outcome:
    """Why a stage can't run at all becomes its outcome."""
    problem = next((part.problem for part in parts if part.problem), None)
    if isinstance(problem, Unavailable):
        return Outcome(junit.Results(skipped=[junit.Case(stage.name, str(problem))]))
    if problem:
        return Outcome(junit.Results(failed=[junit.Case(stage.name, str(problem))]))
    return stage.outcome([part.given for part in parts])


def _reported(stage: Stage, parts: Sequence[_Ended]) -> junit.Results:
    outcome = _outcome(stage, parts)
    results = outcome.results
    seconds = max(part.end for part in parts) - min(part.start for part in parts)
    mark = "FAILED" if results.failed else "ok" if results.passed else "skipped"
    print(f"{mark:<8}{stage.name:<28}{_counts(results):<36}{seconds:6.1f} s")
    for skip in results.skipped:
        print(f"    skipped: {skip.name}: {skip.message}")
    for failure in results.failed:
        print(f"    FAILED: {failure.name}")
        print(textwrap.indent(_shortened(failure.message), " " * 8))
    if results.failed and outcome.log:
        print(f"    all that was said: {os.path.relpath(outcome.log)}")
    sys.stdout.flush()
    return results


def _shortened(message: str) -> str:
    """pytest and compilers put what matters last, JUnit first: of a long message, both."""
    lines = message.splitlines()
    if len(lines) > 2 * _LINES_SHOWN:
        lines = [*lines[:_LINES_SHOWN], "...", *lines[-_LINES_SHOWN:]]
    return "\n".join(lines)


def _counts(results: junit.Results) -> str:
    return f"{results.passed} passed, {len(results.failed)} failed, {len(results.skipped)} skipped"
