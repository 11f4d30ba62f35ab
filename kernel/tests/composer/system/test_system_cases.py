# SPDX-License-Identifier: MIT
"""System descriptions that the composer must accept, and those it must refuse.

cases/NAME.system is a description. Its name begins with `accept_` or `reject_` and says what is
tried. cases/NAME.expected holds what the composer prints, to the letter: every error with line and
column, and warnings. Without that file it prints nothing.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CASES = Path(__file__).resolve().parent / "cases"
COMPOSE = ROOT / "build/host/compose"
NAMES = sorted(path.stem for path in CASES.glob("*.system"))
TIMEOUT_S = 20


@pytest.fixture(scope="session")
def compose() -> Path:
    """Builds the composer."""
    subprocess.run(["make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT)], cwd=ROOT,
                   check=True)
    return COMPOSE


def expected(name: str) -> str:
    path = CASES / f"{name}.expected"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("name", NAMES)
def test_description(compose, name):
    done = subprocess.run([compose, "check", f"{name}.system"], cwd=CASES, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    assert done.stderr == expected(name)
    assert done.stdout == ""
    assert done.returncode == (0 if name.startswith("accept_") else 1)


def test_every_case_says_what_must_happen():
    assert len(NAMES) >= 150
    for name in NAMES:
        errors = [line for line in expected(name).splitlines() if line.startswith("error: ")]
        assert name.startswith(("accept_", "reject_")), name
        assert bool(errors) == name.startswith("reject_"), name
        assert all(f": {name}.system:" in line for line in errors), name


def test_every_expectation_has_its_description():
    assert {path.stem for path in CASES.glob("*.expected")} <= set(NAMES)


def test_limits_are_a_table(compose):
    done = subprocess.run([compose, "limits"], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["| what | least | most | unit |", "|---|---|---|---|"]
    assert "| protection domains | 1 | 63 |  |" in lines
    assert "| priority | 0 | 254 |  |" in lines
