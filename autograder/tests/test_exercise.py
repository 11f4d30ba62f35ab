# SPDX-License-Identifier: MIT
"""An exercise is done by a test that tells the mutants from the reference, and by nothing else."""

from __future__ import annotations

import json

import pytest

from autograder import Refusal, exercise, labs, report
from autograder.exercise import DONE, NOT_BEGUN, NOT_BUILT, OPEN, Bench, judge
from autograder.grade import full_tree
from autograder.prove import Failed, Prover, proof_names
from autograder.stage import secrets, staged_tree
from autograder.tests.counter_lab import COUNTER, run_on_host, write_files

LAB = "labs/07-counter"
BLOCK = """\
exercise:
  file: taking.c
  test: takes_all
  budget: 1000
  what: what is taken
  mutants: [one, two, three]
"""
EMPTY = b'#include "proctor.h"\nTEST(takes_all)\n{\n    return 0;\n}\n'
GOOD = b'#include "proctor.h"\nTEST(takes_all)\n{\n    return 1 - 1;\n}\n'
PEEK = "int counter_peek(void)\n{\n    return count + %d;\n}\n"


@pytest.fixture
def lab_tree(tree):
    """The counter's lab with an exercise."""
    with open(tree / LAB / "lab.yml", "a") as file:
        file.write(BLOCK)
    write_files(tree, {f"{LAB}/exercise/taking.c": EMPTY.decode(),
                       "solutions/07-counter/exercise/taking.c": GOOD.decode(),
                       **{f"{LAB}/exercise/{name}/{COUNTER}": PEEK % number
                          for number, name in enumerate(("one", "two", "three"), 1)}})
    with open(tree / "kernel/build.mk", "a") as file:
        file.write("build/virt.dtb:\n\t@touch $@\n")
    return tree


def source_of(tree, place):
    """Stands in for a kernel's image: the source that it would be built from."""
    del place
    return tree[COUNTER].data


def bench(tree, lab):
    return Bench(tree / "build/bench", full_tree(tree, lab.name),
                 exercise.images(tree, lab, source_of))


def answers(**failing):
    """A runner under which the test fails on the kernels that are named."""
    def run(kernels, proctor, what):
        assert proctor.is_file() and what.budget == 1000
        assert [name for name in kernels] == ["reference", "one", "two", "three"]
        return {name: (name not in failing, failing.get(name, "")) for name in kernels}
    return run


@pytest.mark.parametrize("failing, status", [
    ({"one": "x", "two": "y", "three": "z"}, DONE),
    ({"one": "x", "three": "z"}, OPEN),
    ({}, OPEN),
    ({"reference": "w", "one": "x", "two": "y", "three": "z"}, OPEN)])
def test_done_is_to_pass_on_the_reference_and_fail_on_all_mutants(lab_tree, failing, status):
    lab = labs.load(lab_tree, "07")
    verdict = judge(lab, GOOD, bench(lab_tree, lab), skeleton=EMPTY, runner=answers(**failing))
    assert verdict["status"] == status and verdict["messages"] == []
    assert {row["name"]: row["message"] for row in verdict["kernels"] if row["message"]} == failing
    assert json.loads(json.dumps(verdict)) == verdict


@pytest.mark.parametrize("source", [None, EMPTY])
def test_who_has_not_begun_is_told_so_and_nothing_runs(lab_tree, source):
    lab = labs.load(lab_tree, "07")
    verdict = judge(lab, source, bench(lab_tree, lab), skeleton=EMPTY)
    assert verdict["status"] == NOT_BEGUN
    assert {row["seen"] for row in verdict["kernels"]} == {"not run"}


@pytest.mark.parametrize("source, said", [
    (GOOD.replace(b"1 - 1;", b"1 - ;"), f"{LAB}/exercise/taking.c:4:"),
    (GOOD.replace(b"takes_all", b"other"), "it must hold TEST(takes_all) and no other test"),
    (GOOD + GOOD.replace(b"takes_all", b"other"), "and no other test"),
    (b"", "it must hold TEST(takes_all)")])
def test_what_does_not_build_says_why_in_the_students_file(lab_tree, source, said):
    lab = labs.load(lab_tree, "07")
    verdict = judge(lab, source, bench(lab_tree, lab), runner=answers())
    assert verdict["status"] == NOT_BUILT and said in verdict["messages"][0]


def test_images_are_of_reference_and_mutants_and_are_built_once(lab_tree):
    lab = labs.load(lab_tree, "07")
    made = []

    def counted(tree, place):
        made.append(place.name)
        return source_of(tree, place)

    first = exercise.images(lab_tree, lab, counted)
    assert made == list(first) == ["reference", "one", "two", "three"]
    assert b"return count + 2;" in first["two"] and b"return count +" not in first["reference"]
    assert exercise.images(lab_tree, lab, counted) == first and len(made) == 4
    path = lab_tree / f"{LAB}/exercise/two/{COUNTER}"
    path.write_text(PEEK % 7)
    assert b"return count + 7;" in exercise.images(lab_tree, lab, counted)["two"]
    assert made[4:] == ["two"]


