# SPDX-License-Identifier: MIT
"""`make bench`: the kernel's operations in guest instructions, beside another kernel's.

Boots the root task `bench` twice on one build of the kernel, refuses if the two runs differ in
one sample, and prints one table. What is compared with what stands in peers.yml. The same table
as data goes to build/bench.json; same kernel, same bytes. The other parts of `make bench`, which
measure what stands on the kernel, come behind it and add their rows to that file.

A ratio is ours divided by the peer's: below 1 we need fewer instructions. `>` marks a ratio above
1, `*` a goal that is reached.
"""

from __future__ import annotations

import argparse
import json
import struct
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from autograder import Refusal, qemu
from kernel.tests.bench import boot

ROOT = Path(__file__).resolve().parents[3]
PEERS = Path(__file__).with_name("peers.yml")
JSON = ROOT / "build/bench.json"
TASK = "tasks/bench.elf"
DTB = "build/virt.dtb"
BOOT_PAGES = 57                                     # of the root task that the peer booted

MAGIC = b"TESSBNCH"
HEADER = struct.Struct("<8sQ112s")                  # samples.c: struct region
SERIES = struct.Struct("<56sQ64Q")                  # samples.c: struct series_record
BUDGET = 2_000_000_000                              # guest instructions of the whole run

Samples = dict[str, list[int]]


@dataclass(frozen=True)
class Row:
    """One line of the table. Sizes have bytes where operations have instructions."""

    name: str
    title: str
    measured: int
    peer: int | None
    goal: int | None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return None if self.peer is None else round(self.measured / self.peer, 3)


def run(build: str) -> Samples:
    """Boots the program once; all samples of each operation.

    Raises Refusal when something is not built, or the program did not reach its end.
    """
    folder = ROOT / "build" / build
    result = qemu.run(folder / "tessera.elf", folder / TASK, dtb=ROOT / DTB, budget=BUDGET,
                      plugin_folder=ROOT / "build/autograder")
    region, status, reason, code = result.result, result.status, result.reason, result.exit_code
    result.close()
    if status is not qemu.Status.EXIT:
        raise Refusal(f"bench: {reason}")
    samples = read_region(region, code)
    samples["boot"] = [boot.instructions(folder / "tessera.elf", folder / "kernel.elf",
                                         folder / TASK, ROOT / DTB, BOOT_PAGES)]
    return samples


def read_region(region: bytes, exit_code: int) -> Samples:
    """Takes the samples out of the result region. Raises Refusal when they are not all there."""
    magic, count, reason = HEADER.unpack_from(region)
    if magic != MAGIC:
        raise Refusal("bench: the program left no results")
    if reason := reason.rstrip(b"\0").decode(errors="replace"):
        raise Refusal(f"bench: gave up at {reason}")
    if exit_code:
        raise Refusal(f"bench: exit code {exit_code}")
    samples: Samples = {}
    for i in range(count):
        name, kept, *values = SERIES.unpack_from(region, HEADER.size + i * SERIES.size)
        name = name.rstrip(b"\0").decode()
        if not 0 < kept <= len(values) or name in samples:
            raise Refusal(f"bench: series {name!r} is damaged")
        samples[name] = values[:kept]
    return samples


def must_be_equal(first: Samples, second: Samples) -> None:
    """Raises Refusal, naming the first operation whose samples differ."""
    for name in first.keys() | second.keys():
        if first.get(name) != second.get(name):
            raise Refusal(f"bench: two runs differ, first in {name}: "
                          f"{first.get(name)} and {second.get(name)}")


def figure(values: list[int], statistic: str) -> int:
    """One number out of many: the most frequent (of equals the smallest), or the largest."""
    if statistic == "max":
        return max(values)
    count = Counter(values)
    return min(count, key=lambda value: (-count[value], value))


def operation_rows(peers: dict[str, Any], samples: Samples) -> list[Row]:
    """The table's lines. Raises Refusal if program and peers.yml do not name the same."""
    named = [operation["name"] for operation in peers["operations"]]
    if difference := sorted(set(named) ^ samples.keys()):
        raise Refusal(f"bench: only one of program and peers.yml has: {', '.join(difference)}")
    return [Row(operation["name"], operation["title"],
                figure(samples[operation["name"]], operation.get("statistic", "mode")),
                operation["peer"], operation["goal"])
            for operation in peers["operations"]]


def size_rows(peers: dict[str, Any], build: str) -> list[Row]:
    """The kernel's sections as `size` adds them up."""
    kernel = ROOT / f"build/{build}/kernel.elf"
    text = subprocess.run(["riscv64-unknown-elf-size", str(kernel)], check=True,
                          capture_output=True, text=True).stdout
    measured = dict(zip(*(line.split() for line in text.splitlines()[:2])))
    return [Row(size["name"], f"kernel {size['name']}, bytes", int(measured[size["name"]]),
                size["peer"], size["peer"])
            for size in peers["sizes"]]


def table(rows: list[Row]) -> str:
    """The rows as text for a terminal."""
    width = max(len(row.title) for row in rows)
    lines = [f"{'operation':{width}}  {'ours':>9}  {'peer':>9}  {'ratio':>6}    {'goal':>9}"]
    lines.append("-" * len(lines[0]))
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        mark = ">" if row.ratio is not None and row.ratio > 1 else " "
        goal = "" if row.goal is None else f"{row.goal:,}"
        peer = "" if row.peer is None else f"{row.peer:,}"
        reached = "*" if row.goal is not None and row.measured <= row.goal else " "
        lines.append(f"{row.title:{width}}  {row.measured:>9,}  {peer:>9}  {ratio:>6} {mark}  "
                     f"{goal:>9} {reached}".rstrip())
    return "\n".join(lines)


def summary(rows: list[Row]) -> str:
    """How many lines are better than the peer, and how many goals are reached."""
    compared = [row for row in rows if row.ratio is not None]
    goals = [row for row in rows if row.goal is not None]
    return (f"{sum(row.ratio <= 1 for row in compared)} of {len(compared)} at most the peer's, "
            f"{sum(row.measured <= row.goal for row in goals)} of {len(goals)} goals reached (*)")


def as_json(rows: list[Row]) -> str:
    """The rows as data: deterministic, one object each."""
    return json.dumps([{"name": row.name, "instructions": row.measured, "peer": row.peer,
                        "ratio": row.ratio, "goal": row.goal} for row in rows], indent=1) + "\n"


def add_to_json(group: str, figures: dict[str, int]) -> None:
    """Rows that have no peer, in place of those that the group has in build/bench.json."""
    rows = json.loads(JSON.read_text()) if JSON.exists() else []
    kept = [row for row in rows if not row["name"].startswith(f"{group}: ")]
    new = [Row(f"{group}: {name}", name, count, None, None) for name, count in figures.items()]
    JSON.write_text(json.dumps(kept + json.loads(as_json(new)), indent=1) + "\n")


def measure(build: str) -> list[Row]:
    """Two equal runs and the sizes."""
    peers = yaml.safe_load(PEERS.read_text())
    first = run(build)
    must_be_equal(first, run(build))
    return operation_rows(peers, first) + size_rows(peers, build)


def main() -> int:
    """python3 -m kernel.tests.bench.bench [--build debug|release]"""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", choices=("debug", "release"), default="release")
    build = parser.parse_args().build
    try:
        rows = measure(build)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    JSON.write_text(as_json(rows))
    print(f"{table(rows)}\n\n{summary(rows)}\nas data: {JSON.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
