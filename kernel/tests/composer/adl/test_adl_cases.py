# SPDX-License-Identifier: MIT
"""Component descriptions that the composer must accept, and those it must refuse.

cases/NAME.camkes is a description. Its name begins with `accept_` or `reject_` and says what is
tried. cases/reject_X.expected holds the errors that `compose check` prints, to the letter, with
file, line and column; cases/accept_X.json the model that `compose dump` understands. What several
cases import is in cases/lib; cases/search is found by -I only.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CASES = Path(__file__).resolve().parent / "cases"
COMPOSE = ROOT / "build/host/compose"
NAMES = sorted(path.stem for path in CASES.glob("*.camkes"))
ACCEPTED = [name for name in NAMES if name.startswith("accept_")]
REJECTED = [name for name in NAMES if name.startswith("reject_")]
ERROR = re.compile(r"error: .+: [\w/]+\.camkes(:\d+:\d+)?")
TIMEOUT_S = 20


@pytest.fixture(scope="session")
def compose():
    """Builds the composer; gives a function that runs it on a case."""
    subprocess.run(["make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT)], cwd=ROOT,
                   check=True)

    def run(command: str, name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMPOSE, command, "-I", "search", f"{name}.camkes"], cwd=CASES,
                              timeout=TIMEOUT_S, capture_output=True, text=True, check=False)
    return run


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(compose, name):
    done = compose("dump", name)
    assert done.stderr == ""
    assert done.stdout == (CASES / f"{name}.json").read_text()
    assert done.returncode == 0
    json.loads(done.stdout)


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(compose, name):
    done = compose("check", name)
    assert done.stderr == (CASES / f"{name}.expected").read_text()
    assert done.stdout == ""
    assert done.returncode == 1


@pytest.mark.parametrize("name", REJECTED)
def test_a_rejected_one_has_no_dump(compose, name):
    done = compose("dump", name)
    assert done.stderr == (CASES / f"{name}.expected").read_text()
    assert (done.stdout, done.returncode) == ("", 1)


def test_every_case_says_what_must_happen():
    assert len(NAMES) >= 90
    assert sorted(ACCEPTED + REJECTED) == NAMES
    for name in REJECTED:
        lines = (CASES / f"{name}.expected").read_text().splitlines()
        assert lines, name
        for line in lines:
            assert ERROR.fullmatch(line) or line.endswith("the rest is not shown"), line


def test_every_expectation_has_its_description():
    expected = [*CASES.glob("*.expected"), *CASES.glob("*.json")]
    assert {path.stem for path in expected} == set(NAMES)
