# SPDX-License-Identifier: MIT
"""The whole way, on the real labs: publish, clone, do the first lab as a student, hand in, grade.

Every step is the command that a person types, in a folder with a name that a shell would take
apart. The solution is the reference's functions, put into the starter's files one by one.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from autograder import Refusal, labs, sandbox
from autograder.definitions import read_source, write_source
from autograder.publish import publish
from autograder.replace import compose_set

ROOT = Path(__file__).resolve().parents[2]
FIRST = labs.names(ROOT)[0]


def make(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One make command, as from a terminal."""
    outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "LAB", "TEST", "FILE", "OUT",
             "SANDBOX", "STUDENT", "TO", "LABS", "SITE", "BUILD")
    return subprocess.run(["make", "--no-print-directory", *words], cwd=tree, capture_output=True,
                          text=True, errors="replace", check=False, timeout=900,
                          stdin=subprocess.DEVNULL,
                          env={k: v for k, v in os.environ.items() if k not in outer})


def result_of(tree: Path) -> dict:
    return json.loads((tree / "build/grade" / FIRST / "result.json").read_text())


def write_solution(tree: Path, lab: labs.Lab) -> None:
    """Puts the reference's version of each piece, with its helpers, into the student's files."""
    texts = {path: read_source((ROOT / path).read_bytes()) for path in lab.allow()}
    done = compose_set(lambda path: read_source((tree / path).read_bytes()), texts, lab.allow(),
                       lines=False)
    for path, text in done.files.items():
        (tree / path).write_bytes(write_source(text))


@pytest.mark.slow
def test_the_first_lab_from_publication_to_grade(tmp_path):
    lab = labs.load(ROOT, FIRST)
    visible = sum(test.points for test in lab.tests if test.visible)
    published = publish(ROOT, tmp_path / "course", "s0123456", [FIRST])
    tree = tmp_path / "Käthe's own tree (new, a=b)"
    subprocess.run(["git", "clone", "-q", published.path, tree], check=True)
    assert f"lab/{FIRST}" in (tree / "README.md").read_text()
    subprocess.run(["git", "checkout", "-q", f"stage/{lab.number}"], cwd=tree, check=True)
    subprocess.run(["git", "checkout", "-q", f"lab/{FIRST}"], cwd=tree, check=True)

    before = make(tree, "grade")
    assert before.returncode == 2 and "First failure:" in before.stdout, before.stderr
    result = result_of(tree)
    assert (result["status"], result["student"]) == ("graded", "s0123456")
    assert result["score"] <= lab.baseline < visible == result["points"]

    write_solution(tree, lab)
    after = make(tree, "grade")
    assert after.returncode == 0, after.stdout + after.stderr
    assert result_of(tree)["score"] == visible

    subprocess.run(["git", "checkout", "-q", "-f", f"stage/{lab.number}"], cwd=tree, check=True)
    write_solution(tree, lab)
    on_track = make(tree, "grade")
    assert on_track.returncode == 0, on_track.stdout + on_track.stderr

    packed = make(tree, "submit")
    assert packed.returncode == 0, packed.stderr
    archive = tree / f"build/submit/{FIRST}-s0123456.tar.gz"
    try:
        sandbox.find()
        walls = "bwrap"
    except Refusal:
        walls = "none"
    graded = make(ROOT, "grade-submission", f"FILE={archive}", f"OUT={tmp_path / 'out'}",
                  f"SANDBOX={walls}")
    assert graded.returncode == 0, graded.stdout + graded.stderr
    results = json.loads((tmp_path / "out/results.json").read_text())
    assert results["score"] == 100 and "ignored" not in results["output"]
