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
from kernel.tests.systems.running import boot

LINE = re.compile(r"^sdk_runtime: INFO cost::(.+): (\d+) instructions$", re.M)
ROWS = 8


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
    print("\nrequests of an application, guest instructions")
    for what, count in costs.items():
        print(f"  {what:<52}{count:>8,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
