# SPDX-License-Identifier: MIT
"""lab.yml: what is right is read, what is wrong is refused in one line that names it."""

from __future__ import annotations

import random
import re

import pytest

from autograder import Refusal, labs
from autograder.tests.counter_lab import COUNTER

FILE = "labs/07-counter/lab.yml"


def test_reads_the_lab(tree):
    lab = labs.load(tree, "07")
    assert (lab.name, lab.number, lab.title, lab.baseline) == ("07-counter", "07", "A counter", 10)
    assert lab.allow() == {COUNTER: ("counter_add", "counter_take")}
    assert lab.removed() == {COUNTER: ("least",)}
    assert [t.name for t in lab.tests if not t.visible] == ["peeks_empty", "saturates"]
    assert [m.name for m in lab.mutants] == ["overwrite", "keeps", "unbounded"]


@pytest.mark.parametrize("wanted", ["07", "7", "07-counter", "counter"])
def test_a_lab_has_several_names(tree, wanted):
    assert labs.find(tree, wanted) == "07-counter"


@pytest.mark.parametrize("wanted", ["", "8", "77", "count", "../07-counter"])
def test_unknown_lab(tree, wanted):
    with pytest.raises(Refusal, match="there are: 07-counter"):
        labs.find(tree, wanted)


WRONG = {
    "not yaml": (r"title: A", "title: [A", r"lab.yml:\d+: "),
    "key twice": ("hours: 1-2", "hours: 1-2\nhours: 3", r"lab.yml:3: key 'hours' given twice"),
    "unknown key": ("hours: 1-2", "hours: 1-2\nhorus: 3", "unknown key 'horus' in the lab"),
    "missing key": ("difficulty: 1\n", "", "key 'difficulty' is missing in the lab"),
    "range": ("difficulty: 1", "difficulty: 9", "difficulty is 9, expected a number from 1 to 5"),
    "hours": ("hours: 1-2", "hours: some", "hours is 'some', expected 2 or 5-6"),
    "hours backwards": ("hours: 1-2", "hours: 2-1", "hours is '2-1', expected 2 or 5-6"),
    "points": ("points: 30", "points: 31", "sum to 101, expected 100"),
    "negative": ("points: 30", "points: -30", "points of adds is -30"),
    "no number": ("points: 30", "points: true", "points of adds is True"),
    "visible": ("visible: true", "visible: maybe", "visible of the test adds is neither"),
    "test twice": ("name: takes", "name: adds", "'adds' is twice in tests"),
    "no such test": ("name: takes", "name: takess", "'takes' of .* is not listed"),
    "no such mutant": ("kills: [overwrite]", "kills: [overwrites]",
                       "adds kills the unknown mutant 'overwrites'"),
    "idle test": (", kills: [overwrite]", "", "visible test adds kills no mutant"),
    "idle mutant": ("kills: [unbounded]", "kills: [keeps]", "no test kills the mutant 'unbounded'"),
    "no function": ("[counter_add,", "[counter_ad,", "no symbol 'counter_ad'.*counter_add"),
    "macro": ("[counter_add,", "[LIMIT,", "'LIMIT' in .* is a macro, not a function"),
    "no file": ("ipc/counter.c\n    f", "ipc/count.c\n    f", "no file kernel/.*count.c"),
    "outside": ("file: kernel", "file: ../kernel", "not a path inside the tree"),
    "no pieces": (r"pieces:\n.*\n.*\n.*\n", "pieces: []\n", "the lab has no pieces"),
    "both": ("    functions:", "    whole: true\n    functions:", "either 'functions' or 'whole"),
    "number": ("difficulty: 1", "difficulty: 1\nneeds: [6]", 'needs is 6, expected one like "07"'),
    "no such lab": ("difficulty: 1", 'difficulty: 1\nreads: ["06"]', "there is no lab 06"),
    "needs itself": ("difficulty: 1", 'difficulty: 1\nneeds: ["07"]',
                     "does not come before lab 07"),
    "text": ("title: A counter", "title: 3", "title is not a text"),
    "name": ("name: keeps,", "name: ../x,", "name of a mutant is not a name"),
    "list": ("A counter\n", "A counter\n- 3\n", r"lab.yml:\d+: "),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_lab_file_is_refused_in_one_line(tree, case):
    old, new, message = WRONG[case]
    text = (tree / FILE).read_text()
    changed = re.sub(old.replace("[", r"\[") if "\\" not in old else old, lambda _: new, text,
                     count=1)
    assert changed != text
    (tree / FILE).write_text(changed)
    with pytest.raises(Refusal) as refusal:
        labs.load(tree, "07")
    assert re.search(message, str(refusal.value)), refusal.value
    assert "\n" not in str(refusal.value)


def test_hidden_tests_need_a_file_of_their_own(tree):
    path = tree / "labs/07-counter/tests"
    (path / "counter.c").write_text((path / "counter.c").read_text()
                                    + (path / "hidden.c").read_text())
    (path / "hidden.c").unlink()
    with pytest.raises(Refusal, match="mixes visible and hidden"):
        labs.load(tree, "07")


@pytest.mark.parametrize("path, text, message", [
    (f"labs/07-counter/starter/{COUNTER}", "void counter_add(int by)\n{\n}\n",
     "the function 'counter_take' is missing"),
    (f"labs/07-counter/starter/{COUNTER}", None, "no such folder|set is empty"),
    (f"solutions/07-counter/mutants/keeps/{COUNTER}",
     "int counter_peek(void)\n{\n    return 1;\n}\n", "'counter_peek' is no piece of the lab"),
    ("solutions/07-counter/mutants/keeps/kernel/x.c", "int x;\n", "no piece in this file"),
    (f"solutions/07-counter/mutants/more/{COUNTER}", "int x;\n", "'more' of .* is not listed"),
], ids=["incomplete starter", "no starter", "not a piece", "other file", "unlisted mutant"])
def test_sets_hold_the_pieces_only(tree, path, text, message):
    if text is None:
        (tree / path).unlink()
    else:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    with pytest.raises(Refusal, match=message):
        labs.load(tree, "07")


def test_any_text_is_read_or_refused(tree):
    text = (tree / FILE).read_text()
    source = random.Random(7)
    for _ in range(150):
        at = source.randrange(len(text))
        broken = source.choice([
            text[:at], text[:at] + text[at + source.randrange(1, 30):],
            text[:at] + source.choice(":-[]{}&*!%@'\"#\t\n,0") + text[at:],
            text[:at] + text[at:at + 50] * 2 + text[at + 50:]])
        (tree / FILE).write_text(broken)
        try:
            labs.load(tree, "07")
        except Refusal as refusal:
            assert "\n" not in str(refusal)
