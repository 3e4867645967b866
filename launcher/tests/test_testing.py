# SPDX-License-Identifier: Apache-2.0
"""What ./passbridge test says of a stage that fails without a failed test, where the programs of the stages only pretend to run."""

import dataclasses
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launcher import addon_zip, api_signature, build, junit, project, system_packages, test_stages, testing
from launcher.blender import Blender, BlenderDied
from launcher.blender_versions import Installed
from launcher.errors import LauncherError, Unavailable
from launcher.test_stages import Outcome, Stage

POM = '<project xmlns="http://maven.apache.org/POM/4.0.0"/>'
MAVEN_THAT_IS_STRICT = """#!/bin/sh
case " $* " in *" -q "*) ;; *) echo "[WARNING] Film.java:13: warning: no main description" ;; esac
seq -f "%g sessions were closed" 30
echo "[ERROR] Failed to execute goal maven-javadoc-plugin:jar: Project contains Javadoc Warnings"
echo "[ERROR] "
echo "[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch."
seq -f "[ERROR] advice %g" 30
exit 1
"""
MAVEN_THAT_IS_KILLED = """#!/bin/sh
echo "[WARNING] disk is slow"
echo "the last that was heard"
kill -KILL $$
"""
HANGING = """#!/bin/sh
echo "the last that was heard"
exec sleep 1000
"""


class DyingBlender(Blender):
    """Dies in the run that has a process of its own."""

    def run(self, job: str, arguments: Any, log: Path, **options: Any) -> dict[str, Any]:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.stem.endswith("-memory"):
            log.write_text("Segmentation fault\n")
            raise BlenderDied("Blender crashed")
        log.write_text("all is well\n")
        return {"error": ""}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a project without modules."""
    (tmp_path / "pom.xml").write_text(POM)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "DIST", tmp_path / "dist")
    monkeypatch.setattr(test_stages, "_REPORTS", tmp_path / "reports")
    return tmp_path


@pytest.fixture
def summary(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Stage], str]:
    """Gives what the command prints if one stage is as given, and all others pass."""

    def summary_of(stage: Stage) -> str:
        passing = Stage("passing", [lambda: Outcome(junit.Results(passed=1))])
        for name in ("native", "package", "launcher"):
            monkeypatch.setattr(test_stages, name, lambda: passing)
        monkeypatch.setattr(test_stages, "java", lambda: stage)
        monkeypatch.setattr(test_stages, "blender", lambda which: passing)
        monkeypatch.setattr(system_packages, "require", lambda requirements: None)
        monkeypatch.setattr(api_signature, "last_release", lambda: None)
        assert testing.test(quick=True, chosen=None) == 1
        return capsys.readouterr().out

    return summary_of


def put_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> Path:
    program = folder / "bin" / name
    program.parent.mkdir()
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return program


@pytest.mark.parametrize(
    ("maven", "causes"),
    [
        (MAVEN_THAT_IS_STRICT, ["Project contains Javadoc Warnings", "Film.java:13: warning: no main description"]),
        (MAVEN_THAT_IS_KILLED, ["the last that was heard"]),
    ],
    ids=["strict", "killed"],
)
def test_what_maven_failed_for_is_shown(
    folder: Path, summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch, maven: str, causes: list[str]
) -> None:
    put_on_path(folder, monkeypatch, "mvn", maven)
    printed = summary(test_stages.java())
    assert all(cause in printed for cause in causes) and "advice" not in printed, printed


def test_what_the_blender_said_that_died_is_shown(
    folder: Path, summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = summary(stage_of(DyingBlender(folder / "blender", (5, 2, 0), is_python=False), folder, monkeypatch))
    assert "Blender crashed" in printed and "Segmentation fault" in printed, printed


def stage_of(blender: Blender, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A Blender's stage with nothing built."""
    products = build.Products(*(folder / field.name for field in dataclasses.fields(build.Products)))
    monkeypatch.setattr(Installed, "get", lambda self: blender)
    monkeypatch.setattr(addon_zip, "unpacked", lambda: folder)
    monkeypatch.setattr(addon_zip, "path", lambda: folder / "addon.zip")
    monkeypatch.setattr(build, "products", lambda: products)
    return test_stages.blender(Installed(None))


