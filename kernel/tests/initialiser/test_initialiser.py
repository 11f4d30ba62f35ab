# SPDX-License-Identifier: MIT
"""The initialiser, booted: what its monitor reports, what it refuses, what it gives away.

The system `faults` has a protection domain for each kind of fault. Other tests boot the same image
with one word of its plan changed.
"""

from __future__ import annotations

import re
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder import qemu

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = ROOT / "kernel/systems/faults"
MAGIC = b"TSSPLAN1"
PARTS = ["order", "objects", "caps", "mappings", "fills", "threads", "irqs", "components", "links",
         "rows", "constants", "domains", "strings", "data"]
RECORD = {"objects": 48, "caps": 32, "mappings": 24, "fills": 24}
REMAINING = 16 + 16 * len(PARTS)  # offset of plan.remaining
CNODE = 5  # enum plan_type
FILL_UNTYPED = 2
BUDGET = 60_000_000
STOPPED = "root task: exit, status 1"
REGISTERS = ("pc ra sp gp s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 a0 a1 a2 a3 a4 a5 a6 a7 "
             "t0 t1 t2 t3 t4 t5 t6 tp").split()


@dataclass
class Boot:
    """What a run left: the console, and all of RAM."""

    console: str
    ram: bytes = field(repr=False)


def run(image: Path, until: str = "spinner: done") -> Boot:
    """Boots the image, until the console has a line `until`."""
    result = qemu.run(ROOT / "build/debug/tessera.elf", image, dtb=ROOT / "build/virt.dtb",
                      budget=BUDGET, until=f"{until}\r\n".encode(),
                      plugin_folder=ROOT / "build/autograder")
    try:
        return Boot(result.console.decode(errors="replace").replace("\r", ""), bytes(result.ram))
    finally:
        result.close()


class Plan:
    """A plan inside an image, to be changed word by word."""

    def __init__(self, image: Path) -> None:
        self.bytes = bytearray(image.read_bytes())
        self.at = self.bytes.rindex(MAGIC)
        assert self.at % 4096 == 0

    def part(self, name: str) -> tuple[int, int]:
        """Offset in the file and number of records of a table."""
        offset, count = struct.unpack_from("<QQ", self.bytes, self.at + 16 + 16 * PARTS.index(name))
        return self.at + offset, count

    def record(self, part: str, index: int) -> int:
        start, count = self.part(part)
        assert index < count
        return start + index * RECORD[part]

    def word(self, offset: int) -> int:
        return struct.unpack_from("<I", self.bytes, offset)[0]

    def set(self, offset: int, *words: int) -> None:
        struct.pack_into(f"<{len(words)}I", self.bytes, offset, *words)

    def boot(self, folder: Path, until: str = STOPPED) -> Boot:
        image = folder / "changed.elf"
        image.write_bytes(self.bytes)
        return run(image, until)


@pytest.fixture(scope="module")
def image() -> Path:
    """Builds kernel and system; gives the image."""
    name = "build/debug/systems/faults.elf"
    done = subprocess.run(["make", "-s", "BUILD=debug", "kernel", name], cwd=ROOT, text=True,
                          capture_output=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / name


@pytest.fixture(scope="module")
def console(image: Path) -> str:
    return run(image).console


def report(console: str, who: str) -> list[str]:
    """The lines of the report about a component, the first one without its beginning."""
    lines = console.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"monitor: {who}: "))
    end = lines.index("  it is stopped", start)
    return [lines[start].removeprefix(f"monitor: {who}: "), *lines[start + 1:end + 1]]


def line_of(program: str, text: str) -> int:
    """The one line of a program's source that has this text."""
    source = (SYSTEM / program / f"{program}.c").read_text().splitlines()
    found = [number for number, line in enumerate(source, 1) if text in line]
    assert len(found) == 1, f"{text!r} in {program}.c: lines {found}"
    return found[0]


FAULTS = [
    ("writer", "page fault: write to 0x4000008", [("write_note", "notes[8] = c"),
                                                  ("take_notes", "write_note(notes[0])"),
                                                  ("init", "take_notes();")]),
    ("reader", "page fault: read of 0x8", [("init", "microkit_dbg_putc(*nothing)")]),
    ("jumper", "page fault: execute at 0x4000000", [None, ("init", "target();")]),
    ("breaker", "exception: illegal instruction", [("init", '"unimp"')]),
    ("guesser", "capability fault: slot 0x123456789000, sending, guard mismatch", []),
    ("stranger", "unknown system call 64", [("init", '"ecall"')]),
]


