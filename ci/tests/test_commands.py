# SPDX-License-Identifier: MIT
"""The commands that do the whole thing, done: demo, docs, gdb."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    """This process's, without the variables of a make around it."""
    return {key: value for key, value in os.environ.items()
            if not key.startswith("MAKE") and key != "MFLAGS"}


def run(*command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, text=True, input=typed, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=1200, env=environment())


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    """ci/demo.py as a module."""
    spec = importlib.util.spec_from_file_location("demo", ROOT / "ci/demo.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_demo_shows_the_main_job_on_one_screen() -> None:
    result = run("make", "--no-print-directory", "demo")
    assert result.returncode == 0, result.stdout
    lines = result.stdout.splitlines()
    assert len(lines) <= 30 and max(map(len, lines)) <= 80, result.stdout
    assert "  | TESSERA> wait hello" in lines and "  | hello: Exited, code 0" in lines
    assert re.search(r"^  starter +0 of 100 points", result.stdout, re.M)
    assert re.search(r"^  reference +100 of 100 points", result.stdout, re.M)


SAID = ("TESSERA> source demo.repl\n", "hello: Exited, code 0\n",
        "fault: Faulted, write at 0x0, pc 0x10048\n", "blue, as the sea\n",
        "timer: Suspended\n", "TESSERA> \nSwitching off.\n")


@pytest.mark.parametrize("missing", [None, *SAID])
def test_demo_fails_when_the_shell_does_not_say_what_it_should(
        demo: ModuleType, monkeypatch: pytest.MonkeyPatch, missing: str | None) -> None:
    said = "".join(line for line in SAID if line != missing)
    monkeypatch.setattr(demo, "talk", lambda typed: said)
    if missing:
        with pytest.raises(demo.Unexpected):
            demo.boot()
    else:
        demo.boot()


@pytest.mark.parametrize("judge", ["judge_starter", "judge_mutant", "judge_reference"])
def test_demo_fails_when_a_solution_gets_other_points(demo: ModuleType, judge: str,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    class Graded:
        """A grading that gave the wrong points: all to the bad ones, none to the good one."""

        result = {"status": "graded", "score": 0 if judge == "judge_reference" else 100,
                  "points": 100, "tests": []}

    monkeypatch.setattr(demo, "grade", lambda request: Graded)
    lab = demo.labs.load(ROOT, demo.LAB)
    with pytest.raises(demo.Unexpected):
        getattr(demo, judge)(lab)


def test_docs_builds_the_site() -> None:
    result = run("make", "--no-print-directory", "docs")
    assert result.returncode == 0, result.stdout
    assert (ROOT / "build/site/index.html").is_file()


def test_gdb_stops_the_kernel_at_a_function_with_its_source() -> None:
    symbol = re.search(r"break (\w+)", (ROOT / "ci/gdb").read_text())
    assert symbol, "ci/gdb suggests no breakpoint"
    result = run("make", "--no-print-directory", "gdb",
                 typed=f"break {symbol[1]}\ncontinue\nbacktrace 1\nquit\n")
    assert re.search(rf"Breakpoint 1, {symbol[1]} \(.*\)\s+at kernel/microkernel/", result.stdout)
    assert not (ROOT / "build/gdb.sock").exists()
