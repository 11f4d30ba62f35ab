# SPDX-License-Identifier: MIT
"""The system `paging`: the pager under a tester that plays everybody around it."""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Run, Status
from kernel.tests.systems import fuzzing
from kernel.tests.systems.running import ROOT

REQUESTS = 2000
TESTS = re.findall(r"TEST\((test_\w+)\)",
                   (ROOT / "kernel/systems/paging/Tester/tester.c").read_text())
COST = re.compile(r"^pager, (.+): (\d+) instructions$", re.M)
END = re.compile(r"^tester: (\d+) slots before, (\d+) after, (\d+) failures$", re.M)
FUZZ = re.compile(r"^tester: fuzz: (\d+) touches, (\d+) reported$", re.M)


@pytest.fixture(scope="module", name="run")
def _run() -> Run:
    return fuzzing.fuzz("paging", REQUESTS)


@pytest.mark.parametrize("name", TESTS)
def test_in_the_machine(run: Run, name: str):
    assert f"tester: {name} ok" in run.lines("tester"), run.console


def test_nothing_fails_and_no_slot_is_lost(run: Run):
    end = END.search(run.console)
    assert end and end[1] == end[2] and int(end[1]) > 1500 and end[3] == "0", run.console
    assert "FAILED" not in run.console
    assert "monitor:" not in run.console
    assert run.console.count("no fault handler") == 1  # in test_old_endpoint_is_dead


def test_random_requests_do_no_harm(run: Run):
    """The tester stops if memory is not back after a thousand of them."""
    assert fuzzing.complaints("paging", run, REQUESTS) == []
    touches, reported = map(int, FUZZ.findall(run.console)[-1])
    assert touches > REQUESTS // 20 and 0 < reported < touches


def test_runs_are_the_same(run: Run):
    once_more = fuzzing.fuzz("paging", 1000)
    assert once_more.status is Status.SAID
    assert run.console.startswith(once_more.console)


def test_cost_of_a_fault():
    """In guest instructions of the release build; `make bench` prints them."""
    console = fuzzing.fuzz("paging", 1000, "release").console
    costs = {what: int(count) for what, count in COST.findall(console)}
    for what, count in costs.items():
        print(f"{what:<50}{count:>8}")
    there, lazy, file, shared = costs.values()
    assert there < 10 < 1000 < shared < lazy < file < 20_000