def test_each_file_of_tests_is_run_by_one_process_of_a_blender(
    folder: Path, summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {f"test_{name}.py" for name in ("camera", "light", "memory_growth", "objects", "view")}
    for name in names:
        (folder / "blender-addon" / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "blender-addon" / "tests" / name).touch()
    selections: list[set[str]] = []

    def run(self: Blender, job: str, arguments: Any, log: Path, **options: Any) -> dict[str, Any]:
        selections.append({Path(option).name for option in arguments["options"] if option.endswith(".py")})
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()
        raise BlenderDied("Blender crashed")

    monkeypatch.setattr(Blender, "run", run)
    summary(stage_of(Blender(folder / "blender", (5, 2, 0), is_python=False), folder, monkeypatch))
    assert sorted(name for selection in selections for name in selection) == sorted(names)
    assert {"test_memory_growth.py"} in selections and len(selections) == 3


def test_a_stage_of_several_parts_is_reported_once(summary: Callable[[Stage], str]) -> None:
    failed = [junit.Case("a test", "has failed")]
    printed = summary(Stage("halved", [lambda: 1, lambda: 2], lambda counts: Outcome(junit.Results(sum(counts), failed))))
    [line] = (line for line in printed.splitlines() if "halved" in line)
    assert line.startswith("FAILED ") and "3 passed, 1 failed" in line


@pytest.mark.parametrize(
    ("problem", "said"), [(Unavailable("there is none"), "skipped: halved: there is none"), (LauncherError("no zip"), "no zip")]
)
def test_a_part_that_can_not_run_is_told_of(
    summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch, problem: Exception, said: str
) -> None:
    def run() -> int:
        raise problem

    monkeypatch.setenv("CI", "true")
    assert said in summary(Stage("halved", [lambda: 1, run]))


def test_a_program_that_takes_too_long_is_said_to_be_ended_for_that(
    folder: Path, summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_stages, "_LIMIT_SECONDS", 0.6)
    put_on_path(folder, monkeypatch, "mvn", HANGING)
    printed = summary(test_stages.java())
    assert "mvn was ended as it took longer than 0.01 minutes" in printed and "the last that was heard" in printed, printed


def test_a_blender_that_takes_too_long_is_said_to_be_ended_for_that(
    folder: Path, summary: Callable[[Stage], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_stages, "_LIMIT_SECONDS", 0.6)
    hanging = Blender(put_on_path(folder, monkeypatch, "blender", HANGING), (5, 2, 0), is_python=False)
    printed = summary(stage_of(hanging, folder, monkeypatch))
    assert "Blender 5.2.0 was ended as it took longer than 0.01 minutes while starting" in printed, printed
    assert "crashed" not in printed and "the last that was heard" in printed, printed


def test_what_needs_no_build_runs_while_others_wait_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []
    begun = threading.Event()

    def stage(name: str, *, sets: bool = False, waits: bool = False) -> Stage:
        def run() -> Outcome:
            if sets:
                begun.set()
            assert not waits or begun.wait(10)
            order.append(name)
            return Outcome(junit.Results(passed=1))

        return Stage(name, [run])

    groups = [[stage("build", waits=True)], [stage("package")], [stage("Blender")]]
    assert testing._run_all(groups, [stage("emulated", sets=True)]) == 0
    assert [name for name in order if name != "emulated"] == ["build", "package", "Blender"]
    printed = capsys.readouterr().out
    assert all(f"ok      {name} " in printed for name in order) and "4 passed, 0 failed" in printed, printed


def test_each_file_of_the_launchers_tests_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[str] = []

    def ran(name: str, commands: Any, reports: Any) -> Outcome:
        run.extend(Path(word).name for word in commands[0] if str(word).endswith(".py"))
        return Outcome(junit.Results(passed=1, failed=[junit.Case(name, "a failure")] if "windows" in name else []), Path(name))

    monkeypatch.setattr(test_stages, "_run", ran)
    stage = test_stages.launcher()
    outcome = stage.outcome([part() for part in stage.parts])
    assert sorted(run) == sorted(path.name for path in (project.ROOT / "launcher" / "tests").glob("test_*.py"))
    assert outcome.results.passed == 2 and len(outcome.results.failed) == 1 and outcome.log == Path("launcher-windows")
