# SPDX-License-Identifier: Apache-2.0
"""The stages of ./passbridge test: how each runner is run, and where it leaves its results."""

import importlib.util
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher import (
    addon_zip,
    api_signature,
    build,
    cross_build,
    jdk,
    jni_complaints,
    junit,
    jvm_crashes,
    platforms,
    process,
    project,
    system_packages,
    windows_blender,
    wine,
)
from launcher.blender import Blender, log_path
from launcher.blender_versions import LEFT_OUT_COUNTS, Installed, Wheel
from launcher.errors import LauncherError, Unavailable
from launcher.jobs import process_memory
from launcher.windows_blender import WindowsWheel

_REPORTS = project.DIST / "reports"
_LIMIT_SECONDS = 45 * 60
"""For one program of a stage: it hangs if it takes longer. None needs more than ten minutes of a core, of which others take their share."""
_TAIL_LINES = 25
_COUNTS_MEMORY = "test_memory_growth.py"

_QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For minutes in which thousands of things are done a few times each: the second compiler took a seventh of all processor time for code that hardly ran."""


@dataclass
class Outcome:
    """What came of a stage, and the file with all that its programs said, where it ran any."""

    results: junit.Results
    log: Path | None = None


def _only(outcomes: Sequence[Any]) -> Any:
    [outcome] = outcomes
    return outcome


@dataclass(frozen=True)
class Stage:
    """Consists of parts, which may run at once and on any thread."""

    name: str
    parts: Sequence[Callable[[], Any]]
    outcome: Callable[[Sequence[Any]], Outcome] = _only
    """Makes the stage's outcome of what its parts have given."""


def native() -> Stage:
    """ctest on the C library, built with AddressSanitizer and UndefinedBehaviorSanitizer."""

    def run() -> Outcome:
        folder = project.NATIVE / "target" / "sanitize"
        report = _fresh(_REPORTS / "native.xml")
        configure = ["cmake", "-S", project.NATIVE, "-B", folder, "-DPASSBRIDGE_SANITIZE=ON"]
        return _run(
            "native",
            [
                [*configure, f"-DPASSBRIDGE_VERSION={project.version()}"],
                ["cmake", "--build", folder, "--parallel", "2"],
                ["ctest", "--test-dir", folder, "--no-tests=error", "--output-on-failure", "--output-junit", report],
            ],
            lambda: [report],
        )

    return Stage("C library (ASan, UBSan)", [run])


def native_for_windows() -> Stage:
    """ctest on the C library for Windows, under Wine."""

    def run() -> Outcome:
        environment = wine.environment()
        with wine.session():
            return _emulated("windows-x64", ["wine"], environment)

    return Stage("C library, Windows (Wine)", [run])


def native_for_arm64() -> Stage:
    """ctest on the C library for Linux on arm64, under QEMU."""

    def run() -> Outcome:
        if system_packages.missing(system_packages.FOR_ARM64):
            raise Unavailable("there is no qemu-aarch64, or no C library for it: install them (Debian: apt install qemu-user libc6-arm64-cross)")
        # QEMU makes up /proc/self/maps, which the library reads to see what memory is there, anew each time.
        return _emulated("linux-arm64", ["qemu-aarch64", "-L", system_packages.ARM64_FOLDER], {}, random_call_divisor=100)

    return Stage("C library, arm64 (QEMU)", [run])


def libraries() -> Stage:
    """That the C library can be built for all platforms, and asks of each what all its systems have."""

    def run() -> Outcome:
        results = junit.Results()
        for platform in platforms.ALL:
            try:
                with project.exclusive():
                    cross_build.library(platform)
                results.passed += 1
            except LauncherError as error:
                results.failed.append(junit.Case(platform.name, str(error)))
        return Outcome(results)

    return Stage("C library, all platforms", [run])


def _emulated(name: str, emulator: Sequence[str], environment: Mapping[str, str], random_call_divisor: int = 1) -> Outcome:
    [platform] = platforms.chosen(name)
    with project.exclusive():
        folder = cross_build.tests(platform, emulator, random_call_divisor)
    report = _fresh(_REPORTS / f"native-{name}.xml")
    ctest = ["ctest", "--test-dir", folder, "--no-tests=error", "--output-on-failure", "--output-junit", report]
    return _run(f"native-{name}", [ctest], lambda: [report], environment={**os.environ, **environment})


