# SPDX-License-Identifier: MIT
"""What it costs to move bytes: packages through the security coordinator, sectors to a disk.

Packages: the release build of the system `storage`, without a disk, so the store is in memory; its
tester says what it measured. Sectors: the release build of the system `block`, with a disk. While
that is waited for the guest's own counter goes on, so a plug-in of QEMU counts what is executed
between marks in the tester: client, driver and kernel. The disk has no bytes and takes its time,
so that each request is one that is slept for: else it would depend on the host which ones are.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from elftools.elf.elffile import ELFFile

from autograder import Refusal
from kernel.tests.bench import boot as counted
from kernel.tests.bench.printed import figures, part, show
from kernel.tests.systems.running import ROOT, build

LINE = re.compile(r"^cost: (.+): (\d+) instructions$", re.M)
PACKAGE_ROWS = 5
RELEASE = ROOT / "build/release"
MARKS = ("mark_reads", "mark_writes", "mark_end")
REQUESTS, REQUEST_KIB = 32, 64  # between two marks
DISK = f"driver=null-co,size={256 * 512},read-zeroes=on,latency-ns=50000000"


def marks(programs: Path) -> list[int]:
    """Addresses of the marks in the tester, where no other program has code."""
    with (programs / "tester.elf").open("rb") as file:
        symbols = ELFFile(file).get_section_by_name(".symtab")
        places = [symbols.get_symbol_by_name(name)[0]["st_value"] for name in MARKS]
    for other in (programs / "block_driver.elf", RELEASE / "initialiser.elf"):
        with other.open("rb") as file:
            for part in ELFFile(file).iter_segments():
                if any(0 <= place - part["p_vaddr"] < part["p_memsz"] for place in places):
                    raise Refusal(f"block: {other.name} has code where the tester's marks are")
    return places


def sectors() -> dict[str, int]:
    """Instructions of a request of the block driver."""
    build("block", "release")
    reads, writes, end = marks(RELEASE / "systems/block")
    machine = (RELEASE / "tessera.elf", RELEASE / "systems/block.elf", ROOT / "build/virt.dtb")
    return {f"{what} {REQUEST_KIB} KiB of a disk":
            counted.between(first, last, *machine, disk=DISK) // REQUESTS
            for what, first, last in (("read", reads, writes), ("write", writes, end))}


def each_kib(what: str, count: int) -> str:
    """How many instructions a KiB takes, where it is said how many there are."""
    size = re.search(r"(\d+) KiB", what)
    return f"  {count / int(size[1]):,.0f} for each KiB" if size else ""


def show_all() -> None:
    """Prints the table."""
    costs = figures("storage", LINE, PACKAGE_ROWS, until="cost: measured") | sectors()
    show("throughput", "throughput of packages and disk, guest instructions", costs, each_kib)


if __name__ == "__main__":
    sys.exit(part(show_all))
