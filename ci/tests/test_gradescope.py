# SPDX-License-Identifier: MIT
"""ci/gradescope/run_autograder always leaves a results.json."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[1] / "gradescope/run_autograder"

# Stands in for make: notes its words, and writes results where it is told to.
MAKE = """#!/bin/bash
printf '%s\\n' "$@" > "$AUTOGRADER/words"
for word in "$@"; do
    [[ $word == OUT=* && -z $FAIL ]] && echo '{"score": 42}' > "${word#OUT=}/results.json"
done
exit 1
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("submission", "source/tessera", "bin"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "bin/make").write_text(MAKE)
    (tmp_path / "bin/make").chmod(0o755)
    return tmp_path


def results(place: Path, **more: str) -> dict:
    environment = {**os.environ, "AUTOGRADER": str(place), **more,
                   "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([RUN], env=environment, check=True, capture_output=True)
    return json.loads((place / "results/results.json").read_text())


def test_the_file_is_graded_as_the_lab_that_is_due(place: Path) -> None:
    (place / "submission/07-x name.tar.gz").write_text("")
    (place / "source/lab").write_text("07\n")
    assert results(place) == {"score": 42}
    words = (place / "words").read_text().splitlines()
    assert words[:3] == ["-C", str(place / "source/tessera"), "--no-print-directory"]
    assert words[3:] == ["grade-submission", f"FILE={place}/submission/07-x name.tar.gz",
                         f"OUT={place}/results", "LAB=07", "SANDBOX=none"]


@pytest.mark.parametrize("names", [[], ["a.tar.gz", "b.tar.gz"], ["a.zip"]])
def test_other_than_one_archive_is_said(place: Path, names: list[str]) -> None:
    for name in names:
        (place / "submission" / name).write_text("")
    found = results(place)
    assert found["score"] == 0 and "make submit" in found["output"]
    assert not (place / "words").exists()


def test_a_fault_of_the_grader_is_said_to_be_one(place: Path) -> None:
    (place / "submission/07.tar.gz").write_text("")
    found = results(place, FAIL="1")
    assert found["score"] == 0 and "has not been judged" in found["output"]
