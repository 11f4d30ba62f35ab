# SPDX-License-Identifier: MIT
"""A test of lab 01 that needs a kernel of its own."""

from autograder.build import PROCTOR


def nested_trap_panics_cleanly(bench):
    """The kernel traps: it says so, once, with the address, and stops."""
    run = bench.run(PROCTOR, kernel="build/debug/nested/tessera.elf")
    said = [line for line in run.console.splitlines() if line.startswith("kernel trap: ")]
    bench.equal("reports of a trap in the kernel", len(said), 1)
    words = dict(zip(said[0].split()[2::2], said[0].split()[3::2]))
    bench.equal("scause (a load's page fault)", words.get("scause"), "d")
    bench.equal("stval (the address)", words.get("stval"), "123")
    bench.check("trap in the kernel" in run.console, "the kernel did not panic")
