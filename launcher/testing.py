# SPDX-License-Identifier: Apache-2.0
"""./passbridge test: all stages, a line for each, and the sum."""

import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from launcher import api_signature, blender_versions, jdk, junit, process, system_packages, test_stages, windows_blender
from launcher.errors import LauncherError, Unavailable
from launcher.test_stages import Outcome, Stage
from launcher.windows_blender import WindowsWheel

_LINES_SHOWN = 8
_AT_ONCE = 3
"""How many parts of stages run at once that don't need each other. Two keep two cores busy but for when a test waits for time to pass, as it does for
a renderer that hangs; each of their programs has a time limit, so more would not do."""

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
    beside: list[Stage] = []
    if emulates:
        others.append(test_stages.windows(windows_blender.DEFAULT))
        beside = [test_stages.native_for_arm64(), test_stages.libraries(), test_stages.native_for_windows()]
    return _run_all(
        [
            [test_stages.java(), test_stages.native()],
            *([[test_stages.api(released)]] if released else []),
            [test_stages.package()],
            [test_stages.launcher()],
            [*others, *map(test_stages.blender, blenders)],
        ],
        beside,
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


def _run_all(groups: Sequence[Sequence[Stage]], beside: Sequence[Stage] = ()) -> int:
    """Run stages and print the sum; give the exit code. Those of a group run at once, after those of the groups before it; those ``beside`` need
    no group, and are queued behind the first."""
    total = junit.Results()
    start = time.monotonic()
    _run(groups, beside, total)
    skips_fail = os.environ.get("CI") == "true" and bool(total.skipped)
    if skips_fail:
        print("FAILED: with CI=true nothing may be skipped")
    print(f"{time.monotonic() - start:.0f} s")
    print(_counts(total), flush=True)
    return 1 if total.failed or skips_fail else 0


@dataclass(frozen=True, eq=False)
class _Running:
    """A stage whose parts are queued, run, or have ended."""

    stage: Stage
    parts: "Sequence[Future[_Ended]]"

    def has_ended(self) -> bool:
        return all(part.done() for part in self.parts)


def _run(groups: Sequence[Sequence[Stage]], beside: Sequence[Stage], total: junit.Results) -> None:
    """Run some parts of stages at once, and report each stage when it has ended."""
    pool = ThreadPoolExecutor(_AT_ONCE)

    def queued(stages: Sequence[Stage]) -> list[_Running]:
        return [_Running(stage, [pool.submit(_timed, part) for part in stage.parts]) for stage in stages]

    running: list[_Running] = []
    try:
        for number, stages in enumerate(groups):
            awaited = queued(stages)
            running += awaited
            running += queued(beside if number == 0 else ())
            is_last = number == len(groups) - 1
            while not all(each.has_ended() for each in (running if is_last else awaited)):
                wait([part for each in running for part in each.parts if not part.done()], return_when=FIRST_COMPLETED)
                _report_ended(running, total)
            _report_ended(running, total)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        process.end_all()
        raise
    finally:
        pool.shutdown()


def _report_ended(running: list[_Running], total: junit.Results) -> None:
    """Takes those that have ended out of the list."""
    ended = [each for each in running if each.has_ended()]
    running[:] = [each for each in running if each not in ended]
    for each in ended:
        total.add(_reported(each.stage, [part.result() for part in each.parts]))


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