def java() -> Stage:
    """JUnit on the default JDK. What it builds is what the later stages package."""

    def run() -> Outcome:
        sources = build.source_hash()
        outcome = _verify("java", project.ROOT, {})
        if not outcome.results.failed:
            build.mark_current(sources)
        return outcome

    return Stage("Java", [run])


def java_on(release: int) -> Stage:
    """Build and JUnit on another JDK, in a copy of the sources: it must not replace what the default JDK has built."""

    def run() -> Outcome:
        home = jdk.find(release)
        if home is None:
            raise Unavailable(f"there is no JDK {release}: put it on the PATH, or name it with PASSBRIDGE_JDK{release}")
        copy = project.DIST / f"jdk-{release}"
        for source in project.build_inputs():
            _copy_sources(source.relative_to(project.ROOT), copy)
        return _verify(f"java-{release}", copy, {"JAVA_HOME": str(home)})

    return Stage(f"Java on JDK {release}", [run])


def api(released: api_signature.Jar) -> Stage:
    """That programs written for the last release work with the jar that has been built, if its version promises that."""

    def run() -> Outcome:
        log = _fresh(log_path("api"))
        made = build.products()
        current = api_signature.Jar(project.version(), made.core_jar)
        api_signature.check(released, current, sorted(made.dependency_folder.glob("*.jar")), log)
        return Outcome(junit.Results(passed=1), log)

    return Stage(f"API of {released.version}", [run])


_OF_WINDOWS = ("test_windows.py", "test_viewport_windows.py")


def launcher() -> Stage:
    """The launcher's tests, in two processes: in one what windows show, which is mostly waiting for Blender, in the other all else."""
    files = sorted((project.ROOT / "launcher" / "tests").glob("test_*.py"))

    def part(name: str, selection: Sequence[Path]) -> Callable[[], Outcome]:
        def run() -> Outcome:
            report = _fresh(_REPORTS / f"{name}.xml")
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *selection]
            return _run(name, [command], lambda: [report])

        return run

    def outcome(outcomes: Sequence[Outcome]) -> Outcome:
        results = junit.Results()
        for each in outcomes:
            results.add(each.results)
        return Outcome(results, next((each.log for each in outcomes if each.results.failed), None))

    others = [file for file in files if file.name not in _OF_WINDOWS]
    parts = {"launcher": others, "launcher-windows": [file for file in files if file not in others]}
    return Stage("launcher", [part(name, selection) for name, selection in parts.items()], outcome)


def package() -> Stage:
    """That the zip can be built; the Blenders' tests run from what it contains."""

    def run() -> Outcome:
        addon_zip.unpacked()
        return Outcome(junit.Results(passed=1))

    return Stage("package", [run])


@dataclass(frozen=True)
class _Session:
    """One run of pytest in a Blender."""

    blender: Blender
    report: Path
    log: Path
    left_out_count: int
    problem: str
    """Why it came to no end, if it did not."""


def blender(which: Wheel | Installed) -> Stage:
    """pytest inside a real Blender, with the unpacked zip on the module path.

    In three processes: one for what is left in memory, and two for the halves of the other tests. Where these run at once, none waits for OpenGL
    programs that the other compiles as well, as two Blenders would in the same tests: Mesa keeps them on disk for the Blenders that follow.
    """
    files = sorted((project.ROOT / "blender-addon" / "tests").glob("test_*.py"))
    alone = [file for file in files if file.name == _COUNTS_MEMORY]
    others = [file for file in files if file not in alone]
    middle = (len(others) + 1) // 2
    choosing = threading.Lock()  # what is missing is installed once

    def part(name: str, selection: Sequence[Path]) -> Callable[[], _Session]:
        def run() -> _Session:
            with choosing:
                chosen = which.get()
            run_name = f"blender-{chosen.version_text}-{name}"
            report, log = _fresh(_REPORTS / f"{run_name}.xml"), log_path(run_name)
            try:
                result = _run_pytest(chosen, [*map(str, selection), f"--junitxml={report}"], log, {})
            except LauncherError as error:
                return _Session(chosen, report, log, 0, str(error))
            return _Session(chosen, report, log, result.get("left_out_count", 0), result["error"])

        return run

    def outcome(sessions: Sequence[_Session]) -> Outcome:
        broken = next((session for session in sessions if session.problem), sessions[0])
        reports = [session.report for session in sessions]
        outcome = _judged(broken.problem, reports, broken.log, [session.log for session in sessions if session is not broken])
        if not broken.problem:
            left_out_count = sum(session.left_out_count for session in sessions)
            outcome.results.failed += left_out(broken.blender.version, left_out_count, reports, files)
        return outcome

    # The halves last: they take as long as each other, so that neither core waits for the end of all.
    parts = {"memory": alone, "first": others[:middle], "second": others[middle:]}
    return Stage(which.name, [part(name, selection) for name, selection in parts.items()], outcome)


