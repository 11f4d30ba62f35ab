# SPDX-License-Identifier: MIT
"""Each proof holds for a good lab, and fails when what it proves is not so."""

from __future__ import annotations

import itertools
import json
import threading

import pytest

from autograder import labs, prove
from autograder.prove import Failed, Prover, proof_names
from autograder.tests.counter_lab import COUNTER, Outcome, run_on_host
from autograder.tests.counter_labs import make_three

LAB = "labs/07-counter"


def prover(tree, runner=run_on_host):
    return Prover(tree, labs.load(tree, "07"), runner)


def holds(tree, proof, runner=run_on_host):
    one = prover(tree, runner)
    try:
        return one.check(proof)
    finally:
        one.close()


def fails(tree, proof, runner=run_on_host):
    with pytest.raises(Failed) as failed:
        holds(tree, proof, runner)
    assert "\n" not in str(failed.value)
    return str(failed.value)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_all_proofs_of_a_good_lab_hold(tree):
    said = []
    assert prove.prove(tree, [], said.append, run_on_host)
    assert [line.split(":")[0] for line in said[:-1]] == \
        [f"ok   07 {name}" for name in proof_names(labs.load(tree, "07"))] + ["lab 07 A counter"]
    assert ": 4 lines to write, 4 tests, 3 of 3 mutants killed, " in said[-2]
    assert said[-1].startswith("11 of 11 proofs hold, 1 lab")
    entry = json.loads((tree / "build/labs.json").read_text())["07-counter"]
    assert entry.pop("seconds") >= 0
    assert entry == {"title": "A counter", "starter": 10, "baseline": 10, "reference": 100,
                     "tests": 4, "mutants": 3, "killed": 3, "lines": 4, "proofs": 11, "held": 11}


def test_wrong_baseline(tree):
    edit(tree / LAB / "lab.yml", "baseline: 10", "baseline: 0")
    assert "the starter gets 10 points, expected 0; see peeks_empty" in fails(tree, "starter")


def test_starter_that_warns(tree):
    edit(tree / "kernel/build.mk", " -Werror", "")
    edit(tree / LAB / "starter" / COUNTER, "return 0;", "int x; return 0;")
    assert "starter: the build warns" in fails(tree, "starter")


def test_starter_that_does_not_build(tree):
    edit(tree / LAB / "starter" / COUNTER, "return 0;", "return x;")
    assert "starter: not built" in fails(tree, "starter")


def test_starter_whose_tests_do_not_all_run(tree):
    def skips(k, e, p, tests, nonce, on_result):
        return run_on_host(k, e, p, tests[:3], nonce, on_result)

    assert "saturates did not run" in fails(tree, "starter", skips)


def test_failure_without_explanation(tree):
    def silent(k, e, p, tests, nonce, on_result):
        for result in run_on_host(k, e, p, tests, nonce):
            on_result(Outcome(result.name, result.passed, "", "", ""))
        return []

    assert "fails without an explanation" in fails(tree, "starter", silent)


def test_reference_that_misses_points(tree):
    edit(tree / COUNTER, "count + by, LIMIT", "count + by, 7")
    assert "the reference gets 80 points, expected 100; see saturates" in fails(tree, "reference")


def test_mutant_that_survives(tree):
    edit(tree / LAB / "lab.yml", "kills: [overwrite]", "kills: [overwrite, unbounded]")
    assert "not killed by adds" in fails(tree, "mutant unbounded")
    assert holds(tree, "mutant overwrite").startswith("killed by 2 named tests")


def test_mutant_that_does_not_build(tree):
    edit(tree / f"solutions/07-counter/mutants/keeps/{COUNTER}", "return count;", "return")
    assert "mutant keeps: not built: solutions/07-counter/mutants/keeps/" in fails(tree,
                                                                                  "mutant keeps")


def test_a_broken_build_kills_no_mutant(tree):
    """Unless that is what the mutant is about."""
    def unbuilt(k, e, p, tests, nonce, on_result):
        results = run_on_host(k, e, p, tests, nonce)
        return [Outcome(r.name, r.passed, r.expected, r.seen, "no system", built=r.passed)
                for r in results]

    assert fails(tree, "mutant keeps", unbuilt).endswith("a broken build alone: no system")
    assert "no mutant fails adds" in fails(tree, "visible", unbuilt)
    edit(tree / LAB / "lab.yml", "name: keeps,", "name: keeps, breaks_build: true,")
    assert holds(tree, "mutant keeps", unbuilt).startswith("killed by")
    assert "breaks the build, which it does not" in fails(tree, "mutant keeps")


