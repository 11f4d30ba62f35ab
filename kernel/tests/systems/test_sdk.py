# SPDX-License-Identifier: MIT
"""The SDK runtime: applications good and hostile, waiting, dying, and asking for anything."""

from __future__ import annotations

from autograder.qemu import Status

TESTER = """\
tester: refused: 0 0 0 0 0 0 0
tester: 16 attached, one more: no
tester: 200 times attached and detached
tester: ann may ping: yes, log: yes; ben: yes, no
tester: calls of 0 to 4 words, done: 1
tester: ben: 1000 pings, while ann waits: yes
tester: ann: timers 1, nothing more: yes
tester: 15 waits ended with their timers
tester: suspended, done: no
tester: resumed, timers 1, nothing more: yes
tester: it was ann: yes, with 42, and is stopped: yes
tester: ben: 1000 pings
tester: detached, pings answered: 0
tester: 50 waits cut off, none ended: yes
tester: 50 deaths, ben: 1000 pings
tester: quiet: all answered: yes, some done: yes, some refused: yes
tester: loud: all answered: yes, some done: yes, some refused: yes
tester: witness: 50 ticks
tester: 18 batches, then 2
tester: done
""".splitlines()


def test_nothing_that_applications_do_stops_the_runtime(run_system):
    run = run_system("sdk", TESTER[-1])
    assert run.lines("tester") == TESTER, run.console
    assert run.status is Status.SAID
    assert "monitor:" not in run.console


def test_a_line_of_an_application_carries_the_name_of_its_bundle(run_system):
    run = run_system("sdk", TESTER[-1])
    assert "sdk_runtime: INFO ann::hello from a player" in run.lines("sdk_runtime"), run.console
    assert not any("ben::" in line for line in run.lines("sdk_runtime"))
