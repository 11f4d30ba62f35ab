# SPDX-License-Identifier: MIT
"""`make coverage`: which lines and branches of the kernel its host tests execute.

Runs the unit tests, with them the walks against the model, and the replay of the fuzz target's
seeds, all built with counters (unit.mk), lets gcovr collect them, and prints a table by folder and
file. build/coverage.json holds the same figures; build/coverage/uncovered.txt names each branch
that was never taken, with its source; build/coverage/html/ shows every line.

In cap/, object/ and ipc/ a branch that is never taken must be explained in uncovered.yml, beside
this file, by a file, a function and, unless all of the function is meant, the source line; never by
a line's number. An explanation that no untaken branch needs is an error too.

Not counted are the branches of kassert() and rule(): taking them is a panic. Of the rules each is
taken by invariants.c; an assertion that could be made to fail would be a bug of the kernel.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
KERNEL = "kernel/microkernel/"
BUILT = ROOT / "build/coverage"
EXPLAINED = Path(__file__).with_name("uncovered.yml")
MUST_BE_COVERED = ("cap", "object", "ipc")
ASSERTIONS = r".*\b(kassert|rule|take_mark)\("
FUZZ_CHANGES = 400
TIMEOUT_S = 300


@dataclass(frozen=True)
class Untaken:
    """A source line of which some branches were never taken."""

    file: str  # below the kernel's folder
    function: str
    source: str  # the line, with single spaces
    line: int
    missed: int
    branches: int


@dataclass
class Count:
    """Executed and all: lines and branches of a file or folder."""

    lines: list[int] = field(default_factory=lambda: [0, 0])
    branches: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, other: "Count") -> None:
        for mine, theirs in ((self.lines, other.lines), (self.branches, other.branches)):
            mine[0] += theirs[0]
            mine[1] += theirs[1]


@dataclass(frozen=True)
class Reason:
    """An entry of uncovered.yml."""

    file: str
    function: str
    source: str  # empty: the whole function
    reason: str

    def covers(self, untaken: Untaken) -> bool:
        return (self.file, self.function) == (untaken.file, untaken.function) and \
            self.source in ("", untaken.source)

    def __str__(self) -> str:
        return f"{self.file}, {self.function}(){': ' + self.source if self.source else ''}"


def measure() -> dict:
    """Runs every program and returns what gcovr collected. Raises CalledProcessError."""
    for old in BUILT.rglob("*.gcda"):
        old.unlink()
    seeds = sorted((ROOT / "build/fuzz/seeds/kernel_syscall").iterdir())
    for program in sorted(p for p in BUILT.iterdir() if p.is_file() and not p.suffix):
        words = [str(FUZZ_CHANGES), *map(str, seeds)] if program.name == "kernel_syscall" else []
        subprocess.run([program, *words], cwd=ROOT, check=True, timeout=TIMEOUT_S,
                       capture_output=True)
    raw, html = BUILT / "gcovr.json", BUILT / "html"
    html.mkdir(exist_ok=True)
    subprocess.run(["gcovr", "--root", ROOT, "--object-directory", BUILT, "--filter", KERNEL,
                    "--exclude-branches-by-pattern", ASSERTIONS, "--json", raw,
                    "--html-details", html / "index.html", BUILT],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return json.loads(raw.read_text())


def function_at(functions: Iterable[dict], line: int) -> str:
    """The function that a line lies in; empty if none begins before it."""
    before = [(f["lineno"], f["name"]) for f in functions if f["lineno"] <= line]
    return max(before)[1] if before else ""


def read(raw: dict, root: Path = ROOT) -> tuple[dict[str, Count], list[Untaken]]:
    """Counts by file, and the lines with untaken branches, from gcovr's JSON."""
    counts: dict[str, Count] = {}
    untaken = []
    for file in raw["files"]:
        name = file["file"].removeprefix(KERNEL)
        text = (root / file["file"]).read_text().splitlines()
        count = counts[name] = Count()
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            branches = line["branches"]
            taken = sum(branch["count"] > 0 for branch in branches)
            count.add(Count([line["count"] > 0, 1], [taken, len(branches)]))
            if taken < len(branches):
                number = line["line_number"]
                untaken.append(Untaken(name, function_at(file.get("functions", []), number),
                                       " ".join(text[number - 1].split()), number,
                                       len(branches) - taken, len(branches)))
    return counts, untaken


