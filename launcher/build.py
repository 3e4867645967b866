# SPDX-License-Identifier: Apache-2.0
"""The Java and C parts, built by Maven (which drives CMake) when their sources have changed."""

import itertools
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher import process, project
from launcher.console import say
from launcher.errors import LauncherError

LOG = project.DIST / "build.log"
WITHOUT_EXTRAS = ("-DskipTests", "-Dmaven.javadoc.skip", "-Dmaven.source.skip")
"""Options of Maven for when only the jars themselves are wanted."""

_LINES_SHOWN = 12
_ADVICE = "[ERROR] To see the full stack trace"
"""How Maven begins to say how it is run to find out more."""

_STAMP = project.DIST / "build.sha256"


@dataclass(frozen=True)
class Products:
    """What a build leaves in the target folders."""

    library: Path
    core_jar: Path
    test_jar: Path
    testkit_jar: Path
    dependency_folder: Path

    def exist(self) -> bool:
        return all(path.exists() for path in (self.library, self.core_jar, self.test_jar, self.testkit_jar, self.dependency_folder))


def products() -> Products:
    version = project.version()
    target = project.CORE / "target"
    return Products(
        library=project.NATIVE / "target" / "cmake" / "libpassbridge.so",
        core_jar=target / f"passbridge-core-{version}.jar",
        test_jar=target / f"passbridge-core-{version}-tests.jar",
        testkit_jar=project.ROOT / "testkit" / "target" / f"passbridge-testkit-{version}.jar",
        dependency_folder=target / "lib",
    )


def source_hash() -> str:
    """Of all that the build reads."""
    return project.content_hash(project.source_files(*project.build_inputs()))


def build() -> Products:
    """Build unless that has been done with the very same sources. Call it with the project's lock held."""
    made = products()
    sources = source_hash()
    if not (made.exist() and _STAMP.exists() and _STAMP.read_text() == sources):
        say("building the Java and C parts (once; the first time Maven downloads its libraries, too)")
        # Else jars of versions that are no longer asked for would stay and be packaged.
        shutil.rmtree(made.dependency_folder, ignore_errors=True)
        LOG.unlink(missing_ok=True)
        if process.run_logged(["mvn", "-B", "package", *WITHOUT_EXTRAS], LOG, cwd=project.ROOT) != 0:
            raise LauncherError(f"the build failed; its first errors, from {os.path.relpath(LOG)}:\n{causes(LOG)}")
        if not made.exist():
            raise LauncherError(f"the build made no {made.library.name} or no jars; look into {os.path.relpath(LOG)}")
        mark_current(sources)
    return made


def mark_current(sources: str) -> None:
    """Remember that the products were built from the sources with this hash."""
    _STAMP.write_text(sources)


def causes(log: Path) -> str:
    """Of a failed build: Maven's errors, then its warnings, as javac and doclint may have no other error to tell than that they warned."""
    lines = log.read_text(errors="replace").splitlines()
    said = [line.rstrip() for line in itertools.takewhile(lambda line: not line.startswith(_ADVICE), lines)]
    errors, warnings = ([line for line in said if line.startswith(mark)] for mark in ("[ERROR] ", "[WARNING] "))
    return "\n".join([*errors, *warnings][:_LINES_SHOWN] if errors else lines[-_LINES_SHOWN:])
