# SPDX-License-Identifier: MIT
"""Runs the system `processes` for long: `make cycles`.

Each round is 20 starts and stops of every application and 2,000 requests of the fuzzer to each
interface of the process manager, after which memory, objects and slots must be as before.
"""

from __future__ import annotations

import argparse
import re
import sys

from autograder.qemu import Run, Status
from kernel.tests.systems import running

CYCLES = 20  # in a round, of each application
EXPECTATIONS = 342  # in a round
FIRST_BUDGET = 6_000_000_000
ROUND_BUDGET = 3_000_000_000
FIRST_SECONDS = 300  # what a busy machine may need
ROUND_SECONDS = 60


def run(rounds: int) -> Run:
    """The tester's groups and so many rounds."""
    return running.boot(
        "processes", f"tester: {rounds * CYCLES} cycles: {EXPECTATIONS} of {EXPECTATIONS}",
        budget=FIRST_BUDGET + rounds * ROUND_BUDGET,
        wall_seconds=FIRST_SECONDS + rounds * ROUND_SECONDS)


def main() -> int:
    """Says what came of it; the status is 0 if nothing was left behind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=1000, help="of each application (1000)")
    rounds = -(-parser.parse_args().cycles // CYCLES)
    outcome = run(rounds)
    lines = [li for li in outcome.lines("tester", "fuzzer") if re.search("cycles|WRONG|spoilt", li)]
    print("\n".join(lines[-6:]))
    well = outcome.status is Status.SAID and "WRONG" not in outcome.console
    print(f"{rounds * CYCLES} cycles of every application: "
          f"{'nothing was left behind' if well else 'FAILED'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
