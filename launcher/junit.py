# SPDX-License-Identifier: Apache-2.0
"""Test results in JUnit's XML, as pytest, Surefire and ctest write it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Case:
    """A test that did not pass, and what its runner says about it (a trace, or the reason for a skip)."""

    name: str
    message: str


@dataclass
class Results:
    """How many tests passed, and which failed and were skipped."""

    passed: int = 0
    failed: list[Case] = field(default_factory=list)
    skipped: list[Case] = field(default_factory=list)

    def add(self, other: "Results") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def read(reports: Iterable[Path]) -> Results:
    """Add up reports; one that is missing or broken is a failure, as its tests have not been seen to pass."""
    results = Results()
    for report in reports:
        try:
            cases = list(ElementTree.parse(report).iter("testcase"))
        except (OSError, ElementTree.ParseError):
            results.failed.append(Case(report.name, "there is no such report, or it is broken"))
            continue
        for case in cases:
            _count(case, results)
    return results


def modules_that_ran(reports: Iterable[Path]) -> set[str]:
    """The Python modules of which pytest's reports have a test that was not skipped; a report that can't be read has none."""
    modules: set[str] = set()
    for report in reports:
        try:
            cases = list(ElementTree.parse(report).iter("testcase"))
        except (OSError, ElementTree.ParseError):
            continue
        modules.update(part for case in cases if case.find("skipped") is None for part in case.get("classname", "").split("."))
    return modules


def _count(case: ElementTree.Element, results: Results) -> None:
    class_name, name = case.get("classname", ""), case.get("name", "")
    full_name = f"{class_name}.{name}" if class_name not in ("", name) else name
    failure, skip = case.find("failure"), case.find("skipped")
    if failure is None:
        failure = case.find("error")
    if failure is not None:
        results.failed.append(Case(full_name, _message(failure)))
    elif skip is not None:
        results.skipped.append(Case(full_name, skip.get("message") or "no reason given"))
    else:
        results.passed += 1


def _message(failure: ElementTree.Element) -> str:
    """The trace, or where a runner (ctest) keeps that elsewhere, what it has in its place."""
    return (failure.text or failure.get("message") or "").strip()
