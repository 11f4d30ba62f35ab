# SPDX-License-Identifier: MIT
"""What an application's requests cost, in guest instructions.

Boots the release build of the full system, starts the application `cost` and reads what it says:
all that happens between the instruction before a request and the one after it, in the application,
the SDK runtime, the service behind it and the kernel. The peer has no published figures for it.
"""

from __future__ import annotations

import re
import sys

from autograder import Refusal
from kernel.tests.bench.bench import add_to_json
from kernel.tests.systems.running import boot

LINE = re.compile(r"^sdk_runtime: INFO cost::(.+): (\d+) instructions$", re.M)
ROWS = 10
LARGE = re.compile(r"key of (1024) bytes")  # what the throughput of the store is told by


def measure() -> dict[str, int]:
    """Instructions by request."""
    run = boot("full", kind="release", typed=b"start cost\nwait cost\n\x04")
    costs = {what: int(count) for what, count in LINE.findall(run.console)}
    if run.exit_code != 0 or len(costs) != ROWS:
        raise Refusal(f"cost: {run.status.value}; it said:\n{run.console[-2000:]}")
    return costs


def main() -> int:
    """Prints the table."""
    try:
        costs = measure()
    except Refusal as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    add_to_json("requests of an application", costs)
    print("\nrequests of an application, guest instructions")
    for what, count in costs.items():
        bytes_moved = LARGE.search(what)
        each = f"  {int(bytes_moved[1]) / count:.3f} bytes an instruction" if bytes_moved else ""
        print(f"  {what:<52}{count:>8,}{each}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
