# SPDX-License-Identifier: MIT
"""Fuzzers of the services, for a short time: `make fuzz-services` lets them go on.

In a debug build the kernel checks all it has, and every fault is reported; in a release build a
service's lines are not interrupted by the kernel's, so what arrived on the serial line can be held
against what was sent.
"""

from __future__ import annotations

import re

import pytest

from autograder.qemu import Run
from kernel.tests.systems import fuzzing

REQUESTS = {"debug": 2000, "release": 4000}
LINE_BYTES = frozenset(range(1, 7)) | frozenset(range(14, 27))  # nobody else's
LOG_LINE = re.compile(r"^lou: (?:ERROR|WARN|INFO|DEBUG|TRACE) [^\x00-\x1f\x7f]+$")
FULL = re.compile(r"^referee: (\d+) keys, then 9; one for another 2, all removed yes$", re.M)


@pytest.fixture(scope="module", name="console")
def _console(tmp_path_factory) -> str:
    """Of a release build with a disk."""
    image = tmp_path_factory.mktemp("disk") / "disk.img"
    image.write_bytes(bytes(fuzzing.SYSTEMS["fuzzing"].disk_mib << 20))
    run = fuzzing.fuzz("fuzzing", REQUESTS["release"], "release", image)
    check(run, REQUESTS["release"])
    return run.console


def check(run: Run, requests: int) -> None:
    """Every answer was right, and each error came up."""
    assert fuzzing.complaints(run.name, run, requests) == [], run.console[-4000:]


def test_no_request_does_harm_in_a_debug_build():
    requests = REQUESTS["debug"]
    run = fuzzing.fuzz("fuzzing", requests, "debug")
    check(run, requests)
    assert fuzzing.tallies(run.console, fuzzing.SYSTEMS["fuzzing"], requests)["keys"].wrong == 0


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
