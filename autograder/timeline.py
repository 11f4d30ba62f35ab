# SPDX-License-Identifier: MIT
"""Draws what a kernel did: threads over guest instructions, with the events between them.

A debug kernel that boots with the word `trace` keeps its last events at the end of its memory
(kernel/microkernel/debug/trace.c). Here the machine is run as graded ones are, counted in
instructions, so the same images give the same bytes:

    python3 -m autograder.timeline BUILD TASK OUT      (make trace SYSTEM=...)

prints a table of the threads and the first events, and writes all of them to OUT/trace.txt and a
picture to OUT/trace.svg.
"""

from __future__ import annotations

import argparse
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from xml.sax.saxutils import escape

from autograder import Refusal, qemu
from autograder.proctor import FAULTS, SYSCALLS

MEMORY_MIB = 128  # what the device tree calls memory
TRACE_BYTES = 4 << 20  # its end, which the kernel takes
MAGIC = 0x3145434152540000
HEADER = struct.Struct("<4Q")
EVENT = struct.Struct("<3Q24s")
COUNT_AT = 24  # in that region: events so far
INSTRUCTIONS = 200_000_000
IDLE_SECONDS = 3.0  # a thread that runs gives an event per timeslice, of some milliseconds
PRINTED = 40  # events on the terminal


class Kind(IntEnum):
    """What an event is, as enum trace_kind numbers it."""

    SYSCALL = 0
    FAULT = 1
    INTERRUPT = 2
    SIGNAL = 3
    SWITCH = 4


KINDS = frozenset(Kind)


@dataclass(frozen=True)
class Event:
    """One event: when, in guest instructions since reset; whose; what."""

    at: int
    thread: int
    kind: Kind
    data: bytes

    @property
    def words(self) -> tuple[int, int, int]:
        return struct.unpack("<3Q", self.data)

    @property
    def name(self) -> str:
        """Of a SWITCH: the beginning of the thread's name."""
        return self.data.partition(b"\0")[0].decode("ascii", "replace")

    def what(self) -> str:
        """The event in words."""
        a, b, c = self.words
        if self.kind is Kind.SYSCALL:
            call = SYSCALLS.get(a - (1 << 64), f"system call {a - (1 << 64) if a >> 63 else a}")
            sends = call not in ("Recv", "NBRecv", "Wait", "NBWait", "Yield")
            return call + (f" cap {b:#x}" if call != "Yield" else "") + \
                (f" label {c >> 12} length {c & 127}" if sends else "")
        if self.kind is Kind.FAULT:
            return f"{FAULTS.get(a, f'fault {a}')} at {b:#x}"
        if self.kind is Kind.INTERRUPT:
            return f"interrupt {a}" if a else "timer interrupt"
        if self.kind is Kind.SIGNAL:
            return f"signal badge {b:#x}"
        return "runs"

    def short(self) -> str:
        """The event in one word, as it stands in the picture."""
        a = self.words[0]
        if self.kind is Kind.SYSCALL:
            return SYSCALLS.get(a - (1 << 64), "unknown call")
        return {Kind.FAULT: FAULTS.get(a, "fault"), Kind.SIGNAL: "signal", Kind.SWITCH: "",
                Kind.INTERRUPT: f"IRQ {a}" if a else "timer"}[self.kind]


def read(memory: bytes) -> tuple[list[Event], int]:
    """The events in the kernel's region, oldest first, and how many older ones it has dropped.

    Raises Refusal if the kernel has not made one.
    """
    magic, size, room, count = HEADER.unpack_from(memory)
    if magic != MAGIC:
        raise Refusal("the kernel left no events: it is not a debug build, or did not boot")
    if size != EVENT.size or not 0 < room <= (len(memory) - HEADER.size) // size:
        raise Refusal("the kernel's events have another form than this tool knows")
    events = []
    for number in range(max(0, count - room), count):
        at, thread, kind, data = EVENT.unpack_from(memory, HEADER.size + number % room * size)
        if kind not in KINDS:
            raise Refusal(f"the kernel's events are damaged: none is of kind {kind}")
        events.append(Event(at, thread, Kind(kind), data))
    return events, max(0, count - room)


def without_the_end(events: list[Event]) -> list[Event]:
    """The events up to where the machine falls asleep for good: a counted clock jumps on then."""
    last = max((i for i, e in enumerate(events) if e.kind is Kind.SWITCH), default=None)
    if last is None or events[last].name != "idle":
        return events
    return events[:last + 1]


def between(events: list[Event], start: int, end: int) -> list[Event]:
    """The events of start <= instructions <= end, and the switch that explains who runs first."""
    before = [e for e in events if e.at < start and e.kind is Kind.SWITCH]
    first = [Event(start, e.thread, e.kind, e.data) for e in before[-1:]]
    return first + [e for e in events if start <= e.at <= end]


# -- threads ---------------------------------------------------------------------------------


