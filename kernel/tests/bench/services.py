# SPDX-License-Identifier: MIT
"""What an application's requests cost, in guest instructions.

Boots the release build of the full system, starts the application `cost` and reads what it says:
all that happens between the instruction before a request and the one after it, in the application,
the SDK runtime, the service behind it and the kernel. The peer has no published figures for it.
"""

from __future__ import annotations

import re
import sys

from kernel.tests.bench.printed import figures, part, show

LINE = re.compile(r"^sdk_runtime: INFO cost::(.+): (\d+) instructions$", re.M)
ROWS = 10
LARGE = re.compile(r"key of (1024) bytes")  # what the throughput of the store is told by


def each_byte(what: str, count: int) -> str:
    """How many bytes are moved in an instruction, of a large key."""
    moved = LARGE.search(what)
    return f"  {int(moved[1]) / count:.3f} bytes an instruction" if moved else ""


def measure() -> dict[str, int]:
    """Instructions by request."""
    return figures("full", LINE, ROWS, typed=b"start cost\nwait cost\n\x04")


def show_all() -> None:
    """Prints the table."""
    show("requests of an application", "requests of an application, guest instructions",
         measure(), each_byte)


if __name__ == "__main__":
    sys.exit(part(show_all))
