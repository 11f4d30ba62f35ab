# SPDX-License-Identifier: MIT
"""`make abuse`: hostile threads against the kernel, by the million if wanted.

Boots the root task `abuse`, prints its progress as it comes, then what was done: system calls by
number, methods by answer, faults. A run passes when the supervisor inside reached its number of
calls and found nothing left of any sandbox; a kernel that panics, finds an invariant broken, hangs
or leaks makes it fail, and the end of the console says why.

Equal seeds give equal runs, because time is counted in instructions. --fast lets time pass as on
a real machine instead: quicker, another run each time.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder import Refusal, qemu

ROOT = Path(__file__).resolve().parents[3]
DTB = ROOT / "build/virt.dtb"
RAM_MIB, REGION_MIB = 128, 4
MAGIC = 0x4553554241534554                          # abuse.h
WANTED = struct.Struct("<4Q")                       # abuse.h: struct abuse_region
HEAD = struct.Struct("<5Q112s")
FAULTS, SYSCALLS, ERRORS = 8, 17, 12
CALLS_PER_SANDBOX = 500
QUIET_SECONDS = 120.0                               # without a byte or progress: it hangs
CONSOLE_TAIL = 6000

SYSCALL_NAMES = ["(no such call)", "Call", "ReplyRecv", "NBSendRecv", "NBSendWait", "Send",
                 "NBSend", "Recv", "NBRecv", "Wait", "NBWait", "Yield", "", "", "",
                 "CapIdentify", ""]
ERROR_NAMES = ["done", "argument", "capability", "illegal", "range", "alignment", "lookup",
               "truncated", "delete 1st", "revoke 1st", "memory", "other"]
FAULT_NAMES = ["message", "cap", "no such call", "exception", "", "timeout", "memory", ""]


@dataclass(frozen=True)
class Outcome:
    """What a run left. `verdict` is empty when nothing broke, else one line."""

    verdict: str
    calls: int
    rounds: int
    restarts: int
    interrupts: int
    faults: list[int]
    syscalls: list[int]
    answers: list[list[int]]                        # by label, then by error
    console: str
    seconds: float


def read_region(region: bytes, labels: int, console: str, ended: str, seconds: float) -> Outcome:
    """The outcome as the supervisor wrote it; `ended`: why the machine stopped, if not by it."""
    magic, calls, rounds, restarts, interrupts, reason = HEAD.unpack_from(region, WANTED.size)
    words = struct.unpack_from(f"<{FAULTS + SYSCALLS + labels * ERRORS}Q", region,
                               WANTED.size + HEAD.size)
    answers = words[FAULTS + SYSCALLS:]
    verdict = reason.rstrip(b"\0").decode(errors="replace")
    if magic != MAGIC:
        panics = [line.strip() for line in console.splitlines() if "kernel panic" in line]
        verdict = panics[0] if panics else ended or "the machine stopped before the end"
    return Outcome(verdict, calls, rounds, restarts, interrupts, list(words[:FAULTS]),
                   list(words[FAULTS:FAULTS + SYSCALLS]),
                   [list(answers[i * ERRORS:(i + 1) * ERRORS]) for i in range(labels)], console,
                   seconds)


def label_names(folder: Path) -> list[str]:
    """Names of the methods by label; 0 is no method."""
    numbers = json.loads((folder / "invocations_all.json").read_text())
    names = {number: name for name, number in numbers.items()}
    return [names.get(i, "(invalid)") for i in range(max(names) + 1)]


def run(kernel: Path, task: Path, *, calls: int, seed: int, labels: int, check: bool = False,
        fast: bool = False, per_sandbox: int = CALLS_PER_SANDBOX,
        show: Callable[[str], None] = lambda text: None) -> Outcome:
    """Boots once. `show` gets the console as it comes. QEMU is gone when this returns.

    Raises Refusal when a file is missing.
    """
    for path in (kernel, task, DTB):
        if not path.is_file():
            raise Refusal(f"{path}: no such file")
    ram_fd = os.memfd_create("guest-ram")
    try:
        os.ftruncate(ram_fd, (RAM_MIB + REGION_MIB) * qemu.MIB)
        with mmap.mmap(ram_fd, (RAM_MIB + REGION_MIB) * qemu.MIB) as ram:
            at = RAM_MIB * qemu.MIB
            ram[at:at + WANTED.size] = WANTED.pack(MAGIC, seed, calls, per_sandbox)
            # A small CNode of the root task: each check looks at every slot.
            line = qemu.command(kernel, task, DTB, RAM_MIB + REGION_MIB, ram_fd,
                                "cnode_bits=9" + (" check" if check else ""))
            if fast:
                where = line.index("-icount")
                del line[where:where + 2]
            begun = time.monotonic()
            console, ended = _follow(line, ram_fd, lambda: ram[at + 40:at + 56], show)
            size = WANTED.size + HEAD.size + 8 * (FAULTS + SYSCALLS + labels * ERRORS)
            return read_region(ram[at:at + size], labels, console, ended,
                               time.monotonic() - begun)
    finally:
        os.close(ram_fd)


def _follow(line: list[str], ram_fd: int, progress: Callable[[], bytes],
            show: Callable[[str], None]) -> tuple[str, str]:
    """Runs QEMU to its end or until nothing happens; the console's end, and why if by force."""
    console = ""
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--"] + line,
                               pass_fds=[ram_fd], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert process.stdout
        os.set_blocking(process.stdout.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            last, since = b"", time.monotonic()
            while True:
                if selector.select(1.0):
                    data = os.read(process.stdout.fileno(), 65536)
                    if not data:
                        return console, ""
                    text = data.decode(errors="replace").replace("\r\n", "\n")
                    console = (console + text)[-CONSOLE_TAIL:]
                    show(text)
                if progress() != last:
                    last, since = progress(), time.monotonic()
                elif time.monotonic() - since > QUIET_SECONDS:
                    return console, f"no sandbox was finished for {QUIET_SECONDS:.0f} seconds"
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def table(outcome: Outcome, names: list[str]) -> str:
    """What was done, for a terminal."""
    lines = [f"{outcome.calls:,} system calls in {outcome.rounds:,} sandboxes, "
             f"{outcome.interrupts:,} interrupts raised, {outcome.restarts:,} threads restarted, "
             f"{outcome.seconds:.1f} s", "", "system calls:"]
    lines += [f"  {name:16}{count:>12,}" for name, count in zip(SYSCALL_NAMES, outcome.syscalls)
              if count]
    lines += ["", "faults that came to the supervisor:"]
    lines += [f"  {name:16}{count:>12,}" for name, count in zip(FAULT_NAMES, outcome.faults)
              if count]
    columns = [i for i in range(ERRORS) if any(row[i] for row in outcome.answers)]
    lines += ["", "calls of kernel objects that returned, by method and answer:",
              " " * 34 + "".join(f"{ERROR_NAMES[i]:>11}" for i in columns)]
    for name, row in zip(names, outcome.answers):
        if any(row):
            lines.append(f"  {name:32}" + "".join(f"{row[i] or '-':>11}" for i in columns))
    return "\n".join(lines)


def main() -> int:
    """python3 -m kernel.tests.abuse.abuse [--calls N] [--seed N] [--check] [--fast]"""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=lambda text: int(text, 0), default=1)
    parser.add_argument("--build", choices=("debug", "release"), default="debug")
    parser.add_argument("--check", action="store_true", help="invariants at each kernel exit")
    parser.add_argument("--fast", action="store_true", help="do not count instructions")
    words = parser.parse_args()
    folder = ROOT / "build" / words.build
    try:
        names = label_names(folder)
        outcome = run(folder / "tessera.elf", folder / "tasks/abuse.elf", calls=words.calls,
                      seed=words.seed, labels=len(names), check=words.check, fast=words.fast,
                      show=lambda text: print(text, end="", flush=True))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"\n{table(outcome, names)}\n")
    checked = "no broken invariant, " if words.check else ""
    print(f"seed {words.seed}: {outcome.verdict or f'no panic, {checked}no leak'}")
    return 1 if outcome.verdict else 0


if __name__ == "__main__":
    sys.exit(main())
