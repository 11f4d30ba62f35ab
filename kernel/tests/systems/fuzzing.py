# SPDX-License-Identifier: MIT
"""Fuzzes the services: `make fuzz-services REQUESTS=100000`, of each interface.

A fuzzer says after each turn, in a line for each interface, how many requests it has made, how
many of them were spoilt on their way, how often the connector refused one, and how often the
service gave which answer (kernel/tests/fuzzing/tally.c). It knows the right answer to most of
them, so the count of wrong ones must be 0; and every error that a client can cause must have come
up. The tests run the same for a short time.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field

from autograder.qemu import Run, Status
from kernel.tests.systems import running
from kernel.tests.systems.running import ROOT

CONNECTOR = {1: "no method", 2: "bad payload"}  # enum component_status
LINE = re.compile(r"^(?:fuzzer: )?(\w+): (\d+) requests, (\d+) spoilt, (\d+) wrong, "
                  r"refused((?: \d+:\d+)*), answered((?: -?\d+:\d+)*)$", re.M)
BUNDLE = 256  # SECURITY_BUNDLE
CONSOLE_LIMIT = 1 << 27
INSTRUCTIONS = 10**7  # for a request, at most


@dataclass
class Tally:
    """What came of the requests to one interface."""

    requests: int = 0
    spoilt: int = 0
    wrong: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    answered: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Interface:
    """Each of the answers `must` has to come up; the prefix and the header name them."""

    must: tuple[int, ...]
    header: str = ""
    prefix: str = ""
    part: int = 1  # one request for so many to the others; they are not spoilt

    def name(self, answer: int) -> str:
        """What the header says of an answer; a bundle's defect is added to SECURITY_BUNDLE."""
        if self.prefix == "SECURITY_" and answer > BUNDLE:
            return f"BUNDLE+{answer - BUNDLE}"
        return names(self.header, self.prefix).get(answer, str(answer))

    def has(self, answer: int) -> bool:
        """Whether it is one of the answers that there are."""
        return not self.header or self.name(answer) != str(answer)


@dataclass(frozen=True)
class System:
    """A system with fuzzers: which interfaces are asked, and what it says after its turns.

    Where the fuzzers have no other console than the kernel's, it is a debug build.
    """

    interfaces: dict[str, Interface]
    said: str = "fuzzer: {} requests"
    turn: int = 1000
    kind: str = "debug"
    disk_bytes: int = 0  # the disk that it shall have, if not none


def names(header: str, prefix: str) -> dict[int, str]:
    """The enumerators of a header that begin with `prefix`, which count from 0."""
    if not header:
        return {}
    text = (ROOT / "kernel/interfaces" / header).read_text()
    body = next(b for b in re.findall(r"^enum \w+ \{(.*?)^\};", text, re.M | re.S)
                if f"{prefix}NO_ANSWER" in b or f"{prefix}OK" in b)
    found = re.findall(rf"^    {prefix}(\w+)(?: = \d+)?,", body, re.M)
    return dict(enumerate(found))


SECURITY = ("security.h", "SECURITY_")
PROCESS = ("process.h", "PROCESS_")
SYSTEMS = {
    "fuzzing": System({
        "security": Interface((1, 2, 3, 4, 5, 6, 12, 13), *SECURITY),
        "frames": Interface((6, 258), *SECURITY, part=10),
        "keys": Interface((1, 2, 3, 7, 8), *SECURITY),
        "files": Interface((1, 2, 3), *SECURITY),
        "timers": Interface((0, 1)),
        "logger": Interface((1, 2, 3, 4, 5, 6)),
        "loggers": Interface((-1, 0, 1, 2, 3, 4, 5)),
        "line": Interface((0, 1, 2)),
    }, "referee: {} requests of each interface", kind="release", disk_bytes=16 << 20),
    "block": System({"block": Interface((0, 1))}, disk_bytes=250 * 512),
    "sdk": System({"runtime": Interface((0, 1))}),
    "memory": System({"memory": Interface((1, 3, 4, 5, 6, 7, 8), "memory.h", "MEMORY_")}),
    "paging": System({
        "spaces": Interface((1, 2, 3, 4, 5, 7, 8, 9), "pager.h", "PAGER_"),
        "mappings": Interface((1, 2, 4, 5, 6, 7, 8), "pager.h", "PAGER_"),
    }),
    "processes": System({
        "processes": Interface((1, 2, 4, 6, 7, 14), *PROCESS),
        "packages": Interface((1, 2, 3, 4, 5, 6, 11, 12), *PROCESS),
        "reports": Interface((1,), *PROCESS),
    }, turn=2000),
}


