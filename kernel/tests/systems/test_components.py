# SPDX-License-Identifier: MIT
"""Systems of components: each connector, the start-up, locks, errors, and a hostile client."""

from __future__ import annotations

import json
import re

import pytest

from autograder.qemu import Status
from kernel.tests.bench import connectors
from kernel.tests.systems.running import ROOT, boot

RPC = """\
client: length: 7
client: length of nothing: 0
client: join: one piece
client: shout: QUIET PLEASE
client: 5 words: [who] [holds] [it] [may] [enter]
client: sum: -4294967290
client: sum of none: 0
client: 20 squares, the last 361
client: reverse: edcba
client: divide: -3 rest -2
client: step: 42
client: next: t
client: half: 250 thousandths
client: both: 1 0
client: limits: -128 255 -32768 65535 -2147483648 4294967295 -9223372036854775808 \
18446744073709551615
client: all arrived: 18446744073709551615
client: numbers: the parameters do not fit the message (0)
client: sum of too many: 0
client: done
"""

EVENTS = """\
first: nothing yet: 0
second: nothing yet: 0
third: nothing yet: 0
sender: ringing
first: heard it
first: one callback at a time
second: heard it
second: one callback at a time
third: heard it
third: one callback at a time
sender: ringing again
first: called back, time 1
second: called back, time 1
third: called back, time 1
sender: the gong, for one of them
first: the gong
sender: answered, and nothing more: 0
sender: ringing a last time
first: called back, time 2
second: called back, time 2
third: called back, time 2
sender: done
"""

DATAPORTS = """\
writer: 16384 bytes of text, 4096 of page
reader: Whoever holds the tessera may come in.
reader: 0 wrong words
vandal: Whoever holds the tessera may come in.
vandal: 0 wrong words
vandal: now I write
writer: 2 have read it
"""

MANY_CLIENTS = """\
ada: put 4088 bytes: 4088
ada: got 4088 bytes, 0 wrong
ada: leave my thread: 0
bea: put 1 bytes: 1
bea: got 1 bytes, 0 wrong
bea: it is a thread: yes, its pc is in its program: yes
eve: vault: the parameters do not fit the message (0)
eve: put 4089 bytes: 0
eve: got 0 bytes, 0 wrong
eve: there is nothing to pick up
"""

CALL_SIGNAL = """\
alice: order 1, ready: 0
bob: order 2, ready: 0
worker: bread is ready
bob: got bread
worker: soup is ready
alice: got soup
"""

LIFECYCLE = """\
stages: a constructor
stages: good evening, 3 of 3 numbers is 4
stages: pre_init
stages: one__init
stages: two__init
stages: three__init
stages: post_init
stages: one__run
stages: two__run
stages: three__run
stages: run
asker: 10 steps
asker: -10 steps
"""

COMPOUND = """\
sink: set from outside(outer(a line))
counter: 1
sink: set from outside(outer(another one))
counter: 2
sink: set from outside(outer())
counter: 3
"""

ERRORS = """\
asks_discard: short: xxx
discard: told: error 0: an answer that cannot be sent
asks_discard: told: error 0: the results do not fit the message
asks_discard: long: nothing
asks_discard: short again: xxxx
asks_ignore: short: xxx
ignore: told: error 0: an answer that cannot be sent
asks_ignore: told: error 0: the results do not fit the message
asks_ignore: long: nothing
asks_ignore: short again: xxxx
asks_stop: short: xxx
stop: told: error 0: an answer that cannot be sent
asks_halt: short: xxx
halt: told: error 0: an answer that cannot be sent
late_stop: short: xxx
stop: other: error 0: an answer that cannot be sent
"""

LESSONS = {
    "rpc": RPC, "events": EVENTS, "dataports": DATAPORTS, "many_clients": MANY_CLIENTS,
    "call_signal": CALL_SIGNAL, "lifecycle": LIFECYCLE, "compound": COMPOUND, "errors": ERRORS,
}


def last_line(name: str) -> str:
    """What a lesson says when it is done."""
    return LESSONS[name].splitlines()[-1]


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_says_what_it_shows(run_system, name):
    wanted = LESSONS[name].splitlines()
    run = run_system(name, wanted[-1])
    assert run.status is Status.SAID, run.console
    assert run.lines(*{line.partition(":")[0] for line in wanted}) == wanted, run.console


@pytest.mark.parametrize("name", ["call_signal", "lifecycle"])
def test_lesson_is_the_same_each_time(run_system, name):
    assert boot(name, last_line(name)).console == run_system(name, last_line(name)).console


def test_writing_to_a_dataport_without_the_right_faults(run_system):
    console = run_system("dataports", last_line("dataports")).console
    assert "monitor: vandal: thread vandal.control: page fault: write to 0x" in console
    assert "never reached" not in console


def test_halting_faults_and_silences_the_whole_component(run_system):
    """late_halt, which asks the halted component's other thread, is before late_stop."""
    console = run_system("errors", last_line("errors")).console
    assert "monitor: halt: thread halt.told: exception: breakpoint" in console
    assert "late_halt:" not in console
    assert "monitor: stop" not in console


def test_customers_compete_and_no_purchase_is_lost():
    run = boot("locks", "shop: 3000 sold, at most 2 with a basket, baskets left: 1 1 0")
    assert run.status is Status.SAID, run.console
    assert {line for line in run.lines("shop") if "finished" in line} == {
        f"shop: {name} has finished" for name in ("ann", "ben", "cem")}


