# SPDX-License-Identifier: Apache-2.0
"""Test results in JUnit's XML, as pytest, Surefire and ctest write it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Results:
    """How many tests passed, and the names of those that failed and that were skipped."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

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
            results.failed.append(f"{report.name}: no such report, or a broken one")
            continue
        for case in cases:
            _count(case, results)
    return results


def _count(case: ElementTree.Element, results: Results) -> None:
    class_name, name = case.get("classname", ""), case.get("name", "")
    full_name = f"{class_name}.{name}" if class_name not in ("", name) else name
    if case.find("failure") is not None or case.find("error") is not None:
        results.failed.append(full_name)
    elif (skip := case.find("skipped")) is not None:
        results.skipped.append(f"{full_name}: {skip.get('message') or 'no reason given'}")
    else:
        results.passed += 1
