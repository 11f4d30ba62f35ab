# SPDX-License-Identifier: MIT
"""The memory manager in a running system: kernel/systems/memory.camkes."""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Status
from kernel.tests.systems import fuzzing

REQUESTS = 5000

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
def fixture_run():
    run = fuzzing.fuzz("memory", REQUESTS)
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
    assert fuzzing.complaints("memory", run, REQUESTS) == []
    tally = fuzzing.tallies(run.console, fuzzing.SYSTEMS["memory"], REQUESTS)["memory"]
    rare = {6, 8}
    for answer in fuzzing.SYSTEMS["memory"].interfaces["memory"].must:
        assert answer in rare or tally.answered[answer] > REQUESTS // 50, answer


def test_a_neighbour_always_gets_its_quota(run):
    looks = [int(m[1]) for line in run.lines("neighbour")
             if (m := re.fullmatch(r"neighbour: (\d+) looks, 0 wrong", line))]
    assert looks[-1] >= REQUESTS // 500 and len(looks) == len(run.lines("neighbour"))
