# SPDX-License-Identifier: MIT
"""Programs and loaders from elsewhere: a root task and a loader that share nothing with the kit.

Every run boots a kernel whose defaults nobody overwrites, by the foreign loader (loader.S), or by
the kit's own. The root task (main.c) checks what it can see from inside; here stands what only the
host knows: where everything was placed, and the list of untypeds, computed by carving.py.
"""

from __future__ import annotations

import itertools
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.qemu import RunResult, Status, run
from kernel.tests.foreign.carving import PAGE, USER_TOP, Untyped, extra_length, places, untypeds
from kernel.tests.foreign.package import Placed, bootable, flatten, moved, place
from kernel.tests.foreign.test_carving import EXAMPLE

ROOT = Path(__file__).resolve().parents[3]
MAKEFILE = "kernel/tests/foreign/foreign.mk"
REPORT = struct.Struct("<10Q")  # struct report of report.h
MAGIC = int.from_bytes(b"FOREIGN\0", "little")
BUDGET = 500_000_000

SMALL, MEDIUM, LARGE = 0x40000, 0x800000, 0x1A00000
HIGH = 0x3E00000000
ACROSS = 0x3EFF000000  # the large image spans a border of 1 GiB
EDGE = USER_TOP - PAGE - 2 * PAGE - SMALL  # with IPC buffer and boot page: as high as allowed


@dataclass(frozen=True)
class Machine:
    """One way to boot."""

    cnode_bits: int = 13
    ram_mib: int = 128
    link: int = HIGH
    size: int = SMALL
    tree: int | None = None  # bytes more than the tree itself has; None: there is none
    build: str = "debug"
    gap: int = 0  # free bytes below the root task

    def __str__(self) -> str:
        tree = "no tree" if self.tree is None else f"tree+{self.tree}"
        return (f"{self.build}, {self.cnode_bits} bits, {self.ram_mib} MiB, "
                f"{self.size:#x} at {self.link:#x}, {tree}"
                + (f", gap {self.gap:#x}" if self.gap else ""))

    def folder(self) -> str:
        return f"build/{self.build}/foreign"

    def kernel(self) -> str:
        return f"{self.folder()}/kernel-{self.cnode_bits}-{self.ram_mib}.elf"

    def task(self) -> str:
        return f"{self.folder()}/task-{self.link:#x}-{self.size:#x}.elf"

    def loader(self) -> str:
        return f"{self.folder()}/loader.elf"


# Radix 12 has too few slots for the frames of the large image.
MACHINES = [Machine(bits, ram, *image, tree)
            for bits, ram in itertools.product((12, 13, 17), (128, 2048, 3072))
            for image, tree in (((HIGH, SMALL), None),
                                ((ACROSS, LARGE if bits > 12 else MEDIUM), 1))]
MACHINES += [Machine(tree=more) for more in (0, 7, 100)]
# The extra area counts with 4 pages, of which 3 are there; the last needs a table of its own.
MACHINES += [Machine(link=HIGH + 0x200000 - SMALL - 5 * PAGE, tree=4096)]
# It is as large as the CNode, and larger: then it decides where the block is aligned.
MACHINES += [Machine(12, tree=80_000), Machine(12, tree=300_001)]
# Below the root task there is room for the block, too.
MACHINES += [Machine(tree=5, gap=0x900000)]
MACHINES += [Machine(link=0x1000), Machine(link=EDGE), Machine(link=ACROSS, size=LARGE),
             Machine(17, 2048, build="release"), Machine(tree=3, build="release")]


@pytest.fixture(scope="session")
def built() -> Path:
    """Builds all kernels and root tasks; gives the tree's root."""
    over = Machine(link=EDGE + PAGE)
    for build in ("debug", "release"):
        machines = [m for m in [*MACHINES, over, Machine(12, 128, ACROSS, LARGE)]
                    if m.build == build]
        targets = {file for m in machines for file in (m.kernel(), m.task(), m.loader())}
        own = [f"build/{build}/tessera.elf", "build/virt-128.dtb"]
        subprocess.run(["make", "-s", "--no-print-directory", "-f", MAKEFILE, f"BUILD={build}",
                        *own, *sorted(targets)], cwd=ROOT, check=True)
    return ROOT


def device_tree(root: Path, more: int) -> bytes:
    """A device tree with `more` bytes behind its contents that count as its own."""
    tree = bytearray((root / "build/virt-128.dtb").read_bytes() + bytes(more))
    struct.pack_into(">I", tree, 4, len(tree))
    return bytes(tree)


