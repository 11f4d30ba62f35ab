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

from autograder import Refusal
from kernel.tests.bench.bench import add_to_json
from kernel.tests.systems.running import boot

LINE = re.compile(r"^(call|notify) (passive|active) (\d+) words: (\d+) instructions$", re.M)
ROWS = 10


def measure() -> dict[str, int]:
    """Instructions by `call passive 4`: what, to which kind of server, with how many words."""
    run = boot("call_cost", kind="release")
    costs = {f"{what} {server} {words}": int(count)
             for what, server, words, count in LINE.findall(run.console)}
    if run.exit_code != 0 or len(costs) != ROWS:
        raise Refusal(f"call_cost: {run.status.value}; it said:\n{run.console[-2000:]}")
    return costs


def main() -> int:
    """Prints the table."""
    try:
        costs = measure()
    except Refusal as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    add_to_json("protection domains", costs)
    print("\nbetween protection domains, guest instructions")
    for name, count in costs.items():
        what, server, words = name.split()
        title = f"protected call, {words} words, {server} server" if what == "call" else \
            f"notification there and back, {server} server"
        print(f"  {title:<48}{count:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
