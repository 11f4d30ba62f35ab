# SPDX-License-Identifier: MIT
"""Parts of the benchmark that boot a system and read what it prints: a line for each figure."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from autograder import Refusal
from autograder.qemu import Status
from kernel.tests.bench.bench import add_to_json
from kernel.tests.systems.running import boot


def figures(system: str, line: re.Pattern[str], rows: int, until: str = "",
            typed: bytes = b"") -> dict[str, int]:
    """Boots the release build; the last group of each line by the groups before it.

    Raises Refusal if there are not so many rows, or the system did not end as it should: after
    the line `until`, or by itself.
    """
    run = boot(system, until, kind="release", typed=typed)
    costs = {" ".join(what): int(count) for *what, count in line.findall(run.console)}
    ended = run.status is Status.SAID if until else run.exit_code == 0
    if not ended or len(costs) != rows:
        raise Refusal(f"{system}: {run.status.value}; it said:\n{run.console[-2000:]}")
    return costs


def show(group: str, title: str, costs: dict[str, int],
         remark: Callable[[str, int], str] = lambda what, count: "") -> None:
    """Prints a table of instructions or bytes, and adds its rows to build/bench.json."""
    add_to_json(group, costs)
    print(f"\n{title}")
    for what, count in costs.items():
        print(f"  {what:<52}{count:>8,}{remark(what, count)}")


def part(show_all: Callable[[], None]) -> int:
    """The exit status of a part: 0, or 1 when a figure cannot be had, and why is said."""
    try:
        show_all()
    except Refusal as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    return 0
