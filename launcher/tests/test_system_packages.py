# SPDX-License-Identifier: Apache-2.0
"""What happens when something is missing, on systems that this machine only pretends to be."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from launcher import system_packages
from launcher.errors import InstallationNeeded, LauncherError
from launcher.system_packages import Requirement


class System:
    """A system with or without apt, and what was run on it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.installed: set[str] = set()
        self.offered = {"old", "other"}
        self.ran: list[list[str]] = []
        self.user_id = 0
        self.has_apt = True
        monkeypatch.setattr(os, "geteuid", lambda: self.user_id)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if self.has_apt else None)
        monkeypatch.setattr(subprocess, "run", self._run)

    def requirement(self, name: str, package: str) -> Requirement:
        return Requirement(name, (package,), lambda: bool(self.installed.intersection(package.split("|"))))

    def _run(self, command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        if command[:2] == ["apt-cache", "show"]:
            return subprocess.CompletedProcess(command, 0 if command[2] in self.offered else 100)
        self.ran.append(command)
        unknown = [name for name in command[4:] if name not in self.offered]
        if unknown:
            return subprocess.CompletedProcess(command, 100, "", f"W: slow\nE: Unable to locate package {unknown[0]}\n")
        self.installed.update(command[4:])
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    return System(monkeypatch)


def test_nothing_is_run_when_nothing_is_missing(system: System) -> None:
    system.installed = {"old"}
    system_packages.require([system.requirement("a tool", "old")])
    assert system.ran == []


def test_root_installs_only_what_is_missing(system: System) -> None:
    system.installed = {"old"}
    system_packages.require([system.requirement("a tool", "old"), system.requirement("another", "other")])
    assert system.ran == [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "other"]]


def test_first_alternative_that_the_system_offers_is_taken(system: System) -> None:
    system_packages.require([system.requirement("a tool", "new|old")])
    assert system.ran[-1][4:] == ["old"]


def test_other_users_are_told_the_command(system: System) -> None:
    system.user_id = 1000
    with pytest.raises(InstallationNeeded) as caught:
        system_packages.require([system.requirement("a tool", "old"), system.requirement("another", "other")])
    assert system.ran == []
    assert caught.value.exit_code == 4
    assert str(caught.value).splitlines() == [
        "missing: a tool, another; run",
        "  sudo apt-get update && sudo apt-get install -y --no-install-recommends old other",
    ]


def test_systems_without_apt_are_told_what_is_missing(system: System) -> None:
    system.has_apt = False
    with pytest.raises(InstallationNeeded, match="missing: a tool; install"):
        system_packages.require([system.requirement("a tool", "old")])
    assert system.ran == []


def test_failed_installation_says_apts_own_reason(system: System) -> None:
    with pytest.raises(InstallationNeeded, match="E: Unable to locate package unknown"):
        system_packages.require([system.requirement("a tool", "unknown")])


def test_a_java_home_without_a_jdk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(LauncherError, match="JAVA_HOME is .*, which is no JDK"):
        system_packages.missing(system_packages.FOR_BUILDING)