def test_staged_tree_has_skeleton_and_images_and_no_source_of_a_mutant(lab_tree, monkeypatch):
    monkeypatch.setattr(exercise, "_make_image", lambda tree, place: place.name.encode())
    lab = labs.load(lab_tree, "07")
    tree = staged_tree(lab_tree, lab)
    here = sorted(path for path in tree if "/exercise/" in path)
    assert here == [f"{LAB}/exercise/{name}" for name in
                    ("one.elf", "reference.elf", "taking.c", "three.elf", "two.elf")]
    assert exercise.staged_images(lab, tree)["two"] == b"two"
    assert b"takes_all" in tree["README.md"].data
    del tree[f"{LAB}/exercise/two.elf"]
    with pytest.raises(Refusal, match="two.elf: is missing; stage the lab again"):
        exercise.staged_images(lab, tree)


def test_a_mutant_of_the_exercise_does_not_make_a_secret_public(lab_tree):
    lab = labs.load(lab_tree, "07")
    before = secrets(lab_tree, lab)
    secret = (lab_tree / COUNTER).read_text()
    (lab_tree / f"{LAB}/exercise/one/{COUNTER}").write_text(secret)
    assert secrets(lab_tree, lab) == before


@pytest.mark.parametrize("old, new, said", [
    ("[one, two, three]", "[one, two]", "needs 3 mutants"),
    ("[one, two, three]", "[one, two, reference]", "needs 3 mutants"),
    ("[one, two, three]", "[one, two, four]", "exercise/four: the replacement set is empty"),
    ("takes_all", "adds", "is a test of the lab"),
    ("takes_all", "takes_more", "no TEST(takes_more)"),
    ("taking.c", "../taking.c", "expected a name like guards.c"),
    ("taking.c", "none.c", "the exercise has no labs/07-counter/exercise/none.c"),
    ("budget: 1000\n  what", "budget: 0\n  what", "budget of the exercise is 0"),
    ("  what: what", "  extra: what", "unknown key 'extra' in exercise")])
def test_a_block_that_is_wrong_is_refused(lab_tree, old, new, said):
    path = lab_tree / LAB / "lab.yml"
    text = path.read_text()
    assert BLOCK in text and old in BLOCK
    path.write_text(text.replace(BLOCK, BLOCK.replace(old, new)))
    with pytest.raises(Refusal) as refused:
        labs.load(lab_tree, "07")
    assert said in str(refused.value)


def test_a_mutant_that_is_not_listed_is_refused(lab_tree):
    write_files(lab_tree, {f"{LAB}/exercise/four/{COUNTER}": PEEK % 4})
    with pytest.raises(Refusal, match="mutant 'four' of the exercise is not listed"):
        labs.load(lab_tree, "07")


# -- the proof ---------------------------------------------------------------------------------

def prove(tree, monkeypatch, reference, others):
    """The proof `exercise` where the reference test and all others are answered like this."""
    monkeypatch.setattr(exercise, "_make_image", source_of)
    monkeypatch.setattr(exercise, "_run", answers(**reference))
    monkeypatch.setattr(exercise, "empty_test", lambda block: EMPTY)
    prover = Prover(tree, labs.load(tree, "07"), run_on_host)
    prover.exercise_runner = answers(**others)
    try:
        return prover.check("exercise")
    finally:
        prover.close()


KILLED = {"one": "x", "two": "y", "three": "z"}


def test_proof_of_a_good_exercise_holds(lab_tree, monkeypatch):
    assert "exercise" in proof_names(labs.load(lab_tree, "07"))
    assert "tells 3 mutants" in prove(lab_tree, monkeypatch, KILLED, {})


@pytest.mark.parametrize("reference, others, said", [
    ({"one": "x"}, {}, "the reference test of the exercise is 'open', expected 'done'"),
    (KILLED, KILLED, "the skeleton of the exercise is 'done', expected 'open'"),
    (KILLED, {"two": "does not boot"}, "an empty test fails on two")])
def test_proof_of_a_bad_exercise_fails(lab_tree, monkeypatch, reference, others, said):
    with pytest.raises(Failed) as failed:
        prove(lab_tree, monkeypatch, reference, others)
    assert said in str(failed.value)


# -- reports -----------------------------------------------------------------------------------

@pytest.mark.parametrize("runner, said", [
    (answers(**KILLED), "Exercise: a test of what is taken: done"),
    (answers(), "OPEN  two         must fail, passed")])
def test_reports_show_a_row_for_each_kernel_and_no_points(lab_tree, runner, said):
    lab = labs.load(lab_tree, "07")
    verdict = judge(lab, GOOD, bench(lab_tree, lab), runner=runner)
    result = {"lab": lab.name, "title": lab.title, "status": "graded", "score": 7, "points": 7,
              "hidden_points": 0, "seed": "", "notes": [], "messages": [], "exercise": verdict,
              "tests": [{"name": "adds", "points": 7, "earned": 7, "visible": True,
                         "status": "passed", "expected": "", "seen": "", "message": "",
                         "invariant": "", "instructions": 1, "console": ""}]}
    text = report.terminal(result)
    assert said in text and "score 7 of 7" in text
    junit = report.junit(result)
    assert 'tests="5" failures="0"' in junit and "takes_all on two" in junit
    page = report.html(result)
    assert "Exercise: " + verdict["status"] in page and "<code>three</code>" in page
