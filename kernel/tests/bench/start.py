# SPDX-License-Identifier: MIT
"""What it takes to start an application, step by step, in guest instructions.

Boots the release build of the system `processes`. The request begins where the client makes the
call; the steps are those of the process manager (components/ProcessManager/start.h); then its
answer, and whatever else is more urgent, until the application's first instruction. The shelf of
that system only copies the package, where the security coordinator also looks at its digests.
"""

from __future__ import annotations

import re
import sys

from autograder import Refusal
from kernel.tests.bench.bench import add_to_json
from kernel.tests.systems.running import boot

LINE = re.compile(r"^start of hello, (.+): (\d+) instructions$", re.M)
ROWS = 13


def measure() -> dict[str, int]:
    """Instructions by step, and `all` of them."""
    run = boot("processes", "tester: measured", kind="release")
    costs = {name: int(count) for name, count in LINE.findall(run.console)}
    if len(costs) != ROWS:
        raise Refusal(f"processes: {run.status.value}; it said:\n{run.console[-2000:]}")
    return costs


def main() -> int:
    """Prints the table."""
    try:
        costs = measure()
    except Refusal as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    add_to_json("start of hello", costs)
    print("\nstart of hello, guest instructions of each step")
    for name, count in costs.items():
        print(f"  {name:<52}{count:>8,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
