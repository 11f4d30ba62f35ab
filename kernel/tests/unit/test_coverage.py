# SPDX-License-Identifier: MIT
"""The judgement of `make coverage`, on figures made up; measuring takes too long for a test."""

from __future__ import annotations

import pytest

from kernel.tests.unit import coverage
from kernel.tests.unit.coverage import Reason, Untaken

SOURCE = """static bool is_top(void)
{
    return  a && b;
}
void f(void)
{
    if (c)
        g();
}
"""


@pytest.fixture
def raw(tmp_path):
    """gcovr's findings about one file: is_top() in full, half of the branch in f()."""
    (tmp_path / "kernel/microkernel/ipc").mkdir(parents=True)
    (tmp_path / "kernel/microkernel/ipc/x.c").write_text(SOURCE)

    def line(number, count, *branches):
        return {"line_number": number, "count": count, "branches": [{"count": b} for b in branches]}
    return {"files": [{"file": "kernel/microkernel/ipc/x.c",
                       "functions": [{"name": "is_top", "lineno": 1}, {"name": "f", "lineno": 5}],
                       "lines": [line(3, 9, 1, 2, 3, 3), line(7, 4, 4, 0), line(8, 0)]}]}


def test_counts_and_names(raw, tmp_path):
    counts, untaken = coverage.read(raw, tmp_path)
    assert (counts["ipc/x.c"].lines, counts["ipc/x.c"].branches) == ([2, 3], [5, 6])
    assert untaken == [Untaken("ipc/x.c", "f", "if (c)", 7, 1, 2)]
    assert any("ipc/" in row and "83.3 %" in row for row in coverage.table(counts))


F = Untaken("ipc/x.c", "f", "if (c)", 7, 1, 2)


def test_an_untaken_branch_must_be_explained():
    lines = coverage.judge([F], [])
    assert len(lines) == 1 and lines[0].startswith("ipc/x.c:7: f(): never taken")
    assert coverage.judge([F], [Reason("ipc/x.c", "f", "if (c)", "cannot be")]) == []
    assert coverage.judge([F], [Reason("ipc/x.c", "f", "", "cannot be")]) == []
    assert len(coverage.judge([F], [Reason("ipc/x.c", "g", "", "another function")])) == 2


def test_other_folders_may_have_untaken_branches():
    assert coverage.judge([Untaken("debug/print.c", "f", "if (c)", 7, 1, 2)], []) == []


def test_an_explanation_that_nothing_needs_is_wrong():
    lines = coverage.judge([], [Reason("ipc/x.c", "f", "if (c)", "cannot be")])
    assert len(lines) == 1 and "every branch is taken" in lines[0]


def test_an_explanation_gives_a_reason():
    text = "- file: ipc/x.c\n  function: f\n  source: if  (c)\n  reason: {}\n"
    assert coverage.reasons(text.format("it is so")) == [
        Reason("ipc/x.c", "f", "if (c)", "it is so")]
    with pytest.raises(ValueError, match="no reason"):
        coverage.reasons(text.format(""))


def test_the_explanations_can_be_read():
    assert coverage.reasons(coverage.EXPLAINED.read_text())