_ON_WINDOWS = ("delivery", "engine", "failures", "java_examples", "java_render_engine", "pass_api", "passes", "plain_objects")
"""The tests that run in Windows' Blender, too: every way into a pass, the engines that come with the project, what must not end Blender, and how
C finds objects."""


def windows(which: WindowsWheel) -> Stage:
    """The zip for Windows, with the Java in it, in Windows' Blender under Wine."""

    def run() -> Outcome:
        chosen = windows_blender.get(which)
        [packed] = addon_zip.package_for_release(platforms.chosen("windows-x64"), with_java=True)
        report, log = _fresh(_REPORTS / f"{which.name}.xml"), log_path(which.name)
        files = [chosen.path(project.ROOT / "blender-addon" / "tests" / f"test_{name}.py") for name in _ON_WINDOWS]
        folder = addon_zip.unpack(packed)
        # As in the profile of a user who is called Müller.
        with wine.alone(), tempfile.TemporaryDirectory(prefix="Müllers Töne ", dir=project.DIST) as cache:
            environment = {
                "PASSBRIDGE_ADDON_PATH": chosen.path(folder),
                "PASSBRIDGE_ZIP": chosen.path(packed),
                "XDG_CACHE_HOME": chosen.path(Path(cache)),
            }
            result = _run_pytest(chosen, [*files, f"--junitxml={chosen.path(report)}"], log, environment)
            outcome = _judged(result["error"], [report], log, [])
            complaints = {
                **windows_blender.installation_complaints(chosen, packed, Path(cache, "Profil"), environment),
                **windows_blender.picture_complaints(which, chosen, folder),
            }
        outcome.results.passed += list(complaints.values()).count("")
        outcome.results.failed += [junit.Case(name, complaint) for name, complaint in complaints.items() if complaint]
        return outcome

    return Stage(which.title, [run])


