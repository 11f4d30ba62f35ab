# SPDX-License-Identifier: MIT
"""The kernel's size, and the promise about it.

The privileged kernel, which a reader is to read whole, holds at most
BUDGET lines of C and assembly, without comments and blank lines, as cloc counts
them. What runs with the hart's privilege counts: kernel/microkernel without
arch/host, the second implementation for tests on the host.

    python3 ci/lines.py      prints the table; fails above the budget
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KERNEL = Path("kernel/microkernel")
BUDGET = 7000
COUNTED = {"C", "C/C++ Header", "Assembly"}


def count(root: Path = ROOT) -> dict[str, int]:
    """Lines of code for each folder of the kernel, by its name; "." is the top."""
    cloc = subprocess.run(
        ["cloc", "--quiet", "--csv", "--by-file", "--skip-uniqueness",
         "--fullpath", "--not-match-d=/arch/host$", str(KERNEL)],
        cwd=root, check=True, capture_output=True, text=True)
    lines: dict[str, int] = {}
    for row in csv.DictReader(io.StringIO(cloc.stdout.lstrip())):
        if row["language"] in COUNTED:
            folder = str(Path(row["filename"]).parent.relative_to(KERNEL))
            lines[folder] = lines.get(folder, 0) + int(row["code"])
    if not lines:
        raise ValueError(f"cloc found no code in {KERNEL}")
    return dict(sorted(lines.items()))


def report(lines: dict[str, int]) -> str:
    """The table, and in its last line the total beside the budget."""
    rows = [f"  {number:6,}  {KERNEL / folder}" for folder, number in lines.items()]
    total = sum(lines.values())
    rows.append(f"kernel: {total:,} lines of C and assembly, "
                f"{total / BUDGET:.0%} of the budget of {BUDGET:,}")
    return "\n".join(rows)


def main() -> int:
    lines = count()
    print(report(lines))
    if sum(lines.values()) > BUDGET:
        print("make lines: the kernel is above its budget", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
