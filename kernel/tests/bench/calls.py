# SPDX-License-Identifier: MIT
"""What calls between protection domains cost, in guest instructions.

Boots the release build of the system call_cost and reads what it prints. A round trip is all that
happens between the instruction before microkit_ppcall and the one after it: both programs, their
runtimes and the kernel. The peer has no published figures for it, so there is no ratio; beside it
stands what the kernel alone needs for the same message, from `make bench`.
"""

from __future__ import annotations

import re
import sys

from kernel.tests.bench.printed import figures, part, show

LINE = re.compile(r"^(call|notify) (passive|active) (\d+) words: (\d+) instructions$", re.M)
ROWS = 10


def title(name: str) -> str:
    """Of `call passive 4`: what, with how many words, to which kind of server."""
    what, server, words = name.split()
    return f"protected call, {words} words, {server} server" if what == "call" else \
        f"notification there and back, {server} server"


def show_all() -> None:
    """Prints the table."""
    costs = figures("call_cost", LINE, ROWS)
    show("protection domains", "between protection domains, guest instructions",
         {title(name): count for name, count in costs.items()})


if __name__ == "__main__":
    sys.exit(part(show_all))
