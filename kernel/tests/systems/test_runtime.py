# SPDX-License-Identifier: MIT
"""The runtime of protection domains where it is strained: abuse, restarts, lost signals, cost."""

from __future__ import annotations

import re

from autograder.qemu import Status

from kernel.tests.bench import calls
from kernel.tests.systems.running import boot

REFUSALS = """\
greeter: microkit_notify: no channel 7
greeter: microkit_notify: no channel 6
greeter: microkit_notify: no channel 5
greeter: microkit_notify: no channel 62
greeter: microkit_notify: no channel 4294967295
greeter: microkit_ppcall: no channel 3
greeter: label 2, 0 words
greeter: microkit_irq_ack: no IRQ 3
greeter: microkit_deferred_notify: no channel 61
greeter: microkit_deferred_irq_ack: no IRQ 64
greeter: microkit_pd_restart: no child 9
greeter: microkit_pd_stop: no child 0
greeter: microkit_pd_resume: no child 62
greeter: microkit_cspace_root_slot_to_cptr: no slot 0
greeter: slot 0
greeter: microkit_cspace_root_slot_to_cptr: no slot 512
greeter: slot 0
greeter: microkit_mr_set: no message register 64
greeter: microkit_mr_get: no message register 255
greeter: word 0
mute: protected is missing: a call came on channel 7
greeter: label 2
greeter: microkit_deferred_notify: channel 3 refused, channel 3 is deferred already
greeter: microkit_deferred_irq_ack: IRQ 5 refused, channel 3 is deferred already
greeter: still here
mute: notified is missing: a notification came on channel 4
careless: exit, status 3
mute: fault is missing: a fault came from child 9
""".splitlines()


def test_abuse_is_refused_by_name(run_system):
    run = run_system("refusals", REFUSALS[-1])
    said = run.lines("mute", "greeter", "careless")
    assert said == ["mute: init is missing"] + REFUSALS, run.console


def test_a_hundred_restarts(run_system):
    run = run_system("restarts", "keeper: server: 100 restarts")
    assert run.lines("keeper", "client") == [
        "keeper: victim: 100 restarts, 101 lives, 101 in its memory, 0 wrong",
        "keeper: faults: 50 memory, 26 instruction",
        "client: 200 calls, 100 answered, 100 cut off by a restart",
        "keeper: server: 100 restarts",
    ], run.console


def test_no_signal_is_lost():
    run = boot("passive_stress", "signaller: done")
    text = "\n".join(run.lines("signaller"))
    rounds = re.search(r"signaller: 3000 rounds, (\d+) signals, (\d+) lost, (\d+) unsure", text)
    calls = re.search(r"calls: (\d+) answered, (\d+) cut off, (\d+) strange", text)
    children = re.search(r"(\d+) stops, (\d+) resumes, (\d+) restarts, (\d+) starts", text)
    assert rounds and calls and children, run.console
    signals, lost, unsure = map(int, rounds.groups())
    assert lost == 0
    assert signals > 6000 and unsure < 600
    answered, cut_off, strange = map(int, calls.groups())
    assert strange == 0 and answered > 500 and cut_off > 50
    assert all(int(n) > 500 for n in children.groups())
    assert int(children[4]) <= int(children[3]) + 1


def test_cost_of_a_round_trip(run_system):
    """In guest instructions of the release build; `make bench` prints them."""
    run = run_system("call_cost", "", "release")
    assert run.status is Status.EXIT and run.exit_code == 0, run.console
    costs = {f"{what} {server} {words}": int(count)
             for what, server, words, count in calls.LINE.findall(run.console)}
    assert len(costs) == calls.ROWS, run.console
    assert 100 < costs["call passive 0"] < 2000
    assert costs["call passive 0"] <= costs["call passive 4"] <= costs["call passive 64"]
    assert costs["call passive 0"] <= costs["call active 0"]