def test_visible_test_that_kills_nothing(tree):
    edit(tree / f"solutions/07-counter/mutants/overwrite/{COUNTER}", "least(by, LIMIT)",
         "least(count + by, LIMIT + 0)")
    assert "no mutant fails adds" in fails(tree, "visible")


def test_results_that_differ(tree):
    calls = itertools.count()

    def moody(k, e, p, tests, nonce, on_result):
        for result in run_on_host(k, e, p, tests, nonce):
            on_result(Outcome(result.name, result.passed, "", "", f"call {next(calls)}"))
        return []

    assert "result.json differs: line" in fails(tree, "twice", moody)


def test_staged_tree_that_judges_otherwise(tree):
    def depends(k, e, p, tests, nonce, on_result):
        results = run_on_host(k, e, p, tests, nonce)
        return [Outcome(r.name, r.passed != (len(tests) == 2), "", "", "x") for r in results]

    assert "adds, takes differ from the full tree's verdict" in fails(tree, "staged", depends)


def test_stage_that_leaks(tree, monkeypatch):
    from autograder import stage
    from autograder.replace import Composition
    monkeypatch.setattr(stage, "compose_set", lambda *a, **k: Composition())
    assert "is in object" in fails(tree, "secret")


def test_stage_that_varies(tree, monkeypatch):
    from autograder import stage
    years = itertools.count(2001)
    real = stage._commit

    def commit(path, lab):
        monkeypatch.setitem(stage.AUTHOR, "GIT_AUTHOR_DATE", f"{next(years)}-01-01T00:00:00Z")
        return real(path, lab)

    monkeypatch.setattr(stage, "_commit", commit)
    assert "two stagings give" in fails(tree, "reproducible")


def test_a_failed_proof_fails_the_command_and_the_others_go_on(tree):
    edit(tree / LAB / "lab.yml", "baseline: 10", "baseline: 0")
    said = []
    assert not prove.prove(tree, ["07"], said.append, run_on_host)
    assert [line for line in said if line.startswith("FAIL")] == [said[1]]
    assert said[-1].startswith("10 of 11 proofs hold")


def test_labs_are_proved_at_once_and_told_in_their_order(tmp_path):
    tree = make_three(tmp_path / "full")
    said = []
    assert prove.prove(tree, [], said.append, run_on_host), said
    assert [line.split(":")[0] for line in said if line.startswith("lab ")] == [
        "lab 05 Looking", "lab 07 A counter", "lab 09 Reset"]
    assert said[-1].startswith("29 of 29 proofs hold, 3 labs")
    assert [line for line in said if "track" in line] == [
        f"ok   0{lab} track: builds with the starters of {later} later labs"
        for lab, later in ((5, 2), (7, 1), (9, 0))]


def test_some_labs_are_proved_and_one_that_cannot_be_read_fails(tmp_path):
    tree = make_three(tmp_path / "full")
    edit(tree / "labs/09-reset/lab.yml", "baseline:", "base line:")
    said = []
    assert not prove.prove(tree, ["9", "07"], said.append, run_on_host)
    assert [line.partition(":")[0] for line in said if line.startswith("FAIL")] == [
        "FAIL 07 track", "FAIL 09 readable"]      # a track has all labs
    assert said[-2].startswith("FAIL 09 readable: labs/09-reset/lab.yml: unknown key")
    assert said[-1].startswith("10 of 12 proofs hold, 2 labs")
    assert list(json.loads((tree / "build/labs.json").read_text())) == ["07-counter"]


def test_starters_that_do_not_go_together(tmp_path):
    """Each builds by itself; on the cumulative track their helpers are one."""
    tree = make_three(tmp_path / "full")
    starter = tree / "labs/07-counter/starter" / COUNTER
    edit(starter, "/** Adds", "static int missing(int lab)\n{\n    return lab;\n}\n\n/** Adds")
    edit(starter, "(void)by;   /* lab 07 */", "missing(by);")
    assert holds(tree, "starter").startswith("10 points")
    assert "the stage does not build without a warning" in fails(tree, "track")


def test_two_provers_do_not_disturb_each_other(tree):
    """The second waits until the first has let go of the folder."""
    first, second = prover(tree), prover(tree)
    first.check("reference")
    done = threading.Event()

    def run():
        second.check("twice")
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert not done.wait(0.5)
    first.close()
    assert done.wait(300)
    thread.join()
    second.close()