def test_two_interrupts_reach_one_thread():
    run = boot("interrupt", "clock: heard all", typed=b"ab")
    said = run.lines("clock")
    assert [line for line in said if "tick" in line] == [
        f"clock: tick {n}, not too early" for n in (1, 2, 3)], run.console
    assert [line for line in said if "typed" in line] == ["clock: typed a", "clock: typed b"]


# -- the logger ------------------------------------------------------------------------------


@pytest.fixture(name="log", scope="module")
def log_lines(run_system):
    """What the logger printed, by client."""
    run = run_system("logger", "chief: ERROR done::dropped 4")
    assert run.status is Status.SAID, run.console
    return {name: [line.removeprefix(f"{name}: ") for line in run.lines(name)]
            for name in ("ada", "ben", "chief")}


def test_logger_hears_each_client_up_to_its_level(log):
    words = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"]
    for name, level in {"ada": 3, "ben": 1, "chief": 5}.items():
        said = [line for line in log[name] if "work::" in line]
        assert said == [f"{w} work::number {n}" for n, w in enumerate(words[:level], 1)]


def test_logger_cuts_what_is_too_long_and_only_that(log):
    for said in log.values():
        cut = next(line for line in said if "long::" in line).removeprefix("ERROR ")
        fits = next(line for line in said if "fits::" in line).removeprefix("ERROR ")
        assert cut == "long::" + "x" * (2047 - 6 - 3) + "..."
        assert fits == "fits::" + "x" * (2047 - 6)


def test_logger_prints_whole_lines(log):
    for said in log.values():
        assert "ERROR trick::one?chief: ERROR two?[2J" in said


def test_a_suppressed_message_costs_no_system_call(log):
    costs = [re.fullmatch(r"ERROR cost::(\d+) instructions", line)
             for said in log.values() for line in said if "cost::" in line]
    assert len(costs) == 3
    assert all(cost and int(cost[1]) < 25 for cost in costs)


def test_logger_counts_what_it_dropped(log):
    said = [line for line in log["chief"] if "raised::" not in line]
    assert said[-2:] == ["ERROR dropped::2 4 2", "ERROR done::dropped 4"]
    assert not any("last::" in line for line in log["chief"])


def test_a_client_learns_of_another_level_without_a_word(log):
    assert [line for line in log["chief"] if "raised::" in line] == [
        "DEBUG raised::heard at once", "ERROR raised::dropped 4"]


# -- what does not belong --------------------------------------------------------------------


def test_garbage_never_stops_the_server(run_system):
    """100,000 requests of a client with a runtime of its own, then 10,000 whose page changes."""
    run = run_system("hostile", "witness: 5 3999 WELL 1000 17")
    assert run.status is Status.SAID, run.console
    assert "monitor:" not in run.console
    for how, total in {"quiet": 100_000, "noisy": 10_000}.items():
        counts = {what: int(n) for n, what in re.findall(
            r"(\d+) ([a-z ]+)", next(li for li in run.lines("hostile") if how in li))}
        assert sum(counts.values()) == total
        assert min(counts["done"], counts["no method"], counts["bad payload"]) > total // 50
        assert counts["no memory"] == counts["not permitted"] == counts["other"] == 0


@pytest.mark.parametrize("thread", [
    "deep0.control", "deep1.calls", "deep2.pages", "deep3.event"])
def test_a_thread_that_goes_too_deep_is_named(run_system, thread):
    console = run_system("guards", "honest: written").console
    name = thread.partition(".")[0]
    assert f"{name}: digging" in console
    assert re.search(rf"^monitor: {name}: thread {thread}: stack overflow", console, re.M), console


@pytest.mark.parametrize("name", ["below", "above"])
def test_a_client_cannot_write_beside_its_page(run_system, name):
    run = run_system("guards", "honest: written")
    assert re.search(rf"^monitor: {name}: thread {name}.control: .*page fault: write to 0x",
                     run.console, re.M), run.console
    assert f"{name}: written" not in run.console
    assert len(run.lines("bank")) == 3


# -- figures ---------------------------------------------------------------------------------


def test_cost_of_each_connector():
    """In guest instructions of the release build; `make bench` prints them."""
    costs = connectors.measure()
    for name, count in costs.items():
        print(f"{name:<60}{count:>8}")
    assert costs["seL4SharedData, write and read a word"] < 50
    for connector in ("seL4RPCCall", "seL4RPCOverMultiSharedData"):
        row = [costs[f"{connector}, {what}"] for what in (
            "nothing", "two numbers", "array of 800 bytes")]
        assert row == sorted(row) and 500 < row[0] < 4000
        assert row[2] < 5000  # by words, not by bytes
        assert row[0] < costs[f"{connector}, text of 100 bytes"]


def test_memory_of_each_component(run_system):
    """From the report: apart from its heap, a component of one thread is small."""
    heap = 256 << 10
    run_system("events", last_line("events"))
    report = json.loads((ROOT / "build/debug/systems/events/report.json").read_text())
    memory = {c["name"]: sum(c["memory"].values()) for c in report["components"]}
    print(memory)
    assert set(memory) == {"sender", "first", "second", "third"}
    assert all(20_000 < bytes_ < heap for bytes_ in memory.values())