@pytest.mark.parametrize("who, what, frames", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_reported_with_its_kind_and_callers(console, who, what, frames) -> None:
    lines = report(console, who)
    assert lines[0] == what
    for number, frame in enumerate(frames):
        line = lines[1 + number]
        if frame is None:
            assert re.fullmatch(rf"  #{number} 0x[0-9a-f]+", line)
            continue
        function, text = frame
        place = f"kernel/systems/faults/{who}/{who}.c:{line_of(who, text)}"
        assert re.fullmatch(rf"  #{number} 0x[0-9a-f]+ in {function}, {re.escape(place)}", line)
    assert any(" in _start, " in line for line in lines), "the backtrace ends too early"


@pytest.mark.parametrize("who", [fault[0] for fault in FAULTS] + ["digger"])
def test_all_registers_are_reported(console, who) -> None:
    found = re.findall(r" (\w+) 0x([0-9a-f]{16})", "\n".join(report(console, who)))
    assert [name for name, _ in found] == REGISTERS
    values = {name: int(value, 16) for name, value in found}
    assert values["pc"] == int(re.search(r"#0 0x([0-9a-f]+)", console[console.index(
        f"monitor: {who}: "):])[1], 16)
    if who == "stranger":
        assert values["a7"] == 64


def test_a_stack_overflow_is_called_so(console) -> None:
    lines = report(console, "digger")
    assert lines[0].startswith("stack overflow: page fault: write to 0x3fffff8")
    frames = [line for line in lines if line.startswith("  #")]
    assert len(frames) == 16 and all(" in dig, " in line for line in frames)


def test_no_other_fault_is_called_a_stack_overflow(console) -> None:
    assert console.count("stack overflow") == 1


def test_overruns_are_counted_and_the_thread_goes_on(console) -> None:
    found = re.findall(r"monitor: spinner: budget overrun(?: \(number (\d+)\))?: (\d+) us", console)
    counts = [int(number or 1) for number, _ in found]
    assert len(counts) >= 3 and counts == [1 << i for i in range(len(counts))]
    assert all(990 <= int(used) <= 1000 for _, used in found)
    assert "spinner: done" in console


def test_the_rest_goes_on(console) -> None:
    assert "last: still here" in console
    assert "never reached" not in console


def test_the_boot_line_counts_what_the_plan_has(console, image) -> None:
    plan = Plan(image)
    components, objects, caps, mappings = (plan.part(name)[1] for name in (
        "components", "objects", "caps", "mappings"))
    assert re.search(rf"^initialiser: {components} components, {objects} objects, {caps} "
                     rf"capabilities, {mappings} mappings, \d+ instructions$", console, re.M)


def test_each_boot_is_the_same(image, console) -> None:
    assert run(image).console == console


def test_a_malformed_plan_is_refused_by_name(image, tmp_path) -> None:
    plan = Plan(image)
    plan.set(plan.record("objects", 3), 99)
    console = plan.boot(tmp_path).console
    assert "initialiser: plan: objects 3: type: no such type\n" in console
    assert "last: still here" not in console


def test_what_the_kernel_refuses_is_named(image, tmp_path) -> None:
    plan = Plan(image)
    last = plan.record("mappings", plan.part("mappings")[1] - 1)
    frame = plan.word(plan.record("objects", plan.word(last + 4)) + 4)
    strings = plan.part("strings")[0]
    name = plan.bytes[strings + frame:plan.bytes.index(0, strings + frame)].decode()
    struct.pack_into("<Q", plan.bytes, last + 8, 0x2000000000)  # no page table there
    console = plan.boot(tmp_path).console
    assert f"initialiser: map: {name}: FailedLookup\n" in console
    assert "last: still here" not in console


def test_memory_that_is_left_is_given_away(image, tmp_path) -> None:
    """All of it: the pieces, with what the plan needed, are the machine's memory."""
    plan = Plan(image)
    objects = [plan.record("objects", i) for i in range(plan.part("objects")[1])]
    cnode = next(i for i, at in enumerate(objects) if plan.word(at) == CNODE)
    plan.set(plan.at + REMAINING, cnode, 128, 100)
    plan.set(objects[cnode] + 12, 8)  # size_bits: 256 slots
    # its capabilities and threads have a guard that must shrink with it
    start, count = plan.part("caps")
    for at in range(start, start + count * 32, 32):
        if plan.word(at + 8) == cnode:
            plan.set(at + 16, 56)
    threads, count = plan.part("threads")
    size = (plan.part("irqs")[0] - threads) // count
    for at in range(threads, threads + count * size, size):
        if plan.word(at + 4) == cnode:
            plan.set(at + 8, 56)
    fill = plan.record("fills", 0)
    plan.set(fill, FILL_UNTYPED)
    plan.set(fill + 8, 0, 4096)
    boot = plan.boot(tmp_path, "spinner: done")
    assert "last: still here" in boot.console, boot.console
    pieces = given(boot.ram)
    normal = [piece for piece in pieces if not piece[3]]
    assert [piece[1] for piece in pieces] == list(range(128, 128 + len(pieces)))
    assert all(paddr % (1 << bits) == 0 for paddr, _, bits, _ in pieces)
    order = [(device, -bits, paddr) for paddr, _, bits, device in pieces]
    assert order == sorted(order)
    total = sum(1 << bits for _, _, bits, _ in normal)
    assert 120 << 20 < total < 128 << 20
    spans = sorted((paddr, paddr + (1 << bits)) for paddr, _, bits, _ in pieces)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))


def given(ram: bytes) -> list[tuple[int, int, int, int]]:
    """The list of struct plan_memory, in one page of RAM: address, slot, bits, device."""
    for page in range(0, len(ram), 4096):
        count, *pad = struct.unpack_from("<4I", ram, page)
        if not 10 <= count <= 255 or any(pad):
            continue
        entries = [struct.unpack_from("<QIBBxx", ram, page + 16 + 16 * i) for i in range(count)]
        if all(slot == 128 + i for i, (_, slot, _, _) in enumerate(entries)):
            return entries
    raise AssertionError("no page tells which memory was given")