def _run_pytest(chosen: Blender, options: Sequence[str], log: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run it in a Blender; what its job gives."""
    # Not captured by pytest: what the JVM says belongs in the log, whether the test that caused it fails or not.
    usual = ["-p", "no:cacheprovider", "-q", "--capture=no", "--tb=short"]
    counts_memory = any(_COUNTS_MEMORY in option for option in options)  # the others are slower with what that needs
    java_options = ["-Xcheck:jni", *([process_memory.JAVA_OPTION] if counts_memory else _QUICK_JAVA)]
    return chosen.run(
        "pytest_job",
        {"options": [*options, *usual], "pytest_folder": _pytest_folder()},
        log,
        environment={
            "PASSBRIDGE_ROOT": chosen.path(project.ROOT),
            "PASSBRIDGE_ADDON_PATH": str(addon_zip.unpacked()),
            "PASSBRIDGE_ZIP": str(addon_zip.path()),
            "PASSBRIDGE_TEST_JAR": chosen.path(build.products().test_jar),
            "PASSBRIDGE_BLENDER_COMMAND": json.dumps([str(word) for word in chosen.command]),
            "JAVA_TOOL_OPTIONS": " ".join((os.environ.get("JAVA_TOOL_OPTIONS", ""), *java_options)).strip(),
            **(process_memory.ENVIRONMENT if counts_memory else {}),
            **environment,
        },
        limit_seconds=_LIMIT_SECONDS,
    )


def run_in_blender(chosen: Blender, options: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run some of the tests in a Blender alone; what is wrong, or nothing."""
    log = _fresh(log_path(f"blender-{chosen.version_text}-alone"))
    result = _run_pytest(chosen, options, log, environment)
    if result["error"]:
        return str(result["error"])
    return f"tests failed ({os.path.relpath(log)})" if result["exit_code"] else ""


def left_out(version: tuple[int, ...], count: int, reports: Sequence[Path], files: Sequence[Path]) -> list[junit.Case]:
    """What is wrong about the tests of a Blender that did not run: another number than is known, or a file of which none did."""
    wrong = []
    known = LEFT_OUT_COUNTS.get(version[:2], count)
    if count != known:
        version_text = ".".join(map(str, version[:2]))
        wrong.append(
            junit.Case(
                "not_applicable_if",
                f"{count} tests are left out in Blender {version_text}, and launcher/blender_versions.py knows of {known}: is that meant?",
            )
        )
    ran = junit.modules_that_ran(reports)
    return wrong + [junit.Case(file.name, "none of its tests ran") for file in files if file.stem not in ran]


def _verify(name: str, folder: Path, environment: dict[str, str]) -> Outcome:
    modules = [folder / module for module in project.modules()]
    folders = [module / "target" / "surefire-reports" for module in modules]
    for reports in folders:
        shutil.rmtree(reports, ignore_errors=True)
    jvm_crashes.forget(modules)
    outcome = _run(
        name,
        # Not -q: javac and doclint make errors of warnings, which then must be read.
        [["mvn", "-B", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "verify", "-DtrimStackTrace=true"]],
        lambda: sorted(report for reports in folders for report in reports.glob("TEST-*.xml")),
        cwd=folder,
        environment={**os.environ, **environment},
        # What the JVM itself prints in the middle of Surefire's own messages ends there.
        more_logs=lambda: (log for reports in folders for log in reports.glob("*.dumpstream")),
        causes=build.causes,
    )
    outcome.results.failed += jvm_crashes.find(modules)
    return outcome


def _last_words(log: Path) -> str:
    return process.tail(log, _TAIL_LINES)


def _run(
    name: str,
    commands: Sequence[Sequence[str | Path]],
    reports: Callable[[], Sequence[Path]],
    *,
    cwd: Path = project.ROOT,
    environment: dict[str, str] | None = None,
    more_logs: Callable[[], Iterator[Path]] = lambda: iter(()),
    causes: Callable[[Path], str] = _last_words,
) -> Outcome:
    """Run commands one after the other until one fails. `causes` finds in the log why one did for which no report has a failure."""
    log = _fresh(log_path(name))
    problem = ""
    for command in commands:
        try:
            exit_code = process.run_logged(command, log, cwd=cwd, environment=environment, limit_seconds=_LIMIT_SECONDS)
        except process.LimitReached as reached:
            problem = f"{command[0]} {reached}"
            break
        if exit_code != 0:
            problem = f"{command[0]} ended with exit code {exit_code}"
            break
    return _judged(problem, reports(), log, more_logs(), causes)


def _judged(
    problem: str,
    reports: Sequence[Path],
    log: Path,
    more_logs: Iterable[Path],
    causes: Callable[[Path], str] = _last_words,
) -> Outcome:
    """Make the outcome of a stage from its reports, its logs, and the problem that it ended with, if any: `log` tells of that one."""
    results = junit.read(report for report in reports if report.exists() or not problem)
    for path in (log, *more_logs):
        complaints = jni_complaints.find(path.read_text(errors="replace").splitlines())
        results.failed += [junit.Case("-Xcheck:jni", complaint) for complaint in dict.fromkeys(complaints)]
    if not problem and not results.passed and not results.failed:
        problem = "no test ran"
    if problem and not results.failed:
        results.failed.append(junit.Case(problem, causes(log)))
    return Outcome(results, log)


def _fresh(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def _copy_sources(name: Path, copy: Path) -> None:
    """Bring a file or folder of the project into a copy.

    Only files that differ are written, with the present time, so that builds in the copy see what has changed since.
    """
    sources = {copy / file.relative_to(project.ROOT): file for file in project.source_files(project.ROOT / name)}
    for old in project.source_files(copy / name):
        if old not in sources:
            old.unlink()
    for target, source in sources.items():
        content = source.read_bytes()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _pytest_folder() -> str:
    """The folder that the launcher's own pytest is imported from, for Blenders whose Python has none."""
    found = importlib.util.find_spec("pytest")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent.parent)
