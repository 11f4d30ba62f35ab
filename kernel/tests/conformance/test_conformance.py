# SPDX-License-Identifier: MIT
"""The suite's own rules: names carry sections, counts are exact. The tests are in conftest.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import Refusal
from autograder.proctor import TestResult
from kernel.tests.conformance import suite


@pytest.mark.parametrize("name, section", [("s3_3_depth_mismatch", "3.3"),
                                           ("s2_10_two_caps", "2.10"), ("s11_0_put_char", "11")])
def test_section_comes_from_the_name(name: str, section: str) -> None:
    assert suite.section_of(name) == section


@pytest.mark.parametrize("name", ["depth_mismatch", "s3_depth", "s3_3", "s3_3_", "s3_99_x",
                                  "s1_1_boot", ""])
def test_name_without_a_section_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        suite.section_of(name)


def test_name_used_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("TEST(s3_3_a)\n{\n}\nTEST(s3_3_a)\n{\n}\n")
    with pytest.raises(Refusal, match="twice"):
        suite.tests(tmp_path)


def test_boot_words_come_from_the_source(tmp_path: Path) -> None:
    source = tmp_path / "a.c"
    source.write_text('TEST(s3_3_a)\n{\n}\nTEST_WITH("domains=4 check", s6_10_b)\n{\n}\n')
    assert [(t.name, t.words) for t in suite.tests_in(source)] == [("s3_3_a", ""),
                                                                   ("s6_10_b", "domains=4 check")]


def test_tests_stand_in_the_file_of_their_section() -> None:
    found = suite.tests()
    assert {test.path for test in found} == set(suite.FOLDER.glob("s[0-9][0-9]_*.c"))
    for test in found:
        assert test.path.name.startswith(f"s{suite.order(test.section)[0]:02}_"), test


def test_report_counts_by_section() -> None:
    def result(name: str, passed: bool) -> TestResult:
        return TestResult(name, passed, "", "", "", 0, "", "")

    chosen = [suite.Test(name, suite.section_of(name), Path())
              for name in ("s2_9_a", "s2_10_a", "s2_10_b", "s11_0_c")]
    results = [result("s2_9_a", True), result("s2_10_a", True), result("s2_10_b", False)]
    counts = suite.report(chosen, results)
    assert list(counts["sections"]) == ["2.9", "2.10", "11"]
    assert counts["sections"]["2.10"] == {"passed": 1, "failed": 1, "total": 2}
    assert (counts["passed"], counts["failed"]) == (2, 2)  # no result is a failure


def test_choice_by_section_and_by_name() -> None:
    assert {test.section for test in suite.choose(["s2_1"])} == {"2.1"}
    assert {test.section.split(".")[0] for test in suite.choose(["s3"])} == {"3"}
    assert [test.name for test in suite.choose(["s3_3_depth_mis"])] == ["s3_3_depth_mismatch"]
    assert suite.choose([]) == suite.tests()
