# SPDX-License-Identifier: MIT
"""What each connector costs, in guest instructions, and what components weigh.

Boots the release build of the system connector_cost and reads what it prints. A round trip is all
that happens between the instruction before the call of a stub and the one after it: marshalling,
both runtimes and the kernel. The peer has no published figures for it.
"""

from __future__ import annotations

import json
import re
import sys

from autograder import Refusal
from kernel.tests.bench.bench import add_to_json
from kernel.tests.systems.running import ROOT, boot

LINE = re.compile(r"^(seL4\w+, .+): (\d+) instructions$", re.M)
ROWS = 13


def measure() -> dict[str, int]:
    """Instructions by `connector, what`."""
    run = boot("connector_cost", kind="release")
    costs = {name: int(count) for name, count in LINE.findall(run.console)}
    if run.exit_code != 0 or len(costs) != ROWS:
        raise Refusal(f"connector_cost: {run.status.value}; it said:\n{run.console[-2000:]}")
    return costs


def memory() -> dict[str, int]:
    """Bytes by component of that system, page tables and kernel objects included."""
    report = json.loads((ROOT / "build/release/systems/connector_cost/report.json").read_text())
    return {c["name"]: sum(c["memory"].values()) for c in report["components"]}


def main() -> int:
    """Prints the tables."""
    try:
        costs = measure()
    except Refusal as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    add_to_json("components", costs)
    add_to_json("memory of a component", memory())
    print("\nbetween components, guest instructions of a round trip")
    for name, count in costs.items():
        print(f"  {name:<52}{count:>8}")
    print("\nmemory of a component, bytes")
    for name, count in memory().items():
        print(f"  {name:<52}{count:>8,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
