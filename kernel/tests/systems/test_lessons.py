# SPDX-License-Identifier: MIT
"""The lessons: each system says on its console exactly what it is there to show."""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Status
from kernel.tests.systems.running import boot

LESSONS = {
    "hello": ["hello: hello, world"],
    "passive_server": [
        "server: ready",
        "client: sum of 1 to 3: 6, label 0",
        "client: sum of 1 to 64: 2080, label 0",
        "client: reversed: 5 4 3 2 1 0",
        "client: unknown request: label 1, 0 words",
        "client: the server was notified 1 time",
    ],
    "hierarchy": [
        "supervisor: ready",
        "worker: life 1, jobs 0, limit 3",
        "supervisor: child 3 touched address 0",
        "worker: life 2, jobs 0, limit 3",
        "supervisor: once more, without a fault",
        "worker: life 3, jobs 0, limit 3",
        "supervisor: the worker is stopped and has a job",
        "supervisor: the worker may go on",
        "worker: job 78",
        "supervisor: done",
    ],
    "generations": [
        "parent: life 1", "child: life 1", "parent: child 2 faulted, fault 1",
        "child: life 2", "parent: child 2 faulted, fault 2",
        "child: life 3", "elder: child 1, fault 6",
        "parent: life 2", "parent: child 2 faulted, fault 1",
        "child: life 4", "parent: child 2 faulted, fault 2",
        "child: life 5", "parent: child 2 faulted, fault 3",
        "child: life 6", "child: the parent handled 3 faults in its life 2",
        "child: notified",
    ],
    "shared_memory": [
        "producer: text of 39 bytes: Whoever holds the tessera may come in.",
        "producer: table of 2097152 bytes, physically aligned to it: yes",
        "consumer: Whoever holds the tessera may come in.",
        "consumer: 0 wrong entries",
        "producer: it was read",
    ],
    "cap_sharing": [
        "controller: the spinner counted to 100000",
        "controller: read registers: done",
        "controller: its pc is in its image: yes",
        "controller: read the time it used: done",
        "controller: the spinner counted to 200000",
        "controller: unbind its context: done",
        "controller: unbind it again: refused",
        "controller: bind it: done",
        "controller: the spinner counted to 300000",
        "controller: suspend it: done",
    ],
    "timer": ["timer: armed"] + [f"timer: tick {n} after {n}000 us" for n in range(1, 6)],
    "budgets": ["greedy: begins"] + [f"modest: part {n} of 5" for n in range(1, 6)]
    + ["greedy: has finished", "modest: the greedy one is done"],
    "ring": ["starter: the token leaves", "starter: 1000 rounds, token 6000 of 6000"],
}


def programs(lines: list[str]) -> set[str]:
    """Who speaks in these lines."""
    return {line.partition(":")[0] for line in lines}


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_says_what_it_shows(run_system, name):
    run = run_system(name, LESSONS[name][-1])
    assert run.lines(*programs(LESSONS[name])) == LESSONS[name], run.console
    assert run.status is Status.SAID, run.console


@pytest.mark.parametrize("name", ["hierarchy", "budgets"])
def test_lesson_is_the_same_each_time(run_system, name):
    first = run_system(name, LESSONS[name][-1])
    assert boot(name, LESSONS[name][-1]).console == first.console


def test_the_monitor_reports_the_write_to_read_only_memory():
    console = boot("shared_memory", "  it is stopped").console
    assert "monitor: consumer: page fault: write to 0x40000000" in console
    assert "in notified, kernel/systems/shared_memory/consumer/consumer.c:" in console
    assert "never reached" not in console


def test_the_monitor_reports_used_up_budgets(run_system):
    console = run_system("budgets", LESSONS["budgets"][-1]).console
    assert re.search(r"^monitor: greedy: budget overrun.* in init, .*greedy\.c:\d+", console, re.M)
    assert "monitor: modest" not in console


def test_each_domain_has_its_slice(run_system):
    run = run_system("domains", "gold_clock: slice 4, 1 ms")
    assert run.status is Status.SAID, run.console
    lines = run.lines("red_clock", "green_clock", "blue_clock", "gold_clock")
    colours = ["red", "green", "blue", "gold"]
    lengths = {"red": 2, "green": 2, "blue": 2, "gold": 1}
    said = {c: [li for li in lines if li.startswith(c)] for c in colours}
    for colour in colours:
        assert said[colour] == [f"{colour}_clock: slice {n}, {lengths[colour]} ms"
                                for n in range(1, 5)]
    order = [line.partition("_")[0] for line in lines]
    assert order == order[:4] * 4 and set(order[:4]) == set(colours)


def test_uart_echoes_lines(run_system):
    run = run_system("uart", "uart: second line", "debug", b"first\rsecond line\r")
    assert run.lines("uart") == ["uart: type a line", "uart: first", "uart: second line"], \
        run.console
    assert run.status is Status.SAID