@dataclass
class Thread:
    """A thread, or the idle one: when it ran, and what it did."""

    name: str
    runs: list[tuple[int, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def instructions(self) -> int:
        return sum(end - start for start, end in self.runs)


@dataclass
class Timeline:
    """All threads of a run in the order in which they first ran."""

    threads: list[Thread]
    lane: dict[int, Thread]  # by index of the event
    events: list[Event]
    dropped: int
    start: int
    end: int


def arrange(events: list[Event], dropped: int, end: int) -> Timeline:
    """Puts events into threads. A thread is an address and a name: an address is used again, and
    a thread that is named late is the one it was."""
    start = events[0].at if events else 0
    threads: list[Thread] = []
    current: dict[int, Thread] = {}
    lane = {}
    running: tuple[Thread, int] | None = None
    for index, event in enumerate(events):
        thread = current.get(event.thread)
        name = event.name if event.kind is Kind.SWITCH else thread.name if thread else "?"
        if thread and thread.name != name and thread.name.startswith(("child of", "?")):
            thread.name = name
        if not thread or thread.name != name:
            thread = current[event.thread] = Thread(name)
            threads.append(thread)
        lane[index] = thread
        if event.kind is Kind.SWITCH:
            if running:
                running[0].runs.append((running[1], event.at))
            running = (thread, event.at)
        else:
            running = running or (thread, start)
            thread.events.append(event)
    if running and end > running[1]:
        running[0].runs.append((running[1], end))
    return Timeline(threads, lane, events, dropped, start, max(end, start + 1))


# -- text ------------------------------------------------------------------------------------


def summary(line: Timeline) -> list[str]:
    """A table of the threads."""
    width = max([6] + [len(t.name) for t in line.threads])
    rows = [f"{'thread':<{width}} {'instructions':>14} {'share':>6} {'runs':>6}  events"]
    for thread in line.threads:
        counts = Counter(event.short() for event in thread.events)
        what = ", ".join(f"{n} {name}" for name, n in sorted(counts.items(),
                                                             key=lambda c: (-c[1], c[0])))
        share = 100 * thread.instructions / (line.end - line.start)
        rows.append(f"{thread.name:<{width}} {thread.instructions:>14,} {share:>5.1f}% "
                    f"{len(thread.runs):>6}  {what}".rstrip())
    return rows


def table(line: Timeline) -> Iterator[str]:
    """All events, one a line: instructions since reset, since the line before, thread, what."""
    width = max([6] + [len(t.name) for t in line.threads])
    yield f"{'instructions':>14} {'after':>11}  {'thread':<{width}}  event"
    before = line.start
    for index, event in enumerate(line.events):
        yield (f"{event.at:>14,} {event.at - before:>+11,}  {line.lane[index].name:<{width}}  "
               f"{event.what()}")
        before = event.at


# -- picture ---------------------------------------------------------------------------------

LEFT, WIDTH, LANE, TOP = 170, 1000, 46, 52
CHARACTER = 6.2  # width of one in the picture's small type
STYLE = """
svg { --ink: #1c2430; --faint: #c9d0da; --run: #3b74c4; --idle: #a9b2bf; --call: #1c2430;
      --fault: #c3342b; --irq: #a86400; --signal: #1d7f4a; background: #ffffff; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e3e8ef; --faint: #3c4655; --run: #6ea3ee; --idle: #566170; --call: #e3e8ef;
        --fault: #ff7d73; --irq: #eab04f; --signal: #5fcf95; background: #151a21; } }
text { font: 11px system-ui, sans-serif; fill: var(--ink); }
.name { font-size: 13px; text-anchor: end; } .tick { text-anchor: middle; }
.grid { stroke: var(--faint); } .run { fill: var(--run); } .idle { fill: var(--idle); }
.call { stroke: var(--call); } .fault { stroke: var(--fault); stroke-width: 2; }
.irq { stroke: var(--irq); } .signal { stroke: var(--signal); stroke-width: 2; }
text.fault { fill: var(--fault); stroke: none; } text.irq { fill: var(--irq); stroke: none; }
text.signal { fill: var(--signal); stroke: none; } text.call { stroke: none; }
"""
CLASSES = {Kind.SYSCALL: "call", Kind.FAULT: "fault", Kind.INTERRUPT: "irq",
           Kind.SIGNAL: "signal"}


def picture(line: Timeline, title: str) -> str:
    """The timeline as SVG: a lane for each thread, bars where it ran, strokes for events."""
    scale = WIDTH / (line.end - line.start)
    height = TOP + LANE * len(line.threads) + 34
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {height}" '
             f'role="img" aria-label="{escape(title)}">', f"<style>{STYLE}</style>",
             f'<text x="12" y="20" class="title">{escape(title)}</text>']
    parts += _axis(line, scale, height)
    for row, thread in enumerate(line.threads):
        parts += _lane(line, thread, TOP + LANE * row, scale)
    return "\n".join(parts + ["</svg>", ""])


def _axis(line: Timeline, scale: float, height: int) -> Iterator[str]:
    """Vertical lines at round numbers of instructions."""
    step = 10 ** (len(str((line.end - line.start) // 5)) - 1)
    while (line.end - line.start) // step > 10:
        step *= 5 if str(step)[0] == "2" or (line.end - line.start) // step > 20 else 2
    at = -(-line.start // step) * step
    while at <= line.end:
        x = LEFT + (at - line.start) * scale
        yield f'<path class="grid" d="M{x:.1f} {TOP - 12}V{height - 24}"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{height - 8}">{_round(at)}</text>'
        at += step


def _round(instructions: int) -> str:
    if instructions % 1_000_000 == 0:
        return f"{instructions // 1_000_000:,} M"
    if instructions % 1000 == 0:
        return f"{instructions // 1000:,} k"
    return f"{instructions:,}"


def _lane(line: Timeline, thread: Thread, y: int, scale: float) -> Iterator[str]:
    """One thread. What falls on the same tenth of a pixel is drawn once."""
    yield f'<text class="name" x="{LEFT - 10}" y="{y + 24}">{escape(thread.name)}</text>'
    yield f'<path class="grid" d="M{LEFT} {y + 28.5}H{LEFT + WIDTH}"/>'
    kind = "idle" if thread.name == "idle" else "run"
    for start, end, first, last in _merged(line, thread, scale):
        yield (f'<rect class="{kind}" x="{start:.1f}" y="{y + 12}" width="{end - start:.1f}" '
               f'height="16"><title>{escape(thread.name)} {first:,} to {last:,}</title></rect>')
    drawn = set()
    free = 0.0
    for event in thread.events:
        x = LEFT + (event.at - line.start) * scale
        place = (f"{x:.1f}", event.kind)
        if place in drawn:
            continue
        drawn.add(place)
        yield (f'<path class="{CLASSES[event.kind]}" d="M{x:.1f} {y + 10}v20">'
               f"<title>{event.at:,} {escape(event.what())}</title></path>")
        if x >= free and x + CHARACTER * len(event.short()) < LEFT + WIDTH + 30:
            yield (f'<text class="{CLASSES[event.kind]}" x="{x:.1f}" y="{y + 41}">'
                   f"{escape(event.short())}</text>")
            free = x + CHARACTER * (len(event.short()) + 1)


def _merged(line: Timeline, thread: Thread,
            scale: float) -> Iterator[tuple[float, float, int, int]]:
    """Bars of the thread in pixels, and in instructions; those that touch are one."""
    bar: tuple[float, float, int, int] | None = None
    for first, last in thread.runs:
        start = LEFT + (first - line.start) * scale
        end = max(LEFT + (last - line.start) * scale, start + 0.4)
        if bar and start - bar[1] < 0.2:
            bar = (bar[0], end, bar[2], last)
        else:
            if bar:
                yield bar
            bar = (start, end, first, last)
    if bar:
        yield bar


# -- command ---------------------------------------------------------------------------------


def record(build: Path, task: Path, instructions: int) -> tuple[list[Event], int, str]:
    """Runs the task on the kernel of `build` until it ends, sleeps for good or the instructions
    are used up. Returns the events, how many were dropped, and why the run ended."""
    end = MEMORY_MIB << 20
    start = end - TRACE_BYTES
    result = qemu.run(build / "tessera.elf", task, dtb=build.parent / "virt.dtb",
                      ram_mib=MEMORY_MIB, bootargs="trace", budget=instructions,
                      progress_at=start + COUNT_AT, wall_seconds=IDLE_SECONDS)
    if result.status is qemu.Status.ERROR:
        raise Refusal(result.reason)
    try:
        events, dropped = read(result.ram[start:end])
    finally:
        result.close()
    return without_the_end(events), dropped, result.reason


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="timeline", description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("task", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--instructions", type=int, default=INSTRUCTIONS,
                        help="when to end the run")
    parser.add_argument("--from", type=int, default=0, dest="start")
    parser.add_argument("--to", type=int, default=1 << 64)
    options = parser.parse_args(arguments)
    events, dropped, reason = record(options.build, options.task, options.instructions)
    events = between(events, options.start, options.to)
    if not events:
        raise Refusal(f"no event from {options.start:,} to {options.to:,} instructions")
    line = arrange(events, dropped, events[-1].at)
    options.out.mkdir(parents=True, exist_ok=True)
    lines = summary(line) + [""] + list(table(line))
    if line.dropped:
        lines.insert(0, f"{line.dropped:,} older events did not fit.")
    (options.out / "trace.txt").write_text("\n".join(lines) + "\n")
    (options.out / "trace.svg").write_text(
        picture(line, f"{options.task.stem}: threads over guest instructions"))
    shown = len(lines) - len(line.events) + PRINTED
    print("\n".join(lines[:shown]))
    if len(lines) > shown:
        print(f"... {len(lines) - shown:,} more events")
    print(f"The run ended: {reason}.")
    print(f"All events: {options.out}/trace.txt; the picture: {options.out}/trace.svg")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refusal, OSError) as refusal:
        sys.exit(f"make trace: {refusal}")
