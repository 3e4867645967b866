# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

from launcher import junit
from launcher.blender_versions import LEFT_OUT_COUNTS
from launcher.junit import Case
from launcher.test_stages import left_out

PYTEST = """<testsuites><testsuite>
  <testcase classname="test_a" name="passes"/>
  <testcase classname="test_a" name="fails"><failure message="assert 1 == 2">the trace</failure></testcase>
  <testcase classname="test_a" name="breaks"><error message="no fixture"/></testcase>
  <testcase classname="test_a" name="waits"><skipped message="no Java"/></testcase>
</testsuite></testsuites>"""
CTEST = """<testsuite>
  <testcase name="copy" classname="copy" status="run"/>
  <testcase name="memory" classname="memory" status="fail"><failure message="Failed"/></testcase>
</testsuite>"""


def test_read_adds_up_reports_of_all_runners(tmp_path: Path) -> None:
    (tmp_path / "pytest.xml").write_text(PYTEST)
    (tmp_path / "ctest.xml").write_text(CTEST)

    results = junit.read([tmp_path / "pytest.xml", tmp_path / "ctest.xml"])

    assert results.passed == 2
    assert results.failed == [Case("test_a.fails", "the trace"), Case("test_a.breaks", "no fixture"), Case("memory", "Failed")]
    assert results.skipped == [Case("test_a.waits", "no Java")]


def test_report_that_is_missing_or_broken_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_text(PYTEST[:40])
    results = junit.read([tmp_path / "missing.xml", tmp_path / "broken.xml"])
    assert [case.name for case in results.failed] == ["missing.xml", "broken.xml"]


def test_tests_that_did_not_run_are_noticed(tmp_path: Path) -> None:
    report = tmp_path / "blender.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="test_a" name="a"/><testcase classname="test_b" name="b"><skipped/></testcase>'
        "</testsuite></testsuites>"
    )
    files = [Path("test_a.py"), Path("test_b.py"), Path("test_c.py")]
    version, count = next(iter(LEFT_OUT_COUNTS.items()))

    assert left_out(version, count, [report], files[:1]) == []
    assert [case.name for case in left_out(version, count, [report, tmp_path / "missing"], files)] == ["test_b.py", "test_c.py"]
    [case] = left_out((*version, 1), count + 1, [report], files[:1])
    assert f"{count + 1} tests are left out" in case.message and f"knows of {count}" in case.message
    assert left_out((2, 79), 5, [report], files[:1]) == [], "of other versions nothing is known"
