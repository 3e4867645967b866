# SPDX-License-Identifier: Apache-2.0
"""All that is handed out of a version: zips for Blender, wheels for PyPI, jars for Maven Central, with their checksums."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from launcher import addon_zip, build, platforms, process, project
from launcher.console import say
from launcher.errors import LauncherError

SIGNING_KEY = "PASSBRIDGE_SIGNING_KEY"
"""Names a key of gpg's, which then signs what goes to Maven Central."""


def make(chosen: Sequence[platforms.Platform]) -> list[Path]:
    """Build everything for these platforms into an empty dist/release; give the paths, that of the checksums last."""
    folder = addon_zip.RELEASE_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    addon_zip.package_for_release(chosen, with_java=True)  # leaves the wheels beside the zips
    with project.exclusive():
        _maven_artifacts(folder)
    made = sorted(folder.iterdir())
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in made))
    return [*made, sums]


def _maven_artifacts(folder: Path) -> None:
    """Write the jars, their bill of materials, and the bundle of all that Maven Central takes, into the folder."""
    say("building jars, sources and Javadoc for Maven Central")
    target = project.ROOT / "target"
    for left in target.glob("central-*"):
        shutil.rmtree(left)
    released = [".", *(module for module in project.modules() if not module.startswith("examples/"))]
    key = os.environ.get(SIGNING_KEY)
    signing = ["-Dgpg.skip=false", f"-Dgpg.keyname={key}"] if key else []
    log = project.DIST / "logs" / "release.log"
    log.unlink(missing_ok=True)
    # It is the bundling that is bound to "deploy": the profile uploads nothing.
    command = ["mvn", "-B", "-Prelease", "-pl", ",".join(released), "deploy", "-DskipTests", *signing]
    if process.run_logged(command, log, cwd=project.ROOT) != 0:
        raise LauncherError(f"the jars could not be made; the first errors, from {os.path.relpath(log)}:\n{build.causes(log)}")
    bundle = target / "central-publishing" / "central-bundle.zip"
    with zipfile.ZipFile(bundle) as opened:
        for name in map(Path, opened.namelist()):
            if name.suffix == ".jar":
                (folder / name.name).write_bytes(opened.read(name.as_posix()))
    shutil.copyfile(bundle, folder / f"passbridge-{project.version()}-maven-central.zip")
    shutil.copyfile(target / "bom.json", folder / f"passbridge-{project.version()}.cdx.json")
