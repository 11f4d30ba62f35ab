# SPDX-License-Identifier: MIT
"""Hostile threads against the kernel: short runs of `make abuse`, and that it can fail.

`make kernel tasks` has built the programs (`make test` does so first). The long runs are for
people: `make abuse CALLS=10000000`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder import qemu
from kernel.tests.abuse import abuse

pytestmark = pytest.mark.skipif(not shutil.which(qemu.QEMU), reason="QEMU is not installed")


def folder(build: str) -> Path:
    """A build's folder, if the programs are there."""
    path = abuse.ROOT / "build" / build
    if not (path / "tessera.elf").is_file() or not (path / "tasks/abuse.elf").is_file():
        pytest.skip(f"not built: make kernel tasks BUILD={build}")
    return path


def attack(build: str, calls: int, seed: int, check: bool = False) -> abuse.Outcome:
    """One run."""
    path = folder(build)
    return abuse.run(path / "tessera.elf", path / "tasks/abuse.elf", calls=calls, seed=seed,
                     labels=len(abuse.label_names(path)), check=check)


@pytest.mark.parametrize("build, calls, check",
                         [("debug", 3_000, True), ("debug", 80_000, False),
                          ("release", 100_000, False)])
def test_the_kernel_survives(build: str, calls: int, check: bool) -> None:
    outcome = attack(build, calls, 1, check)
    assert outcome.verdict == "", outcome.console
    assert outcome.calls >= calls


def test_the_attack_is_not_all_refusals() -> None:
    outcome = attack("debug", 30_000, 2)
    names = abuse.label_names(folder("debug"))
    assert outcome.verdict == "", outcome.console
    assert all(outcome.syscalls[1:12]), "every system call is made"
    never = [name for name, row in zip(names, outcome.answers)
             if not row[0] and name.startswith(("Untyped", "TCB", "CNode", "Sched", "RISCVPage"))]
    assert not never, f"never succeeds: {never}"
    assert sum(row[0] for row in outcome.answers) > sum(map(sum, outcome.answers)) / 4
    assert outcome.faults[1] and outcome.faults[2] and outcome.faults[5] and outcome.faults[6]
    assert outcome.interrupts > 100


def test_equal_seeds_give_equal_runs_and_others_do_not() -> None:
    first, again, other = (attack("debug", 2_000, seed) for seed in (3, 3, 4))
    assert (first.calls, first.answers) == (again.calls, again.answers)
    assert first.answers != other.answers


REGION = abuse.WANTED.size + abuse.HEAD.size + 8 * (abuse.FAULTS + abuse.SYSCALLS + abuse.ERRORS)


@pytest.mark.parametrize("magic, reason, console, verdict", [
    (abuse.MAGIC, b"", "", ""),
    (abuse.MAGIC, b"leak: one byte", "", "leak: one byte"),
    (0, b"", "x\nkernel panic at a.c:1: no\n", "kernel panic at a.c:1: no"),
    (0, b"", "", "the machine stopped before the end"),
])
def test_what_the_run_left_is_judged(magic: int, reason: bytes, console: str,
                                     verdict: str) -> None:
    region = bytearray(REGION)
    abuse.HEAD.pack_into(region, abuse.WANTED.size, magic, 1, 1, 0, 0, reason)
    assert abuse.read_region(bytes(region), 1, console, "", 0.0).verdict == verdict
