# SPDX-License-Identifier: MIT
"""The power goes, at any instruction: each operation of the store happened wholly or not at all.

The system `power_cut` changes packages and keys, one operation after the other, each a known one
(kernel/systems/power_cut/Writer), and announces each when it has been done. QEMU ends in the middle
of that, after a number of instructions that is another one in each run, without a chance to write
anything more. Then the system is booted again from what the disk may hold by then:

    kept    all that was written
    lost    only what was written before the last flush
    last    of the sectors written since then only the last one
    mixed   any selection of them, as the number of the run chooses it

(QEMU's blklogwrites tells writes and flushes in their order.) The release build is what is cut;
the debug build looks at what it left, because its log says that the store was verified. What it
finds must be what was there after the last operation announced, or after the next one, and the
store must verify.

POWER_CUTS in the environment is the number of cuts.
"""

from __future__ import annotations

import os
import random
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import qemu
from kernel.tests.systems.running import RAM_MIB, RESULT_MIB, ROOT, build

NAME = "power_cut"
SECTOR = 512
SECTORS = 96  # so few that the log goes round several times
CUTS = int(os.environ.get("POWER_CUTS", "200"))
PARTS = 8  # tests: each has every eighth of the cuts
WORKERS = 2
OPERATIONS = 60
BEFORE = 300_000  # instructions in front of the writer's first word: the disk is being formatted
FIRST_GUESS = 16_000_000
STEP = 50_000
BUDGET = 2_000_000_000
WALL_SECONDS = 300
FLUSH = 1

PACKAGES = ("a", "b", "c", "hello")
BUILT_IN = "hello"

State = dict[str, str]


class Numbers:
    """The writer's own random numbers."""

    def __init__(self) -> None:
        self.seed = 1

    def below(self, limit: int) -> int:
        self.seed = (self.seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.seed >> 33) % limit


def operations() -> tuple[list[State], list[int]]:
    """What is there before each operation and after the last; and what each is answered with."""
    numbers, state = Numbers(), State()
    states, answers = [dict(state)], []
    for number in range(OPERATIONS):
        kind, length = numbers.below(10), numbers.below(1025)
        package, key = PACKAGES[numbers.below(len(PACKAGES))], f"k{numbers.below(4)}"
        numbers.below(3000)
        name = f"{package}.{key}"
        answer = 1
        if kind < 2:
            answer = 4 if package in state else 1
            state.setdefault(package, str(number))
        elif kind < 4:
            answer = 1 if package in state else 3
            if package in state:
                state = {k: v for k, v in state.items() if k.partition(".")[0] != package}
        elif kind < 7:
            state[name] = f"{number if length else -1}:{length}"
        elif kind == 7:
            answer = 1 if state.pop(name, None) else 3
        elif kind == 8:  # installs what is built in: no copy
            answer = 4 if BUILT_IN in state else 1
            state.setdefault(BUILT_IN, "built")
        else:  # takes that back, and leaves the keys
            answer = 1 if state.get(BUILT_IN) == "built" else 3
            if answer == 1:
                del state[BUILT_IN]
        states.append(dict(state))
        answers.append(answer)
    return states, answers


STATES, ANSWERS = operations()


def run(kind: str, disk: str, budget: int = BUDGET, until: str = "") -> qemu.RunResult:
    folder = ROOT / "build" / kind
    result = qemu.run(folder / "tessera.elf", folder / f"systems/{NAME}.elf",
                      dtb=ROOT / "build/virt.dtb", ram_mib=RAM_MIB, result_mib=RESULT_MIB,
                      budget=budget, disk=disk, until=until.encode(), wall_seconds=WALL_SECONDS,
                      plugin_folder=ROOT / "build/autograder")
    result.close()
    return result


def text(result: qemu.RunResult) -> str:
    return result.console.decode("utf-8", "replace").replace("\r", "")


