# SPDX-License-Identifier: MIT
"""lab.yml: what is right is read, what is wrong is refused in one line that names it."""

from __future__ import annotations

import copy
import random
import re

import pytest
import yaml

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
    "long name": ("name: peeks_empty", "name: " + "p" * 48, "test has more than 47 characters"),
    "deep": ("title: A", "title: " + "[" * 1000, "lab.yml: is nested too deeply"),
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


@pytest.mark.parametrize("path, data, message", [
    ("labs/07-counter/tests/judge.py", b"x = '\xff'\n", "judge.py: is no Python"),
    ("labs/07-counter/tests/judge.py", b"x = '\0'\n", "judge.py: is no Python"),
    ("labs/07-counter/tests/more.c", None, "tests/more.c: Is a directory"),
    (f"labs/07-counter/starter/{COUNTER}", None, "No such|starter: the replacement set is empty"),
    (COUNTER, None, f"no file {COUNTER}"),
    (FILE, None, "lab.yml: Is a directory"),
    ("labs/07-other/lab.yml", b"", "labs/07-other has the number of labs/07-counter"),
], ids=["judge in Latin 1", "judge with NUL", "folder for a test", "folder for a starter",
        "folder for a piece", "folder for lab.yml", "number twice"])
def test_a_tree_that_is_not_as_expected(tree, path, data, message):
    """Bytes that are no text, a folder in the place of a file."""
    (tree / path).unlink(missing_ok=True)
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    if data is None:
        (tree / path).mkdir()
    else:
        (tree / path).write_bytes(data)
    with pytest.raises(Refusal, match=message):
        labs.load(tree, "07-counter")


def test_a_whole_file_needs_its_reference(tree):
    text = (tree / FILE).read_text()
    (tree / FILE).write_text(text.replace("pieces:\n", "pieces:\n"
                                          "  - {file: kernel/none.c, whole: true}\n"))
    with pytest.raises(Refusal, match="kernel/none.c: No such file"):
        labs.load(tree, "07")


ODD = [None, True, -1, 10**30, 0.5, float("nan"), "", " ", "\n", "x", "../x", "é", [], ["x"], [[]],
       [None], {}, {"x": 1}, {1: {}}, [{}]]


def places(value, path=()):
    """The ways to each value inside of a value."""
    yield path
    inner = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from places(below, (*path, key))


def test_any_value_anywhere_is_read_or_refused_in_one_line(tree):
    reader = labs._Reader(FILE, staged=False)
    good = yaml.safe_load((tree / FILE).read_text() + EXERCISE)
    refused = 0
    for path in places(good):
        for odd in ODD:
            data = at = copy.deepcopy(good)
            for key in path[:-1]:
                at = at[key]
            if path:
                at[path[-1]] = odd
            try:
                reader.lab("07-counter", data if path else odd)
            except Refusal as refusal:
                refused += 1
                assert str(refusal).startswith(f"{FILE}: ") and "\n" not in str(refusal)
    assert refused > 1000


EXERCISE = """\
needs: []
exercise: {file: merge.c, test: merges, budget: 1000, what: how, mutants: [a, b, c]}
"""


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
