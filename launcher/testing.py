# SPDX-License-Identifier: Apache-2.0
"""./passbridge test: all stages, a line for each, and the sum."""

import os
import sys
import textwrap
import time
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from launcher import api_signature, blender_versions, jdk, junit, process, system_packages, test_stages
from launcher.blender_versions import Unavailable
from launcher.errors import LauncherError
from launcher.test_stages import Outcome, Stage

_LINES_SHOWN = 8
_AT_ONCE = 2
"""How many stages run at once that don't need each other: a Blender under test keeps most of one core busy, and its stage has a time limit."""


def test(*, quick: bool, chosen: str | None) -> int:
    """Run the tests and give the exit code: 0 if all passed, 1 if any failed (with CI=true also if any was skipped)."""
    blenders = blender_versions.chosen(chosen) if chosen else list(blender_versions.ALL[: 1 if quick else None])
    needs_blender = blender_versions.ON_PATH in blenders
    needs_wheels = any(isinstance(which, blender_versions.Wheel) for which in blenders)
    system_packages.require(
        (
            *((system_packages.BLENDER, system_packages.NUMPY) if needs_blender else ()),
            *system_packages.FOR_BUILDING,
            *system_packages.FOR_DRAWING,
            *system_packages.FOR_TESTING,
            *(system_packages.FOR_BPY_WHEELS if needs_wheels else ()),
        )
    )
    total = junit.Results()
    start = time.monotonic()
    released = api_signature.last_release()
    built = [test_stages.native(), test_stages.java(), *([test_stages.api(released)] if released else [])]
    for stage in (*built, test_stages.package(), test_stages.launcher()):
        total.add(_reported(stage, *_timed(stage)))
    independent = [*map(test_stages.blender, blenders)]
    if not quick:
        independent.append(test_stages.java_on(jdk.NEWEST_TESTED))
    _run_at_once(independent, total)

    skips_fail = os.environ.get("CI") == "true" and bool(total.skipped)
    if skips_fail:
        print("FAILED: with CI=true nothing may be skipped")
    print(f"{time.monotonic() - start:.0f} s")
    print(_counts(total), flush=True)
    return 1 if total.failed or skips_fail else 0


def _run_at_once(stages: list[Stage], total: junit.Results) -> None:
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        running: dict[Future[tuple[Outcome, float]], Stage] = {pool.submit(_timed, stage): stage for stage in stages}
        for done in as_completed(running):
            total.add(_reported(running[done], *done.result()))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        process.end_all()
        raise
    finally:
        pool.shutdown()


def _timed(stage: Stage) -> tuple[Outcome, float]:
    """Run a stage; why it can't run at all becomes its outcome."""
    start = time.monotonic()
    try:
        outcome = stage.run()
    except Unavailable as reason:
        outcome = Outcome(junit.Results(skipped=[junit.Case(stage.name, str(reason))]))
    except LauncherError as error:
        outcome = Outcome(junit.Results(failed=[junit.Case(stage.name, str(error))]))
    return outcome, time.monotonic() - start


def _reported(stage: Stage, outcome: Outcome, seconds: float) -> junit.Results:
    results = outcome.results
    mark = "FAILED" if results.failed else "ok" if results.passed else "skipped"
    print(f"{mark:<8}{stage.name:<26}{_counts(results):<36}{seconds:6.1f} s")
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
