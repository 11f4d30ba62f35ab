# SPDX-License-Identifier: MIT
"""The process manager with its services, and a tester in place of a shell.

One round of cycles and of the fuzzer is run here; `make cycles` runs as many as make 1,000 cycles
of every application and 100,000 requests of every interface.
"""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Status
from kernel.tests.bench import start
from kernel.tests.systems import endurance, fuzzing
from kernel.tests.systems.running import boot

GROUPS = ("states", "packages", "many", "faults", "quotas", "hoards", "undoing", "failures",
          "bad bundles", "20 cycles")
ENDING = ("hello", "exiter", "fault", "panic", "keyval", "logtest", "timer", "mmap", "hog")
FULL_CYCLES = 3
STEPS_WITHOUT_CALLS = {2}  # the manifest is looked at, and nobody is asked


@pytest.fixture(name="run", scope="module")
def run_of_one_round():
    """The tester's groups, a round of cycles and a turn of the fuzzer."""
    run = endurance.run(rounds=1)
    assert run.status is Status.SAID, run.console
    return run


@pytest.mark.parametrize("group", GROUPS)
def test_each_expectation_is_met(run, group):
    assert "WRONG" not in run.console, run.console
    line = next(li for li in run.lines("tester") if li.startswith(f"tester: {group}:"))
    met, of = re.fullmatch(rf"tester: {group}: (\d+) of (\d+)", line).groups()
    assert met == of and int(of) >= 10


def test_every_step_of_a_start_was_made_to_fail(run):
    """Of one that is installed, of one that is built in, and of that again."""
    lines = [li for li in run.lines("tester") if "failed at each step" in li]
    assert len(lines) == 3
    for line in lines:
        counts = [int(count) for count in re.findall(r"\d+", line)]
        assert len(counts) == 10
        assert {step for step, count in enumerate(counts, 1) if not count} == STEPS_WITHOUT_CALLS


def test_any_request_gets_one_of_the_answers_that_there_are(run):
    assert fuzzing.complaints("processes", run, 2000) == []


def test_no_service_has_faulted(run):
    assert "monitor:" not in run.console


def test_a_start_is_quick():
    """In guest instructions of the release build; `make bench` prints them."""
    costs = start.measure()
    everything = costs.pop("all")
    print(costs)
    assert sum(costs.values()) == everything < 1_500_000
    assert all(count > 100 for count in costs.values())


def memory_in_use(report: str) -> list[str]:
    """What the shell's `mstats` says of now, not of all the time since boot."""
    return re.findall(r"^(bytes allocated|bytes free|objects|batches) +(\d+)",
                      report.partition("since boot")[0], re.M)


def test_the_full_system_has_all_its_memory_back():
    """With the real security coordinator: the first cycle makes what is made once."""
    cycle = "".join(f"start {name}\nwait {name}\n" for name in ENDING)
    cycle += "start fibonacci\nstop fibonacci\n"
    typed = f"{cycle}mstats\n{cycle * FULL_CYCLES}mstats\n\x04"
    run = boot("full", typed=typed.encode())
    first, second = (memory_in_use(part) for part in run.console.split("> mstats")[1:])
    assert first == second and len(first) == 4, run.console
    assert run.console.count("fibonacci: Stopped") == 1 + FULL_CYCLES
