# SPDX-License-Identifier: MIT
"""What a student can be given before the lab is due: the visible tests, and nothing of others."""

from __future__ import annotations

import json

import pytest

from autograder.feedback import LEFT_OUT, before_due
from autograder.intake import FEEDBACK, grade_submission
from autograder.stage import stage
from autograder.submission import pack
from autograder.tests.counter_lab import COUNTER, Outcome
from autograder.tests.counter_labs import make_three

HIDDEN = "labs/07-counter/tests/hidden.c"
FIELDS = ("expected", "seen", "message", "invariant", "console")


def wordy(kernel, kernel_elf, proctor_elf, tests, nonce, on_result=None):
    """Fails every test; each field has a word of its own, and the visible ones name a hidden."""
    outcomes = []
    for test in tests:
        words = {field: f"{field}-of-{test.name}\n" for field in FIELDS}
        if test.visible:
            words["console"] += f"behind {HIDDEN}:9\n    a0 = 4711\nand on"
            words["message"] += "as in saturates, too"
        outcomes.append(Outcome(test.name, False, instructions=987654 + 10 * test.visible, **words))
    return outcomes


def hand_in(tree, out, runner, change=lambda text: text):
    """Grades the starter, changed; the folder of the results."""
    staged = stage(tree, "07").path
    text = change((staged / COUNTER).read_text())
    (staged / COUNTER).write_text(text)
    grade_submission(tree, pack(staged).path, None, out=out, runner=runner)
    return out


def shown_at_once(folder):
    """What a student sees at once: the page, and that of Gradescope's results."""
    results = json.loads((folder / "results.json").read_text())
    at_once = [test for test in results["tests"] if test["visibility"] == "visible"]
    return {"page": (folder / FEEDBACK).read_text(),
            "gradescope": json.dumps([results["output"], at_once])}


def test_visible_tests_in_full_and_nothing_of_hidden_ones(tree, tmp_path):
    out = hand_in(tree, tmp_path / "out", wordy)
    for what, text in shown_at_once(out).items():
        for test in ("adds", "takes"):
            assert all(f"{field}-of-{test}" in text for field in FIELDS), what
        for secret in ("peeks_empty", "saturates", "hidden.c", "4711", "987,654"):
            assert secret not in text, what
        assert "and on" in text and LEFT_OUT in text
    page = (out / FEEDBACK).read_text()
    assert "0 of 70 points" in page
    assert "Another 30 points come from tests that are hidden until the lab is due." in page
    whole = (out / "report.html").read_text()
    assert "0 of 100 points" in whole and "message-of-saturates" in whole


def test_points_of_hidden_tests_are_not_in_the_sum(tree, tmp_path):
    """Else handing in again and again would find them one by one."""
    def lucky(*words, **more):
        return [Outcome(test.name, not test.visible, "", "", "no" * test.visible)
                for test in words[3]]

    out = hand_in(tree, tmp_path / "out", lucky)
    assert json.loads((out / "result.json").read_text())["score"] == 30
    assert "0 of 70 points" in (out / FEEDBACK).read_text()


@pytest.mark.parametrize("path", [
    HIDDEN, "kernel/../labs/07-counter/./tests/hidden.c",
    "labs//07-counter/starter/../tests/hidden.c"])
def test_a_compiler_that_quotes_a_hidden_test_is_not_quoted(tree, tmp_path, path):
    """The student's own #line has it named, and outside of a sandbox even quoted."""
    out = hand_in(tree, tmp_path / "out", wordy, lambda text: text.replace(
        "(void)by;", f'mine();\n#line 12 "{path}"\nno_such_thing();\n'))
    whole = "\n".join(json.loads((out / "result.json").read_text())["messages"])
    assert "EXPECT(100, " in whole
    for what, text in shown_at_once(out).items():
        assert "mine" in text and LEFT_OUT in text, what
        for secret in ("EXPECT(100", "hidden.c", "saturates", "peeks_empty", "no_such_thing"):
            assert secret not in text, what


def test_a_refused_file_says_why(tree, tmp_path):
    (tmp_path / "word.tar.gz").write_bytes(b"my homework")
    grade_submission(tree, tmp_path / "word.tar.gz", None, out=tmp_path / "out", wanted="07")
    page = (tmp_path / "out" / FEEDBACK).read_text()
    assert "0 of 100 points" in page and "no archive of make submit" in page


def row(name, visible, file, **more):
    return {"name": name, "file": file, "visible": visible, "points": 50, "earned": 0, **more}


@pytest.mark.parametrize("line, told", [
    ("labs/12-x/tests/sys/late.c:3: word is 1, should be 2", False),
    ("labs/12-x/tests/sys/corners.c:3: word is 1, should be 2", True),
    ("ld: build/debug/labs/12-x/tests/sys/corners.o: in function `x'", True),
    ("corners.c:(.text+0x0): undefined reference to `y'", True),
    ("late.c:(.text+0x0): undefined reference to `y'", False),      # two files have this name
    ("labs/12-x/tests/late.c:1: error: x", True),
    ("labs/12-x/tests/sys/../late.c:1: error: x", True),
    ("labs/12-x/tests/sys/../sys/late.c:1: error: x", False),
    ("labs/12-x/tests/hidden/data.txt:1", True),
    ("labs/12-x/tests/expect.py:1", True),
    ("labs/12-x/tests/sys.system:7: error: no such channel", False),
    ("round the corners", False),
    ("queue_vs_model: failed", True),
    ("queue_vs_model_too", False),
])
def test_which_lines_are_left_out(line, told):
    result = {"hidden_points": 0, "score": 0, "points": 150, "messages": [line, "    below", "end"],
              "tests": [row("open", True, "labs/12-x/tests/sys/late.c"),
                        row("queue_vs_model", False, "labs/12-x/tests/sys/corners.c"),
                        row("other", False, "labs/12-x/tests/late.c")]}
    shown = before_due(result)
    assert shown["messages"] == ([LEFT_OUT, "end"] if told else [line, "    below", "end"])
    assert (shown["points"], shown["hidden_points"]) == (50, 100)


def test_of_a_lab_without_hidden_tests_the_pages_are_the_same(tmp_path):
    tree = make_three(tmp_path / "full")
    file = pack(stage(tree, "05").path).path
    out = grade_submission(tree, file, None, out=tmp_path / "out", runner=wordy).out
    assert (out / FEEDBACK).read_text() == (out / "report.html").read_text()