def prepare(root: Path, machine: Machine) -> Placed:
    """All of it placed, as a host tool would."""
    tree = None if machine.tree is None else device_tree(root, machine.tree)
    return place(flatten(root / machine.kernel(), "p_paddr"), flatten(root / machine.task()), tree,
                 machine.cnode_bits, machine.ram_mib, machine.gap)


@pytest.fixture
def boot(built, tmp_path, request):
    """Boots by the foreign loader: boot(machine, placed) -> RunResult."""

    def start(machine: Machine, placed: Placed) -> RunResult:
        image = tmp_path / "image.elf"
        image.write_bytes(bootable(placed, flatten(built / machine.loader())))
        result = run(image, None, dtb=None, ram_mib=machine.ram_mib, budget=BUDGET)
        request.addfinalizer(result.close)
        return result

    return start


class Report:
    """What the root task left behind the end of RAM."""

    def __init__(self, result: RunResult) -> None:
        page = result.result[:PAGE]
        magic, self.passed, failed, finished, suspended, *self.places, length = \
            REPORT.unpack_from(page)
        console = result.console.decode(errors="replace")
        assert magic == MAGIC, f"no report; the console says:\n{console}"
        text = page[REPORT.size:REPORT.size + length].decode(errors="replace")
        assert failed == 0, text
        assert finished, f"the root task did not come to its end:\n{console}"
        assert suspended, "the root task's end is not where it suspends itself"
        assert result.status is Status.EXIT, result.reason
        assert self.passed > 400, "hardly anything was checked"
        self.console = console
        info = result.result[PAGE:2 * PAGE]
        self.extra_length, = struct.unpack_from("<Q", info, 0)
        self.extra = result.result[2 * PAGE:2 * PAGE + self.extra_length]
        start, end = struct.unpack_from("<2Q", info, 168)
        self.untypeds = [Untyped(paddr, bits, bool(device)) for paddr, bits, device in
                         (struct.unpack_from("<QBB6x", info, 184 + 16 * i)
                          for i in range(end - start))]
        assert not any(info[184 + 16 * (end - start):]), "rubbish behind the list of untypeds"


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_foreign_loader_and_root_task(boot, built, machine):
    placed = prepare(built, machine)
    report = Report(boot(machine, placed))

    at = places(placed.boot)
    assert report.places == [placed.boot.image[0], at["ipc buffer"], at["boot info"],
                             at.get("extra", 0)]
    assert report.untypeds == untypeds(placed.boot)
    assert report.extra_length == extra_length(placed.boot)
    assert report.extra[16:] == (placed.tree or b"")
    assert (f"foreign: {report.passed} checks passed" in report.console) == \
        (machine.build == "debug")
    if machine.ram_mib == 3072:
        assert ", ".join(str(u) for u in report.untypeds if u.device) == EXAMPLE


@pytest.mark.parametrize("machine, words", [(Machine(link=ACROSS, size=LARGE), ""),
                                            (Machine(), "cnode_bits=12 check")], ids=str)
def test_own_loader_boots_the_foreign_root_task(built, request, machine, words):
    result = run(built / "build/debug/tessera.elf", built / machine.task(),
                 dtb=built / "build/virt-128.dtb", budget=BUDGET, bootargs=words)
    request.addfinalizer(result.close)
    assert Report(result).extra_length > 16


# -- hand-overs that break the contract ----------------------------------------------

def test_image_that_ends_a_page_too_high_is_refused(boot, built):
    machine = Machine(link=EDGE + PAGE)
    refused(boot(machine, prepare(built, machine)), "user addresses")


def test_image_with_more_frames_than_slots_is_refused(boot, built):
    machine = Machine(12, 128, ACROSS, LARGE)
    refused(boot(machine, prepare(built, machine)), "CNode is too small")


def test_device_tree_behind_the_image_is_refused(boot, built):
    machine = Machine(tree=0)
    placed = prepare(built, machine)
    assert placed.tree
    start = placed.boot.image[1] + (8 << 20)
    refused(boot(machine, moved(placed, dtb=(start, start + len(placed.tree)))), "overlaps")


def test_image_over_the_kernel_is_refused(boot, built):
    machine = Machine()
    placed = prepare(built, machine)
    start, end = placed.boot.image
    refused(boot(machine, moved(placed, image=(start - PAGE, end - PAGE))),
            "overlaps")


def refused(result: RunResult, why: str) -> None:
    """The kernel says why it cannot boot, and stops the machine."""
    console = result.console.decode(errors="replace")
    assert "cannot boot" in console and why in console, console
    assert result.status is Status.EXIT
    assert not any(result.result[:PAGE]), "a root task ran"
