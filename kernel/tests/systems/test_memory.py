# SPDX-License-Identifier: MIT
"""The memory manager in a running system: kernel/systems/memory.camkes.

MEMORY_REQUESTS=100000 lets the fuzzer ask so often; a multiple of 5,000.
"""

from __future__ import annotations

import os
import re

import pytest

from autograder.qemu import Status

REQUESTS = int(os.environ.get("MEMORY_REQUESTS", "5000"))
LOOKS = REQUESTS // 250
LAST_LINE = f"neighbour: {LOOKS} looks, 0 wrong"
BUDGET = 3_000_000_000 + REQUESTS * 200_000

CHECKS = {  # what the tester looks at, and how often
    "one of each": 17,
    "objects that are refused": 24,
    "batches that are refused": 114,
    "capabilities": 33,
    "accounts": 51,
    "a closed account": 17,
    "all of its quota": 206,
    "cycles": 2017,
    "debug": 1,
}


@pytest.fixture(scope="module", name="run")
def fixture_run(run_system):
    run = run_system("memory", LAST_LINE, "debug", b"", BUDGET)
    assert run.status is Status.SAID, run.console
    assert "monitor:" not in run.console
    return run


@pytest.mark.parametrize("what", CHECKS)
def test_every_answer_is_as_it_should_be(run, what):
    n = CHECKS[what]
    assert f"tester: {what}: {n} of {n}" in run.lines("tester"), run.console


def test_the_state_for_people_names_accounts_and_free_memory(run):
    lines = run.lines("memory_manager")
    assert "memory_manager: INFO memory::tester: 0 of 16777216 bytes, 0 objects in 0 batches" \
        in lines
    free = sum(int(m[1]) * int(m[2]) for line in lines
               if (m := re.fullmatch(r".*::free: (\d+) of (\d+) KiB", line)))
    assert free > 100 * 1024
    assert not [line for line in lines if "ERROR" in line]


def test_requests_of_any_kind_leave_nothing_and_never_stop_it(run):
    """Each kind of answer comes up, and after each thousand all is as it was before."""
    rounds = [dict((what, int(n)) for n, what in re.findall(r"(\d+) ([A-Za-z ]+)", line))
              for line in run.lines("fuzzer")]
    assert [r["requests"] for r in rounds] == list(range(1000, REQUESTS + 1, 1000))
    assert [r["wrong"] for r in rounds] == [0] * len(rounds)
    last = rounds[-1]
    for what in ("OK", "over quota", "bad objects", "bad CNodes", "not found", "spoilt",
                 "refused"):
        assert last[what] > REQUESTS // 50, what
    assert last["occupied"] > 0 and last["too many"] > 0


def test_a_neighbour_always_gets_its_quota(run):
    assert run.lines("neighbour")[-1] == LAST_LINE