@dataclass
class Disk:
    """An image, and what QEMU logs of it."""

    image: Path
    log: Path

    def __init__(self, folder: Path, name: str) -> None:
        self.image, self.log = folder / f"{name}.img", folder / f"{name}.log"
        self.image.write_bytes(bytes(SECTORS * SECTOR))
        self.log.write_bytes(b"")

    def logged(self) -> str:
        """The log has the flushes; the host's own disk need not know of them."""
        return (f"driver=blklogwrites,log-sector-size={SECTOR},"
                f"file.driver=file,file.filename={self.image},file.cache.no-flush=on,"
                f"log.driver=file,log.filename={self.log},log.cache.no-flush=on")

    def plain(self) -> str:
        return f"file={self.image},format=raw,cache=unsafe"

    def writes(self) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
        """Sectors with their new bytes: flushed, and not. An entry that is there only in part is
        one that the device has not answered."""
        flushed: list[tuple[int, bytes]] = []
        since: list[tuple[int, bytes]] = []
        log, at = self.log.read_bytes(), SECTOR
        while at + SECTOR <= len(log):
            first, count, flags, _ = struct.unpack_from("<4Q", log, at)
            data = log[at + SECTOR:at + SECTOR * (1 + count)]
            if (count, flags) == (0, 0) or len(data) < count * SECTOR:
                break
            since += [(first + i, data[i * SECTOR:(i + 1) * SECTOR]) for i in range(count)]
            if flags & FLUSH:
                flushed, since = flushed + since, []
            at += SECTOR * (1 + count)
        return flushed, since

    def lose(self, what: str, seed: int) -> None:
        """Leaves in the image what may be there after the power has gone."""
        if what == "kept":
            return
        flushed, since = self.writes()
        chance = random.Random(seed)
        kept = {"lost": [], "last": since[-1:],
                "mixed": [write for write in since if chance.random() < 0.5]}[what]
        image = bytearray(SECTORS * SECTOR)
        for sector, data in flushed + kept:
            image[sector * SECTOR:(sector + 1) * SECTOR] = data
        self.image.write_bytes(image)


def when(folder: Path, words: str) -> int:
    """After how many instructions, give or take STEP, the writer has said something. (The guest
    cannot tell: its counter goes on while it waits for the disk.)"""
    def said(budget: int) -> bool:
        disk = Disk(folder, "span")
        return words in text(run("release", disk.logged(), budget=budget, until=words))
    low, high = 0, FIRST_GUESS
    while not said(high):
        low, high = high, high * 2
        assert high < BUDGET, f"it never says '{words}'"
    while high - low > STEP:
        middle = (low + high) // 2
        low, high = (low, middle) if said(middle) else (middle, high)
    return high


@pytest.fixture(scope="session", name="span")
def _span(tmp_path_factory) -> tuple[int, int]:
    """The first and the last instruction of the part in which the power goes."""
    folder = tmp_path_factory.mktemp("whole")
    build(NAME, "release")
    build(NAME, "debug")
    console = text(run("release", Disk(folder, "whole").logged(), until="writer: end\r\n"))
    assert "writer: is\n" in console
    assert [int(n) for n in re.findall(r"did \d+ with (\d+)", console)] == ANSWERS
    return when(folder, "writer: is") - BEFORE, when(folder, "writer: end")


def say(state: State) -> str:
    """As the writer says it."""
    names = [p + k for p in PACKAGES for k in ("", ".k0", ".k1", ".k2", ".k3")]
    return "writer: is" + "".join(f" {n}={state[n]}" for n in names if n in state)


def cut(folder: Path, number: int, span: tuple[int, int]) -> tuple[str, str]:
    """One power cut: what was wrong, or nothing; and where it came."""
    disk = Disk(folder, str(number))
    budget = span[0] + (span[1] - span[0]) * number // CUTS
    before = text(run("release", disk.logged(), budget=budget, until="writer: end"))
    what = ("kept", "lost", "last", "mixed")[number // PARTS % 4]
    disk.lose(what, number)
    after = text(run("debug", disk.plain(), until="writer: begins"))
    done = len(re.findall(r"did \d+ with \d+\n", before))
    begun = "writer: begins" in before
    found = next((line for line in after.splitlines() if line.startswith("writer: is")), "nothing")
    disk.image.unlink()
    disk.log.unlink()
    place = f"cut {number}, after {budget} instructions, {done} operations, {what}: "
    if found not in {say(s) for s in STATES[done:done + 1 + begun]}:
        return place + f"it finds '{found[len('writer: '):]}'", what
    if "store::verified: all is as it was written" not in after:
        return place + "the store does not verify:\n" + after[-1000:], what
    return "", what


@pytest.mark.parametrize("part", range(PARTS))
def test_after_a_power_cut_each_operation_has_happened_or_not(tmp_path, span, part):
    numbers = range(part, CUTS, PARTS)
    with ThreadPoolExecutor(WORKERS) as workers:
        wrong = [why for why, _ in workers.map(lambda n: cut(tmp_path, n, span), numbers) if why]
    assert not wrong, f"{len(wrong)} of {len(numbers)} cuts:\n" + "\n".join(wrong)
