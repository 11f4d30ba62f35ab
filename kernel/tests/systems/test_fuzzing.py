# SPDX-License-Identifier: MIT
"""Fuzzers of the services, for a short time: `make fuzz-services` lets them go on.

In a debug build the kernel checks all it has, and every fault is reported; in a release build a
service's lines are not interrupted by the kernel's, so what arrived on the serial line can be held
against what was sent.
"""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Run, Status
from kernel.tests.systems import fuzzing

REQUESTS = {"debug": 2000, "release": 2000}
LINE_BYTES = frozenset(range(1, 7)) | frozenset(range(14, 27))  # nobody else's
LOG_LINE = re.compile(r"^lou: (?:ERROR|WARN|INFO|DEBUG|TRACE) [^\x00-\x1f\x7f]+$")
FULL = re.compile(r"^referee: (\d+) keys, then 9; one for another 2, all removed yes$", re.M)


@pytest.fixture(scope="module", name="console")
def _console() -> str:
    """Of a release build with a disk."""
    run = fuzzing.fuzz("fuzzing", REQUESTS["release"])
    check("fuzzing", run, REQUESTS["release"])
    return run.console


def check(name: str, run: Run, requests: int) -> None:
    """Every answer was right, and each error came up."""
    assert fuzzing.complaints(name, run, requests) == [], run.console[-4000:]


def test_no_request_does_harm_in_a_debug_build():
    requests = REQUESTS["debug"]
    check("fuzzing", fuzzing.fuzz("fuzzing", requests, "debug", disk=False), requests)


def test_a_fault_of_a_service_would_be_found():
    """Of a run that ends too early, everything is said to be missing."""
    run = Run(Status.STUCK, "", 0, None, "monitor: sdk_runtime: page fault\n"
              "fuzzer: runtime: 7 requests, 2 spoilt, 1 wrong, refused 1:1, answered 1:3\n")
    assert fuzzing.complaints("sdk", run, 1000) == [
        "monitor: sdk_runtime: page fault", "sdk: no progress", "runtime: 7 requests",
        "runtime: 1 wrong answers", "runtime: never '0'", "runtime: never refused: bad payload"]


@pytest.mark.parametrize("name, disk", [("block", True), ("block", False), ("sdk", True)])
def test_a_service_of_one_client_answers_anything(name, disk):
    run = fuzzing.fuzz(name, 2000, disk=disk)
    if disk:
        check(name, run, 2000)
    else:  # nothing can be read
        assert fuzzing.complaints(name, run, 2000) == ["block: never '1'"]


def test_the_runtime_takes_no_endpoint_for_a_page():
    console = fuzzing.fuzz("sdk", 1000).console
    assert "fuzzer: neither an endpoint nor a notification is a page: 0 0\n" in console


def test_a_full_store_says_so_and_keeps_what_it_has(console):
    found = FULL.search(console)
    assert found and int(found[1]) > 500


def test_memory_and_slots_are_as_before_after_each_turn(console):
    line = "referee: memory as before, capabilities of the coordinator as before"
    assert console.count(line) == REQUESTS["release"] // 1000


def test_what_was_written_to_the_line_arrives(console):
    count, total = re.findall(r"^line: (\d+) bytes, sum ([0-9a-f]+)$", console, re.M)[-1]
    arrived = [b for b in console.encode() if b in LINE_BYTES]
    value = 0xcbf29ce484222325
    for byte in arrived:
        value = (value ^ byte) * 0x100000001b3 % (1 << 64)
    assert (len(arrived), f"{value:016x}") == (int(count), total)


def test_each_line_of_a_log_is_whole(console):
    printed = int(re.findall(r"^lou: (\d+) lines, some noise$", console, re.M)[-1])
    lines = [line for line in console.splitlines() if line.startswith("lou: ")]
    logged = [line for line in lines if LOG_LINE.match(line)]
    assert len(logged) == printed
    assert len(lines) - len(logged) == REQUESTS["release"] // 1000