def reasons(text: str) -> list[Reason]:
    """The entries of uncovered.yml. Raises ValueError for one that gives no reason."""
    entries = []
    for entry in yaml.safe_load(text) or []:
        one = Reason(entry["file"], entry["function"], " ".join(entry.get("source", "").split()),
                     (entry.get("reason") or "").strip())
        if not one.reason:
            raise ValueError(f"{one}: no reason is given")
        entries.append(one)
    return entries


def judge(untaken: list[Untaken], known: list[Reason]) -> list[str]:
    """What is wrong: branches that nobody explains, explanations that nothing needs."""
    due = [u for u in untaken if u.file.split("/")[0] in MUST_BE_COVERED]
    wrong = [f"{u.file}:{u.line}: {u.function}(): never taken, and not explained: {u.source}"
             for u in due if not any(r.covers(u) for r in known)]
    return wrong + [f"{EXPLAINED.name}: {r}: every branch is taken, or there is none"
                    for r in known if not any(r.covers(u) for u in due)]


def share(part: list[int]) -> str:
    return f"{part[0]:>6}{part[1]:>7}{100 * part[0] / part[1]:>7.1f} %" if part[1] else " " * 22


def table(counts: dict[str, Count]) -> Iterator[str]:
    """By folder and file; figures are executed, all and their ratio."""
    yield f"{'':36}{'lines':>13}{'':11}{'branches':>12}"
    folders: dict[str, Count] = {}
    for name in counts:
        folders.setdefault(name.rpartition("/")[0] or ".", Count()).add(counts[name])
    for folder in sorted(folders):
        yield f"{folder + '/':34}{share(folders[folder].lines)}  {share(folders[folder].branches)}"
        for name in sorted(counts):
            if (name.rpartition("/")[0] or ".") == folder:
                yield f"  {name.rpartition('/')[2]:32}{share(counts[name].lines)}  " \
                    f"{share(counts[name].branches)}"
    total = Count()
    for count in counts.values():
        total.add(count)
    yield f"{'all':34}{share(total.lines)}  {share(total.branches)}"


def write(counts: dict[str, Count], untaken: list[Untaken], known: list[Reason]) -> None:
    """The figures as JSON, and the list of untaken branches."""
    figures = {name: {"lines": counts[name].lines, "branches": counts[name].branches}
               for name in sorted(counts)}
    (ROOT / "build/coverage.json").write_text(json.dumps(figures, indent=1) + "\n")
    with (BUILT / "uncovered.txt").open("w") as out:
        for u in untaken:
            why = next((r.reason for r in known if r.covers(u)), "")
            print(f"{u.file}:{u.line}: {u.function}(): {u.missed} of {u.branches} never taken: "
                  f"{u.source}", file=out)
            if why:
                print(f"    {' '.join(why.split())}", file=out)


def main() -> int:
    """Measures, reports; 1 if a branch is missing, 2 if a program fails."""
    try:
        counts, untaken = read(measure())
        known = reasons(EXPLAINED.read_text())
    except (subprocess.SubprocessError, ValueError) as problem:
        print(f"coverage: {problem}", file=sys.stderr)
        print((getattr(problem, "stderr", None) or b"").decode()[-2000:], file=sys.stderr)
        return 2
    write(counts, untaken, known)
    print("\n".join(table(counts)))
    wrong = judge(untaken, known)
    print("\n".join(wrong) or "every branch of cap/, object/ and ipc/ is taken or explained")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
