# SPDX-License-Identifier: MIT
"""The timer service: what its timers do, and that two clients do not meet."""

from __future__ import annotations

from autograder.qemu import Status

WAITER = """\
waiter: refused: 0 0 0 0 0 0
waiter: longest: 1, cancelled: 1
waiter: one-shot: 8, in time, then 0
waiter: no time at all: 8
waiter: all of them: ffffffff
waiter: 4 cancelled, 5 ends: 20, in time
waiter: cancelled after its end: 0
waiter: started anew: 80, in time
waiter: once instead of again and again: 80, in time, then 100
waiter: 50 periods: in time
waiter: 5 not taken: 200, the next: 200, in time
waiter: 300 of 300 rounds right
""".splitlines()
TICKER = ["ticker: 150 ticks, 0 bits of others, no drift: yes"]


def test_timers_end_when_they_should_and_only_then(run_system):
    run = run_system("timers", WAITER[-1])
    assert run.lines("waiter") == WAITER, run.console
    assert run.status is Status.SAID


def test_a_client_is_told_of_its_own_timers_only(run_system):
    run = run_system("timers", WAITER[-1])
    assert run.lines("ticker") == TICKER, run.console
    assert "monitor:" not in run.console
