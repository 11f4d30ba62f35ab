# SPDX-License-Identifier: MIT
"""Commands end with the right status, and bad input with one line and no traceback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli, grade
from autograder.tests.counter_lab import COUNTER, run_on_host, solve

PACKAGE = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(tree, monkeypatch, capsys):
    """Runs a command in a folder: (status, output, errors)."""
    real = grade.Grading

    def with_runner(*words, **options):
        return real(*words, **options, runner=run_on_host)

    monkeypatch.setattr(cli, "Grading", with_runner)

    def run(*words, cwd=tree):
        monkeypatch.chdir(cwd)
        status = cli.main(list(words))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_the_usual_way(tree, command):
    status, out, _ = command("lab", "07")
    assert status == 0 and "labwork/07-counter" in out
    staged = tree / "labwork/07-counter"
    status, out, _ = command("grade", "", cwd=staged)
    assert status == 1 and "score 0 of 70" in out and "First failure: adds" in out
    solve(staged)
    status, out, _ = command("grade", "--test", "adds", cwd=staged)
    assert status == 0 and "score 30 of 30" in out
    status, out, _ = command("grade", cwd=staged)
    assert status == 0 and "score 70 of 70" in out
    status, out, _ = command("grade", "--lab", "07", "--submission", str(staged))
    assert status == 0 and "score 100 of 100" in out
    status, _, err = command("stage", "--lab", "07")
    assert status == 2 and "holds your edits" in err
    status, out, _ = command("stage", "--lab", "07", "--force")
    assert status == 0 and "kept in labwork/07-counter.backup-1" in out


def test_lists_labs(command):
    status, out, _ = command("labs")
    assert status == 0 and out.startswith("07  A counter")


@pytest.mark.parametrize("words, what", [
    (["lab"], "which lab? give LAB=NN; there are: 07-counter"),
    (["lab", "99"], "no lab '99'; there are: 07-counter"),
    (["grade"], "which lab?"),
    (["grade", "07", "--lab", "08"], "two labs given: 07 and 08"),
    (["grade", "07", "--set", "nowhere"], "no folder nowhere"),
    (["grade", "07", "--test", "nix"], "has no test 'nix'"),
    (["prove", "99"], "no lab '99'"),
])
def test_bad_input_is_one_line(command, words, what):
    status, _, err = command(*words)
    assert status == 2 and err.count("\n") == 1 and err.startswith("autograder: ") and what in err


@pytest.mark.parametrize("words, what", [
    (["lab", "07", "--to", "file/x"], "file: File exists"),
    (["lab", "07", "--to", "."], "full exists and is not a staged lab"),
    (["publish", "file/x"], "file: File exists"),
    (["publish", "."], "full exists and is not a published repository"),
    (["grade", "07", "--out", "file"], "file: File exists"),
    (["grade", "07", "--set", "file"], "no folder file"),
    (["grade-submission", ".", "--sandbox", "none"], "no file ."),
    (["grade-submission", "file", "--sandbox", "none", "--out", "file"], "file: File exists"),
])
def test_a_place_of_another_kind_is_one_line(tree, command, words, what):
    (tree / "file").touch()
    status, _, err = command(*words)
    assert status == 2 and err.count("\n") == 1 and err.startswith("autograder: ") and what in err


def test_a_file_that_may_not_be_read_is_one_line(command, monkeypatch):
    def no_right(root):
        raise PermissionError(13, "Permission denied", "labs/07-counter")

    monkeypatch.setattr(cli.labs, "names", no_right)    # root may read everything
    status, _, err = command("labs")
    assert status == 2 and err == "autograder: labs/07-counter: Permission denied\n"


def test_names_that_are_no_text(tree, command, tmp_path):
    """A folder in a student's home, a file beside the pieces."""
    place = str(tmp_path / "la\udcffb")
    status, out, _ = command("lab", "07", "--to", place)
    assert status == 0 and f"Staged lab 07-counter in {tmp_path}/la?b" in out
    (Path(place) / "x\udcff").touch()
    status, out, _ = command("grade", cwd=place)
    assert status == 1 and "ignored: x? is not a file of this lab's pieces" in out
    status, out, _ = command("submit", "--out", f"{place}.tar.gz", cwd=place)
    assert status == 0 and f"Hand in:  {tmp_path}/la?b.tar.gz" in out
    status, out, _ = command("grade", "07", "--submission", place)
    assert status == 1 and "ignored: x? is not a file of this lab's pieces" in out


def test_elsewhere_is_one_line(command, tmp_path):
    status, _, err = command("labs", cwd=tmp_path)
    assert status == 2 and err.count("\n") == 1 and "root of a Tessera tree" in err


def test_staged_tree_without_its_pieces(tree, command):
    command("lab", "07")
    staged = tree / "labwork/07-counter"
    (staged / COUNTER).unlink()
    status, _, err = command("grade", cwd=staged)
    assert status == 2 and err == f"autograder: {COUNTER}: is missing from the submission\n"


def test_any_damage_to_a_submission_gives_no_traceback(tree, command):
    command("lab", "07")
    staged = tree / "labwork/07-counter"
    solve(staged)
    good = (staged / COUNTER).read_bytes()
    source = random.Random(11)
    for _ in range(25):
        at, to = sorted(source.randrange(len(good)) for _ in range(2))
        bad = source.choice([good[:at], good[:at] + good[to:],
                             good[:at] + bytes(source.randrange(256) for _ in range(9))
                             + good[at:]])
        (staged / COUNTER).write_bytes(bad)
        status, _, err = command("grade", cwd=staged)
        assert status in (0, 1, 2) and err.count("\n") == (status == 2)


def test_a_fault_of_the_autograder_is_not_a_grade(command, monkeypatch):
    monkeypatch.setattr(cli.labs, "names", lambda root: 1 / 0)
    status, _, err = command("labs")
    assert status == 2 and "ZeroDivisionError" in err and "fault of the autograder" in err


def test_runs_as_a_module(tree):
    run = subprocess.run([sys.executable, "-m", "autograder", "labs"], cwd=tree,
                         env={**os.environ, "PYTHONPATH": str(PACKAGE)}, capture_output=True,
                         text=True, check=False)
    # The fixture has a folder autograder without this package: the real one is found.
    assert run.returncode == 0, run.stderr
