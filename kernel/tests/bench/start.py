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

from kernel.tests.bench.printed import figures, part, show

LINE = re.compile(r"^start of hello, (.+): (\d+) instructions$", re.M)
ROWS = 13


def measure() -> dict[str, int]:
    """Instructions by step, and `all` of them."""
    return figures("processes", LINE, ROWS, until="tester: measured")


def show_all() -> None:
    """Prints the table."""
    show("start of hello", "start of hello, guest instructions of each step", measure())


if __name__ == "__main__":
    sys.exit(part(show_all))
