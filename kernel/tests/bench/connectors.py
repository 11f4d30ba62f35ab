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

from kernel.tests.bench.printed import figures, part, show
from kernel.tests.systems.running import ROOT

LINE = re.compile(r"^(seL4\w+, .+): (\d+) instructions$", re.M)
ROWS = 13


def memory() -> dict[str, int]:
    """Bytes by component of that system, page tables and kernel objects included."""
    report = json.loads((ROOT / "build/release/systems/connector_cost/report.json").read_text())
    return {c["name"]: sum(c["memory"].values()) for c in report["components"]}


def measure() -> dict[str, int]:
    """Instructions by `connector, what`."""
    return figures("connector_cost", LINE, ROWS)


def show_all() -> None:
    """Prints the tables."""
    show("components", "between components, guest instructions of a round trip", measure())
    show("memory of a component", "memory of a component, bytes", memory())


if __name__ == "__main__":
    sys.exit(part(show_all))