def counted(text: str) -> Counter[int]:
    """ "1:20 2:3" as a counter."""
    return Counter({int(k): int(n) for k, n in re.findall(r"(-?\d+):(\d+)", text)})


def tallies(console: str, system: System, requests: int) -> dict[str, Tally]:
    """What the fuzzers said after the last turn, added up by interface."""
    before = system.said.format(requests - system.turn)
    last = console.partition(before)[2] if requests > system.turn else console
    found: dict[str, Tally] = {}
    for name, asked, spoilt, wrong, refused, answered in LINE.findall(last):
        t = found.setdefault(name, Tally())
        t.requests += int(asked)
        t.spoilt += int(spoilt)
        t.wrong += int(wrong)
        t.refused += counted(refused)
        t.answered += counted(answered)
    return found


def fuzz(name: str, requests: int, kind: str = "", disk: bool = True) -> Run:
    """Runs a system until so many requests have been made, in whole turns, to each interface."""
    system = SYSTEMS[name]
    said = system.said.format(requests)
    with tempfile.NamedTemporaryFile(suffix=".img") as image:
        image.truncate(system.disk_bytes)
        return running.boot(
            name, said, kind or system.kind, budget=10**10 + requests * INSTRUCTIONS,
            wall_seconds=max(120.0, requests / 50), console_limit=CONSOLE_LIMIT,
            disk=f"file={image.name},format=raw,cache=unsafe" if system.disk_bytes and disk else "")


def complaints(name: str, run: Run, requests: int) -> list[str]:
    """What is not as it must be after a run."""
    system = SYSTEMS[name]
    found = tallies(run.console, system, requests)
    lines = [line for line in run.console.splitlines() if "WRONG" in line
             or "monitor:" in line and "budget overrun" not in line]
    if run.status is not Status.SAID:
        lines.append(f"{name}: {run.status.value}")
    for interface, what in system.interfaces.items():
        t = found.get(interface, Tally())
        if t.requests < requests // what.part:
            lines.append(f"{interface}: {t.requests} requests")
        if t.wrong:
            lines.append(f"{interface}: {t.wrong} wrong answers")
        lines += [f"{interface}: no such answer: {a}" for a in t.answered if not what.has(a)]
        lines += [f"{interface}: never '{what.name(a)}'" for a in what.must if not t.answered[a]]
        lines += [f"{interface}: never refused: {CONNECTOR[s]}" for s in CONNECTOR
                  if what.part == 1 and not t.refused[s]]
    return lines


def table(name: str, run: Run, requests: int) -> str:
    """A line for each interface: what was answered how often."""
    lines = []
    for interface, t in tallies(run.console, SYSTEMS[name], requests).items():
        what = SYSTEMS[name].interfaces[interface]
        answers = [f"{CONNECTOR.get(s, s)} {n}" for s, n in sorted(t.refused.items()) if s]
        answers += [f"{what.name(a)} {n}" for a, n in sorted(t.answered.items())]
        lines.append(f"{interface}: {t.requests} requests, {t.spoilt} spoilt, {t.wrong} wrong: "
                     + ", ".join(answers))
    return "\n".join(lines)


def main() -> int:
    """Fuzzes all services; the status is 0 if nothing was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=100000)
    parser.add_argument("systems", nargs="*", help="of these systems only")
    words = parser.parse_args()
    failed = 0
    for name in words.systems or SYSTEMS:
        requests = -(-words.requests // SYSTEMS[name].turn) * SYSTEMS[name].turn
        began = time.monotonic()
        run = fuzz(name, requests)
        wrong = complaints(name, run, requests)
        print(f"{name}: {time.monotonic() - began:.0f} seconds")
        print(table(name, run, requests))
        print("\n".join(wrong[:20]), end="\n" if wrong else "")
        failed += bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
