# SPDX-License-Identifier: MIT
"""Timelines: what the kernel keeps is read, put into threads and drawn, the same each time."""

from __future__ import annotations

import re
import struct
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from autograder import Refusal, timeline
from autograder.timeline import EVENT, HEADER, MAGIC, Event, Kind

ROOT = Path(__file__).resolve().parents[2]
A, B = 0xffffffc080001000, 0xffffffc080002000


def words(*numbers: int) -> bytes:
    return struct.pack("<3Q", *(number % (1 << 64) for number in numbers))


def switch(at: int, thread: int, name: str) -> Event:
    return Event(at, thread, Kind.SWITCH, name.encode().ljust(24, b"\0"))


def region(events: list[Event], room: int) -> bytes:
    """Memory as a kernel with room for so many events leaves it."""
    slots = [b""] * room
    for number, event in enumerate(events):
        slots[number % room] = EVENT.pack(event.at, event.thread, event.kind, event.data)
    return HEADER.pack(MAGIC, EVENT.size, room, len(events)) + \
        b"".join(slot.ljust(EVENT.size, b"\0") for slot in slots)


RUN = [switch(1000, A, "client"), Event(1400, A, Kind.SYSCALL, words(-1, 0x10, 3 << 12 | 2)),
       switch(1500, B, "server"), Event(1900, B, Kind.FAULT, words(6, 0x123, 0)),
       Event(1950, B, Kind.INTERRUPT, words(10, 0, 0)),
       Event(1960, B, Kind.SIGNAL, words(A, 0x4, 0)), switch(2000, A, "client")]


def test_ring_gives_the_last_events_in_order():
    events, dropped = timeline.read(region(RUN, 4))
    assert events == RUN[3:] and dropped == 3
    assert timeline.read(region(RUN, 8)) == (RUN, 0)


def test_memory_without_events_is_refused():
    with pytest.raises(Refusal, match="left no events"):
        timeline.read(bytes(4096))
    with pytest.raises(Refusal, match="another form"):
        timeline.read(HEADER.pack(MAGIC, 40, 8, 0).ljust(4096, b"\0"))
    with pytest.raises(Refusal, match="none is of kind 9"):
        timeline.read((HEADER.pack(MAGIC, 48, 8, 1)
                       + timeline.EVENT.pack(1, 2, 9, b"")).ljust(4096, b"\0"))


def test_threads_know_when_they_ran():
    line = timeline.arrange(RUN, 0, 2100)
    assert [(t.name, t.runs) for t in line.threads] == [
        ("client", [(1000, 1500), (2000, 2100)]), ("server", [(1500, 2000)])]
    assert [e.what() for e in line.threads[1].events] == [
        "memory fault at 0x123", "interrupt 10", "signal badge 0x4"]
    assert line.threads[0].events[0].what() == "Call cap 0x10 label 3 length 2"


def test_new_name_of_an_address():
    events = [switch(0, A, "child of: 'rootserver'"), switch(10, A, "late"), switch(20, A, "next")]
    line = timeline.arrange(events, 0, 30)
    assert [t.name for t in line.threads] == ["late", "next"]


def test_sleep_at_the_end_is_left_out():
    end = [switch(3000, B, "idle"), Event(1 << 62, B, Kind.INTERRUPT, words(0, 0, 0))]
    assert timeline.without_the_end(RUN + end) == RUN + end[:1]
    assert timeline.without_the_end(RUN) == RUN


def test_part_of_a_run_begins_with_who_runs():
    part = timeline.between(RUN, 1700, 1955)
    assert [(e.at, e.kind) for e in part] == [(1700, Kind.SWITCH), (1900, Kind.FAULT),
                                              (1950, Kind.INTERRUPT)]


def test_picture_is_svg_with_each_event():
    svg = timeline.picture(timeline.arrange(RUN, 0, 2100), "a <title>")
    root = ET.fromstring(svg)
    titles = [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "1,900 memory fault at 0x123" in titles and "client 1,000 to 1,500" in titles
    assert "prefers-color-scheme: dark" in svg


def make_trace(*more: str) -> tuple[str, bytes, bytes]:
    """make trace, what it printed behind the lines of a build, and what it wrote."""
    done = subprocess.run(["make", "--no-print-directory", "trace", *more], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = ROOT / "build/trace"
    table = done.stdout[done.stdout.index("thread "):]
    return (table, (folder / "trace.txt").read_bytes(), (folder / "trace.svg").read_bytes())


def test_make_trace_gives_the_same_bytes_twice():
    first, second = make_trace(), make_trace()
    assert first == second
    text = first[1].decode()
    assert re.search(r"^rootserver +[\d,]+ +\d+\.\d%", text, re.M)
    assert re.search(r"ping-pong server +ReplyRecv cap 0x", text)
    ET.fromstring(first[2])


def test_release_kernel_keeps_no_events(tmp_path):
    if not (ROOT / "build/release/tessera.elf").exists():
        pytest.skip("no release kernel is built")
    with pytest.raises(Refusal, match="not a debug build"):
        timeline.record(ROOT / "build/release", ROOT / "build/debug/tasks/tour.elf", 50_000_000)
